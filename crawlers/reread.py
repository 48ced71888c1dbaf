"""Reading again: archived bytes through today's code, as ingest's sweep, `rebuild` and `check` need it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice

from crawlers.handins.again import posts_again
from crawlers.page import Missing, Page
from crawlers.picture_file import kept
from crawlers.reading import PageReader
from posts.capture import Capture, Gap
from posts.errors import ArchiveDamaged
from posts.home import Home
from posts.inbox import FILE_POSTS, CaptureLine, GapLine, Line, PostLine
from posts.post import Media, Post, with_fields
from posts.warc import body_of

READ = frozenset({200, 101})  # of a page, and of a stream
NOT_REACHED = "the visit broke off before it was fetched"


def read_again(home: Home, capture: Capture, reader: PageReader) -> Page:
    """Return what an archived page or hand-in holds, as today's code says; nothing for pictures and robots.txt."""
    if capture.kind == "file":
        return Page(posts=tuple(posts_again(home, capture)))
    if capture.purpose != "page" or capture.kind not in {"http", "rendered"} or capture.status not in READ:
        return Page()
    return reader.read(capture, body_of(home.archive, capture))


def lines_again(
    home: Home, captures: Sequence[Capture], forgotten: Collection[str], reader: PageReader
) -> Iterator[list[Line]]:
    """Yield the inbox files of captures whose own lines a crash has swallowed; `captures` are all of their segment.

    A picture that was forgotten is kept in media/ and joined to the posts of the pages that show it.
    """
    lost = [capture for capture in captures if capture.id in forgotten]
    for capture in lost:
        if capture.kind == "file":
            yield from _handed_in(home, capture)
            continue
        try:
            page = read_again(home, capture, reader)
        except ArchiveDamaged as problem:
            page = Page(gaps=(Missing(kind="damaged", sentence=problem.what),))
        posts = [PostLine(post=_unfetched(post)) for post in page.posts]
        yield [CaptureLine(capture=capture), *(GapLine(gap=gap) for gap in _gaps(capture, page)), *posts]
    pictures = {capture.url: capture for capture in lost if capture.purpose == "media" and capture.status == 200}
    for capture in captures if pictures else ():
        found = [PostLine(post=post) for post in _with_pictures(home, capture, pictures, reader)]
        if found:
            yield list(found)


def _handed_in(home: Home, capture: Capture) -> Iterator[list[Line]]:
    """Yield the posts of a hand-in, which may be millions, in as many inbox files as they need."""
    posts = posts_again(home, capture)
    yield [CaptureLine(capture=capture)]
    try:
        while chunk := list(islice(posts, FILE_POSTS)):
            yield [CaptureLine(capture=capture), *(PostLine(post=post) for post in chunk)]
    except ArchiveDamaged as problem:
        yield [GapLine(gap=_gap(capture, "damaged", problem.what))]


def _unfetched(post: Post) -> Post:
    """Return a post whose pictures say that the visit did not come to them, until a later one fetches them."""
    return with_fields(
        post,
        media=tuple(
            with_fields(media, why_missing=media.why_missing or NOT_REACHED) if media.sha256 is None else media
            for media in post.media
        ),
    )


def _with_pictures(
    home: Home, capture: Capture, pictures: Mapping[str | None, Capture], reader: PageReader
) -> Iterator[Post]:
    for post in read_again(home, capture, reader).posts if capture.purpose == "page" else ():
        if any(media.url in pictures for media in post.media):
            yield with_fields(post, media=tuple(_joined(home, media, pictures.get(media.url)) for media in post.media))


def _joined(home: Home, media: Media, picture: Capture | None) -> Media:
    if picture is None or media.url is None or media.why_missing is not None:
        return media
    return kept(media, picture, body_of(home.archive, picture), home.media)


def _gaps(capture: Capture, page: Page) -> Iterator[Gap]:
    """Yield the gaps of a page; why it holds no posts is one too, as its visit can no longer say so."""
    for missing in page.gaps:
        yield _gap(capture, missing.kind, missing.sentence)
    if page.outcome is not None:
        yield _gap(capture, page.outcome, page.detail or page.outcome)


def _gap(capture: Capture, kind: str, sentence: str) -> Gap:
    return Gap(
        source=capture.source or "",
        run=capture.run,
        kind=kind,
        sentence=sentence,
        noticed_at=capture.fetched_at,
        capture=capture.id,
        url=capture.final_url,
    )
