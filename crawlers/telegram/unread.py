"""What a page's messages show outside all parts that we know: the sign that its shape has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from crawlers.html import SILENT, Element, classes_of, first, image_in_style, seen_length
from crawlers.page import Missing
from crawlers.telegram.parts import FORWARD, FORWARD_NAME, INNER, KNOWN, REPLY_TEXT, WITH_INNER
from posts.post import SERVICE, Post

MIN_CHARS = 8  # a phone number or a handle; less is decoration
EMOJI = frozenset({"emoji"})
MOST = 2  # one message in two is a changed page; fewer are a new kind of message


Strange = Literal["words", "picture"]


@dataclass(frozen=True, slots=True)
class Reading:
    """The posts of a page, sorted by how well they could be read."""

    good: tuple[Post, ...]  # `partly` among them
    partly: tuple[Post, ...]  # something stands in them that we do not know
    lost: tuple[Post, ...]  # what we have of them would look like an edit to nothing: not taken
    timeless: tuple[Post, ...]

    @property
    def why_changed(self) -> str | None:
        """Say why this is no longer the page that we know, None when it is."""
        if not self.good or len(self.lost) * MOST > len(self.good) + len(self.lost):
            return "most messages show their words or pictures in parts that we do not know"
        return "no message shows its time" if len(self.timeless) == len(self.good) else None

    def gaps(self) -> Iterator[Missing]:
        """Yield what could not be read."""
        for kind, posts, what in (
            ("page_changed", self.lost, "could not be read: they show neither words nor media that we know"),
            ("page_changed", self.timeless, "show no time"),
            ("unknown_part", self.partly, "hold words or pictures outside the parts that we know"),
        ):
            if posts:
                sentence = f"posts that {what}: {len(posts)}, first {posts[0].native_id}"
                yield Missing(kind=kind, sentence=sentence)


def sorted_out(posts: Sequence[Post], messages: Sequence[Element]) -> Reading:
    """Sort the posts of a page.

    Words beside known ones cost nothing but a gap. Where most messages show pictures in unknown places, the place of
    pictures has changed: their posts would look like edits that took the picture away, and wait for a mended spider.
    """
    strange = {post.id: found for post, message in zip(posts, messages, strict=True) if (found := _strange_in(message))}
    no_pictures = sum(found == "picture" for found in strange.values()) * MOST > len(posts)
    lost = {post.id for post in posts if _is_lost(post, strange.get(post.id), no_pictures=no_pictures)}
    good = tuple(post for post in posts if post.id not in lost)
    return Reading(
        good=good,
        partly=tuple(post for post in good if post.id in strange),
        lost=tuple(post for post in posts if post.id in lost),
        timeless=tuple(post for post in good if post.posted_at is None and SERVICE not in post.labels),
    )


def _is_lost(post: Post, strange: Strange | None, *, no_pictures: bool) -> bool:
    if no_pictures and strange == "picture":
        return True
    if post.text:
        return False
    return strange == "words" or not (post.media or SERVICE in post.labels)


def _strange_in(message: Element) -> Strange | None:
    """Return what stands outside the known parts of a message."""
    words = []
    places: list[Element] = []  # media and polls that are open where we are
    walker = etree.iterwalk(message, events=("start", "end"))
    for event, at in walker:
        if event == "end":
            words.append((at.tail or "") if at is not message else "")
            places = [place for place in places if place is not at]
        elif _is_known(at, is_inside=bool(places)):
            walker.skip_subtree()
        elif image_in_style(at):
            return "picture"
        else:
            words.append(at.text or "")
            places += [at] if WITH_INNER & set(classes_of(at)) else []
    return "words" if seen_length("".join(words)) >= MIN_CHARS else None


def _is_known(element: Element, *, is_inside: bool) -> bool:
    classes = set(classes_of(element))
    if REPLY_TEXT in classes or (FORWARD in classes and first(element, FORWARD_NAME) is None):
        return False  # a part that has lost its place, or its heart
    known = KNOWN | INNER | EMOJI if is_inside else KNOWN | EMOJI
    return element.tag in SILENT or bool(known & classes)
