"""Disguise: links, handles and leetspeak in a text's plain signs (one ASCII byte for each code point, 0 for others).

Grouping leaves links, handles and e-mail addresses out, because reposts change them, and reads digits inside words
as the letters they stand for. All scans are linear, whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

Span = tuple[int, int]

MAX_HEAD = 256  # signs before a slash or an @ that can belong to it; the longest e-mail name has 64, host name 253
SMALL = b"abcdefghijklmnopqrstuvwxyz"
DIGITS = b"0123456789"
ALNUM = SMALL + DIGITS
LEET_SIGNS = DIGITS + b"@$"
LEET = bytes.maketrans(LEET_SIGNS, b"oizeasgtbgas")

_HANDLE = re.compile(rb"[a-z0-9_.]+")
_GRAPHIC = re.compile(rb"[!-~]*")
_TOKEN = re.compile(rb"[a-z0-9@$]+")
_SANDWICH = re.compile(rb"[a-z][0-9@$]{1,3}[a-z]")


def link_spans(plain: bytes, hits: Iterable[int]) -> Iterator[Span]:
    """Yield the spans of links, handles and e-mail addresses; `hits` are the places of @ and / in rising order."""
    done = 0
    for at in hits:
        if at < done:
            continue
        span = _around_at(plain, at, done) if plain[at] == ord("@") else _around_slash(plain, at, done)
        if span:
            done = span[1]
            yield span


def _around_at(plain: bytes, at: int, done: int) -> Span | None:
    head = plain[max(done, at - MAX_HEAD) : at]
    found = _HANDLE.match(plain, at + 1)
    if not found:
        return None
    if not head or head[-1] not in ALNUM:
        return at, found.end()
    if b"." in found.group().strip(b"."):
        return at - _tail_length(head, ALNUM + b"._-+%"), found.end()
    return None  # g@ji: leetspeak


def _around_slash(plain: bytes, at: int, done: int) -> Span | None:
    head = plain[max(done, at - MAX_HEAD) : at]
    end = _end_of(_GRAPHIC, plain, at)
    if head.endswith(b":") and plain[at + 1 : at + 2] == b"/":
        return at - 1 - _tail_length(head[:-1], SMALL), end
    length = _tail_length(head, ALNUM + b".-")
    name, dot, domain = head[len(head) - length :].rpartition(b".")
    if dot and name.strip(b".-") and len(domain) >= 2 and not domain.strip(SMALL):
        return at - length, end
    return None


def _tail_length(head: bytes, signs: bytes) -> int:
    return len(head) - len(head.rstrip(signs))


def _end_of(pattern: re.Pattern[bytes], plain: bytes, at: int) -> int:
    found = pattern.match(plain, at)
    return found.end() if found else at


def leet_spans(plain: bytes, hits: Iterable[int]) -> Iterator[tuple[int, int, bytes]]:
    """Yield (start, end, letters) of words in leetspeak; `hits` are places where a digit and a letter meet, rising."""
    done = 0
    for at in hits:
        if at < done:
            continue
        start = at + 1 - _tail_length(plain[max(done, at - MAX_HEAD) : at + 1], ALNUM + b"@$")
        done = _end_of(_TOKEN, plain, start)
        token = plain[start:done]
        if is_leet(token):
            yield start, done, token.translate(LEET)


def is_leet(token: bytes) -> bool:
    """Say whether a word of letters and digits is leetspeak: k3rja, 1nternet; not 24h, 1500usd, covid19."""
    letters = sum(sign in SMALL for sign in token)
    if letters < 2:
        return False
    return bool(_SANDWICH.search(token)) or (letters >= 4 and len(token) - letters == 1)
