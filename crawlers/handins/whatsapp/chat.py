"""Chat: an exported chat as posts, one a message; each line is in a message, or named as refused."""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from itertools import chain, islice, pairwise

from crawlers.handins.found import Asked, Found, Refusal
from crawlers.handins.pieces import in_pieces
from crawlers.handins.tables.lines import check_text as check_encoding
from crawlers.handins.texts import links_in
from crawlers.handins.whatsapp.chat_lines import chat_lines
from crawlers.handins.whatsapp.dates import Decided, decide
from crawlers.handins.whatsapp.header import Header, header_of
from crawlers.handins.whatsapp.message import Message, message_of, sender_of
from crawlers.handins.zones import in_utc, zone_of
from posts.errors import InputError, LineRefused
from posts.held import Held
from posts.identity import hand_in_id
from posts.jsonl import MAX_TEXT_BYTES, check_text
from posts.post import Author, Post, Precision, with_fields

PLATFORM = "whatsapp"
MIME = "text/plain"
MAX_MESSAGES = 150_000  # a phone exports 40,000 at most; more would not be read within the worker's minute
MAX_DATES = 50_000  # WhatsApp is not 10,000 days old, and one phone writes each of them in one way
WORD_LETTERS = 2 * MAX_TEXT_BYTES  # a message of more is refused, even if most of it is blank
NAMED = 20  # of lines that are odd in one way, so many are named
PASTED = 10  # one line in so many may have another form: a chat that somebody pasted into a message
PHONE = re.compile(r"\+?[\d \u00a0().\u2011-]{7,25}")  # a sender who is in nobody's address book
NOT_SIGNS = str.maketrans("", "", " \u00a0().-\u2011")
CHAT_NAME = re.compile(r"_chat(?: ?\(\d+\)|-\d+)?\.txt|.*whatsapp.*\.txt", re.IGNORECASE | re.DOTALL)
NO_ZONE = "the times have no zone: the words of the file are kept, but no moment; say it with --zone, like Asia/Jakarta"
IMPOSSIBLE = "the line looks like a message, but its date does not exist: it is kept as words of the message above"


@dataclass(frozen=True, slots=True)
class _Part:
    """One message as it stands in the file: number of its line, header, day, and its words with those below."""

    line: int
    header: Header
    day: date
    words: str


@dataclass(frozen=True, slots=True)
class _Begun:
    """Which lines may begin messages, one header for each (shared by all of one date), and lines in other forms."""

    lines: Sequence[int]
    headers: list[Header]
    others: Sequence[int]


def mains(names: Sequence[str]) -> list[str]:
    """Return the files of a ZIP or folder that hold chats: named so by the phone, else the only text there is."""
    texts = [name for name in names if name.lower().endswith(".txt")]
    named = [name for name in texts if CHAT_NAME.fullmatch(name.rpartition("/")[2])]
    return named or (texts if len(texts) == 1 else [])


def read(held: Held, asked: Asked) -> Iterator[Found]:
    """Return the messages of an exported chat, a piece at a time; raise InputError where it is none or open in dates.

    The file is gone through line by line: for its dates, which are decided over all of them, then for the names of
    its senders, then for its messages.
    """
    declared = asked.options.get("encoding")
    zone = zone_of(asked.options["zone"]) if "zone" in asked.options else None
    check_encoding(held, declared)
    begun = _begun(chat_lines(held, declared))
    decided = decide(begun.headers, asked.received_at.date(), asked.options.get("dates"))
    if len(decided.dates) - decided.dates.count(None) > MAX_MESSAGES:
        raise InputError(f"the chat has more than {MAX_MESSAGES:,} messages", "export it in pieces")
    days = [(at, day) for at, day in zip(begun.lines, decided.dates, strict=True) if day is not None]
    missing = (at for at, day in zip(begun.lines, decided.dates, strict=True) if day is None)
    refused = [Refusal(line=at + 1, what=IMPOSSIBLE, do="look at it") for at in islice(missing, NAMED)]
    first = days[0][0]
    if any(line.strip() for line in islice(chat_lines(held, declared), first)):
        what = f"the first {first} lines belong to no message"
        refused.append(Refusal(line=1, what=what, do="hand in the text as the phone exported it"))
    named = (sender_of(part.header.rest) for part in _parts(chat_lines(held, declared), days))
    found = _posts(_parts(chat_lines(held, declared), days), frozenset(filter(None, named)), asked, zone)
    told = Found(refused=tuple(refused), notes=tuple(_notes(decided, begun.others, asked)))
    return chain([told], in_pieces(found))


