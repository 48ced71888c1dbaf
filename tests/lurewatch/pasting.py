"""What people paste, and a home that holds the adverts it comes from."""

from __future__ import annotations

import json
from pathlib import Path

from lurewatch.installation import Installation
from lurewatch.pipeline import ingest
from lurewatch.seeing import Seen, seen, seen_picture
from posts import inbox
from posts.files import write_whole
from posts.identity import sha256_hex
from posts.post import Media, Post, Record
from tests.conftest import ROOT, make_post
from tests.dedupe.images.pictures import EDITS, flyer, saved

CORPORA = ROOT / "tests" / "corpora"
LINES = ("DIBUTUHKAN SEGERA", "GAJI USD {}00", "TIKET + MESS", "CONTOH REKAAN")


class Advert(Record, frozen=True, kw_only=True):
    """One post that pastes come from; `picture` is the number of its flyer."""

    name: str
    text: str
    picture: int | None = None


class Paste(Record, frozen=True, kw_only=True):
    """What somebody pastes or hands in, and the advert that must be found."""

    kind: str
    expect: str
    paste: str | None = None
    picture: int | None = None
    edit: str = ""

    @property
    def name(self) -> str:
        return f"{self.kind} {self.expect} {self.paste or self.edit}"[:60]


def adverts() -> list[Advert]:
    lines = (CORPORA / "pasted_adverts.jsonl").read_text(encoding="utf-8").splitlines()
    return [Advert(**json.loads(line)) for line in lines]


def pastes() -> list[Paste]:
    lines = (CORPORA / "pastes.jsonl").read_text(encoding="utf-8").splitlines()
    return [Paste(**json.loads(line)) for line in lines]


def picture(number: int, edit: str = "the same picture") -> bytes:
    """Return the flyer of a number as a JPEG, edited."""
    lines = tuple(line.format(number + 7) for line in LINES)
    return saved(EDITS[edit](flyer(number, lines)), quality=80)


def posts() -> dict[str, Post]:
    """Return the post of each advert by the advert's name."""
    made = {}
    for number, advert in enumerate(adverts(), 1):
        shown = Media(sha256=sha256_hex(picture(advert.picture))) if advert.picture else None
        made[advert.name] = make_post(number, advert.text, media=(shown,) if shown else ())
    return made


def arrive(here: Installation) -> dict[str, Post]:
    """Let the adverts come in; return their posts by name."""
    made = posts()
    for advert in adverts():
        if advert.picture:
            data = picture(advert.picture)
            write_whole(here.home.media / sha256_hex(data)[:2] / sha256_hex(data), data)
    inbox.Inbox(here.home.inbox, "20260105T030000Z-pastes").put(inbox.PostLine(post=post) for post in made.values())
    ingest(here)
    return made


def answer(here: Installation, paste: Paste, folder: Path) -> Seen:
    """Ask for one paste."""
    if paste.picture is None:
        return seen(here, paste.paste or "")
    path = folder / "handed-in.jpg"
    path.write_bytes(picture(paste.picture, paste.edit))
    return seen_picture(here, path)


def is_right(found: Seen, expected: Post, first: int = 3) -> bool:
    """Say whether the expected post is among the first that an answer shows."""
    return expected.id in [post.id for post in found.posts[:first]]
