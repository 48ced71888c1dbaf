"""One message of a preview page as a Post."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from crawlers.counts import count
from crawlers.html import Element, by_class, first, has_class, text_of, text_or_none, values
from crawlers.telegram.media import media_of
from posts.capture import Capture
from posts.identity import post_id
from posts.post import SERVICE, Author, Count, Post, Repost, with_fields

MAX_LINKS = 50  # settings sheet: links of a post kept for reading; the page itself is archived whole
TEXT = "tgme_widget_message_text"
POLL = ("tgme_widget_message_poll_question", "tgme_widget_message_poll_option_text")
REPLY = "tgme_widget_message_reply"


def post_of(message: Element, channel: Author, capture: Capture) -> Post:
    """Return the post of one message; the text is exactly what its text nodes say."""
    native_id = (message.get("data-post") or "").lower()
    raw, posted_at = _time(message)
    post = Post(
        platform="telegram_web",
        source=capture.source or f"telegram_web:{native_id.partition('/')[0]}",
        native_id=native_id,
        url=f"https://t.me/{native_id}",
        via="url_request" if capture.source is None else "crawl",
        author=_author(message, channel, native_id),
        text=_text(message),
        posted_at=posted_at,
        posted_raw=raw,
        posted_zone="stated" if posted_at else "none",
        posted_precision="second" if posted_at else "unknown",
        media=media_of(message),
        links=tuple(_links(message))[:MAX_LINKS],
        reply_to=_native_id(_reply(message)),
        repost_of=_repost(message),
        album=native_id if by_class(message, "tgme_widget_message_grouped") else None,
        signature=text_or_none(first(message, "tgme_widget_message_from_author")),
        labels=tuple(_labels(message)),
        counts=dict(_counts(message)),
        capture=capture.id,
    )
    return with_fields(post, id=post_id(post))


def _author(message: Element, channel: Author, native_id: str) -> Author:
    handle = native_id.partition("/")[0]
    if channel.handle == handle:
        return channel
    name = text_or_none(first(message, "tgme_widget_message_owner_name"))
    return Author(handle=handle, name=name, url=f"https://t.me/{handle}")


def _text(message: Element) -> str:
    """Return the message's own words: not those of the message it answers, and each once."""
    parts = [text_of(element) for element in by_class(message, TEXT) if _is_own(element, message)]
    polls = [text_of(element) for name in POLL for element in by_class(message, name)]
    return "\n".join(part for part in [*parts, *polls] if part)


def _is_own(element: Element, message: Element) -> bool:
    for parent in element.iterancestors():
        if parent is message:
            return True
        if has_class(parent, REPLY) or has_class(parent, TEXT):
            return False
    return True


def _links(message: Element) -> Iterator[str]:
    """Yield the targets of links in the text, of its preview and its buttons, each once."""
    seen = set()
    targets = [
        *(link for text in by_class(message, TEXT) if _is_own(text, message) for link in values(text, ".//a/@href")),
        *(part.get("href") for part in by_class(message, "tgme_widget_message_link_preview")),
        *(part.get("href") for part in by_class(message, "tgme_widget_message_inline_button")),
    ]
    for target in targets:
        if target and target not in seen:
            seen.add(target)
            yield target


def _time(message: Element) -> tuple[str | None, datetime | None]:
    stamps = values(message, './/*[contains(@class, "tgme_widget_message_date")]//time/@datetime')
    stamps = stamps or values(message, './/time[contains(@class, "time")]/@datetime')
    if not stamps:
        return None, None
    try:
        at = datetime.fromisoformat(stamps[-1])
    except ValueError:
        return stamps[-1], None
    return stamps[-1], at.astimezone(UTC) if at.tzinfo else None


def _reply(message: Element) -> str | None:
    reply = first(message, REPLY)
    return reply.get("href") if reply is not None else None


def _native_id(url: str | None) -> str | None:
    path = urlsplit(url or "").path.strip("/").lower()
    channel, _, number = path.partition("/")
    return path if channel and number.isdigit() else None


def _repost(message: Element) -> Repost | None:
    part = first(message, "tgme_widget_message_forwarded_from")
    if part is None:
        return None
    name = first(part, "tgme_widget_message_forwarded_from_name")
    link = name.get("href") if name is not None else None
    return Repost(name=text_or_none(name), url=link, native_id=_native_id(link))


def _labels(message: Element) -> Iterator[str]:
    if has_class(message, "service_message") or by_class(message, "service_message"):
        yield SERVICE
    meta = first(message, "tgme_widget_message_meta")
    if meta is not None and "edited" in (meta.text or ""):
        yield "edited"
    if by_class(message, "tgme_widget_message_poll"):
        yield "poll"


def _counts(message: Element) -> Iterator[tuple[str, Count]]:
    views = count(text_or_none(first(message, "tgme_widget_message_views")) or "")
    if views:
        yield "views", views
    for reaction in by_class(message, "tgme_reaction"):
        emoji = text_or_none(first(reaction, "emoji")) or text_or_none(next(iter(reaction.xpath(".//tg-emoji")), None))
        number = count(text_of(reaction).removeprefix(emoji or ""))
        if number:
            yield f"reaction:{emoji or 'custom'}", number
