"""What the arguments in ``addopts`` say, as far as it matters to async tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from loopwise.model.place import Place
from loopwise.static.configuration import Addopts, Setting

WITH_VALUE = ("--asyncio-mode", "--loop-mode", "--loop-timeout")
"""Options of Loopwise and pytest-asyncio that take a value."""

_OURS = (*WITH_VALUE, "--ignore", "--override-ini", "--rootdir", "--config-file")
_SHORT = {"-o": "--override-ini", "-c": "--config-file", "-p": "-p"}
_OTHERS = frozenset(
    {
        "-k", "-m", "-n", "-r", "-W", "--tb", "--cov", "--cov-report", "--durations",
        "--maxfail", "--dist", "--import-mode", "--confcutdir", "--basetemp", "--color",
        "--deselect", "--ignore-glob", "--junitxml", "--junit-xml", "--log-level",
        "--log-cli-level", "--cov-config", "--timeout", "--capture", "--ds",
    }
)  # fmt: skip
"""Options whose values may stand apart: such a value is no path."""


class Arguments:
    """Arguments of pytest, sorted into options and paths."""

    def __init__(self, words: Sequence[str]) -> None:
        self.options: list[tuple[str, str]] = []
        """Those that matter here, by their long names; without a value, empty."""
        self.paths: list[str] = []
        for name, value in _split(words):
            if name:
                self.options.append((name, value))
            else:
                self.paths.append(value)

    def last(self, name: str) -> str | None:
        """Give the value of an option; of several the last."""
        return next((v for n, v in reversed(self.options) if n == name), None)

    def all(self, name: str) -> tuple[str, ...]:
        """Give all values of an option."""
        return tuple(value for option, value in self.options if option == name)


def _split(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    waiting = list(reversed(words))
    while waiting:
        word = waiting.pop()
        if word == "--":
            yield from (("", one) for one in reversed(waiting))
            return
        if not word.startswith("-") or word == "-":
            yield "", word
        elif word[:2] in _SHORT and not word.startswith("--"):
            name = _SHORT[word[:2]]
            value = word[2:].removeprefix("=") or (waiting.pop() if waiting else "")
            yield name, value.strip()
        else:
            name, sign, value = word.partition("=")
            if not sign and waiting and (name in _OURS or name in _OTHERS):
                value = waiting.pop()
            if name in _OURS:
                yield name, value


def read_addopts(setting: Setting | None) -> Addopts:
    """Read what ``addopts`` says; nothing where there is none."""
    if setting is None:
        return Addopts()
    arguments = Arguments(setting.words)
    return Addopts(
        overrides=overrides_of(arguments, setting.place),
        options={
            name: Setting(name, value, setting.place)
            for name, value in arguments.options
            if name in WITH_VALUE
        },
        plugins=arguments.all("-p"),
        ignored=arguments.all("--ignore"),
    )


def overrides_of(arguments: Arguments, place: Place) -> dict[str, Setting]:
    """Give what ``-o`` sets; of several for one key the last."""
    found = {}
    for text in arguments.all("--override-ini"):
        key, sign, value = text.partition("=")
        if sign:
            found[key.strip()] = Setting(key.strip(), value, place)
    return found
