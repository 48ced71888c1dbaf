"""One post of a wall of VK: its words, its author by name, what it reposts.

Objects of API 5.x (dev.vk.com/reference/objects/post); 3.x sends `to_id` and line breaks as markup.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from crawlers.json_page import as_int, as_map, as_text, counts_of, maps
from crawlers.moments import Moment, counted, sure
from crawlers.page import Missing
from crawlers.posting import Needed, labels_of, links_of, made, numbered, strange_in
from crawlers.vk.attached import SITE, links_of_attachments, media_of, unknown_in, words_of
from posts.capture import Capture
from posts.errors import PageChanged
from posts.post import Author, Count, Media, Post, Repost

NEEDED: Needed = {"id": int, "date": int, "text": str, "from_id": int}
USUAL = (
    "owner_id",
    "likes.count",
    "reposts.count",
    "comments.count",
    "attachments.type",
    "copy_history.owner_id",
    "copy_history.id",
    "copy_history.text",
)
FIELDS: Mapping[str, Collection[str]] = {
    "": frozenset(
        {
            "id",
            "owner_id",
            "to_id",
            "from_id",
            "created_by",
            "date",
            "edited",
            "text",
            "post_type",
            "post_source",
            "type",
        }
        | {"attachments", "attachment", "copy_history", "copy_text", "copy_owner_id", "copy_post_id", "copy_post_date"}
        | {"likes", "reposts", "views", "comments", "is_pinned", "fixed", "marked_as_ads", "signer_id", "geo", "donut"}
        | {"reply_owner_id", "reply_post_id", "friends_only", "copyright", "carousel_offset", "hash", "inner_type"}
        | {"short_text_rate", "can_pin", "can_delete", "can_edit", "can_archive", "is_archived", "is_favorite"}
        | {
            "postponed_id",
            "zoom_text",
            "track_code",
            "media",
            "online",
            "reply_count",
            "ads_easy_promote",
            "is_deleted",
        }
        | {
            "compact_attachments_before_cut",
            "header",
            "feedback",
            "reactions",
            "reaction_set_id",
            "caption",
            "trending",
        }
        | {
            "suggest_subscribe",
            "post_id",
            "reply_to_user",
            "reply_to_comment",
            "is_from_post_author",
            "rating",
            "topic_id",
            "parents_stack",
            "thread",
            "copy_post_type",
            "poster",
        }
        | {"can_view_stats", "can_publish", "can_doubt_category", "can_set_category", "category_action", "activity"}
        | {"is_promoted_post_stealth", "has_translation", "translation_lang", "has_video_autoplay", "push_subscription"}
        | {
            "is_deleted_by_owner",
            "deleted",
            "deleted_reason",
            "deleted_details",
            "advertiser_info",
            "bubble_info",
            "url",
        }
    ),
    "attachments": frozenset(
        {
            "type",
            "style",
            "photo",
            "video",
            "doc",
            "link",
            "audio",
            "poll",
            "market",
            "page",
            "note",
            "album",
            "graffiti",
        }
        | {
            "posted_photo",
            "market_album",
            "sticker",
            "podcast",
            "app",
            "event",
            "wall",
            "article",
            "pretty_cards",
            "clip",
        }
        | {"photos_list", "donut_link", "textlive", "textpost", "narrative", "story", "mini_app", "situational_theme"}
        | {
            "video_playlist",
            "artist",
            "audio_playlist",
            "money_transfer",
            "curator",
            "group",
            "geo",
            "access_key",
            "meta",
        }
    ),
}
MENTION = re.compile(r"\[((?:id|club|public|event|app)\d{1,20})(?::[^\]|\n]{0,60})?\|([^\]\n]{1,300})\]")
NAMED_LINK = re.compile(r"\[#alias\|([^|\]\n]{1,300})\|(https?://[^|\]\s]{1,600})\]")
PLACEHOLDER = "donut"
NAMELESS = Missing(kind="unknown_part", sentence="accounts came without their names: the answer's shape has changed")


class WallReader:
    """Reads the posts of one answer, with the names of accounts that came with it; keeps what it did not know."""

    def __init__(self, capture: Capture, answer: dict[str, Any]) -> None:
        self._capture = capture
        self._people = {as_int(one.get("id") or one.get("uid")): one for one in maps(answer.get("profiles"))}
        self._groups = {as_int(one.get("id") or one.get("gid")): one for one in maps(answer.get("groups"))}
        self._has_names = "extended=1" in (capture.url or "")
        self._gaps: list[Missing] = []

    def gaps(self) -> tuple[Missing, ...]:
        """Return what was unknown in the posts read so far, each once."""
        return tuple(dict.fromkeys(self._gaps))

    def read(self, item: dict[str, Any]) -> Post | None:
        """Return the post of an item; None for one that is not published yet."""
        if item.get("post_type") in {"suggest", "postpone"}:
            return None
        of = next(iter(maps(item.get("copy_history"))), {})
        self._gaps += (*strange_in([item], FIELDS), *unknown_in(item.get("attachments")))
        self._gaps += (*unknown_in(of.get("attachments")), *_hollow(item))
        shown, sources = _texts(item, of), [item, of]
        owner, below = _owner(item), as_int(item.get("post_id")) if "post_type" not in item else None
        return made(
            "vk",
            self._capture,
            native_id=f"{owner}_{item['id']}",
            url=f"{SITE}/wall{owner}_{below}?reply={item['id']}" if below else f"{SITE}/wall{owner}_{item['id']}",
            author=self._author(item["from_id"]),
            text="\n\n".join(NAMED_LINK.sub(r"\1", MENTION.sub(r"\2", text)) for text in shown).strip(),
            **sure(_seconds(item["date"])).fields(),
            edited_at=_seconds(item.get("edited")).at,
            media=numbered(_media(sources)),
            links=links_of(*_links(shown, sources), here=SITE),
            reply_to=f"{owner}_{below}" if below else None,
            repost_of=self._repost(item, of),
            signature=self._name(item["signer_id"]) if as_int(item.get("signer_id")) else None,
            labels=labels_of(
                pinned=_is_pinned(item),
                advertisement=item.get("marked_as_ads") == 1,
                edited=item.get("edited"),
                members_only=as_map(item.get(PLACEHOLDER)).get("is_donut") is True,
                removed=item.get("is_deleted") is True or item.get("deleted") is True,
            ),
            counts=_counts(item),
        )

    def number(self, item: dict[str, Any]) -> int | None:
        """Return where a post stands on its wall; a pinned one says nothing of the page."""
        return None if _is_pinned(item) else as_int(item.get("id"))

    def _name(self, number: int) -> str | None:
        if number < 0:
            return as_text(as_map(self._groups.get(-number)).get("name"))
        who = as_map(self._people.get(number))
        return " ".join(filter(None, (as_text(who.get("first_name")), as_text(who.get("last_name"))))) or None

    def _author(self, number: int) -> Author:
        own = f"club{-number}" if number < 0 else f"id{number}"
        who = as_map(self._groups.get(-number) if number < 0 else self._people.get(number))
        if self._has_names and not (as_text(who.get("screen_name")) and self._name(number)):
            self._gaps.append(NAMELESS)
        return Author(
            native_id=str(number),
            handle=(as_text(who.get("screen_name")) or own).lower(),
            name=self._name(number),
            url=f"{SITE}/{own}",
            avatar=as_text(who.get("photo_100")) or as_text(who.get("photo_50")),
            members=counts_of(members=who.get("members_count")).get("members"),
            labels=labels_of(group=number < 0),
        )

    def _repost(self, item: dict[str, Any], of: dict[str, Any]) -> Repost | None:
        owner = as_int(of.get("owner_id")) if of else as_int(item.get("copy_owner_id"))
        number = as_int(of.get("id")) if of else as_int(item.get("copy_post_id"))
        if owner is None or number is None:
            return Repost() if of else None
        name = self._author(owner).handle
        return Repost(name=name, url=f"{SITE}/wall{owner}_{number}", native_id=f"{owner}_{number}")


def _hollow(item: dict[str, Any]) -> Iterator[Missing]:
    donut = as_map(item.get(PLACEHOLDER))
    if donut.get("is_donut") is True and "placeholder" not in donut:
        yield Missing(kind="unknown_part", sentence="a post for members says nothing in its place")


def _owner(item: dict[str, Any]) -> int:
    found = next((as_int(item.get(name)) for name in ("owner_id", "to_id", "from_id") if item.get(name)), None)
    if found is None:
        raise PageChanged("the post has no field 'owner_id'")
    return found


def _is_pinned(item: dict[str, Any]) -> bool:
    return item.get("is_pinned") == 1 or item.get("fixed") == 1


def _texts(item: dict[str, Any], of: dict[str, Any]) -> list[str]:
    own = [item["text"], as_text(item.get("copy_text")) or "", as_text(of.get("text")) or ""]
    if "owner_id" not in item:  # API 3.x
        own = [entities.unescape(text.replace("<br>", "\n")) for text in own]
    return [text for text in (*own, *_words([item, of])) if text.strip()]


def _words(sources: list[dict[str, Any]]) -> Iterator[str]:
    for one in sources:
        yield from words_of(one.get("attachments"))
        holder = as_map(as_map(one.get(PLACEHOLDER)).get("placeholder"))
        yield as_text(holder.get("text")) or ""


def _links(texts: list[str], sources: list[dict[str, Any]]) -> Iterator[str | None]:
    for text in texts:
        yield from (f"/{found.group(1)}" for found in MENTION.finditer(text))
        yield from (found.group(2) for found in NAMED_LINK.finditer(text))
    for one in sources:
        yield from links_of_attachments(one.get("attachments"))
        yield as_text(as_map(one.get("copyright")).get("link"))


def _media(sources: list[dict[str, Any]]) -> list[Media]:
    return [media for one in sources for media in media_of(one.get("attachments"))]


def _counts(item: dict[str, Any]) -> dict[str, Count]:
    names = ("likes", "reposts", "views", "comments")
    return counts_of(**{name: as_map(item.get(name)).get("count") for name in names})


def _seconds(value: Any) -> Moment:
    seconds = as_int(value)
    return counted(seconds, seconds) if seconds else Moment()
