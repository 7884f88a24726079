"""Ini files as pytest reads them, with the lines of their sections and keys."""

from __future__ import annotations

from pathlib import Path

import iniconfig

from loopwise.model.place import Place
from loopwise.static.configuration import Section, Setting


class BadConfiguration(ValueError):
    """A configuration file cannot be read; the text says why, ``line`` where."""

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.line = line


def read_text(path: Path) -> str:
    """Read a configuration file as text.

    Raises:
        BadConfiguration: it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise BadConfiguration(f"cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadConfiguration(f"is not valid UTF-8: {error.reason}", line) from None


def ini_sections(text: str, shown: str) -> list[Section]:
    """Give all sections of an ini file.

    Raises:
        BadConfiguration: pytest could not read it either.
    """
    # `open()` gives pytest only \n; a form feed ends a line for iniconfig, so the
    # numbers of lines below one are those of iniconfig, not of editors. Nobody has any.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        # Neither parse() nor a context: older releases have only this.
        read = iniconfig.IniConfig(shown, data=text.removeprefix("\ufeff"))
    except iniconfig.ParseError as error:
        raise BadConfiguration(
            f"is not a valid ini file: {error.msg}", error.lineno + 1
        ) from None
    except IndexError:  # of a section's head with a comment sign in it
        raise BadConfiguration("is not a valid ini file") from None
    found = []
    for name, content in read.sections.items():
        settings = {
            key: Setting(key, value, Place(shown, read.lineof(name, key) or 0))
            for key, value in content.items()
        }
        found.append(Section(name, Place(shown, read.lineof(name) or 0), settings))
    return found
