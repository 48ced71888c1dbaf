"""Seeing: whether a number, handle, link, text, picture or post was seen before, with reasons and what was searched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dedupe.keys import wordings
from dedupe.neighbours import candidates
from dedupe.score import compare
from index.ledger.coverage import left_out
from index.ledger.known import Known, find
from index.ledger.neighbours import LedgerNeighbours
from index.ledger.parts import ending, naming, showing
from index.ledger.schema import PUBLIC
from index.ledger.store import Connection
from lurewatch.installation import Installation
from lurewatch.naming import contacts_named
from lurewatch.searched import Searched, searched
from posts.files import storage
from posts.identity import sha256_hex
from posts.post import Record

POST_ID = re.compile(r"p1_[a-z2-7]{26}")
# A number as people of one country write it: without its country, so that only its last digits can be compared.
LOCAL_NUMBER = re.compile(r"tel:0*([1-9][0-9]{6,})")
SAME_DIGITS = 0.9  # near to certain: seven digits more than any two of a million numbers share by chance
NEAREST = 20  # texts that resemble a pasted one, best first


class SeenPost(Record, frozen=True, kw_only=True):
    """One post that was seen, and why it is shown."""

    id: str
    source: str
    url: str | None
    cluster: str | None
    score: float
    reason: str
    text: str


class Seen(Record, frozen=True, kw_only=True):
    """The answer to `seen`: how the question was understood, what matches, what was searched."""

    asked: str
    understood: tuple[str, ...]
    posts: tuple[SeenPost, ...]
    clusters: tuple[str, ...]
    left_out: int
    searched: Searched


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a post is shown, and how near it is (1 for the same)."""

    nearness: float
    sentence: str


def seen(here: Installation, asked: str) -> Seen:
    """Look up a number, handle, link, text or post id in the public lane."""
    contacts = list(contacts_named(here.data, asked))
    with here.ledger.reading() as connection:
        found: dict[str, Reason] = {}
        if POST_ID.fullmatch(asked.strip()):
            found[asked.strip()] = Reason(1.0, "this post")
        _add(found, _by_contact(connection, contacts))
        _add(found, _by_text(connection, asked))
        return _answer(connection, asked, contacts, found)


def seen_picture(here: Installation, path: Path) -> Seen:
    """Look up a picture file by its bytes."""
    with storage(path):
        digest = sha256_hex(path.read_bytes())
    with here.ledger.reading() as connection:
        found = {post: Reason(1.0, "the same picture file") for post in showing(connection, digest)}
        return _answer(connection, path.name, [f"picture sha256 {digest}"], found)


def _by_contact(connection: Connection, contacts: list[str]) -> Iterator[tuple[str, Reason]]:
    for post, contact, role in naming(connection, contacts):
        yield post, Reason(1.0, f"names {contact}{_quoted(role)}")
    for digits in {match.group(1) for contact in contacts if (match := LOCAL_NUMBER.fullmatch(contact))}:
        for post, contact, role in ending(connection, digits):
            yield post, Reason(SAME_DIGITS, f"names {contact}, which ends in the same digits{_quoted(role)}")


def _quoted(role: str) -> str:
    return ", quoted there" if role == "quoted" else ""


def _by_text(connection: Connection, asked: str) -> Iterator[tuple[str, Reason]]:
    """Yield the posts whose wording resembles a pasted text, best first."""
    (own,) = wordings([asked])
    if own is None:
        return
    known = LedgerNeighbours(connection)
    near = list(known.wordings({*candidates([own], known)[own.id], own.id}).values())
    scores = {other.id: pair.score for other, pair in zip(near, compare(own, near), strict=True) if pair.score > 0}
    best = sorted(scores, key=lambda name: (-scores[name], name))[:NEAREST]
    for name, posts in known.posts_of(best).items():
        for post in posts:
            yield post, Reason(scores[name], f"its text is {scores[name]:.0%} alike")


def _add(found: dict[str, Reason], reasons: Iterable[tuple[str, Reason]]) -> None:
    for post, reason in reasons:
        if post not in found or found[post].nearness < reason.nearness:
            found[post] = reason


def _answer(connection: Connection, asked: str, understood: list[str], found: dict[str, Reason]) -> Seen:
    known = find(connection, found, (PUBLIC,))
    ordered = sorted(known.values(), key=lambda one: (-found[one.post.id].nearness, one.post.id))
    return Seen(
        asked=asked,
        understood=tuple(understood),
        posts=tuple(_post(one, found[one.post.id]) for one in ordered),
        clusters=tuple(sorted({one.cluster for one in ordered if one.cluster})),
        left_out=left_out(connection),
        searched=searched(connection),
    )


def _post(known: Known, reason: Reason) -> SeenPost:
    return SeenPost(
        id=known.post.id,
        source=known.post.source,
        url=known.post.url,
        cluster=known.cluster,
        score=reason.nearness,
        reason=reason.sentence,
        text=known.post.text,
    )
