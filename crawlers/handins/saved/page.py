"""Page: what a saved page holds, by the first reader that finds posts in it; never silently nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from crawlers.charset import decode_page
from crawlers.decode import check_tags
from crawlers.handins.found import Found
from crawlers.handins.saved.crawled import crawled_posts
from crawlers.handins.saved.embedded import embedded_posts, posts_of_data
from crawlers.handins.saved.plain import plain_post
from crawlers.handins.saved.saved import Saved
from crawlers.handins.saved.shown import shown_posts
from crawlers.html import Element, parse, seen_length, text_of
from crawlers.json_page import looks_like_json
from crawlers.walls import wall
from posts.errors import PageChanged
from posts.post import Post

NOT_A_PAGE = ("application/json", "text/plain")
FEW_WORDS = 60  # characters; the shortest advert has more, the title of a login has fewer
READERS: tuple[Callable[[Saved, Element, str], list[Post]], ...] = (embedded_posts, shown_posts)


def page_of(saved: Saved) -> Found:
    """Return the posts of a page: of a platform we know, of data inside it, as it is shown; else the page itself."""
    if looks_like_json(saved.body):
        return _found(saved, crawled_posts(saved) or posts_of_data(saved), [])
    text = decode_page(saved.body, saved.headers).text
    plain = text.encode("utf-8", "replace")
    if not plain.strip() or not _is_markup(saved, plain):
        return Found()
    check_tags(plain)
    posts = crawled_posts(saved)
    if posts:
        return _found(saved, posts, [])
    try:
        parsed = parse(plain)
    except PageChanged:
        return Found()
    for reader in READERS:
        if posts := reader(saved, parsed.root, text):
            return _found(saved, posts, [])
    if not saved.asked.is_page:
        return Found()
    return _found(
        saved,
        [plain_post(saved, parsed.root, "" if parsed.is_whole else text)],
        list(_notes(parsed.root, plain, is_whole=parsed.is_whole)),
    )


def _is_markup(saved: Saved, plain: bytes) -> bool:
    return saved.mime not in NOT_A_PAGE and b"<" in plain[:4096]


def _notes(root: Element, plain: bytes, *, is_whole: bool) -> Iterator[str]:
    yield "no post of a shape that we know: taken as a plain page with its words"
    if seen_length(text_of(root)) < FEW_WORDS:
        yield "the page holds hardly any words: it may show them only in a browser, or stand before a wall"
    if not is_whole:
        yield "the page is nested deeper than any reader follows: words may be missing"
    if (stands_before := wall(root, plain)) is not None and stands_before.detail:
        yield stands_before.detail


def _found(saved: Saved, posts: list[Post], notes: list[str]) -> Found:
    wanted = {one.url for post in posts for one in post.media}
    return Found(
        posts=tuple(posts),
        notes=tuple(notes),
        inside={name: data for name, data in saved.media.items() if name in wanted},
    )
