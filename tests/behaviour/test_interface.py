"""What Loopwise says and takes: the plan, options, marks, header and summary."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.behaviour.conftest import Project

HEAD = """
import asyncio
import pytest
from loopwise import fixture, mark
from bound import Bound, note
"""
EXAMPLE_4 = f"""{HEAD}
@fixture(scope="session")
async def db():
    return Bound()

@fixture(scope="module")
async def api_client():
    return Bound()

async def test_both(db, api_client):
    await db.use()
    await api_client.use()

async def test_client(api_client):
    await api_client.use()

async def test_own():
    note("ran")

def test_plain():
    note("ran")
"""


def test_the_plan_as_a_tree(project: Project) -> None:
    """`--loop-plan` shows loops, instances and tests with reasons, and runs nothing."""
    result = project.run(EXAMPLE_4, "--loop-plan")
    assert result.exit_code == 0, result.text
    assert project.notes == []
    assert result.outcomes == {}
    lines = [line.strip() for line in result.text.splitlines()]
    session = lines.index("session loop  (2 tests)")
    own = next(i for i, line in enumerate(lines) if line.startswith("own loop"))
    under = lines[session:own]
    assert any(line.startswith("fixture db") for line in under)
    assert any(line.startswith("fixture api_client") for line in under)
    assert "test_it.py::test_both" in under
    assert "test_it.py::test_client" in under
    assert any(line.startswith("because: ") and "db" in line for line in under)
    assert "test_it.py::test_own" in lines[own:]
    assert any("1 sync test" in line for line in lines)


def test_the_plan_as_json(project: Project) -> None:
    """`--loop-plan=json` prints nothing but JSON, with each test's loop and reason."""
    result = project.run(EXAMPLE_4, "--loop-plan=json")
    assert result.exit_code == 0, result.text
    plan = json.loads(result.text)
    loops = {test["id"]: test["loop"] for test in plan["tests"]}
    assert loops["test_it.py::test_client"] == {"scope": "session", "of": ""}
    assert loops["test_it.py::test_own"]["scope"] == "function"
    assert loops["test_it.py::test_plain"] is None
    both = plan["tests"][0]
    assert both["id"] == "test_it.py::test_both"
    assert both["place"].startswith("test_it.py:")
    assert both["reason"]
    assert [step["name"] for step in both["steps"]][-1] == "db"
    names = {one["name"]: one["loop"]["scope"] for one in plan["instances"]}
    assert names == {"db": "session", "api_client": "session"}
    assert project.notes == []


def test_the_plan_of_some_tests(project: Project) -> None:
    """With `-k` only the chosen tests are shown, on the loops of the whole suite."""
    result = project.run(EXAMPLE_4, "--loop-plan=json", "-k", "test_client")
    (test,) = json.loads(result.text)["tests"]
    assert test["loop"]["scope"] == "session"


@pytest.mark.parametrize("form", ["tree", "json"])
def test_the_plan_of_an_empty_suite(project: Project, form: str) -> None:
    """A suite without tests has a plan, too: pytest's code for "no tests" stays."""
    result = project.run({"test_it.py": ""}, f"--loop-plan={form}")
    assert result.exit_code == 5, result.text
    assert "Error" not in result.text


def test_one_header_line(project: Project) -> None:
    """The header has one line of Loopwise's, with its version."""
    import loopwise

    result = project.run(EXAMPLE_4)
    lines = [line for line in result.text.splitlines() if line.startswith("loopwise:")]
    assert len(lines) == 1
    assert loopwise.__version__ in lines[0]


BAD_OPTIONS = {
    "mode": (("--loop-mode=fast",), "", "--loop-mode"),
    "asyncio mode": (("--asyncio-mode=fast",), "", "--asyncio-mode"),
    "plan": (("--loop-plan=yaml",), "", "--loop-plan"),
    "ini mode": ((), "asyncio_mode = fast", "asyncio_mode"),
    "ini scope": (
        (),
        "asyncio_default_fixture_loop_scope = fast",
        "asyncio_default_fixture_loop_scope",
    ),
    "own ini scope": (
        (),
        "loopwise_default_test_loop_scope = fast",
        "loopwise_default_test_loop_scope",
    ),
    "debug": ((), "asyncio_debug = fast", "asyncio_debug"),
    "overridden ini": (("-o", "asyncio_mode=fast"), "", "asyncio_mode"),
}


