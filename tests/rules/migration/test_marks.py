"""Marks for async tests: removed where they say nothing, kept where they do."""

from __future__ import annotations

from pathlib import Path

from loopwise.rules.migration.marks import AsyncioMark
from tests.rules.migration.leaving import repaired, text


def test_marks_of_all_forms_go(tmp_path: Path) -> None:
    """Decorators and entries of ``pytestmark`` are removed, with their lines only."""
    after = repaired(
        AsyncioMark,
        tmp_path,
        test_one="""
            import pytest
            from pytest import mark

            pytestmark = [
                pytest.mark.asyncio,
                pytest.mark.usefixtures(),  # kept
            ]

            @mark.asyncio
            async def test_one():
                pass

            class TestTwo:
                pytestmark = pytest.mark.asyncio

                # about the test
                @pytest.mark.asyncio()
                @pytest.mark.parametrize("number", [1])
                async def test_two(self, number):
                    pass
        """,
    )
    assert after["test_one.py"] == text("""
        import pytest
        from pytest import mark

        pytestmark = [
            pytest.mark.usefixtures(),  # kept
        ]

        async def test_one():
            pass

        class TestTwo:
            # about the test
            @pytest.mark.parametrize("number", [1])
            async def test_two(self, number):
                pass
    """)


def test_marks_that_say_something_stay(tmp_path: Path) -> None:
    """A mark with a time limit, or from somewhere else, is no mark of this rule."""
    written = """
        import pytest

        @pytest.mark.asyncio(timeout=3)
        async def test_one():
            pass
    """
    after = repaired(AsyncioMark, tmp_path, test_one=written)
    assert after["test_one.py"] == text(written)


def test_marks_stay_in_strict_mode(tmp_path: Path) -> None:
    """While the mode is strict, a test without its mark would not run."""
    written = """
        import pytest

        @pytest.mark.asyncio
        async def test_one():
            pass
    """
    strict = """
        [pytest]
        asyncio_mode = strict
    """
    after = repaired(AsyncioMark, tmp_path, test_one=written, pytest=strict)
    assert after["test_one.py"] == text(written)


def test_a_class_of_nothing_else_keeps_its_body(tmp_path: Path) -> None:
    """Where the mark is all there is, ``pass`` takes its place."""
    after = repaired(
        AsyncioMark,
        tmp_path,
        test_one="""
            import pytest

            class Marked:
                pytestmark = pytest.mark.asyncio

            class TestOne(Marked):
                async def test_one(self):
                    pass
        """,
    )
    assert "class Marked:\n    pass\n" in after["test_one.py"]
