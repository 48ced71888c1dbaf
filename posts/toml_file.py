"""Settings files in TOML: read strictly, and refused with the line that is wrong."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TypeVar

import msgspec

from posts.errors import SettingsError
from posts.files import storage

Kind = TypeVar("Kind")

BROKEN_AT = re.compile(r"\(at line (\d+), column \d+\)")
PLACE = re.compile(r" - at `\$(.*)`$")
UNKNOWN = re.compile(r"unknown field `(.*?)`")
MISSING = re.compile(r"missing required field `(.*?)`")


def load_toml(path: Path, kind: type[Kind]) -> Kind:
    """Return the value of a settings file; an absent file has the defaults of `kind`."""
    text = _text(path)
    try:
        return msgspec.convert(tomllib.loads(text), kind)
    except tomllib.TOMLDecodeError as problem:
        found = BROKEN_AT.search(str(problem))
        what = BROKEN_AT.sub("", str(problem)).strip()
        line = int(found.group(1)) if found else text.count("\n") + 1
        raise SettingsError(f"not valid TOML: {what}", "correct this line", file=str(path), line=line) from problem
    except msgspec.ValidationError as problem:
        raise _refused(str(problem), path, text) from problem


def line_of(text: str, place: str, key: str | None = None) -> int:
    """Return the line (from 1) of a place such as `.source[1].every`, or of a key inside it."""
    steps = re.findall(r"\.([\w-]+)(?:\[(\d+)\])?", place)
    lines = text.splitlines()
    at = 0
    for name, number in steps:
        at = _find(lines, at, name, int(number or 0))
    return (_find(lines, at, key, 0) if key else at) + 1


def _text(path: Path) -> str:
    if not path.exists():
        return ""
    with storage(path):
        data = path.read_bytes()
    try:
        return data.decode()
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise SettingsError("invalid UTF-8", "save the file as UTF-8", file=str(path), line=line) from problem


def _find(lines: list[str], start: int, name: str, skip: int) -> int:
    """Return the index of the (skip + 1)-th header or key of a name from `start` on; `start` when there is none."""
    wanted = re.compile(rf"\s*(?:\[+\s*(?:[\w.-]+\.)?{re.escape(name)}\s*\]+|{re.escape(name)}\s*=)")
    for at in range(start, len(lines)):
        if wanted.match(lines[at]):
            if skip == 0:
                return at
            skip -= 1
    return start


def _refused(problem: str, path: Path, text: str) -> SettingsError:
    place = PLACE.search(problem)
    where = place.group(1) if place else ""
    what = PLACE.sub("", problem)
    unknown = UNKNOWN.search(what)
    if unknown:
        what, do = f"unknown key {unknown.group(1)!r}", "remove it, or correct its spelling"
    elif missing := MISSING.search(what):
        what, do = f"the key {missing.group(1)!r} is missing", "add it"
    else:
        key = where.rpartition(".")[2]
        what, do = f"{key or 'the file'}: {what[:1].lower() + what[1:]}", "correct the value"
    line = line_of(text, where, unknown.group(1) if unknown else None)
    return SettingsError(what, do, file=str(path), line=line)
