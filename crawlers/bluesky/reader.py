"""Reading views, events and exported records of Bluesky as Posts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from crawlers.bluesky import fields
from crawlers.bluesky.record import POST, SITE, address, links_in, media_in, native_id, unknown_in
from crawlers.json_page import as_map, as_text, counts_of, maps
from crawlers.moments import Moment, sure, written
from crawlers.page import Missing
from crawlers.posting import Needed, labels_of, links_of, made, numbered, strange_in, whole
from posts.capture import Capture
from posts.errors import PageChanged
from posts.post import Author, Post, Repost, with_fields

PIN = "app.bsky.feed.defs#reasonPin"
MOST_LABELS = 10
VIEW: Needed = {"uri": str, "author": dict, "record": dict, "indexedAt": str}


class RecordReader:
    """Reads what one answer holds; keeps what it did not know, and where in time each post stands."""

    def __init__(self, capture: Capture, profile: dict[str, Any] | None = None) -> None:
        self._capture = capture
        self._profile = profile or {}
        self._gaps: list[Missing] = []
        self.moments: list[datetime] = []

    def gaps(self) -> tuple[Missing, ...]:
        """Return what was unknown in the posts read so far, each once."""
        return tuple(dict.fromkeys(self._gaps))

    def item(self, item: dict[str, Any]) -> Post | None:
        """Return the post of a feed's item: a view, perhaps reposted or pinned."""
        reason = as_map(item.get("reason"))
        self._gaps += strange_in([item], fields.ITEM)
        post = self.view(whole(item["post"], VIEW), is_counted=not reason)
        if not as_map(reason.get("by")):
            return post
        again = sure(written(as_text(reason.get("indexedAt"))))
        self._stand(again, again)
        by = self._author(as_map(reason["by"]))
        own = as_text(reason.get("uri"))
        native = native_id(own) if own else f"{by.native_id}/repost of {post.native_id}"
        of = Repost(name=post.author.handle, url=post.url, native_id=post.native_id)
        return made(
            "bluesky",
            self._capture,
            **{name: getattr(post, name) for name in ("text", "url", "media", "links", "labels", "counts")},
            **again.fields(),
            native_id=native,
            author=by,
            repost_of=of,
        )

    def view(self, view: dict[str, Any], *, is_counted: bool = True) -> Post:
        """Return the post of a view: the record with its author, counts and addresses."""
        record, uri = as_map(view.get("record") or view.get("value")), view.get("uri")
        embed = as_map(view.get("embed")) or next(iter(maps(view.get("embeds"))), {})
        if bool(record.get("embed")) != bool(embed) and "record" in view:
            self._gaps.append(Missing(kind="unknown_part", sentence="a post's media have no addresses"))
        self._gaps += strange_in([view], fields.VIEW)
        indexed = as_text(view.get("indexedAt"))
        post = self._post(record, uri, embed or as_map(record.get("embed")))
        if is_counted:
            self._stand(written(post.posted_raw), written(indexed))
        said = [as_text(label.get("val")) for label in maps(view.get("labels"))]
        return with_fields(
            post,
            author=self._author(as_map(view.get("author"))) if view.get("author") else post.author,
            labels=tuple(dict.fromkeys([*post.labels, *(f"label {one}" for one in said if one)]))[:MOST_LABELS],
            counts=counts_of(
                likes=view.get("likeCount"),
                reposts=view.get("repostCount"),
                replies=view.get("replyCount"),
                quotes=view.get("quoteCount"),
            ),
        )

    def stored(self, item: dict[str, Any]) -> Post | None:
        """Return the post of a record as it is stored and exported; None for a record that is no post."""
        record = as_map(item["value"])
        if f"/{POST}/" not in str(item.get("uri")):
            return None
        post = self._post(record, item.get("uri"), as_map(record.get("embed")))
        self._stand(written(post.posted_raw), written(post.posted_raw))
        return post

    def event(self, event: dict[str, Any]) -> Post | None:
        """Return the post of a Jetstream event; None for all that is no new or changed post."""
        commit = as_map(event.get("commit"))
        if commit.get("collection") != POST or commit.get("operation") == "delete":
            return None
        uri = f"at://{event.get('did')}/{POST}/{commit.get('rkey')}"
        record = as_map(commit.get("record"))
        post = self._post(record, uri, as_map(record.get("embed")))
        self._stand(written(post.posted_raw), written(post.posted_raw))
        return with_fields(post, labels=(*post.labels, *labels_of(edited=commit.get("operation") == "update")))

    def _post(self, record: dict[str, Any], uri: Any, embed: dict[str, Any]) -> Post:
        if not isinstance(record.get("text"), str):
            raise PageChanged("the record has no field 'text'")
        native = native_id(uri)
        did = native.partition("/")[0]
        self._gaps += (*unknown_in(embed), *strange_in([record], fields.RECORD))
        moment = written(as_text(record.get("createdAt")))
        own = [as_text(label.get("val")) for label in maps(as_map(record.get("labels")).get("values"))]
        parent = as_map(as_map(record.get("reply")).get("parent")).get("uri")
        return made(
            "bluesky",
            self._capture,
            native_id=native,
            url=address(uri),
            author=self._author({"did": did} | (self._profile if self._profile.get("did") == did else {})),
            text=record["text"].strip(),
            **sure(moment).fields(),
            media=numbered(list(media_in(embed, did))),
            links=links_of(*links_in(record, embed)),
            reply_to=native_id(parent) if parent else None,
            labels=tuple(f"label {one}" for one in own if one)[:MOST_LABELS],
        )

    def _author(self, shown: dict[str, Any]) -> Author:
        did = as_text(shown.get("did"))
        if did is None:
            raise PageChanged("the author has no field 'did'")
        handle = as_text(shown.get("handle"))
        return Author(
            native_id=did,
            handle=(handle or did).lower(),
            name=as_text(shown.get("displayName")),
            url=f"{SITE}/profile/{did}",
            bio=as_text(shown.get("description")),
            avatar=as_text(shown.get("avatar")),
            members=counts_of(members=shown.get("followersCount")).get("members"),
        )

    def _stand(self, posted: Moment, indexed: Moment) -> None:
        """Note where a post stands in its feed: Bluesky sorts by the earlier of what it says and when it came in."""
        known = [at for at in (posted.at, indexed.at) if at is not None]
        self.moments += [min(known)] if known else []


def thread_views(node: Any) -> Iterator[dict[str, Any]]:
    """Yield the views of a thread: the post, what it answers, its replies in page order; without recursion."""
    waiting = [as_map(node)]
    while waiting:
        at = waiting.pop()
        if "post" in at:
            yield as_map(at["post"])
        waiting += reversed(maps(at.get("replies")))
        waiting += [as_map(at["parent"])] if as_map(at.get("parent")) else []


def unseen_in(node: Any) -> int:
    """Return how many posts of a thread are not shown: taken down, or of authors who block."""
    waiting, unseen = [as_map(node)], 0
    while waiting:
        at = waiting.pop()
        unseen += at.get("notFound") is True or at.get("blocked") is True
        waiting += maps(at.get("replies"))
        waiting += [as_map(at["parent"])] if as_map(at.get("parent")) else []
    return unseen
