"""JSON of servers we do not trust: decoded with limits, every value taken as the type it must have or not at all."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from posts.errors import PageChanged
from posts.post import Count

MAX_COUNT = 10**15  # more is no count of anything, and no integer of a database
MARKS = (b"\xef\xbb\xbf",)  # a byte order mark that some servers send
OPENERS = (b"{", b"[")
NUL = b"\\u0000"  # no text of a person holds it, and databases choke on it
SHOWN_CHARS = 80
MOST_VALUES = 600_000  # four million empty objects took 180 MB; a real answer of 8 MiB has below 300,000 values


def looks_like_json(body: bytes) -> bool:
    """Say whether a body begins like a JSON object or list; markup inside its strings is no markup of a page."""
    return body.removeprefix(MARKS[0]).lstrip()[:1] in OPENERS


def check_values(text: str | bytes) -> None:
    """Refuse JSON with so many values that they fill the memory of a machine."""
    plain = text.encode("utf-8", "replace") if isinstance(text, str) else text
    if sum(plain.count(sign) for sign in (b",", b"{", b"[")) > MOST_VALUES:
        raise PageChanged(f"the JSON holds more than {MOST_VALUES} values: a trap for parsers")


def load(body: bytes) -> Any:
    """Return the value of a JSON body; refuse what is none. Half characters become U+FFFD, NUL is left out."""
    plain = body.removeprefix(MARKS[0])
    check_values(plain)
    if NUL not in plain:
        try:
            return msgspec.json.decode(plain)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass  # it may still hold half a character in a string, which the standard library lets pass
    try:
        return whole_signs(json.loads(plain, parse_constant=_no_number))
    except RecursionError as problem:
        raise PageChanged("the JSON is nested too deeply: a trap for parsers") from problem
    except UnicodeDecodeError as problem:
        raise PageChanged(f"the JSON is not UTF-8 (byte {problem.start})") from problem
    except ValueError as problem:
        raise PageChanged(f"the answer is no JSON: {str(problem)[:SHOWN_CHARS]}") from problem


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def whole_signs(value: Any) -> Any:
    """Return a JSON value whose texts UTF-8 and databases can hold: escapes may stand for half a character."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [whole_signs(one) for one in value]
    if isinstance(value, dict):
        return {clean(name): whole_signs(one) for name, one in value.items()}
    return value


def clean(text: str) -> str:
    """Return a text that UTF-8 and databases can hold."""
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def as_map(value: Any) -> dict[str, Any]:
    """Return a JSON object, or an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """Return a JSON list, or an empty one."""
    return value if isinstance(value, list) else []


def maps(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a JSON list."""
    return [one for one in as_list(value) if isinstance(one, dict)]


def as_text(value: Any) -> str | None:
    """Return a JSON string that says something, else None."""
    return value if isinstance(value, str) and value.strip() else None


def as_int(value: Any) -> int | None:
    """Return a whole number that could be one of a platform, written as number or digits."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= len(str(MAX_COUNT)):
        return int(value)
    is_whole = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < MAX_COUNT
    return int(value) if is_whole and value == int(value) else None


def counts_of(**shown: Any) -> dict[str, Count]:
    """Return the counts that are numbers, each beside the value as it was sent."""
    found = {name: (as_int(value), str(value)) for name, value in shown.items() if value is not None}
    return {name: Count(value=number, raw=raw) for name, (number, raw) in found.items() if number is not None}
