"""One message of a preview page as a Post."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from crawlers.counts import count
from crawlers.html import Element, by_class, classes_of, first, has_class, is_inside, text_of, text_or_none, values
from crawlers.telegram.media import media_of
from crawlers.telegram.parts import FORWARD, FORWARD_NAME, PLACE, POLL, PREFIX, PREVIEW, REPLY, REPLY_TEXT, TEXT, WORDS
from posts.capture import Capture
from posts.identity import post_id
from posts.post import SERVICE, Author, Count, Post, Repost, with_fields

MAX_LINKS = 50  # settings sheet: links of a post kept for reading; the page itself is archived whole
OTHERS = WORDS | {REPLY}  # words inside these are theirs, or were taken with them
LINKED = (PREVIEW, PLACE, f"{PREFIX}_inline_button")


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
        text="\n".join(part for words in _words(message) if (part := text_of(words))),
        posted_at=posted_at,
        posted_raw=raw,
        posted_zone="stated" if posted_at else "none",
        posted_precision="second" if posted_at else "unknown",
        media=media_of(message),
        links=tuple(_links(message, native_id))[:MAX_LINKS],
        reply_to=_native_id(_reply(message)),
        repost_of=_repost(message),
        album=native_id if by_class(message, f"{PREFIX}_grouped") else None,
        signature=text_or_none(first(message, f"{PREFIX}_from_author")),
        labels=tuple(_labels(message)),
        counts=_counts(message),
        capture=capture.id,
    )
    return with_fields(post, id=post_id(post))


def _author(message: Element, channel: Author, native_id: str) -> Author:
    handle = native_id.partition("/")[0]
    if channel.handle == handle:
        return channel
    name = text_or_none(first(message, f"{PREFIX}_owner_name"))
    return Author(handle=handle, name=name, url=f"https://t.me/{handle}")


def _words(message: Element) -> Iterator[Element]:
    """Yield the parts that hold the message's own words, in page order: not what it answers, and each once."""
    for element in message.iterdescendants():
        classes = classes_of(element)
        if not WORDS.isdisjoint(classes) and REPLY_TEXT not in classes and not is_inside(element, message, OTHERS):
            yield element


def _links(message: Element, native_id: str) -> Iterator[str]:
    """Yield the targets of links in the text, of its preview, its place and its buttons, each once and absolute."""
    here = f"https://t.me/s/{native_id.partition('/')[0]}"
    texts = [words for words in _words(message) if has_class(words, TEXT)]
    targets = [link for text in texts for link in values(text, ".//a/@href")]
    targets += [part.get("href") or "" for name in LINKED for part in by_class(message, name)]
    seen = set()
    for target in filter(None, targets):
        link = _absolute(here, target)
        if link not in seen:
            seen.add(link)
            yield link


def _absolute(here: str, target: str) -> str:
    try:
        return urljoin(here, target)
    except ValueError:
        return target  # no address at all; kept as it was published


def _time(message: Element) -> tuple[str | None, datetime | None]:
    stamps = values(message, f'.//*[contains(@class, "{PREFIX}_date")]//time/@datetime')
    stamps = stamps or values(message, './/time[contains(@class, "time")]/@datetime')
    if not stamps:
        return None, None
    try:
        at = datetime.fromisoformat(stamps[-1])
        return stamps[-1], at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return stamps[-1], None


def _reply(message: Element) -> str | None:
    reply = first(message, REPLY)
    return reply.get("href") if reply is not None else None


def _native_id(url: str | None) -> str | None:
    try:
        path = urlsplit(url or "").path.strip("/").lower()
    except ValueError:
        return None
    channel, _, number = path.partition("/")
    return path if channel and number.isascii() and number.isdigit() else None


def _repost(message: Element) -> Repost | None:
    part = first(message, FORWARD)
    if part is None:
        return None
    name = first(part, FORWARD_NAME)
    link = name.get("href") if name is not None else None
    return Repost(name=text_or_none(name), url=link, native_id=_native_id(link))


def _labels(message: Element) -> Iterator[str]:
    if has_class(message, "service_message") or by_class(message, "service_message"):
        yield SERVICE
    meta = first(message, f"{PREFIX}_meta")
    own_words = [meta.text, *(child.tail for child in meta)] if meta is not None else []
    if any("edited" in (words or "") for words in own_words):
        yield "edited"
    if by_class(message, POLL):
        yield "poll"


def _counts(message: Element) -> dict[str, Count]:
    found = [(name, first(message, f"{PREFIX}_{name}")) for name in ("views", "voters")]
    counts = {name: count(text_or_none(element) or "") for name, element in found}
    for reaction in by_class(message, "tgme_reaction"):
        name, sign = _reaction(reaction)
        counts.setdefault(name, count(text_of(reaction).removeprefix(sign)))
    return {name: number for name, number in counts.items() if number is not None}


def _reaction(reaction: Element) -> tuple[str, str]:
    """Return a reaction's name and sign; a custom emoji is known by its number, as others may have the same sign."""
    custom = next(iter(reaction.iter("tg-emoji")), None)
    sign = text_or_none(custom) or text_or_none(first(reaction, "emoji")) or ""
    if custom is not None and custom.get("emoji-id"):
        return f"reaction:{sign}{custom.get('emoji-id')}", sign
    is_paid = has_class(reaction, "tgme_reaction_paid")
    return f"reaction:{'paid' if is_paid else sign or 'unknown'}", sign
