"""Posting: items of an answer to Posts and a Page that says what could not be read, the same way for every platform."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawlers.json_page import clean
from crawlers.page import Missing, Page
from crawlers.prose import Prose
from posts.capture import Capture, Outcome
from posts.errors import PageChanged
from posts.identity import post_id
from posts.post import Media, MediaRole, Post, with_fields

MAX_LINKS = 50  # settings sheet: links of a post kept for reading; the page itself is archived whole
MAX_LINK_CHARS = 8_192  # browsers and servers take no longer ones
MOST = 2  # one item in two that cannot be read is a changed page; fewer are a new kind of item
EVASION = Missing(kind="possible_evasion", sentence="a post holds more text than can be parsed: words may be hidden")
NO_ADDRESS = "the platform shows no address of it"
NOTHING = type(None)
NOT_FETCHED = "only pictures are fetched"
Needed = Mapping[str, "type | tuple[type, ...]"]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was read of a list: posts in order, gaps, and why it is no longer the list that we know."""

    posts: tuple[Post, ...]
    gaps: tuple[Missing, ...]
    outcome: Outcome | None = None
    detail: str | None = None


def made(platform: str, capture: Capture, **fields: Any) -> Post:
    """Return a post of a capture with its source, way of arrival and id."""
    host = urlsplit(capture.final_url or capture.url or "").hostname or "address"
    post = Post(
        platform=platform,
        source=capture.source or f"{platform}:{host}",
        via="url_request" if capture.source is None else "crawl",
        capture=capture.id,
        **fields,
    )
    return with_fields(post, id=post_id(post))


def gathered(
    items: Sequence[Any],
    read: Callable[[dict[str, Any]], Post | None],
    needed: Needed,
    usual: Collection[str] = (),
) -> Gathered:
    """Read the items of a list; `read` gives None for what is no post, and raises PageChanged for one it cannot read.

    An item without a `needed` field of its type is lost: what is left of it would look like an edit to nothing. A
    `usual` field (`media.url`: inside another) that no item has is told, as nobody would notice what is missing.
    """
    posts: list[Post] = []
    lost: list[str] = []
    for item in items:
        try:
            post = read(whole(item, needed))
        except PageChanged as problem:
            lost.append(problem.what)
        else:
            posts += [post] if post is not None else []
    gaps = tuple(_gaps(items, lost, usual))
    if len(lost) * MOST > len(items):
        return Gathered(tuple(posts), gaps, "page_changed", f"most posts have lost their shape: {lost[0]}")
    return Gathered(tuple(posts), gaps)


def whole(item: Any, needed: Needed) -> dict[str, Any]:
    """Return an item that has all the fields it needs; refuse any other."""
    if not isinstance(item, dict):
        raise PageChanged("an item of the list is no object")
    for name, kinds in needed.items():
        if name not in item:
            raise PageChanged(f"no field {name!r}")
        if not isinstance(item[name], kinds):
            raise PageChanged(f"the field {name!r} has another type")
    return item


def _gaps(items: Sequence[Any], lost: Sequence[str], usual: Collection[str]) -> Iterator[Missing]:
    if lost:
        yield Missing(kind="page_changed", sentence=f"posts that could not be read: {len(lost)} ({lost[0]})")
    absent = [] if lost else absent_in(items, usual)
    if absent:
        yield Missing(kind="unknown_part", sentence=f"no post has the field {absent[0]!r}: its shape has changed")


def absent_in(items: Sequence[Any], usual: Collection[str]) -> list[str]:
    """Return the fields, such as `media.url`, that stand nowhere though what they stand in does."""
    found = {name: list(_places(items, name.split("."))) for name in usual}
    return sorted(name for name, places in found.items() if places and not any(places))


def _places(value: Any, steps: Sequence[str]) -> Iterator[bool]:
    """Yield for each object that could have a field whether it has it."""
    if isinstance(value, list):
        for one in value:
            yield from _places(one, steps)
    elif isinstance(value, dict) and len(steps) == 1:
        yield steps[0] in value
    elif isinstance(value, dict) and steps[0] in value:
        yield from _places(value[steps[0]], steps[1:])