@pytest.mark.parametrize("name", BAD_OPTIONS)
def test_a_bad_option_is_a_usage_error(project: Project, name: str) -> None:
    """A bad value stops pytest with a line that names the option and the place."""
    args, ini, option = BAD_OPTIONS[name]
    result = project.run({"test_it.py": "", "pytest.ini": f"[pytest]\n{ini}\n"}, *args)
    assert result.exit_code == 4, result.text
    assert option in result.text
    assert "fast" in result.text or "yaml" in result.text
    assert "Traceback" not in result.text
    assert "INTERNALERROR" not in result.text
    if ini:
        assert "pytest.ini" in result.text


BAD_CODE = {
    "mark scope": '@pytest.mark.asyncio(loop_scope="galaxy")\nasync def test_it(): ...',
    "own mark scope": '@mark.asyncio(loop_scope="galaxy")\nasync def test_it(): ...',
    "mark argument": '@pytest.mark.asyncio(scop="galaxy")\nasync def test_it(): ...',
    "mark position": '@pytest.mark.asyncio("galaxy")\nasync def test_it(): ...',
    "mark twice": '@pytest.mark.asyncio(scope="class", loop_scope="galaxy")\n'
    "async def test_it(): ...",
    "fixture scope": '@fixture(scope="galaxy")\nasync def db(): ...\n'
    "async def test_it(db): ...",
    "fixture loop scope": '@fixture(loop_scope="galaxy")\nasync def db(): ...\n'
    "async def test_it(db): ...",
    "fixture argument": '@fixture(loop="galaxy")\nasync def db(): ...\n'
    "async def test_it(db): ...",
}


@pytest.mark.parametrize("name", BAD_CODE)
def test_a_bad_argument_is_an_error_with_its_place(project: Project, name: str) -> None:
    """A bad mark or fixture argument is an error that says what, and where."""
    result = project.run(HEAD + BAD_CODE[name])
    assert result.exit_code in {1, 2, 4}, result.text
    assert "INTERNALERROR" not in result.text
    assert "test_it.py:" in result.text
    assert "passed" not in result.outcomes.values()
    if "twice" not in name:
        assert "galaxy" in result.text or "scop'" in result.text
    if name.endswith("scope"):
        for scope in ("function", "class", "module", "package", "session"):
            assert re.search(rf"\b{scope}\b", result.text)


def test_a_bad_mark_fails_its_own_test_only(project: Project) -> None:
    """The other tests of the suite run, whatever one mark says."""
    result = project.run(
        HEAD + BAD_CODE["mark scope"] + "\nasync def test_other(): pass"
    )
    assert result.outcomes["test_it.py::test_other"] == "passed", result.text
    assert result.outcomes["test_it.py::test_it"] in {"error", "failed"}


def test_an_explicit_mark_is_honoured_and_explained(project: Project) -> None:
    """A contradicting mark gets its own loop, and LW101 in the summary says so."""
    result = project.run(
        f"""{HEAD}
@fixture(scope="session")
async def db():
    return Bound()

@mark.asyncio(loop_scope="function")
async def test_apart(db):
    assert asyncio.get_running_loop() is not db.loop

async def test_together(db):
    await db.use()
"""
    )
    assert result.counts == {"passed": 2}, result.text
    assert result.exit_code == 0
    assert "LW101 fixture `db` lives on another event loop" in result.text
    assert "▼" in result.text
    assert "╰─>" in result.text
    assert "Fix: " in result.text
    assert "loopwise explain LW101" in result.text
    told = result.text[result.text.index("LW101") :].splitlines()
    assert len(told[: told.index(" More: loopwise explain LW101") + 1]) <= 12


@pytest.mark.parametrize("scope", ["class", "module", "package", "session"])
def test_an_explicit_wide_mark_shares_a_loop(project: Project, scope: str) -> None:
    """Tests with an explicit wide loop scope run on one loop, without a fixture."""
    same = "is" if scope in {"module", "session", "package"} else "is not"
    project.passes(
        f"""{HEAD}
loops = []

@mark.asyncio(loop_scope="{scope}")
class TestA:
    async def test_1(self):
        loops.append(asyncio.get_running_loop())

    async def test_2(self):
        assert asyncio.get_running_loop() is loops[0]

@pytest.mark.asyncio(loop_scope="{scope}")
class TestB:
    async def test_3(self):
        assert asyncio.get_running_loop() {same} loops[0]

async def test_own():
    assert asyncio.get_running_loop() is not loops[0]
""",
        4,
    )


