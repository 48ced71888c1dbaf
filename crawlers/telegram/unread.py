"""What a message shows outside all parts that we know: the sign that the page's shape has changed."""

from __future__ import annotations

from lxml import etree

from crawlers.html import SILENT, Element, classes_of, image_in_style, seen_length
from crawlers.telegram.parts import KNOWN
from posts.post import SERVICE, Post

MIN_CHARS = 8  # a phone number or a handle; less is decoration
EMOJI = frozenset({"emoji"})


def is_unread(post: Post) -> bool:
    """Say whether a message came out without its time, or with neither words nor media: parts of it moved."""
    return SERVICE not in post.labels and (post.posted_at is None or not (post.text or post.media))


def holds_unknown_parts(message: Element) -> bool:
    """Say whether words or a picture stand outside the known parts of a message."""
    words = []
    walker = etree.iterwalk(message, events=("start", "end"))
    for event, at in walker:
        if event == "end":
            words.append((at.tail or "") if at is not message else "")
        elif at.tag in SILENT or KNOWN & set(classes_of(at)):
            walker.skip_subtree()
        elif image_in_style(at) and not EMOJI & set(classes_of(at)):
            return True
        else:
            words.append(at.text or "")
    return seen_length("".join(words)) >= MIN_CHARS
