"""Disguise: links, handles and leetspeak in a text's plain signs (one ASCII byte for each code point, 0 for others).

A sign of money that is drawn like a letter, as in fr€€, is the control byte of that letter: € is 5, for e.

Grouping leaves links, handles and e-mail addresses out, because reposts change them, and reads digits inside words
as the letters they stand for. All scans are linear, whatever the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

Span = tuple[int, int]

MAX_HEAD = 256  # signs before a slash or an @ that can belong to it; the longest e-mail name has 64, host name 253
SMALL = b"abcdefghijklmnopqrstuvwxyz"
DIGITS = b"0123456789"
ALNUM = SMALL + DIGITS
# Signs of money and the letters that they are drawn like; $ is among leetspeak's own signs.
MONEY = dict(zip("€£₤¥₩¢₵₡₽₱₿฿₫₭₦₮₳₣₲₥₴", "ellywcccppbbdkntafgms", strict=True))
CONTROL = 0x1F  # bits of an ASCII letter that are its control code
MONEY_SIGNS = bytes(sorted({ord(letter) & CONTROL for letter in MONEY.values()}))
LEET_SIGNS = DIGITS + b"@$!" + MONEY_SIGNS
LEET = bytes.maketrans(LEET_SIGNS, b"oizeasgtbgasi" + bytes(sign | 0x60 for sign in MONEY_SIGNS))
# A text is leetspeak all over when this many words, and this share of them, have signs between letters. A job advert
# with B2B, S3 and K8s has 5 %, leetspeak of a third of all letters 30 %.
ALL_LEET_WORDS = 4
ALL_LEET_SHARE = 0.2
SHORT_NUMBER = 3  # digits; 70 is "to" in leetspeak, 1500 is pay

_HANDLE = re.compile(rb"[a-z0-9_.]+")
_GRAPHIC = re.compile(rb"[!-~]*")
_TOKEN = re.compile(rb"[a-z0-9@$!\x01-\x1a]+")
_SANDWICH = re.compile(rb"[a-z][0-9@$!\x01-\x1a]{1,3}[a-z]")


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


def leet_spans(plain: bytes, hits: Iterable[int], ends: Sequence[int]) -> Iterator[tuple[int, int, bytes]]:
    """Yield (start, end, letters) of words in leetspeak.

    `hits` are places where a sign and a letter meet, rising; `ends` are the ends of the texts that stand in `plain`
    one behind the other. In a text that is leetspeak all over, every mixed word and every short number is a word.
    """
    for number, own in groupby(_mixed(plain, hits), lambda span: bisect_right(ends, span[0])):
        spans = list(own)
        start, end = ends[number - 1] if number else 0, ends[number]
        if _is_all_leet(plain, spans, start, end):
            spans = [span for span in _tokens(plain, start, end) if _may_be_leet(plain[slice(*span)])]
        else:
            spans = [span for span in spans if is_leet(plain[slice(*span)])]
        yield from ((*span, plain[slice(*span)].translate(LEET)) for span in spans)


def is_leet(token: bytes) -> bool:
    """Say whether a word of letters and signs is leetspeak: k3rja, 1nternet, fr€€; not 24h, 1500usd, covid19, usd€."""
    signs = token.translate(None, SMALL)
    letters = len(token) - len(signs)
    if letters < 2:
        return False
    if bool(_SANDWICH.search(token)) or (letters >= 4 and len(signs) == 1):
        return True
    return len(signs) >= 2 and not signs.strip(MONEY_SIGNS)


def _mixed(plain: bytes, hits: Iterable[int]) -> Iterator[Span]:
    """Yield the words in which letters and signs meet."""
    done = 0
    for at in hits:
        if at < done:
            continue
        start = at + 1 - _tail_length(plain[max(done, at - MAX_HEAD) : at + 1], ALNUM + LEET_SIGNS)
        done = _end_of(_TOKEN, plain, start)
        yield _trimmed(plain, start, done)


def _is_all_leet(plain: bytes, mixed: Sequence[Span], start: int, end: int) -> bool:
    sandwiches = sum(1 for span in mixed if _SANDWICH.search(plain, *span))
    if sandwiches < ALL_LEET_WORDS:
        return False
    words = sum(1 for span in _tokens(plain, start, end) if plain[slice(*span)].strip(LEET_SIGNS))
    return sandwiches >= ALL_LEET_SHARE * words


def _tokens(plain: bytes, start: int, end: int) -> Iterator[Span]:
    return (_trimmed(plain, *token.span()) for token in _TOKEN.finditer(plain, start, end))


def _may_be_leet(token: bytes) -> bool:
    has_signs = len(token.translate(None, SMALL)) > 0
    return has_signs and (len(token) <= SHORT_NUMBER or bool(token.strip(LEET_SIGNS)))


def _trimmed(plain: bytes, start: int, end: int) -> Span:
    """Leave out exclamation marks behind a word: there they are no i."""
    return start, start + len(plain[start:end].rstrip(b"!"))