def test_the_closest_mark_counts_also_if_added_at_collection(project: Project) -> None:
    """Marks that a conftest adds to every item are honoured, but not over a test's."""
    project.passes(
        {
            "conftest.py": """
                import pytest

                def pytest_collection_modifyitems(items):
                    for item in items:
                        if item.get_closest_marker("asyncio") is None:
                            item.add_marker(pytest.mark.asyncio(loop_scope="session"))
            """,
            "test_it.py": f"""{HEAD}
loops = []

async def test_1():
    loops.append(asyncio.get_running_loop())

async def test_2():
    assert asyncio.get_running_loop() is loops[0]

@mark.asyncio(loop_scope="function")
async def test_3():
    assert asyncio.get_running_loop() is not loops[0]
""",
        },
        3,
    )


def test_an_explicit_fixture_loop_scope_is_a_minimum(project: Project) -> None:
    """A fixture with a wide loop scope moves its tests; `function` narrows nothing."""
    project.passes(
        f"""{HEAD}
loops = []

@fixture(loop_scope="module")
async def on_module():
    return Bound()

@fixture(scope="session", loop_scope="function")
async def db():
    return Bound()

async def test_1(on_module):
    loops.append(asyncio.get_running_loop())
    await on_module.use()

async def test_2(on_module):
    assert asyncio.get_running_loop() is loops[0]
    await on_module.use()

async def test_3(db):
    await db.use()

async def test_4(db):
    await db.use()
""",
        4,
    )


@pytest.mark.parametrize("prefix", ["loopwise", "asyncio"])
def test_configured_defaults_are_minimums(project: Project, prefix: str) -> None:
    """`function` as a default keeps detection; a wide default widens what is left."""
    suite = f"""{HEAD}
loops = []

@fixture(scope="session")
async def db():
    return Bound()

async def test_db_1(db):
    await db.use()

async def test_db_2(db):
    await db.use()

async def test_own_1():
    loops.append(asyncio.get_running_loop())

async def test_own_2():
    assert (asyncio.get_running_loop() is loops[0]) is {{}}
"""
    for scope, shared in (("function", False), ("module", True)):
        ini = (
            f"[pytest]\n{prefix}_default_test_loop_scope = {scope}\n"
            f"{prefix}_default_fixture_loop_scope = {scope}\n"
        )
        files = {"pytest.ini": ini, "test_it.py": suite.format(shared)}
        project.passes(files, 4)


def test_debug_runs_loops_in_debug_mode(project: Project) -> None:
    """`--asyncio-debug` and the ini key switch asyncio's debug mode on."""
    suite = "import asyncio\nasync def test_it():\n"
    suite += "    assert asyncio.get_running_loop().get_debug() is {}\n"
    project.passes(suite.format("False"), 1)
    project.passes(suite.format("True"), 1, "--asyncio-debug")
    ini = "[pytest]\nasyncio_debug = true\n"
    project.passes({"test_it.py": suite.format("True"), "pytest.ini": ini}, 1)


def test_a_name_known_too_late_is_explained(project: Project) -> None:
    """A test that asks for a wide fixture by a name made up at run time gets LW102."""
    result = project.run(
        f"""{HEAD}
@fixture(scope="session")
async def db():
    return Bound()

async def test_it(request):
    db = request.getfixturevalue("".join(["d", "b"]))
    await db.use()
"""
    )
    assert result.counts == {"failed": 1}, result.text
    assert "LW102" in result.text
    assert "test_it.py:" in result.text[result.text.index("LW102") :]


def test_a_name_known_after_a_fixture_is_up_is_explained(project: Project) -> None:
    """If a fixture is on the test's own loop before a wide one shows, LW102 says so."""
    result = project.run(
        f"""{HEAD}
@fixture(scope="session")
async def db():
    return Bound()

@fixture
async def own():
    return Bound()

@fixture
def late(own, request):
    return request.getfixturevalue("".join(["d", "b"]))

async def test_it(late, own):
    await late.use()
    await own.use()
"""
    )
    assert result.counts == {"failed": 1}, result.text
    assert "LW102" in result.text
    assert "`db`" in result.text


def test_the_plan_names_marks_that_mean_nothing(project: Project) -> None:
    """A test whose mark will fail it is named in the plan, too."""
    suite = """
        import pytest

        @pytest.mark.asyncio(loop_scope="sesion")
        async def test_a(): pass
    """
    told = project.run(suite, "--loop-plan")
    said = "test_it.py::test_a: mark.asyncio got an unexpected loop scope value"
    assert said in told.text
    assert "\n(test_it.py:4)" in told.text
    assert f'"errors": [\n  "{said}' in project.run(suite, "--loop-plan=json").text
