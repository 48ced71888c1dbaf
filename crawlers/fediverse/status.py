"""One status of the Mastodon API as a Post: text, author, media, what it boosts or answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from crawlers.json_page import as_int, as_map, as_text, counts_of, maps
from crawlers.moments import sure, written
from crawlers.page import Missing
from crawlers.posting import (
    NO_ADDRESS,
    NOT_FETCHED,
    NOTHING,
    Needed,
    evasion_in,
    labels_of,
    links_of,
    made,
    numbered,
    picture,
)
from crawlers.prose import Prose, prose
from posts.capture import Capture
from posts.errors import PageChanged
from posts.post import Author, Media, MediaKind, Post, Repost

NEEDED: Needed = {
    "id": str,
    "uri": str,
    "created_at": str,
    "content": str,
    "account": dict,
    "media_attachments": list,
    "reblog": (dict, NOTHING),
}
USUAL = (
    "url",
    "in_reply_to_id",
    "edited_at",
    "spoiler_text",
    "visibility",
    "favourites_count",
    "account.display_name",
    "account.url",
    "card",
    "card.url",
    "card.image",
    "media_attachments.type",
    "media_attachments.url",
    "media_attachments.preview_url",
    "poll",
    "poll.options",
    "poll.options.title",
)
PUBLIC = frozenset({"public", "unlisted"})
# A status of Mastodon itself: its id is a time, so a page covers all that were posted between its first and last one.
# Other software's ids are none: no number may stand at their end (index: absences).
IN_TIME = re.compile(r"[^/]+/(?:ap/)?users/[^/]+/statuses/\d{17,18}")
KINDS: dict[str, MediaKind] = {"image": "image", "gifv": "video", "video": "video", "audio": "audio"}


class StatusReader:
    """Reads the statuses of one answer; keeps what could not be parsed of them."""

    def __init__(self, capture: Capture) -> None:
        self._capture = capture
        self._server = urlsplit(capture.final_url or capture.url or "").hostname or ""
        self._proses: list[Prose] = []

    def gaps(self) -> tuple[Missing, ...]:
        """Return what may be hidden in the markup of the statuses read so far."""
        return evasion_in(self._proses)

    def read(self, status: dict[str, Any]) -> Post | None:
        """Return the post of a status; None for one that is not public."""
        if status.get("visibility", "public") not in PUBLIC:
            return None
        shown = as_map(status["reblog"]) or status  # a boost has no words of its own
        words = self._prose(shown.get("content"))
        warning = as_text(shown.get("spoiler_text"))
        answers = as_text(status.get("in_reply_to_id"))
        edited = written(as_text(shown.get("edited_at")))
        return made(
            "mastodon",
            self._capture,
            native_id=native_id(status["uri"]),
            url=as_text(status.get("url")) or as_text(status["uri"]),
            author=self._author(as_map(status["account"])),
            text="\n\n".join(part for part in (warning, words.text, _choices(shown)) if part),
            **sure(written(status["created_at"])).fields(),
            edited_at=edited.at,
            media=numbered(list(_media(shown))),
            links=links_of(*words.links, *_cards(shown)),
            reply_to=f"{self._server}:{answers}" if answers else None,
            repost_of=self._boost(as_map(status["reblog"])),
            labels=labels_of(sensitive=shown.get("sensitive") is True, edited=edited.raw, poll=_choices(shown)),
            counts=counts_of(
                replies=shown.get("replies_count"),
                reposts=shown.get("reblogs_count"),
                likes=shown.get("favourites_count"),
                quotes=shown.get("quotes_count"),
            ),
        )

    def _prose(self, markup: Any) -> Prose:
        if not isinstance(markup, str):
            raise PageChanged("the field 'content' is no text")
        self._proses.append(prose(markup))
        return self._proses[-1]

    def _author(self, account: dict[str, Any]) -> Author:
        return Author(
            native_id=as_text(account.get("uri")) or as_text(account.get("url")),
            handle=self._handle(account),
            name=as_text(account.get("display_name")),
            url=as_text(account.get("url")),
            bio=prose(as_text(account.get("note")) or "").text or None,
            avatar=as_text(account.get("avatar")),
            members=counts_of(members=account.get("followers_count")).get("members"),
            labels=labels_of(bot=account.get("bot") is True, group=account.get("group") is True),
        )

    def _handle(self, account: dict[str, Any]) -> str:
        """Return an account's handle with its server, as the whole fediverse knows it."""
        name = as_text(account.get("acct"))
        if name is None:
            raise PageChanged("the account has no field 'acct'")
        home = urlsplit(as_text(account.get("url")) or "").hostname or self._server
        return name.lower() if "@" in name else f"{name}@{home}".lower()

    def _boost(self, status: dict[str, Any]) -> Repost | None:
        if not status:
            return None
        url = as_text(status.get("url")) or as_text(status.get("uri"))
        return Repost(name=self._handle(as_map(status.get("account"))), url=url, native_id=native_id(status.get("uri")))


def status_reader(capture: Capture) -> StatusReader:
    """Return a reader of the statuses of one answer."""
    return StatusReader(capture)


def native_id(uri: Any) -> str:
    """Return the id of a status: its `uri`, the same on all servers that show it."""
    place = (as_text(uri) or "").partition("://")[2].removesuffix("/activity")
    if not place:
        raise PageChanged("the field 'uri' is no address")
    return place if IN_TIME.fullmatch(place) else quote(place, safe="")


def _choices(status: dict[str, Any]) -> str:
    titles = [as_text(option.get("title")) for option in maps(as_map(status.get("poll")).get("options"))]
    return "\n".join(title for title in titles if title)


def _cards(status: dict[str, Any]) -> Iterator[str | None]:
    yield as_text(as_map(status.get("card")).get("url"))
    yield as_text(as_map(as_map(status.get("quote")).get("quoted_status")).get("url"))


def _media(status: dict[str, Any]) -> Iterator[Media]:
    for one in maps(status.get("media_attachments")):
        url = as_text(one.get("url")) or as_text(one.get("remote_url"))
        size = as_map(as_map(one.get("meta")).get("original"))
        kind = KINDS.get(str(one.get("type")), "other")
        yield Media(
            kind=kind,
            url=url,
            width=as_int(size.get("width")),
            height=as_int(size.get("height")),
            duration_seconds=_seconds(size.get("duration")),
            why_missing=NO_ADDRESS if url is None else None if kind == "image" else NOT_FETCHED,
        )
        if kind == "video" and (preview := as_text(one.get("preview_url"))):
            yield picture(preview, "poster")
    if shown := as_text(as_map(status.get("card")).get("image")):
        yield picture(shown, "preview")


def _seconds(value: Any) -> int | None:
    return as_int(round(value)) if isinstance(value, (int, float)) and abs(value) < 10**6 else None
