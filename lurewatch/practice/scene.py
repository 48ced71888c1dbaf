"""The scene: sources, posts and visits of the practice site, read from scene.yaml."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec
import yaml

from posts.post import Record

Kind = Literal["channel", "no_preview", "unclaimed"]

FILLER = (
    "Cuaca hari ini cerah di kota contoh nomor {n}.",
    "Jadwal bus contoh nomor {n} sudah keluar, lihat papan pengumuman.",
    "Resep nasi goreng nomor {n}: nasi, telur, kecap, dan cabai secukupnya.",
    "Hari ini perpustakaan nomor {n} tutup lebih awal karena dibersihkan.",
)


class Forward(Record, frozen=True, kw_only=True):
    """Where a post was forwarded from."""

    name: str
    url: str


class Preview(Record, frozen=True, kw_only=True):
    """The preview of a link."""

    url: str
    title: str
    description: str
    media: str


class Video(Record, frozen=True, kw_only=True):
    """A video: its poster and length."""

    poster: str
    duration: str


class ScenePost(Record, frozen=True, kw_only=True):
    """One post; `versions` gives its text from a visit on, `shown` the visits at which it is there."""

    id: int
    at: datetime
    text: str = ""
    use: str | None = None
    values: dict[str, str] = {}
    versions: dict[int, str] = {}
    shown: tuple[int, ...] = (1, 2, 3)
    media: tuple[str, ...] = ()
    video: Video | None = None
    preview: Preview | None = None
    forwarded: Forward | None = None
    signature: str | None = None
    views: str = "100"
    reactions: dict[str, str] = {}
    custom_emoji: tuple[str, ...] = ()
    service: bool = False

    def text_at(self, visit: int) -> str:
        """Return the text as a visit finds it."""
        known = [number for number in self.versions if number <= visit]
        return self.versions[max(known)] if known else self.text

    def is_edited(self, visit: int) -> bool:
        """Say whether the text was changed before a visit."""
        return any(number <= visit for number in self.versions)


class Filler(Record, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    """Everyday posts that fill a channel beyond one page."""

    first: int
    last: int
    start: datetime


class SceneSource(Record, frozen=True, kw_only=True):
    """One channel of the scene."""

    name: str
    title: str
    about: str
    members: str
    markup: int
    posts: tuple[ScenePost, ...]
    kind: Kind = "channel"
    down_on: tuple[int, ...] = ()
    filler: Filler | None = None


class Protected(Record, frozen=True, kw_only=True):
    """People who must never appear in a default answer."""

    names: tuple[str, ...]
    numbers: tuple[str, ...]


class Scene(Record, frozen=True, kw_only=True):
    """The whole scene."""

    visits: tuple[datetime, ...]
    templates: dict[str, str]
    sources: tuple[SceneSource, ...]
    protected: Protected
    asked_number: str
    searches: dict[str, str]

    def source(self, name: str) -> SceneSource | None:
        """Return a source by its name, None for a name that nobody has."""
        return next((source for source in self.sources if source.name == name), None)

    def shown(self, source: SceneSource, visit: int) -> list[ScenePost]:
        """Return the posts of a source that a visit finds, oldest first."""
        now = self.visits[visit - 1]
        return [post for post in source.posts if visit in post.shown and post.at <= now]


@cache
def scene() -> Scene:
    """Return the scene, its templates filled in."""
    text = (files("lurewatch.practice") / "scene.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    made = msgspec.convert(raw, Scene)
    return msgspec.structs.replace(made, sources=tuple(_filled(source, made.templates) for source in made.sources))


def _filled(source: SceneSource, templates: dict[str, str]) -> SceneSource:
    posts = [
        msgspec.structs.replace(post, text=templates[post.use].format(**post.values)) if post.use else post
        for post in source.posts
    ]
    return msgspec.structs.replace(
        source, posts=tuple(sorted([*_filler(source.filler), *posts], key=lambda one: one.id))
    )


def _filler(filler: Filler | None) -> list[ScenePost]:
    if filler is None:
        return []
    return [
        ScenePost(
            id=number,
            at=filler.start + timedelta(hours=6 * (number - filler.first)),
            text=FILLER[number % len(FILLER)].format(n=number),
        )
        for number in range(filler.first, filler.last + 1)
    ]