def strange_in(items: Sequence[Any], known: Mapping[str, Collection[str]]) -> tuple[Missing, ...]:
    """Return a gap where objects have a field that nobody knows: optional ones may have been renamed to it.

    `known` has the fields of the objects at a place (`record`, `embed.external`; the items themselves are at "").
    """
    found = (
        name for place, names in known.items() for one in _objects(items, place) for name in one if name not in names
    )
    name = next(found, None)
    if name is None:
        return ()
    return (Missing(kind="unknown_part", sentence=f"posts have a field that we do not know: {clean(name)[:60]!r}"),)


def _objects(value: Any, place: str) -> Iterator[dict[str, Any]]:
    step, _, rest = place.partition(".")
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and place:
            yield from _objects(one.get(step), rest)
        elif isinstance(one, dict):
            yield one


def evasion_in(proses: Collection[Prose]) -> tuple[Missing, ...]:
    """Return a gap where a piece of markup holds more text than could be parsed."""
    return () if all(one.is_whole for one in proses) else (EVASION,)


def with_lost(page: Page, lost: int) -> Page:
    """Return a page that says how many of its signs no encoding could read."""
    if not lost:
        return page
    gap = Missing(kind="charset", sentence=f"signs that no encoding of the web could read: {lost}")
    return with_fields(page, gaps=(*page.gaps, gap))


def links_of(*found: str | None, here: str = "") -> tuple[str, ...]:
    """Return where links lead, each once and absolute, as data: none of them is followed."""
    shown = [_absolute(here, clean(one.strip())) for one in found if one and one.strip() and len(one) <= MAX_LINK_CHARS]
    return tuple(dict.fromkeys(shown))[:MAX_LINKS]


def _absolute(here: str, target: str) -> str:
    try:
        return urljoin(here, target)
    except ValueError:
        return target  # no address at all; kept as it was published


def picture(url: str | None, role: MediaRole = "post") -> Media:
    """Return a picture by its address; one without says so."""
    return Media(kind="image", role=role, url=url or None, why_missing=None if url else NO_ADDRESS)


def numbered(media: Sequence[Media]) -> tuple[Media, ...]:
    """Return media with their places in the post."""
    return tuple(with_fields(one, order=order) for order, one in enumerate(media))


def here(capture: Capture) -> str:
    """Return scheme and host that a capture came from: a mirror's pages lead on to the mirror."""
    parts = urlsplit(capture.final_url or capture.url or "")
    return f"{parts.scheme}://{parts.netloc}"


def name_of(capture: Capture) -> str:
    """Return the name of the source that a capture belongs to."""
    return (capture.source or "").partition(":")[2]


def labels_of(**shown: object) -> tuple[str, ...]:
    """Return the names of what is true, as labels of a post."""
    return tuple(name for name, value in shown.items() if value)


def unnumbered(native_id: str) -> str:
    """Return an id that ends in no number of its own: such a number would say that a page covers all below it."""
    head, slash, last = native_id.rpartition("/")
    return f"{head}:{last}" if slash and last.isdigit() else native_id


def own_address(capture: Capture, link: str | None) -> str | None:
    """Return where a link leads if it stays on the host that the page came from, or would on the one it names."""
    found = next(iter(links_of(link, here=capture.final_url or capture.url or "")), None)
    try:
        parts, own = urlsplit(found or ""), urlsplit(capture.final_url or capture.url or "")
    except ValueError:
        return None
    names = {one.removeprefix("www.") for one in (own.netloc, name_of(capture).partition("/")[0])}
    if parts.scheme not in {"http", "https"} or parts.netloc.lower().removeprefix("www.") not in names:
        return None
    query = f"?{parts.query}" if parts.query else ""
    return f"{here(capture)}{parts.path or '/'}{query}"
