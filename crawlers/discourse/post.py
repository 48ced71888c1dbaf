"""One post of a Discourse forum: its words, author and place in its topic (docs.discourse.org, the same since 2016)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from crawlers.json_page import as_int, as_map, as_text, counts_of, maps
from crawlers.moments import sure, written
from crawlers.page import Missing
from crawlers.posting import Needed, evasion_in, labels_of, links_of, made, name_of, numbered, picture, strange_in
from crawlers.prose import Prose, prose
from posts.capture import Capture
from posts.errors import PageChanged
from posts.post import PREVIEW, SERVICE, Author, Post

NEEDED: Needed = {"id": int, "created_at": str, "username": str, "topic_id": int, "post_number": int}
USUAL = ("cooked", "name", "reply_to_post_number", "updated_at", "version", "post_type", "reads", "actions_summary.id")
LIKE = 2  # id of an action
SMALL_ACTIONS = frozenset({2, 3})  # post_type: what the forum itself or a moderator noted
AVATAR_SIZE = "120"
ACTIONS: Mapping[str, Collection[str]] = {
    "actions_summary": frozenset({"id", "count", "can_act", "acted", "hidden", "can_undo", "can_defer_flags"})
}


class PostReader:
    """Reads the posts of one answer; keeps what could not be parsed of them."""

    def __init__(self, capture: Capture, title: str | None = None) -> None:
        self._capture = capture
        self._host = name_of(capture).partition("/")[0] or urlsplit(capture.final_url or capture.url or "").netloc
        self._title = title
        self._proses: list[Prose] = []

    def gaps(self) -> tuple[Missing, ...]:
        """Return what may be hidden in the markup of the posts read so far."""
        return evasion_in(self._proses)

    def read(self, post: dict[str, Any]) -> Post:
        """Return the post; a note of the forum itself is one with a label."""
        topic, number = post["topic_id"], post["post_number"]
        words = self._words(post)
        title = as_text(post.get("topic_title")) or self._title
        heads = [title] if title and number == 1 and not words.text.startswith(title) else []
        address = f"https://{self._host}/t/{quote(str(post.get('topic_slug') or '-'))}/{topic}/{number}"
        edited = as_text(post.get("updated_at")) if (as_int(post.get("version")) or 1) > 1 else None
        answers = as_int(post.get("reply_to_post_number"))
        kind = as_int(post.get("post_type")) or 1
        return made(
            "discourse",
            self._capture,
            native_id=native_id(self._host, topic, number),
            url=address,
            author=self._author(post),
            text="\n\n".join(part for part in (*heads, words.text) if part),
            **sure(written(post["created_at"])).fields(),
            edited_at=written(edited).at,
            media=numbered([picture(url, "post") for url in links_of(*words.pictures, here=address)]),
            links=links_of(*words.links, here=address),
            reply_to=native_id(self._host, topic, answers) if answers else None,
            labels=(
                *((SERVICE,) if kind in SMALL_ACTIONS or post.get("action_code") else ()),
                *((PREVIEW,) if "cooked" not in post else ()),
                *labels_of(
                    edited=edited is not None,
                    hidden=post.get("hidden") is True,
                    removed=bool(post.get("deleted_at")) or post.get("user_deleted") is True,
                    answer=post.get("accepted_answer") is True,
                ),
            ),
            counts=counts_of(reads=post.get("reads"), replies=post.get("reply_count"), likes=_likes(post)),
        )

    def topic(self, topic: dict[str, Any], starter: dict[str, Any]) -> Post:
        """Return the preview that a list shows of a topic: its title, perhaps the beginning of its first post."""
        number = topic["id"]
        excerpt = prose(as_text(topic.get("excerpt")) or "")
        self._proses.append(excerpt)
        created = written(as_text(topic.get("created_at")))
        counts = {"views": topic.get("views"), "likes": topic.get("like_count"), "replies": topic.get("reply_count")}
        return made(
            "discourse",
            self._capture,
            native_id=native_id(self._host, number, 1),
            url=f"https://{self._host}/t/{quote(str(topic.get('slug') or '-'))}/{number}/1",
            author=self._author({"username": as_text(starter.get("username")) or "?", **starter})
            if starter
            else Author(),
            text="\n\n".join(part for part in (topic["title"], excerpt.text) if part),
            **created.fields(),
            labels=(PREVIEW, *labels_of(pinned=topic.get("pinned") is True, closed=topic.get("closed") is True)),
            counts=counts_of(**counts),
        )

    def _words(self, post: dict[str, Any]) -> Prose:
        markup = post.get("cooked", post.get("blurb"))
        if not isinstance(markup, str):
            raise PageChanged("the post has no field 'cooked'")
        self._proses.append(prose(markup))
        return self._proses[-1]

    def _author(self, post: dict[str, Any]) -> Author:
        handle = post["username"]
        avatar = as_text(post.get("avatar_template"))
        number = as_int(post.get("user_id"))
        return Author(
            native_id=None if number is None else f"{self._host}:{number}",
            handle=f"{handle}@{self._host}".lower(),
            name=as_text(post.get("name")) or as_text(post.get("display_username")) or handle,
            url=f"https://{self._host}/u/{quote(handle.lower())}",
            avatar=next(
                iter(links_of(avatar and avatar.replace("{size}", AVATAR_SIZE), here=f"https://{self._host}/")), None
            ),
            labels=labels_of(
                moderator=post.get("moderator") is True,
                admin=post.get("admin") is True,
                staff=post.get("staff") is True,
            ),
        )


def native_id(host: str, topic: int, number: int) -> str:
    """Return the id of a post: its topic and its place in it; no number stands alone at its end."""
    return f"{host}/t/{topic}:{number}"


def strange_actions(posts: list[Any]) -> tuple[Missing, ...]:
    """Return a gap where the counts of likes may have got other names."""
    return strange_in(posts, ACTIONS)


def _likes(post: dict[str, Any]) -> Any:
    found: Iterator[Any] = (one.get("count") for one in maps(post.get("actions_summary")) if one.get("id") == LIKE)
    return next(found, None)


def topic_of(found: dict[str, Any]) -> dict[str, Any]:
    """Return an answer's posts with the topic's own address, which posts of a topic leave out."""
    slug, title = as_text(found.get("slug")), as_text(found.get("title"))
    posts = maps(as_map(found.get("post_stream")).get("posts"))
    return {"title": title, "posts": [{"topic_id": found.get("id"), "topic_slug": slug, **post} for post in posts]}
