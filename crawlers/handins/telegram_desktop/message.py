"""Message: one message of result.json as a post; what was shared beside the words stands below them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo

from crawlers.counts import count
from crawlers.handins.media_names import kind_of_name
from crawlers.handins.telegram_desktop.raw import Chat, Part, Poll, Raw
from crawlers.handins.texts import links_in
from crawlers.handins.zones import in_utc
from posts.errors import LineRefused
from posts.identity import hand_in_id, post_id
from posts.jsonl import check_text
from posts.post import SERVICE, Author, Count, Media, MediaKind, Post, Repost, with_fields

PLATFORM = "telegram"
NUMBERED = frozenset({"public_channel", "private_channel", "public_supergroup", "private_supergroup"})
NOT_EXPORTED = "left out when the chat was exported"
MEDIA_TYPES: dict[str, MediaKind] = {
    "sticker": "sticker",
    "video_message": "video",
    "voice_message": "audio",
    "animation": "video",
    "video_file": "video",
    "audio_file": "audio",
}
MAX_LINKS = 50


def post_of(raw: Raw, chat: Chat, place: tuple[int, int], sha256: str, zone: tzinfo | None) -> Post:
    """Return the post of a message; `place` is the number of its chat and its own in it, for one without an id.

    Numbers of messages are the same for everybody only in channels and supergroups; elsewhere each account counts for
    itself, so that a post there is known by the file it stands in.
    """
    if raw.type not in {"message", "service"}:
        raise LineRefused("it is of a kind that Telegram Desktop did not export", "look at it on the phone")
    text = "\n".join(filter(None, _words(raw)))
    check_text(text)
    posted_at, posted_raw, is_stated = _time(raw, zone)
    is_numbered = chat.type in NUMBERED and chat.id is not None and raw.id is not None
    post = Post(
        platform=PLATFORM,
        source=f"{PLATFORM}:{chat.id}" if is_numbered else "",
        native_id=f"{chat.id}/{raw.id}" if is_numbered else None,
        text=text,
        author=_author(raw),
        posted_at=posted_at,
        posted_raw=posted_raw,
        posted_zone="stated" if is_stated else "assumed" if posted_at else "none",
        posted_precision="second" if posted_raw else "unknown",
        edited_at=_moment(raw.edited_unixtime),
        media=tuple(with_fields(one, order=order) for order, one in enumerate(_media(raw))),
        links=tuple(dict.fromkeys(_links(raw)))[:MAX_LINKS],
        reply_to=_reply(raw, chat, place, sha256),
        repost_of=_repost(raw),
        signature=raw.author,
        labels=tuple(_labels(raw)),
        counts=_counts(raw),
    )
    own = post_id(post) if is_numbered else hand_in_id(sha256, _position(place[0], raw.id, place[1]))
    return with_fields(post, id=own)


def _position(chat: int, number: int | None, at: int) -> str:
    return f"{chat}/{number}" if number is not None else f"{chat}/#{at}"


def _words(raw: Raw) -> Iterator[str]:
    """Yield the words of a message, and those of what it shares: a contact, a place, a poll; or what happened."""
    if raw.type == "service":
        action = (raw.action or raw.information_text or "").replace("_", " ")
        yield " ".join(filter(None, [action, raw.title, ", ".join(filter(None, raw.members))]))
    yield _plain(raw.text)
    if raw.contact_information is not None:
        contact = raw.contact_information
        yield " ".join(filter(None, [contact.first_name, contact.last_name, contact.phone_number]))
    yield from filter(None, [raw.place_name, raw.address, raw.game_title])
    if raw.place is not None:
        yield f"{raw.place.latitude}, {raw.place.longitude}"
    if raw.poll is not None:
        yield from _poll(raw.poll)


def _poll(poll: Poll) -> Iterator[str]:
    yield _plain(poll.question)
    yield from (f"- {_plain(answer.text)}" for answer in poll.answers)


def _plain(text: str | list[str | Part]) -> str:
    if isinstance(text, str):
        return text.strip()
    return "".join(part if isinstance(part, str) else part.text for part in text).strip()


def _links(raw: Raw) -> Iterator[str]:
    for part in raw.text if isinstance(raw.text, list) else [raw.text]:
        if isinstance(part, str):
            yield from links_in(part)
        elif part.type == "mention":
            yield f"https://t.me/{part.text.removeprefix('@')}"
        elif part.type in {"link", "text_link"}:
            target = part.href or part.text
            yield target if "://" in target else f"https://{target}"
        else:
            yield from links_in(part.text)


def _author(raw: Raw) -> Author:
    name, number = (raw.actor, raw.actor_id) if raw.type == "service" else (raw.sender, raw.sender_id)
    return Author(name=name or None, native_id=str(number) if number is not None else None)


def _time(raw: Raw, zone: tzinfo | None) -> tuple[datetime | None, str | None, bool]:
    """Return the moment, its words, and whether the file states it; old exports have a clock without a zone."""
    words = raw.date if raw.date is not None else str(raw.date_unixtime) if raw.date_unixtime is not None else None
    stated = _moment(raw.date_unixtime)
    if stated is not None or raw.date is None:
        return stated, words, stated is not None
    try:
        clock = datetime.fromisoformat(raw.date)
        if clock.tzinfo is not None:
            return clock.astimezone(UTC), words, True
        return (in_utc(clock, zone) if zone else None), words, False
    except (ValueError, OverflowError):
        return None, words, False


def _moment(seconds: str | int | None) -> datetime | None:
    """Return the moment of a number of seconds; 0 is how old exports say never."""
    try:
        return datetime.fromtimestamp(int(seconds or 0), UTC) if int(seconds or 0) > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def _reply(raw: Raw, chat: Chat, place: tuple[int, int], sha256: str) -> str | None:
    """Return what a message answers: its native id, or in a chat without any the id of its post."""
    if raw.reply_to_message_id is None or raw.reply_to_peer_id is not None:
        return None
    if chat.type in NUMBERED and chat.id is not None:
        return f"{chat.id}/{raw.reply_to_message_id}"
    return hand_in_id(sha256, _position(place[0], raw.reply_to_message_id, 0))


def _repost(raw: Raw) -> Repost | None:
    name = raw.forwarded_from or raw.saved_from
    number = str(raw.forwarded_from_id) if raw.forwarded_from_id is not None else None
    return Repost(name=name or None, native_id=number) if name or number else None


def _labels(raw: Raw) -> Iterator[str]:
    if raw.type == "service":
        yield SERVICE
    if _moment(raw.edited_unixtime) is not None:
        yield "edited"
    if raw.poll is not None:
        yield "poll"


def _counts(raw: Raw) -> dict[str, Count]:
    found = {}
    if raw.poll is not None and raw.poll.total_voters is not None:
        found["voters"] = count(str(raw.poll.total_voters))
    for reaction in raw.reactions:
        sign = reaction.emoji or reaction.document_id or reaction.type or "unknown"
        found[f"reaction:{sign}"] = count(str(reaction.count))
    return {name: number for name, number in found.items() if number is not None}


def _media(raw: Raw) -> Iterator[Media]:
    if raw.photo is not None:
        yield _file(Media(kind="image", width=raw.width, height=raw.height), raw.photo)
    if raw.file is not None:
        kind = MEDIA_TYPES.get(raw.media_type or "") or _kind_of(raw)
        media = Media(kind=kind, mime=raw.mime_type, duration_seconds=raw.duration_seconds)
        yield _file(with_fields(media, width=raw.width, height=raw.height), raw.file)
        if raw.poster is not None and not _is_excuse(raw.poster) and kind == "video":
            yield _file(Media(kind="image", role="poster"), raw.poster)
    if raw.contact_vcard is not None:
        yield _file(Media(kind="document", mime="text/vcard"), raw.contact_vcard)


def _kind_of(raw: Raw) -> MediaKind:
    kind = (raw.mime_type or "").partition("/")[0]
    return kind_of_name(raw.file or "") if kind not in {"image", "video", "audio"} else kind  # type: ignore[return-value]  # just compared


def _file(media: Media, path: str) -> Media:
    return with_fields(media, why_missing=NOT_EXPORTED) if _is_excuse(path) else with_fields(media, url=path)


def _is_excuse(path: str) -> bool:
    """Say whether a path is none, but the sentence why the file is missing."""
    return not path or path.startswith("(") or path.endswith(("to download.)", "try again later)"))
