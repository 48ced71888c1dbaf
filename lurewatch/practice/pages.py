"""Pages of the practice site, in Telegram's preview markup of 2021 and of 2026, and the addresses of their pictures."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from lurewatch.practice.markup import emoji_markup, text_markup
from lurewatch.practice.scene import Scene, ScenePost, SceneSource

PER_PAGE = 20
AVATAR = "photo-a"  # of every channel
CLIP = "clip"  # what a video's address leads to


def history(scene: Scene, source: SceneSource, visit: int, before: int | None, base: str) -> str:
    """Return one page of a channel: the newest twenty posts, or the twenty before an id."""
    shown = scene.shown(source, visit)
    posts = [post for post in shown if before is None or post.id < before]
    page = posts[-PER_PAGE:]
    template = _templates().get_template(f"history_{source.markup}.html")
    return template.render(
        source=source,
        posts=page,
        older=page[0].id if len(posts) > len(page) else None,
        newer=page[-1].id if page and page[-1] is not shown[-1] else None,
        visit=visit,
        file=lambda post, order: f"{base}{address(source, post, order, visit)}",
        clip=lambda post: f"{base}{address(source, post, CLIP, visit)}",
        avatar=f"{base}/file/{AVATAR}.png",
    )


def landing(source: SceneSource, base: str) -> str:
    """Return the page of a name: with or without a preview, or of a name that nobody has."""
    template = _templates().get_template(f"landing_{source.markup}.html")
    return template.render(source=source, avatar=f"{base}/file/{AVATAR}.png")


def address(source: SceneSource, post: ScenePost, part: int | str, visit: int) -> str:
    """Return the path of a picture of a post or of its clip; as on the real platform it is another at each visit."""
    token = hashlib.sha512(f"{source.native_id(post)}/{part}/{visit}".encode()).digest()
    return f"/file/{base64.urlsafe_b64encode(token).decode().rstrip('=')}.{'mp4' if part == CLIP else 'png'}"


def addresses(scene: Scene, visit: int) -> dict[str, str]:
    """Return the path of every picture that a visit finds, and the name it is drawn by."""
    return {f"/file/{AVATAR}.png": AVATAR, **dict(_addresses(scene, visit))}


def _addresses(scene: Scene, visit: int) -> Iterator[tuple[str, str]]:
    for source in scene.sources:
        for post in scene.shown(source, visit):
            yield from ((address(source, post, order, visit), name) for order, name in enumerate(post.pictures()))
            if post.video:
                yield address(source, post, CLIP, visit), CLIP


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("lurewatch.practice"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"text_markup": text_markup, "emoji_markup": emoji_markup}
    return environment
