"""Records to JSON lines and back; what cannot be taken is refused with one sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, TypeVar

import msgspec

from posts.errors import LineRefused

Kind = TypeVar("Kind")

MAX_TEXT_BYTES = 1 << 20  # a text above 1 MiB is refused (rulings 10); the longest real posts have 64 KiB
MAX_LINE_BYTES = 16 << 20  # a whole line with its media and links; read no further, so memory stays bounded


def line(record: Any) -> bytes:
    """Return a record as one JSON line without the line end."""
    return msgspec.json.encode(record)


def canonical(value: Any) -> bytes:
    """Return the one canonical JSON form of a value: sorted keys, no spaces, UTF-8 (RFC 8785 subset)."""
    return msgspec.json.encode(value, order="sorted")


def load(line: bytes, kind: type[Kind], *, file: str | None = None, number: int | None = None) -> Kind:
    """Return the record of one line, or raise LineRefused with the place and what to do."""
    if len(line) > MAX_LINE_BYTES:
        raise LineRefused(f"the line has more than {MAX_LINE_BYTES >> 20} MiB", "split it", file=file, line=number)
    try:
        return msgspec.json.decode(line, type=kind)
    except msgspec.ValidationError as problem:
        raise _refused(str(problem), "correct the value", file, number) from problem
    except msgspec.DecodeError as problem:
        raise _refused(*_broken(line, str(problem)), file, number) from problem
    except UnicodeDecodeError as problem:
        raise _refused(f"invalid UTF-8 at byte {problem.start}", "save the file as UTF-8", file, number) from problem
    except RecursionError as problem:
        raise _refused("the JSON is nested too deeply", "flatten it", file, number) from problem


def check_text(text: str, *, file: str | None = None, number: int | None = None) -> None:
    """Refuse a text of more than 1 MiB."""
    size = len(text.encode())
    if size > MAX_TEXT_BYTES:
        what = f"the text has {size:,} bytes, more than {MAX_TEXT_BYTES >> 20} MiB"
        raise LineRefused(what, "shorten it or hand it in as a file", file=file, line=number)


def numbered_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield (line number from 1, line without its end), skipping blank lines; a huge line is cut at the cap."""
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 2):
        number += 1
        while not line.endswith(b"\n") and (rest := stream.readline(MAX_LINE_BYTES)):
            line = line[: MAX_LINE_BYTES + 1] + b"\n" if rest.endswith(b"\n") else line[: MAX_LINE_BYTES + 1]
        if line.strip():
            yield number, line.rstrip(b"\r\n")


def _broken(line: bytes, problem: str) -> tuple[str, str]:
    try:
        json.loads(line)  # the standard library lets lone surrogates pass, ours does not
    except (ValueError, RecursionError):
        return f"not valid JSON: {problem}", "write one JSON object a line"
    return "a lone surrogate (half a character) stands in a string", "remove or repair the character"


def _refused(what: str, do: str, file: str | None, number: int | None) -> LineRefused:
    return LineRefused(what[:1].lower() + what[1:], do, file=file, line=number)
