"""The scene: sources, posts and visits of the practice site, read from scene.yaml; what the demo tells of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec
import yaml

from posts.post import Record

PLATFORM = "telegram_web"

Kind = Literal["channel", "no_preview", "group", "unclaimed"]


class Forward(Record, frozen=True, kw_only=True):
    """Where a post was forwarded from."""

    name: str
    url: str


class Preview(Record, frozen=True, kw_only=True):
    """The preview of a link."""

    url: str
    name: str
    title: str
    description: str
    media: str


class Video(Record, frozen=True, kw_only=True):
    """A video: its poster and length."""

    poster: str
    duration: str


class ScenePost(Record, frozen=True, kw_only=True):
    """One post; `versions` and `views` give text and count from a visit on, `shown` the visits at which it is there."""

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
    reply_to: int | None = None
    signature: str | None = None
    views: dict[int, str] = {}
    reactions: dict[str, str] = {}
    custom_emoji: tuple[str, ...] = ()
    headline: bool = False
    service: bool = False
    unsupported: bool = False

    def text_at(self, visit: int) -> str:
        """Return the text as a visit finds it."""
        return _since(self.versions, visit, self.text)

    def views_at(self, visit: int) -> str:
        """Return the abbreviated count of views as a visit finds it."""
        return _since(self.views, visit, "100")

    def is_edited(self, visit: int) -> bool:
        """Say whether the text was changed before a visit."""
        return any(number <= visit for number in self.versions)

    def pictures(self) -> tuple[str, ...]:
        """Return the pictures of the post in page order: its own, a video's poster, a link's preview."""
        poster = (self.video.poster,) if self.video else ()
        preview = (self.preview.media,) if self.preview else ()
        return (*self.media, *poster, *preview)


def _since(values: Mapping[int, str], visit: int, first: str) -> str:
    known = [number for number in values if number <= visit]
    return values[max(known)] if known else first


class SceneSource(Record, frozen=True, kw_only=True):
    """One channel of the scene, or a name without posts; `down_on` are the visits that it answers with 503."""

    name: str
    title: str
    about: str
    members: str
    markup: Literal[2021, 2026]
    posts: tuple[ScenePost, ...]
    kind: Kind = "channel"
    down_on: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """The source's name everywhere: platform:name."""
        return f"{PLATFORM}:{self.name}"

    def native_id(self, post: ScenePost) -> str:
        """Return the id by which the platform knows a post of this source."""
        return f"{self.name}/{post.id}"

    def post(self, number: int) -> ScenePost:
        """Return the post of a number that the scene names itself."""
        return next(post for post in self.posts if post.id == number)


class Protected(Record, frozen=True, kw_only=True):
    """People who must never appear in a default answer."""

    names: tuple[str, ...]
    numbers: tuple[str, ...]

    def spellings(self) -> Iterator[str]:
        """Yield every name, and every number as written and as its bare digits, to be looked for in output."""
        yield from self.names
        for number in self.numbers:
            yield number
            yield "".join(char for char in number if char.isdigit())


class Scene(Record, frozen=True, kw_only=True):
    """The whole scene; `story` says which posts show what, `searches` and `finds` have one entry per language."""

    visits: tuple[datetime, ...]
    templates: dict[str, str]
    sources: tuple[SceneSource, ...]
    protected: Protected
    asked_number: str
    story: dict[str, tuple[str, ...]]
    searches: dict[str, str]
    finds: dict[str, str]
    alerts: str

    def source(self, name: str) -> SceneSource | None:
        """Return a source by its name, None for a name that nobody has."""
        return next((source for source in self.sources if source.name == name.lower()), None)

    def shown(self, source: SceneSource, visit: int) -> list[ScenePost]:
        """Return the posts of a source that a visit finds, oldest first."""
        now = self.visits[visit - 1]
        return [post for post in source.posts if visit in post.shown and post.at <= now]

    def watchlist(self, base_url: str) -> str:
        """Return a watchlist.toml that reads every source of the scene from a practice site."""
        return "\n".join(
            f'[[source]]\nplatform = "{PLATFORM}"\nname = "{source.name}"\nbase_url = "{base_url}"\n'
            f'owner = "practice"\nnote = "invented, on this machine only"\n'
            for source in self.sources
        )


@cache
def scene() -> Scene:
    """Return the scene, its templates filled in."""
    text = (files("lurewatch.practice") / "scene.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    made = msgspec.convert(raw, Scene)
    return msgspec.structs.replace(made, sources=tuple(_filled(source, made.templates) for source in made.sources))


def _filled(source: SceneSource, templates: dict[str, str]) -> SceneSource:
    posts = tuple(
        msgspec.structs.replace(post, text=templates[post.use].format(**post.values)) if post.use else post
        for post in source.posts
    )
    return msgspec.structs.replace(source, posts=posts)
