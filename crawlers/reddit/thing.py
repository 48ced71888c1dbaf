"""One thing of Reddit's API as a Post: a submission (t3) or a comment (t1), with media, links and crosspost.

Things are described at reddit.com/dev/api; recordings of 2016, 2019 and 2020 lack what came later.
"""

from __future__ import annotations

import html as entities
from collections.abc import Iterator
from typing import Any

from crawlers.json_page import as_int, as_map, as_text, counts_of, maps
from crawlers.moments import Moment, counted, sure
from crawlers.page import Missing
from crawlers.posting import (
    NOT_FETCHED,
    Needed,
    evasion_in,
    labels_of,
    links_of,
    made,
    numbered,
    picture,
    strange_in,
    whole,
)
from crawlers.prose import Prose, prose
from crawlers.reddit.fields import SUBMISSION as SUBMISSION_FIELDS
from posts.capture import Capture
from posts.errors import PageChanged
from posts.post import Author, Media, MediaRole, Post, Repost, with_fields

SITE = "https://www.reddit.com"
SUBMISSION: Needed = {"id": str, "title": str, "selftext": str, "permalink": str, "created_utc": (int, float)}
COMMENT: Needed = {"id": str, "body": str, "created_utc": (int, float), "link_id": str, "parent_id": str}
USUAL = (
    "author",
    "url",
    "edited",
    "is_self",
    "domain",
    "score",
    "num_comments",
    "subreddit",
    "stickied",
    "over_18",
    "preview.images",
    "preview.images.source",
    "preview.images.source.url",
    "gallery_data.items",
    "gallery_data.items.media_id",
    "crosspost_parent_list.permalink",
    "crosspost_parent_list.author",
    "secure_media.reddit_video.fallback_url",
)
USUAL_COMMENT = ("author", "edited", "score", "body_html")
GONE = frozenset({"[removed]", "[deleted]"})
BASE36 = 36
ID_CHARS = 12
MOST_PICTURES = 20


class ThingReader:
    """Reads the things of one answer; keeps what could not be parsed of them."""

    def __init__(self, capture: Capture) -> None:
        self._capture = capture
        self._is_raw = "raw_json=1" in (capture.url or "")
        self._proses: list[Prose] = []
        self._gaps: list[Missing] = []

    def gaps(self) -> tuple[Missing, ...]:
        """Return what was unknown in the things read so far, each once, and what may be hidden in their markup."""
        return (*dict.fromkeys(self._gaps), *evasion_in(self._proses))

    def read(self, thing: dict[str, Any]) -> Post | None:
        """Return the post of a thing; None for an advertisement of Reddit itself."""
        data = as_map(thing["data"])
        if thing["kind"] == "t1":
            return self._comment(whole(data, COMMENT))
        if thing["kind"] != "t3":
            raise PageChanged(f"a thing of a kind that we do not know: {str(thing['kind'])[:20]!r}")
        return None if data.get("promoted") is True else self._submission(whole(data, SUBMISSION))

    def _submission(self, data: dict[str, Any]) -> Post:
        of = next(iter(maps(data.get("crosspost_parent_list"))), {})
        words = self._plain(data["selftext"]) or self._plain(as_text(of.get("selftext")) or "")
        markup = as_text(data.get("selftext_html")) or as_text(of.get("selftext_html"))
        title = self._plain(data["title"])
        if not title:
            raise PageChanged("a submission has no title")
        native = f"t3_{data['id']}"
        self._gaps += (*strange_in([data], SUBMISSION_FIELDS), *_broken(data, of))
        target = None if data.get("is_self") is True else as_text(data.get("url"))
        return made(
            "reddit",
            self._capture,
            native_id=native,
            url=f"{SITE}{data['permalink']}",
            author=_author(data),
            text="\n\n".join(part for part in (title, words, self._choices(data)) if part),
            **sure(_seconds(data["created_utc"])).fields(),
            edited_at=_edited(data),
            media=numbered(list(_media(data, of))),
            links=links_of(target and self._plain(target), *self._links(markup), here=SITE),
            repost_of=_repost(of),
            labels=labels_of(
                pinned=data.get("stickied") is True,
                adult=data.get("over_18") is True,
                removed=_is_gone(data, "selftext"),
                edited=bool(data.get("edited")),
                poll="poll_data" in data,
                locked=data.get("locked") is True,
            ),
            counts=counts_of(
                score=data.get("score"), comments=data.get("num_comments"), crossposts=data.get("num_crossposts")
            ),
        )

    def _comment(self, data: dict[str, Any]) -> Post:
        link = data["link_id"].removeprefix("t3_")
        path = as_text(data.get("permalink")) or f"/comments/{link}/_/{data['id']}/"
        return made(
            "reddit",
            self._capture,
            native_id=f"t1_{data['id']}",
            url=f"{SITE}{path}",
            author=_author(data),
            text=self._plain(data["body"]),
            **sure(_seconds(data["created_utc"])).fields(),
            edited_at=_edited(data),
            links=links_of(*self._links(as_text(data.get("body_html"))), here=SITE),
            reply_to=data["parent_id"],
            labels=labels_of(removed=_is_gone(data, "body"), edited=bool(data.get("edited"))),
            counts=counts_of(score=data.get("score")),
        )

    def _plain(self, text: str) -> str:
        """Return a text as its author typed it: without raw_json=1 Reddit sends &amp;, &lt; and &gt; in its place."""
        return (text if self._is_raw else entities.unescape(text)).strip()

    def _links(self, markup: str | None) -> tuple[str, ...]:
        if markup is None:
            return ()
        self._proses.append(prose(markup if "<" in markup else entities.unescape(markup)))
        return self._proses[-1].links

    def _choices(self, data: dict[str, Any]) -> str:
        return "\n".join(self._plain(text) for text in _texts(data))


