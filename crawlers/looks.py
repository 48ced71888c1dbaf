"""Looks: single posts that are asked for again, because a list that no longer shows a post says nothing of it.

Some platforms answer for many posts by their ids: what such an answer leaves out is not shown. Elsewhere a post has an
address of its own: there only a page that says so (404, 410, "nothing is here") is an absence. A wall, a login, an
error, a redirect to somewhere else, a thread that shows other posts first: each leaves open what became of the post.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from urllib.parse import quote, urlencode, urlsplit

from crawlers.bluesky.record import POST
from crawlers.job import Look
from crawlers.page import Page
from crawlers.platforms import bluesky, is_stream, reddit, vk
from crawlers.walls import stands
from crawlers.watchlist import Source
from posts.capture import Capture
from posts.post import Record, with_fields

GONE = frozenset({404, 410})  # what a server says where there is nothing (RFC 9110 §15.5.5, §15.5.11)
REMOVED = "removed"  # label of a post in whose place the platform says that somebody took it away
BLUESKY_MOST, VK_MOST, REDDIT_MOST = 25, 100, 100  # posts of one answer


class Asking(Record, frozen=True, kw_only=True):
    """One request: its address, and the posts that it looks for."""

    url: str
    posts: tuple[str, ...]


def askings(source: Source, base: str, looks: Iterable[Look]) -> list[Asking]:
    """Return the requests that look for posts, in their order; what cannot be asked for is left out."""
    asked = BY_ID.get(source.platform)
    if asked is not None:
        return list(asked(_server(source, base), looks))
    return list(_by_address(source, base, looks)) if source.platform in BY_ADDRESS else []


def is_asked_for(platform: str) -> bool:
    """Say whether single posts of a platform are looked for by themselves."""
    return platform in BY_ID or platform in BY_ADDRESS


def answered(page: Page, body: bytes, capture: Capture) -> Page:
    """Return what an answer to a look says: the posts it shows, those that stand, those that are gone."""
    platform = (capture.source or "").partition(":")[0]
    posts = tuple(post for post in page.posts if REMOVED not in post.labels)
    removed = {post.id for post in page.posts} - {post.id for post in posts}
    missing = [one for one in capture.looked_for if one not in {post.id for post in posts}]
    if page.outcome == "unclaimed":
        return Page(gone=tuple(missing))
    if platform in BY_ID:
        return with_fields(page, posts=posts, gone=() if page.outcome else tuple(missing))
    if platform == "feed":
        return _of_feed(body, capture)
    return with_fields(page, posts=posts, gone=tuple(one for one in missing if one in removed))


def _of_feed(body: bytes, capture: Capture) -> Page:
    """Read the page of a feed's entry: its words are read from the feed, but it says whether the entry stands."""
    found = stands(body)
    if found.outcome == "unclaimed":
        return Page(gone=capture.looked_for)
    is_elsewhere = urlsplit(capture.final_url or "").path != urlsplit(capture.url or "").path
    return found if found.outcome or is_elsewhere else Page(shown=capture.looked_for)


def _server(source: Source, base: str) -> str:
    is_own = source.base_url is None and is_stream(source.platform, source.name)
    return bluesky.BASE if is_own else base


def _bluesky(base: str, looks: Iterable[Look]) -> Iterator[Asking]:
    uris = {one.post: one.native_id.split("/") for one in looks}
    real = [
        (post, f"at://{uri[0]}/{POST}/{uri[1]}") for post, uri in uris.items() if len(uri) == 2 and " " not in uri[1]
    ]
    for some in _batches(real, BLUESKY_MOST):
        asked = urlencode([("uris", uri) for _, uri in some])
        yield Asking(url=f"{base}{bluesky.POSTS}?{asked}", posts=tuple(post for post, _ in some))


def _reddit(base: str, looks: Iterable[Look]) -> Iterator[Asking]:
    real = [(one.post, one.native_id) for one in looks if reddit.FULLNAME.fullmatch(one.native_id)]
    for some in _batches(real, REDDIT_MOST):
        asked = urlencode({"id": ",".join(name for _, name in some), "raw_json": "1"})
        yield Asking(url=f"{base}/api/info?{asked}", posts=tuple(post for post, _ in some))


def _vk(base: str, looks: Iterable[Look]) -> Iterator[Asking]:
    real = [(one.post, one.native_id) for one in looks if vk.POST.fullmatch(one.native_id)]
    for some in _batches(real, VK_MOST):
        asked = urlencode({"posts": ",".join(name for _, name in some), "extended": "1", "v": vk.VERSION})
        yield Asking(url=f"{base}/method/wall.getById?{asked}", posts=tuple(post for post, _ in some))


def _by_address(source: Source, base: str, looks: Iterable[Look]) -> Iterator[Asking]:
    found: dict[str, list[str]] = {}
    for one in looks:
        url = _address(source, base, one)
        if url is not None:
            found.setdefault(url, []).append(one.post)
    yield from (Asking(url=url, posts=tuple(posts)) for url, posts in found.items())


def _address(source: Source, base: str, look: Look) -> str | None:
    """Return where a post can be asked for: at the mirror where there is one, else on its own host."""
    if source.platform == "discourse":
        host, _, place = look.native_id.partition("/t/")
        topic, _, number = place.partition(":")
        is_known = topic.isdigit() and number.isdigit()
        return f"{source.base_url or f'https://{host}'}/posts/by_number/{topic}/{number}.json" if is_known else None
    try:
        parts = urlsplit(look.url or "")
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return f"{source.base_url or f'https://{parts.netloc}'}{path}{f'?{parts.query}' if parts.query else ''}"


def _batches(found: Sequence[tuple[str, str]], most: int) -> Iterator[list[tuple[str, str]]]:
    rest = iter(found)
    while some := list(islice(rest, most)):
        yield some


BY_ID: Mapping[str, Callable[[str, Iterable[Look]], Iterator[Asking]]] = {
    "bluesky": _bluesky,
    "reddit": _reddit,
    "vk": _vk,
}
BY_ADDRESS = frozenset({"discourse", "board", "jobpage", "jobstreet", "cambodia_jobs", "feed"})
