"""Text as the preview writes it: breaks, links, mentions, hashtags, emoji as pictures with their character inside."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from lurewatch.practice.scene import ScenePost

CUSTOM_EMOJI = "5368324170671202286"  # any id: the picture of a custom emoji is never fetched
FLAG = r"[\U0001F1E6-\U0001F1FF]{2}"
SIGN = r"[\U0001F300-\U0001FAFF\u2600-\u27BF]\uFE0F?"
TOKEN = re.compile(
    rf"(?P<link>https?://\S+)|(?P<bare>\b(?:wa|t)\.me/\S+)|(?P<mention>(?<![\w.+-])@[A-Za-z0-9_]{{4,32}})"
    rf"|(?P<hashtag>#\w+)|(?P<emoji>{FLAG}|{SIGN})|(?P<line>\n)"
)
ENTITIES = str.maketrans({"!": "&#33;", "$": "&#036;"})  # the preview writes these two as numbers


def text_markup(post: ScenePost, visit: int, markup: int) -> Markup:
    """Return a post's text at a visit as HTML; a headline is its first line in bold."""
    text = post.text_at(visit)
    first, newline, rest = text.partition("\n")
    if not post.headline:
        return Markup(_pieces(text, post, markup))  # noqa: S704 - every piece is escaped
    headline = _pieces(first + newline, post, markup)
    return Markup(f"<b>{headline}</b>{_pieces(rest, post, markup)}")  # noqa: S704 - every piece is escaped


def emoji_markup(sign: str, *, custom: bool = False) -> Markup:
    """Return one emoji: a picture with the character as fallback, inside its own element when it is a custom one."""
    code = sign.removesuffix("\ufe0f").encode().hex().upper()
    picture = f"background-image:url('//telegram.org/img/emoji/40/{code}.png')"
    plain = Markup('<i class="emoji" style="{}"><b>{}</b></i>').format(Markup(picture), sign)  # noqa: S704 - hex digits
    return Markup('<tg-emoji emoji-id="{}">{}</tg-emoji>').format(CUSTOM_EMOJI, plain) if custom else plain


def _pieces(text: str, post: ScenePost, markup: int) -> str:
    done, parts = 0, []
    for found in TOKEN.finditer(text):
        parts += [_plain(text[done : found.start()]), _token(found, post, markup)]
        done = found.end()
    return "".join([*parts, _plain(text[done:])])


def _plain(text: str) -> str:
    return str(escape(text)).translate(ENTITIES)


def _token(found: re.Match[str], post: ScenePost, markup: int) -> str:
    kind, text = str(found.lastgroup), found.group()
    if kind == "line":
        return "<br/>"
    if kind == "emoji":
        return emoji_markup(text, custom=markup == 2026 and text in post.custom_emoji)
    if kind == "hashtag":
        return Markup('<a href="?q=%23{}">{}</a>').format(text[1:], text)
    if kind == "mention":
        return Markup('<a href="https://t.me/{}" target="_blank">{}</a>').format(text[1:], text)
    target = text if kind == "link" else f"http://{text}"
    return Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(target, text)
