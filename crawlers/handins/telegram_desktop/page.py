"""Page: messages.html of Telegram Desktop, each message a post (markup of export_output_html.cpp).

A page does not say which chat it is by number, so that its posts are known by the file they stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo

from crawlers.decode import check_tags
from crawlers.handins.found import Asked, Found, Refusal
from crawlers.handins.media_names import kind_of_name, mime_of_name
from crawlers.handins.texts import storable
from crawlers.handins.zones import in_utc, zone_of
from crawlers.html import Element, by_class, classes_of, first, has_class, parse, text_of, text_or_none, values
from posts.errors import InputError, LineRefused
from posts.identity import hand_in_id
from posts.jsonl import check_text
from posts.post import SERVICE, Author, Media, MediaKind, Post, Repost, with_fields

PLATFORM = "telegram"
ON_DESKTOP = re.compile(r"(\d\d)\.(\d\d)\.(\d{4}) (\d\d):(\d\d):(\d\d)(?: UTC([+-]\d\d:?\d\d))?")
ON_MAC = re.compile(r"(\d{1,2}) ([A-Z][a-z]+) (\d{4}), (\d\d):(\d\d):(\d\d)")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DAY_LINE = "message-"  # begins the id of the line that says which day it is
REPLY = re.compile(r"#go_to_(message-?\d{1,18})")
NOT_EXPORTED = "left out when the chat was exported"
TOO_DEEP = Refusal(
    what="the page is nested deeper than any reader follows: words may be missing", do="look at the file"
)
NO_ZONE = "the times have no zone: their words are kept, but no moment; say it with --zone, like Asia/Jakarta"
WRAPS: dict[str, MediaKind] = {
    "photo_wrap": "image",
    "sticker_wrap": "sticker",
    "animated_wrap": "video",
    "video_file_wrap": "video",
    "media_photo": "image",
    "media_video": "video",
    "media_voice_message": "audio",
    "media_audio_file": "audio",
    "media_file": "document",
}
SHARED = frozenset(
    {"media_contact", "media_location", "media_live_location", "media_venue", "media_game", "media_call"}
)
KINDS = frozenset({"default", SERVICE})
SHARED_WORDS = ("title", "description", "status")


def read_page(body: bytes, asked: Asked) -> Found:
    """Return the messages of one page; raise InputError where it is no page of an export."""
    check_tags(body)
    parsed = parse(body)
    zone = zone_of(asked.options["zone"]) if "zone" in asked.options else None
    messages = [one for one in by_class(parsed.root, "message") if not KINDS.isdisjoint(classes_of(one))]
    if not messages:
        raise InputError(
            "this page holds no messages of Telegram", "hand in messages.html as Telegram Desktop wrote it"
        )
    posts: list[Post] = []
    refused: list[Refusal] = [] if parsed.is_whole else [TOO_DEEP]
    before = Post(platform=PLATFORM, text="")
    for at, message in enumerate(messages):
        own = message.get("id") or f"#{at}"
        if has_class(message, SERVICE) and own.startswith(DAY_LINE):
            continue
        try:
            before = _post(message, hand_in_id(asked.sha256, own), before, asked, zone)
            posts.append(before)
        except LineRefused as problem:
            refused.append(Refusal(what=f"{own[:30]}: {problem.what}", do=problem.do))
    is_open = any(post.posted_at is None and SERVICE not in post.labels for post in posts)
    return Found(posts=tuple(posts), refused=tuple(refused), notes=(NO_ZONE,) if is_open else ())


def _post(message: Element, own: str, before: Post, asked: Asked, zone: tzinfo | None) -> Post:
    body = _child(message, "body")
    text = storable("\n".join(filter(None, _words(message, body))))
    check_text(text)
    if has_class(message, SERVICE):
        return Post(
            platform=PLATFORM, id=own, text=text, labels=(SERVICE,), posted_zone="none", posted_precision="unknown"
        )
    moment, raw, is_stated = _time(body, zone)
    joined = has_class(message, "joined")
    return Post(
        platform=PLATFORM,
        id=own,
        text=text,
        author=before.author if joined else Author(name=_name(body)),
        posted_at=moment,
        posted_raw=raw,
        posted_zone="stated" if is_stated else "assumed" if moment else "none",
        posted_precision="second" if raw else "unknown",
        media=tuple(with_fields(one, order=order) for order, one in enumerate(_media(message))),
        links=tuple(dict.fromkeys(_links(message))),
        reply_to=_reply(message, asked.sha256),
        repost_of=_repost(body, before if joined else None),
        signature=text_or_none(first(message, "signature")),
        labels=("poll",) if by_class(message, "media_poll") else (),
    )


def _child(element: Element | None, *classes: str) -> Element | None:
    """Return the first child that has all these classes."""
    children = element if element is not None else ()
    return next((one for one in children if set(classes) <= set(classes_of(one))), None)


def _words(message: Element, body: Element | None) -> Iterator[str]:
    """Yield the words of a message, and those of what it shares: a contact, a place, a poll, a call."""
    if has_class(message, SERVICE):
        yield text_of(body if body is not None else message)
        return
    for element in by_class(message, "text"):
        yield text_of(element)
    for shared in (one for one in by_class(message, "media") if not SHARED.isdisjoint(classes_of(one))):
        yield " ".join(filter(None, (text_or_none(first(shared, name)) for name in SHARED_WORDS)))
    for poll in by_class(message, "media_poll"):
        yield text_or_none(first(poll, "question")) or ""
        yield from (text_of(answer) for answer in by_class(poll, "answer"))


def _name(body: Element | None) -> str | None:
    """Return the name that stands over a message or a forwarded part, without the date that may stand beside it."""
    name = _child(body, "from_name")
    return storable((name.text or "").strip()) or None if name is not None else None


def _time(body: Element | None, zone: tzinfo | None) -> tuple[datetime | None, str | None, bool]:
    """Return the moment, its words, and whether the page states it; old exports have a clock without a zone."""
    date = _child(body, "date", "details")
    raw = storable(date.get("title") or "") if date is not None else ""
    try:
        if found := ON_DESKTOP.fullmatch(raw):
            day, month, year, hour, minute, second = (int(part) for part in found.groups()[:6])
            zone, is_stated = (zone_of(found[7]), True) if found[7] else (zone, False)
        elif found := ON_MAC.fullmatch(raw):
            day, year, hour, minute, second = (int(found[at]) for at in (1, 3, 4, 5, 6))
            month, is_stated = MONTHS.index(found[2]) + 1, False
        else:
            return None, raw or None, False
        clock = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - its zone is the next line's matter
        return (in_utc(clock, zone) if zone else None), raw, is_stated
    except (ValueError, OverflowError, InputError):
        return None, raw, False


def _links(message: Element) -> Iterator[str]:
    for target in values(message, './/*[contains(@class, "text")]//a/@href'):
        if target.startswith(("http://", "https://", "tg://")):
            yield storable(target)
    for shared in (one for one in by_class(message, "media") if not SHARED.isdisjoint(classes_of(one))):
        if (shared.get("href") or "").startswith(("http://", "https://")):
            yield storable(shared.get("href"))


def _reply(message: Element, sha256: str) -> str | None:
    targets = values(message, './/*[contains(@class, "reply_to")]//a/@href')
    found = REPLY.search(targets[0]) if targets else None
    return hand_in_id(sha256, found[1]) if found else None


def _repost(body: Element | None, before: Post | None) -> Repost | None:
    """Return where a message was forwarded from; one that follows another of the same source does not repeat it."""
    on_mac = first(body, "forwarded_from") if body is not None else None
    if on_mac is not None:
        return Repost(name=storable(text_of(on_mac)).removeprefix("Forwarded from ").strip() or None)
    part = _child(body, "forwarded", "body")
    if part is None:
        return None
    name = _name(part)
    return Repost(name=name) if name or before is None else before.repost_of


def _media(message: Element) -> Iterator[Media]:
    for wrap in by_class(message, "media_wrap"):
        for element in wrap:
            kind = next((kind for name, kind in WRAPS.items() if has_class(element, name)), None)
            if kind is not None:
                yield from _files(element, kind)


def _files(element: Element, kind: MediaKind) -> Iterator[Media]:
    path = storable(element.get("href") or "")
    if not path or "://" in path:
        why = text_or_none(first(element, "description")) or text_or_none(first(element, "status"))
        yield Media(kind=kind, why_missing=f"{NOT_EXPORTED}: {storable(why)}" if why else NOT_EXPORTED)
        return
    yield Media(kind=kind_of_name(path) if kind == "document" else kind, url=path, mime=mime_of_name(path))
    poster = values(element, ".//img/@src")
    if kind == "video" and poster:
        yield Media(kind="image", role="poster", url=storable(poster[0]))
