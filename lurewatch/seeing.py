"""Seeing: whether a number, handle, link, text, picture or post was seen before, with reasons and what was searched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from dedupe.images.pairs import PicturePair
from index.ledger.coverage import left_out
from index.ledger.groups import sizes_of
from index.ledger.known import Known, find
from index.ledger.parts import showing
from index.ledger.pictures import posts_showing
from index.ledger.schema import PUBLIC
from index.ledger.store import Connection
from lurewatch.counted import counted
from lurewatch.feeding import lag
from lurewatch.installation import Installation
from lurewatch.looking import look_of_file
from lurewatch.picture_words import words_in
from lurewatch.reasons import (
    Found,
    Reason,
    by_account,
    by_address,
    by_contact,
    by_pictures,
    by_post,
    by_text,
    by_words,
)
from lurewatch.searched import Searched, searched
from lurewatch.understood import understood
from posts.errors import EngineError, InputError, WorkerError
from posts.files import storage
from posts.identity import sha256_hex
from posts.post import Record

POST_ID = re.compile(r"p1_[a-z2-7]{26}")
MOST_POSTS = 1_000  # in one answer, the nearest; the clusters name them all
MOST_CHARS = 65_536  # of a question; as many as are read of a post
WORDS_SHOWN = 80  # signs of what was read in a picture
COMMONEST = ("id", "zh")  # languages of flyers; English is always tried
MAX_BYTES = 64 << 20  # of a picture file; the largest that a phone makes has 30 MB


class SeenPost(Record, frozen=True, kw_only=True):
    """One post that was seen, and why it is shown."""

    id: str
    source: str
    url: str | None
    cluster: str | None
    score: float
    reason: str
    text: str


class SeenCluster(Record, frozen=True, kw_only=True):
    """A cluster of which posts are shown: its true size, and the nearest reason."""

    id: str
    posts: int
    score: float
    reason: str


class Seen(Record, frozen=True, kw_only=True):
    """The answer to `seen`: how the question was understood, what matches, nearest first, what was searched."""

    asked: str
    understood: tuple[str, ...]
    posts: tuple[SeenPost, ...]
    total: int
    clusters: tuple[SeenCluster, ...]
    incomplete: tuple[str, ...]
    left_out: int
    searched: Searched


class _Question:
    """One question on its way to an answer: for each post the nearest reason; what could not be searched."""

    def __init__(self, here: Installation, connection: Connection, asked: str) -> None:
        self._here = here
        self._connection = connection
        self._asked = asked[:MOST_CHARS]
        self._found: dict[str, Reason] = {}
        self._incomplete = [f"only the first {MOST_CHARS:,} signs were read"] if len(asked) > MOST_CHARS else []

    def add(self, reasons: Iterable[Found]) -> None:
        """Add posts with the reasons why they are shown."""
        for post, reason in reasons:
            if post not in self._found or self._found[post].nearness < reason.nearness:
                self._found[post] = reason

    def add_indexed(self, contacts: list[str]) -> None:
        """Add what only the index knows: posts of an account, and posts that hold a few words."""
        engine = self._here.engine(PUBLIC)
        try:
            behind = lag(self._here.ledger, PUBLIC, engine)
            self.add(by_account(self._connection, engine, contacts))
            self.add(by_words(self._connection, engine, self._asked))
        except EngineError as problem:
            self._incomplete.append(f"accounts and single words were not searched: {problem.what}")
            return
        if behind:
            self._incomplete.append(f"the index is {counted(behind, 'post')} behind the ledger: run lurewatch ingest")

    def answer(self, read_as: Iterable[str]) -> Seen:
        """Return the answer: public posts alone, the nearest first."""
        known = find(self._connection, self._found, (PUBLIC,))
        ordered = sorted(known.values(), key=lambda one: (-self._found[one.post.id].nearness, one.post.id))
        return Seen(
            asked=self._asked,
            understood=tuple(read_as),
            posts=tuple(_post(one, self._found[one.post.id]) for one in ordered[:MOST_POSTS]),
            total=len(ordered),
            clusters=tuple(self._clusters(ordered)),
            incomplete=tuple(self._incomplete),
            left_out=left_out(self._connection),
            searched=searched(self._connection),
        )

    def _clusters(self, ordered: Iterable[Known]) -> Iterator[SeenCluster]:
        nearest: dict[str, Reason] = {}
        for one in ordered:
            if one.cluster:
                nearest.setdefault(one.cluster, self._found[one.post.id])
        sizes = sizes_of(self._connection, nearest)
        for cluster, reason in nearest.items():
            score = round(reason.nearness, 3)
            yield SeenCluster(id=cluster, posts=sizes[cluster], score=score, reason=reason.sentence)


def seen(here: Installation, asked: str) -> Seen:
    """Look up a number, handle, link, text or post id in the public lane."""
    with here.ledger.reading() as connection:
        question = _Question(here, connection, asked)
        asked = asked[:MOST_CHARS]
        if POST_ID.fullmatch(asked.strip()):
            known = find(connection, [asked.strip()], (PUBLIC,)).values()
            for one in known:
                question.add(by_post(connection, one))
            return question.answer([f"post {asked.strip()}"])
        contacts = understood(here.data, asked)
        question.add(by_contact(connection, contacts))
        question.add(by_address(connection, contacts))
        question.add(by_text(connection, asked))
        question.add_indexed(contacts)
        return question.answer(contacts)


def seen_picture(here: Installation, path: Path, words: str | None = None) -> Seen:
    """Look up a picture file: the same bytes, copies however they were cut or turned, pictures of the same design.

    `words` are those in the picture as somebody typed them; else they are read where this machine can.
    """
    with storage(path):
        if path.stat().st_size > MAX_BYTES:
            what = f"the picture has more than {MAX_BYTES >> 20} MiB"
            raise InputError(what, "hand in a smaller copy", file=str(path))
        data = path.read_bytes()
    try:
        look = look_of_file(data)
    except WorkerError as problem:
        raise InputError(problem.what, "save it again as PNG, JPEG, WebP or GIF", file=str(path)) from problem
    digest = sha256_hex(data)
    with here.ledger.reading() as connection:
        question = _Question(here, connection, path.name)
        question.add((post, Reason(1.0, "shows the same picture file")) for post in showing(connection, digest))
        pairs = here.pictures.near(connection, look)
        said = _read(connection, data, pairs) if words is None else words[:MOST_CHARS]
        question.add(by_pictures(connection, pairs, "", said))
        if not said:
            return question.answer([f"picture sha256 {digest}"])
        question.add(by_contact(connection, understood(here.data, said)))
        question.add(by_text(connection, said))
        return question.answer([f"picture sha256 {digest}", f"words in it: {' '.join(said.split())[:WORDS_SHOWN]}"])


def _read(connection: Connection, data: bytes, pairs: Iterable[PicturePair]) -> str:
    """Return the words of a picture that is no copy of a known one, in the languages of the posts that it is like."""
    related = list(pairs)
    if any(pair.relation.kind == "copy" for pair in related):
        return ""
    shown = posts_showing(connection, {name for pair in related for name in (pair.a, pair.b)})
    known = find(connection, [post for posts in shown.values() for post in posts], (PUBLIC,))
    langs = [span.lang.split("-")[0] for one in known.values() for span in one.reading.languages]
    return words_in(data, [*langs, *COMMONEST])


def _post(known: Known, reason: Reason) -> SeenPost:
    return SeenPost(
        id=known.post.id,
        source=known.post.source,
        url=known.post.url,
        cluster=known.cluster,
        score=round(reason.nearness, 3),
        reason=reason.sentence,
        text=known.post.text,
    )
