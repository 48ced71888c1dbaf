"""Pages of the practice site, in Telegram's preview markup of 2021 and of 2026."""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from lurewatch.practice.scene import Scene, ScenePost, SceneSource

PER_PAGE = 20
MENTION = re.compile(r"@([A-Za-z0-9_]{4,32})")
EMOJI = re.compile(r"[\U0001F1E6-\U0001F1FF]{2}|[\U0001F300-\U0001FAFF\u2600-\u27BF]\uFE0F?")


def history(scene: Scene, source: SceneSource, visit: int, before: int | None, base: str) -> str:
    """Return one page of a channel: the newest twenty posts, or the twenty before an id."""
    posts = [post for post in scene.shown(source, visit) if before is None or post.id < before]
    page = posts[-PER_PAGE:]
    older = page[0].id if len(posts) > len(page) else None
    template = _templates().get_template("history.html")
    return template.render(source=source, posts=page, older=older, before=before, visit=visit, base=base)


def landing(source: SceneSource) -> str:
    """Return the page of a name that has no preview, or that nobody has."""
    return _templates().get_template("landing.html").render(source=source)


def message_text(post: ScenePost, visit: int) -> Markup:
    """Return a post's text as the preview writes it: breaks, mentions as links, emoji as pictures with fallback."""
    text = str(escape(post.text_at(visit)))
    text = MENTION.sub(r'<a href="https://t.me/\1" target="_blank">@\1</a>', text)
    text = EMOJI.sub(lambda found: _emoji(found.group(), post), text)
    return Markup(text.replace("\n", "<br/>"))  # noqa: S704 - escaped in the first line


def _emoji(sign: str, post: ScenePost) -> str:
    code = sign.encode().hex().upper()
    picture = f"//telegram.org/img/emoji/40/{code}.png"
    plain = f'<i class="emoji" style="background-image:url(\'{picture}\')"><b>{sign}</b></i>'
    if sign in post.custom_emoji:
        return f'<tg-emoji emoji-id="5368324170671202286">{plain}</tg-emoji>'
    return plain


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("lurewatch.practice"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["message_text"] = message_text
    return environment
