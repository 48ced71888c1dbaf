"""Chat: an exported chat as posts, one a message; each line is in a message, or named as refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from itertools import pairwise

from crawlers.handins.found import Asked, Found, Refusal
from crawlers.handins.texts import decoded_text, links_in
from crawlers.handins.whatsapp.dates import Decided, decide
from crawlers.handins.whatsapp.header import Header, header_of
from crawlers.handins.whatsapp.message import Message, message_of, sender_of
from crawlers.handins.zones import in_utc, zone_of
from posts.errors import InputError, LineRefused
from posts.identity import hand_in_id
from posts.jsonl import check_text
from posts.post import Author, Post, Precision, with_fields

PLATFORM = "whatsapp"
MIME = "text/plain"
MAX_MESSAGES = 150_000  # a phone exports 40,000 at most; more would not fit the worker's answer
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


def mains(names: Sequence[str]) -> list[str]:
    """Return the files of a ZIP or folder that hold chats: named so by the phone, else the only text there is."""
    texts = [name for name in names if name.lower().endswith(".txt")]
    named = [name for name in texts if CHAT_NAME.fullmatch(name.rpartition("/")[2])]
    return named or (texts if len(texts) == 1 else [])


def read(body: bytes, asked: Asked) -> Found:
    """Return the messages of an exported chat; raise InputError where it is none, or leaves its dates open."""
    lines = [line.removesuffix("\r") for line in decoded_text(body, asked.options.get("encoding")).split("\n")]
    headers = _headers(lines)
    same, others = _of_one_form(headers)
    decided = decide([headers[at] for at in same], asked.received_at.date(), asked.options.get("dates"))
    days = {at: day for at, day in zip(same, decided.dates, strict=True) if day is not None}
    if len(days) > MAX_MESSAGES:
        raise InputError(f"the chat has more than {MAX_MESSAGES:,} messages", "export it in pieces")
    refused = [Refusal(line=at + 1, what=IMPOSSIBLE, do="look at it") for at in same if at not in days][:NAMED]
    if any(line.strip() for line in lines[: min(days)]):
        what = f"the first {min(days)} lines belong to no message"
        refused.append(Refusal(line=1, what=what, do="hand in the text as the phone exported it"))
    posts, too_long = _posts(list(_parts(lines, headers, days)), asked)
    return Found(posts=posts, refused=(*refused, *too_long), notes=tuple(_notes(decided, others, asked)))


def _headers(lines: Sequence[str]) -> dict[int, Header]:
    return {at: header for at, line in enumerate(lines) if (header := header_of(line)) is not None}


def _of_one_form(headers: dict[int, Header]) -> tuple[list[int], list[int]]:
    """Return the lines that begin a message in the form of the first one, and those in another."""
    if not headers:
        raise InputError("no line begins like a message of WhatsApp", "hand in the text that the phone exported")
    form = headers[min(headers)].shape
    same = [at for at, header in headers.items() if header.shape == form]
    others = [at for at in headers if headers[at].shape != form]
    if len(others) * PASTED > len(headers) and len(headers) > PASTED:
        what = f"dates are written in two forms (lines {same[0] + 1} and {others[0] + 1}): two chats in one file?"
        raise InputError(what, "hand in each chat as a file of its own")
    return same, others


def _parts(lines: Sequence[str], headers: dict[int, Header], days: dict[int, date]) -> Iterator[_Part]:
    for at, after in pairwise([*days, len(lines)]):
        words = "\n".join([headers[at].rest, *lines[at + 1 : after]])
        yield _Part(at + 1, headers[at], days[at], words)


def _posts(parts: Sequence[_Part], asked: Asked) -> tuple[tuple[Post, ...], list[Refusal]]:
    senders = frozenset(filter(None, (sender_of(part.header.rest) for part in parts)))
    zone = zone_of(asked.options["zone"]) if "zone" in asked.options else None
    beside = frozenset(asked.beside)
    posts, refused = [], []
    for part in parts:
        try:
            posts.append(_post(part, message_of(part.words, senders, beside), asked.sha256, zone))
        except LineRefused as problem:
            refused.append(Refusal(line=part.line, what=problem.what, do=problem.do))
    return tuple(posts), refused


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
