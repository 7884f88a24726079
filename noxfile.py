"""What can be checked, one session each: `nox -l` lists them, `nox -s lint` runs one.

`make test` is the short form that needs nothing installed. Here are the same checks in
fresh environments, over all supported versions, and those that take long.
"""

from __future__ import annotations

import json
import subprocess

import nox

nox.needs_version = ">=2025.2.9"
nox.options.sessions = ["lint", "types", "architecture", "tests", "docs"]
# A missing interpreter is skipped even where CI is set; `interpreters` says so loudly.
nox.options.error_on_missing_interpreters = False
nox.options.reuse_venv = "yes"

PYTHONS = ["3.11", "3.12", "3.13"]
PYTESTS = ["8.2", "8.4", "newest"]
GROUPS = nox.project.load_toml("pyproject.toml")


def install(session: nox.Session, *groups: str, with_package: bool = True) -> None:
    """Install dependency groups, and the package as the working tree has it."""
    needed = nox.project.dependency_groups(GROUPS, *groups)
    package = ["--editable", "."] if with_package else []
    session.install(*package, *needed)


def is_public(name: str) -> bool:
    """Whether users import it. Everything else is ours, and mypy's to check."""
    inside = (
        "loopwise.bound_types.",
        "loopwise.decorators.",
        "loopwise.event_loops.",
        "loopwise.leftovers.",
        "loopwise.resources.bound_type.",
        "loopwise.testing.",
    )
    return name.count(".") == 1 or name.startswith(inside)


def starts(interpreter: str) -> bool:
    """Whether an interpreter works; one that is only a launcher's name does not."""
    try:
        return subprocess.run([interpreter, "-c", ""], check=False).returncode == 0
    except OSError:
        return False


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests with the newest pytest; arguments go to pytest."""
    install(session, "test")
    session.run("pytest", *(session.posargs or ["-n", "auto"]))


@nox.session
def coverage(session: nox.Session) -> None:
    """Run the tests and report what of the package they reach."""
    install(session, "test")
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", *(session.posargs or ["-n", "auto"]))
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report")


@nox.session(python=False)
def interpreters(session: nox.Session) -> None:
    """Say which of the supported Pythons are missing here."""
    missing = [version for version in PYTHONS if not starts(f"python{version}")]
    for version in missing:
        session.warn(f"NOT TESTED: Python {version} is not installed here")
    if not missing:
        session.log("all here: %s", ", ".join(PYTHONS))


@nox.session(python=PYTHONS, requires=["interpreters"])
@nox.parametrize("pytest", PYTESTS)
def matrix(session: nox.Session, pytest: str) -> None:
    """Run the tests over all supported Pythons and pytests."""
    pinned = "pytest" if pytest == "newest" else f"pytest=={pytest}.*"
    needed = nox.project.dependency_groups(GROUPS, "test")
    # In one command: pip then looks for releases of the others that fit this pytest.
    session.install("--upgrade", "--editable", ".", *needed, pinned)
    session.run("pytest", *(session.posargs or ["-n", "auto"]))


@nox.session
def lint(session: nox.Session) -> None:
    """Check rules and format, and that the changelog's fragments can be read."""
    install(session, "dev", with_package=False)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("towncrier", "build", "--draft", "--version", "next", silent=True)


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of everything, and that the public names are fully typed."""
    install(session, "dev", "demo", "docs")
    session.run("mypy")
    # The seeds are projects of their own, most of which name their package `app`.
    seeds = ("--exclude", "^examples/(broken|seeds)/seed_")
    session.run("mypy", *seeds, "noxfile.py", "benchmarks", "examples", "docs")
    command = ("pyright", "--verifytypes", "loopwise", "--ignoreexternal")
    # It fails for any module's attributes, so its verdict is taken name by name.
    found = session.run(*command, "--outputjson", silent=True, success_codes=[0, 1])
    symbols = json.loads(str(found))["typeCompleteness"]["symbols"]
    public = [one for one in symbols if is_public(one["name"])]
    unclear = [one["name"] for one in public if not one["isTypeKnown"]]
    if unclear or not public:
        session.run(*command, success_codes=[0, 1])
        session.error(f"not fully typed: {', '.join(unclear) or 'nothing found'}")
    session.log("pyright: %d public names are fully typed", len(public))


@nox.session
def architecture(session: nox.Session) -> None:
    """Check who imports whom, and the rules about files."""
    install(session, "test")
    session.run("lint-imports", "--no-logo")
    session.run("pytest", "tests/test_architecture.py")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation; a warning or an unknown reference fails."""
    install(session, "docs")
    session.run("sphinx-build", "-W", "-n", "--keep-going", "docs", "docs/_build")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure Loopwise against its sync twin and the other runners."""
    install(session, "bench")
    session.run("python", "-m", "benchmarks.run", *session.posargs)
    if not session.posargs:
        session.run("python", "-m", "benchmarks.reach")


@nox.session
def checking(session: nox.Session) -> None:
    """Measure `loopwise check` on a directory: `nox -s checking -- TREE`."""
    install(session, "bench")
    session.run("python", "-m", "benchmarks.checking", *session.posargs)


@nox.session(python=PYTHONS[1])
def precision(session: nox.Session) -> None:
    """Run released suites, and count the tests that are put on too wide a loop."""
    install(session, "released", with_package=False)
    session.run("python", "-m", "benchmarks.precision", *session.posargs)


@nox.session(python=PYTHONS[1])
def suites(session: nox.Session) -> None:
    """Run released suites with their own plugin and with Loopwise, and compare."""
    install(session, "released", with_package=False)
    session.run("python", "-m", "benchmarks.suites", *session.posargs)


@nox.session(python=PYTHONS[1])
def migration(session: nox.Session) -> None:
    """Take released suites from pytest-asyncio to Loopwise, and compare."""
    install(session, "released")
    session.install(".[fix]")
    session.run("python", "-m", "benchmarks.migration", *session.posargs)


@nox.session(python=PYTHONS[1])
def agreement(session: nox.Session) -> None:
    """Compare the plans of released suites from their source with those of pytest."""
    install(session, "released")
    session.run("python", "-m", "benchmarks.agreement", *session.posargs)


@nox.session(python=PYTHONS[1])
def findings(session: nox.Session) -> None:
    """Check released projects, and compare what is found with the judgements."""
    install(session, "released")
    session.run("python", "-m", "benchmarks.findings", *session.posargs)


@nox.session
def explained(session: nox.Session) -> None:
    """Provoke every loop error with the real library, and judge what is said of it."""
    install(session, "test")
    session.run("python", "-m", "benchmarks.explained", *session.posargs)


@nox.session
@nox.parametrize("pytest", ["8.4", "newest"])
def compat(session: nox.Session, pytest: str) -> None:
    """Run pytest-asyncio's own tests where only Loopwise serves its names."""
    install(session, "released", with_package=False)
    chosen = ("--pytest", pytest)
    session.run("python", "-m", "benchmarks.compat", *chosen, *session.posargs)


@nox.session
def soak(session: nox.Session) -> None:
    """Run 10,000 random suites under real pytest, and print the count reached."""
    install(session, "test")
    count = session.posargs or ["--count", "10000"]
    session.run("python", "-m", "tests.property.soak", *count)