def _begun(lines: Iterable[str]) -> _Begun:
    """Return the lines that begin a message in the form of the first one, and those in another."""
    same, others = array("L"), array("L")
    headers: list[Header] = []
    known: dict[tuple[str, str, str], Header] = {}
    form: tuple[object, ...] = ()
    for at, line in enumerate(lines):
        header = header_of(line)
        if header is None:
            continue
        form = form or header.shape
        if header.shape != form:
            others.append(at)
            continue
        same.append(at)
        headers.append(known.get(header.numbers) or known.setdefault(header.numbers, replace(header, raw="", rest="")))
        if len(known) > MAX_DATES:
            raise InputError(f"the chat has more than {MAX_DATES:,} different dates", "is this the export of one chat?")
    _check_forms(same, others)
    return _Begun(same, headers, others)


def _check_forms(same: Sequence[int], others: Sequence[int]) -> None:
    if not same:
        raise InputError("no line begins like a message of WhatsApp", "hand in the text that the phone exported")
    every = len(same) + len(others)
    if len(others) * PASTED > every > PASTED:
        what = f"dates are written in two forms (lines {same[0] + 1} and {others[0] + 1}): two chats in one file?"
        raise InputError(what, "hand in each chat as a file of its own")


def _parts(lines: Iterator[str], days: Sequence[tuple[int, date]]) -> Iterator[_Part]:
    """Yield the messages, each with the lines below it that begin none."""
    lines = islice(lines, days[0][0], None)
    for (at, day), (after, _) in pairwise(chain(days, [(sys.maxsize, date.max)])):
        header = header_of(next(lines))
        if header is not None:  # never: it was one when the dates were decided
            yield _Part(at + 1, header, day, _words(header.rest, islice(lines, after - at - 1)))


def _words(first: str, below: Iterable[str]) -> str:
    """Return the words of a message; of one that is too long to be taken only as many as show it."""
    said, letters = [first], len(first)
    for line in below:
        if letters <= WORD_LETTERS:
            said.append(line)
            letters += 1 + len(line)
    return "\n".join(said)


def _posts(
    parts: Iterable[_Part], senders: frozenset[str], asked: Asked, zone: tzinfo | None
) -> Iterator[Post | Refusal]:
    beside = frozenset(asked.beside)
    for part in parts:
        try:
            if len(part.words) > WORD_LETTERS:
                check_text(part.words)
            yield _post(part, message_of(part.words, senders, beside), asked.sha256, zone)
        except LineRefused as problem:
            yield Refusal(line=part.line, what=problem.what, do=problem.do)


def _post(part: _Part, said: Message, sha256: str, zone: tzinfo | None) -> Post:
    check_text(said.text)
    moment, precision = _moment(part)
    return Post(
        platform=PLATFORM,
        id=hand_in_id(sha256, str(part.line)),
        text=said.text,
        author=_author(said.sender),
        posted_at=in_utc(moment, zone) if zone and precision != "day" else None,
        posted_raw=part.header.raw,
        posted_zone="assumed" if zone else "none",
        posted_precision=precision,
        media=tuple(with_fields(media, order=order) for order, media in enumerate(said.media)),
        links=links_in(said.text),
        labels=said.labels,
    )


def _moment(part: _Part) -> tuple[datetime, Precision]:
    """Return the clock's time, and how exactly it is known: only the day where we do not know the word for am or pm."""
    header = part.header
    hour = header.hour
    if header.half == "unknown":
        return datetime.combine(part.day, time()), "day"
    if header.half == "pm" and hour < 12:
        hour += 12
    if header.half == "am" and hour == 12:
        hour = 0
    moment = datetime.combine(part.day, time(hour, header.minute, header.second or 0))
    return moment, "minute" if header.second is None else "second"


def _author(sender: str | None) -> Author:
    if sender is None:
        return Author()
    return Author(name=sender, handle=sender.translate(NOT_SIGNS) if PHONE.fullmatch(sender) else None)


def _notes(decided: Decided, others: Sequence[int], asked: Asked) -> Iterator[str]:
    yield f"dates are read as {decided.order}: {decided.why}"
    if "zone" not in asked.options:
        yield NO_ZONE
    if others:
        where = ", ".join(str(at + 1) for at in others[:NAMED])
        yield f"lines that look like messages in another form are kept as words of the message above: {where}"
