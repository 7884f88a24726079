"""Marks for async tests: removed where they say nothing, kept where they do."""

from __future__ import annotations

from pathlib import Path

from loopwise.rules.migration.marks import AsyncioMark
from tests.rules.migration.leaving import UNSAFE, migrated, repaired, stays, text


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


def test_marks_by_another_name_go(tmp_path: Path) -> None:
    """A mark that has a name of its own is taken from the tests, its name is kept."""
    after = migrated(
        tmp_path,
        {
            "test_one.py": """
                import pytest

                asyncio_test = pytest.mark.asyncio

                @asyncio_test
                async def test_one():
                    pass
            """
        },
    )
    assert after["test_one.py"] == text("""
        import pytest

        asyncio_test = pytest.mark.asyncio

        async def test_one():
            pass
    """)


def test_marks_of_classes_go(tmp_path: Path) -> None:
    """A class loses the mark, with parentheses or without, and keeps the others."""
    after = migrated(
        tmp_path,
        {
            "test_one.py": """
                import pytest

                @pytest.mark.usefixtures()
                @pytest.mark.asyncio()
                class TestOne:
                    async def test_one(self):
                        pass
            """
        },
    )
    assert after["test_one.py"] == text("""
        import pytest

        @pytest.mark.usefixtures()
        class TestOne:
            async def test_one(self):
                pass
    """)


def test_marks_of_parameters_are_left_to_unsafe_repairs(tmp_path: Path) -> None:
    """What marks a single set of parameters goes only where that is asked for."""
    written = """
        import pytest

        @pytest.mark.parametrize(
            "number",
            [
                pytest.param(1, marks=pytest.mark.asyncio),
                pytest.param(2, marks=[pytest.mark.asyncio, pytest.mark.xfail]),
            ],
        )
        async def test_one(number):
            assert number == 1
    """
    assert stays(tmp_path / "safe", {"test_one.py": written})
    after = migrated(tmp_path / "unsafe", {"test_one.py": written}, UNSAFE)
    assert "pytest.param(1),\n" in after["test_one.py"]
    assert "pytest.param(2, marks=[pytest.mark.xfail]),\n" in after["test_one.py"]


def test_a_loop_scope_that_the_plan_finds_goes(tmp_path: Path) -> None:
    """A mark goes with its loop scope if every test keeps its loop without it."""
    after = migrated(
        tmp_path,
        {
            "test_one.py": """
                import pytest

                pytestmark = pytest.mark.asyncio(loop_scope="module")

                @pytest.fixture(scope="module")
                async def one():
                    return 1

                async def test_one(one):
                    assert one == 1
            """
        },
    )
    assert "asyncio(" not in after["test_one.py"]
    assert "asyncio" not in after["test_one.py"].replace("async ", "")


def test_a_loop_scope_that_tests_share_by_stays(tmp_path: Path) -> None:
    """A mark that keeps tests together goes only where that is asked for."""
    written = """
        import asyncio

        import pytest

        loops = set()

        @pytest.mark.asyncio(loop_scope="module")
        async def test_one():
            loops.add(asyncio.get_running_loop())

        @pytest.mark.asyncio(loop_scope="module")
        async def test_two():
            loops.add(asyncio.get_running_loop())
    """
    assert stays(tmp_path / "safe", {"test_one.py": written})
    after = migrated(tmp_path / "unsafe", {"test_one.py": written}, UNSAFE)
    assert "mark.asyncio" not in after["test_one.py"]


def test_a_bare_mark_that_hides_another_stays(tmp_path: Path) -> None:
    """A mark stays that keeps the loop scope of a class or a module from counting."""
    written = """
        import asyncio

        import pytest

        pytestmark = pytest.mark.asyncio(loop_scope="module")
        loops = []

        async def test_one():
            loops.append(asyncio.get_running_loop())

        async def test_two():
            assert asyncio.get_running_loop() is loops[0]

        @pytest.mark.asyncio
        async def test_three():
            assert asyncio.get_running_loop() is not loops[0]
    """
    assert stays(tmp_path, {"test_one.py": written})


def test_marks_that_a_hook_looks_for_stay(tmp_path: Path) -> None:
    """Where somebody asks for the mark, neither it nor the mode is taken out."""
    files = {
        "pytest.ini": """
            [pytest]
            asyncio_mode = auto
        """,
        "conftest.py": """
            def pytest_collection_modifyitems(items):
                for item in items:
                    assert item.get_closest_marker("asyncio")
        """,
        "test_one.py": """
            import pytest

            @pytest.mark.asyncio
            async def test_one():
                pass
        """,
    }
    assert stays(tmp_path, files)


def test_marks_that_options_select_stay(tmp_path: Path) -> None:
    """Where ``-m asyncio`` chooses the tests, they keep their marks."""
    files = {
        "pytest.ini": """
            [pytest]
            addopts = -m asyncio
        """,
        "test_one.py": """
            import pytest

            @pytest.mark.asyncio
            async def test_one():
                pass

            def test_two():
                raise NotImplementedError
        """,
    }
    assert stays(tmp_path, files)


def test_marks_stay_beside_another_runner(tmp_path: Path) -> None:
    """Where somebody else runs unmarked tests, a mark says whose a test is."""
    files = {
        "conftest.py": """
            def pytest_pyfunc_call(pyfuncitem):
                if pyfuncitem.get_closest_marker("other"):
                    return True
        """,
        "pytest.ini": """
            [pytest]
            markers = other
        """,
        "test_one.py": """
            import pytest

            @pytest.mark.asyncio
            async def test_one():
                pass

            @pytest.mark.other
            async def test_two():
                raise NotImplementedError
        """,
    }
    assert stays(tmp_path, files)


def test_marks_that_another_module_imports_stay(tmp_path: Path) -> None:
    """A ``pytestmark`` that somebody imports is not deleted."""
    files = {
        "test_one.py": """
            import pytest

            pytestmark = pytest.mark.asyncio

            async def test_one():
                pass
        """,
        "test_two.py": """
            from test_one import pytestmark

            async def test_two():
                assert pytestmark
        """,
    }
    assert stays(tmp_path, files)