def number(native_id: str | None) -> int | None:
    """Return where a submission stands among all: its id is a number to the base of 36."""
    kind, _, digits = (native_id or "").partition("_")
    is_one = kind == "t3" and digits.isascii() and digits.isalnum() and len(digits) <= ID_CHARS
    return int(digits, BASE36) if is_one else None


def _seconds(value: Any) -> Moment:
    return counted(float(value), as_int(value) if as_int(value) is not None else value)


def _edited(data: dict[str, Any]) -> Any:
    value = data.get("edited")
    return counted(float(value)).at if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _is_gone(data: dict[str, Any], words: str) -> bool:
    return data.get(words) in GONE or bool(data.get("removed_by_category")) or bool(data.get("banned_by"))


def _author(data: dict[str, Any]) -> Author:
    name = as_text(data.get("author"))
    if name is None or name in GONE:
        return Author()
    return Author(
        native_id=as_text(data.get("author_fullname")),
        handle=name.lower(),
        name=name,
        url=f"{SITE}/user/{name}",
        labels=labels_of(moderator=data.get("distinguished") == "moderator"),
    )


def _repost(of: dict[str, Any]) -> Repost | None:
    if not of:
        return None
    path, own = as_text(of.get("permalink")), as_text(of.get("id"))
    return Repost(
        name=as_text(of.get("author")), url=f"{SITE}{path}" if path else None, native_id=f"t3_{own}" if own else None
    )


def _broken(data: dict[str, Any], of: dict[str, Any]) -> Iterator[Missing]:
    """Yield a gap where a submission says that it has a part which is not there."""
    urls = [media.url for media in _media(data, of)]
    is_video = data.get("is_video") is True
    told = {
        "pictures of a gallery": "gallery" in str(data.get("url")) and not all(urls or [None]),
        "a video": is_video and not as_map(as_map(data.get("secure_media")).get("reddit_video")).get("fallback_url"),
        "the picture of a video": is_video and "preview" not in data,
        "a picture": data.get("post_hint") == "image" and "preview" not in data,
        "the post that is passed on": bool(data.get("crosspost_parent")) and not of,
        "the links of a text": bool(data["selftext"].strip()) and not data.get("selftext_html"),
        "the choices of a poll": "poll_data" in data and not _texts(data),
    }
    for part, is_missing in told.items():
        if is_missing:
            yield Missing(kind="unknown_part", sentence=f"{part} could not be found: its shape has changed")


def _texts(data: dict[str, Any]) -> list[str]:
    options = maps(as_map(data.get("poll_data")).get("options"))
    return [text for option in options if (text := as_text(option.get("text")))]


def _media(data: dict[str, Any], of: dict[str, Any]) -> Iterator[Media]:
    for shown in (data, of):
        yield from _gallery(shown)
        video = as_map(as_map(shown.get("secure_media") or shown.get("media")).get("reddit_video"))
        if url := _address(video.get("fallback_url")):
            length = as_int(video.get("duration"))
            one = Media(kind="video", url=url, why_missing=NOT_FETCHED, duration_seconds=length)
            yield _sized(one, video.get("width"), video.get("height"))
        is_picture = _is_file(shown.get("url"))
        for image in maps(as_map(shown.get("preview")).get("images")):
            best = as_map(image.get("source"))
            role: MediaRole = "poster" if video else "post" if is_picture else "preview"
            yield _sized(picture(_address(best.get("url")), role), best.get("width"), best.get("height"))
        if is_picture and "preview" not in shown:
            yield picture(_address(shown.get("url")), "post")


def _gallery(shown: dict[str, Any]) -> Iterator[Media]:
    files = as_map(shown.get("media_metadata"))
    for item in maps(as_map(shown.get("gallery_data")).get("items"))[:MOST_PICTURES]:
        best = as_map(as_map(files.get(str(item.get("media_id")))).get("s"))
        yield _sized(picture(_address(best.get("u") or best.get("gif")), "post"), best.get("x"), best.get("y"))


def _is_file(url: Any) -> bool:
    return (as_text(url) or "").lower().endswith((".jpg", ".jpeg", ".png", ".webp", ".gif"))


def _address(url: Any) -> str | None:
    found = as_text(url)
    return entities.unescape(found) if found else None


def _sized(media: Media, width: Any, height: Any) -> Media:
    return with_fields(media, width=as_int(width), height=as_int(height))
