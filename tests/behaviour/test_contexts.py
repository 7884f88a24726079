"""Context variables nest as scopes do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.behaviour.conftest import Project


def test_a_session_fixture_is_seen_by_every_test(project: Project) -> None:
    """What a session fixture sets is seen by async and sync tests of every file."""
    project.passes(
        {
            "conftest.py": """
                import contextvars
                import pytest

                tenant = contextvars.ContextVar("tenant", default="none")

                @pytest.fixture(scope="session", autouse=True)
                async def as_acme():
                    token = tenant.set("acme")
                    yield
                    tenant.reset(token)
            """,
            "test_a.py": """
                from conftest import tenant

                async def test_async():
                    assert tenant.get() == "acme"

                def test_sync():
                    assert tenant.get() == "acme"
            """,
            "test_b.py": """
                from conftest import tenant

                async def test_other_file():
                    assert tenant.get() == "acme"
            """,
        },
        3,
    )


def test_what_a_test_sets_is_gone_after_it(project: Project) -> None:
    """A test that shares its loop with others shares no context with them."""
    project.passes(
        """
        import contextvars
        import pytest
        from bound import Bound

        user = contextvars.ContextVar("user", default="nobody")

        @pytest.fixture(scope="session")
        async def db():
            return Bound()

        @pytest.mark.parametrize("number", range(2))
        async def test_sets(db, number):
            assert user.get() == "nobody"
            user.set("somebody")
        """,
        2,
    )


def test_a_function_fixture_is_seen_by_its_own_test_only(project: Project) -> None:
    """A function fixture's variable is seen by its test, and gone for the next."""
    project.passes(
        """
        import contextvars
        import pytest

        user = contextvars.ContextVar("user", default="nobody")

        @pytest.fixture
        async def login():
            user.set("ada")
            yield
            assert user.get() == "ada"

        async def test_with(login):
            assert user.get() == "ada"

        def test_sync_with(login):
            assert user.get() == "ada"

        async def test_without():
            assert user.get() == "nobody"

        def test_sync_without():
            assert user.get() == "nobody"
        """,
        4,
    )


def test_a_later_fixture_sees_the_earlier_ones(project: Project) -> None:
    """Fixtures see what those they use have set, through sync ones as well."""
    project.passes(
        """
        import contextvars
        import pytest

        trail = contextvars.ContextVar("trail", default=())

        @pytest.fixture(scope="module")
        async def one():
            trail.set((*trail.get(), "one"))

        @pytest.fixture
        def two(one):
            assert trail.get() == ("one",)

        @pytest.fixture
        async def three(two):
            trail.set((*trail.get(), "three"))

        async def test_all(three):
            assert trail.get() == ("one", "three")

        async def test_module_part_alone(one):
            assert trail.get() == ("one",)
        """,
        2,
    )


def test_a_narrow_fixture_hides_a_wide_one_for_a_while(project: Project) -> None:
    """Each scope's value counts inside it; at its end the wider one is back."""
    project.passes(
        """
        import contextvars
        import pytest

        level = contextvars.ContextVar("level")

        @pytest.fixture(scope="session", autouse=True)
        async def session():
            level.set("session")
            yield
            assert level.get() == "session"

        @pytest.fixture(scope="class")
        async def of_class(session):
            level.set("class")
            yield
            assert level.get() == "class"

        @pytest.mark.usefixtures("of_class")
        class TestA:
            async def test_class(self):
                assert level.get() == "class"

            @pytest.fixture
            async def own(self):
                level.set("function")

            async def test_function(self, own):
                assert level.get() == "function"

            async def test_class_again(self):
                assert level.get() == "class"

        async def test_session():
            assert level.get() == "session"
        """,
        4,
    )


def test_a_wide_fixture_asked_for_late_does_not_hide_a_narrow_one(
    project: Project,
) -> None:
    """A test's own value counts even if the session fixture is set up after it."""
    project.passes(
        """
        import contextvars
        import pytest

        level = contextvars.ContextVar("level")

        @pytest.fixture(scope="session")
        async def wide():
            level.set("session")

        @pytest.fixture
        async def narrow():
            level.set("function")

        @pytest.fixture
        def late(request, narrow):
            request.getfixturevalue("wide")

        async def test_narrow_counts(late):
            assert level.get() == "function"

        async def test_wide_counts(wide):
            assert level.get() == "session"
        """,
        2,
    )


def test_teardown_can_reset_the_token_of_set_up(project: Project) -> None:
    """`ContextVar.reset` works after the `yield`, on the context of the set-up."""
    project.passes(
        """
        import contextvars
        import pytest

        user = contextvars.ContextVar("user", default="nobody")

        @pytest.fixture(params=["function", "other"])
        async def login(request):
            token = user.set(request.param)
            yield request.param
            user.reset(token)
            assert user.get() != request.param

        @pytest.fixture(scope="module")
        async def shared():
            token = user.set("shared")
            yield
            user.reset(token)

        async def test_one(login):
            assert user.get() == login

        async def test_two(shared):
            assert user.get() == "shared"

        async def test_three(shared, login):
            assert user.get() == login
        """,
        5,
    )


def test_tasks_of_a_test_see_its_context(project: Project) -> None:
    """A task and a thread that a test starts see what its fixtures have set."""
    project.passes(
        """
        import asyncio
        import contextvars
        import pytest

        user = contextvars.ContextVar("user", default="nobody")

        @pytest.fixture
        async def login():
            user.set("ada")

        async def read():
            return user.get()

        async def test_all(login):
            assert await asyncio.create_task(read()) == "ada"
            assert await asyncio.to_thread(user.get) == "ada"
        """,
        1,
    )


def test_a_fixture_asked_for_by_name_keeps_what_it_set(project: Project) -> None:
    """What a fixture sets while another asks for it by name counts as its own."""
    project.passes(
        """
import contextvars
import pytest

VAR = contextvars.ContextVar("VAR", default=None)

@pytest.fixture(scope="session")
async def base():
    VAR.set("base")

@pytest.fixture(scope="class")
async def asker(request):
    request.getfixturevalue("base")

@pytest.fixture(scope="module")
async def of_module():
    VAR.set("module")

class TestIt:
    async def test_one(self, asker):
        assert VAR.get() == "base"

    async def test_two(self, asker, of_module):
        assert VAR.get() == "module"  # narrower than base; asker never set it
""",
        2,
    )


def test_what_sync_fixtures_set_comes_back(project: Project) -> None:
    """A sync fixture's value is there again when an async one over it is torn down."""
    project.passes(
        """
import contextvars
import pytest

VAR = contextvars.ContextVar("VAR", default="none")

@pytest.fixture(scope="session", autouse=True)
async def outer():
    VAR.set("outer")
    yield

@pytest.fixture(scope="module")
def middle(outer):
    token = VAR.set("middle")
    yield
    assert VAR.get() == "middle"
    VAR.reset(token)

@pytest.fixture
async def inner(middle):
    VAR.set("inner")
    yield

async def test_inner(inner):
    assert VAR.get() == "inner"

async def test_middle(middle):
    assert VAR.get() == "middle"
""",
        2,
    )
