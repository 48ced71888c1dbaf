"""Reading again: an archived page through today's platform code, as ingest's sweep, `rebuild` and `check` need it."""

from __future__ import annotations

from pathlib import Path

from crawlers.page import Page
from crawlers.reading import PageReader
from posts.capture import Capture, Gap
from posts.inbox import CaptureLine, GapLine, Line, PostLine
from posts.warc import body_of


def read_again(archive: Path, capture: Capture, reader: PageReader) -> Page:
    """Return what an archived page holds, as its platform's `read` of today says."""
    return reader.read(capture, body_of(archive, capture))


def lines_of(archive: Path, capture: Capture, reader: PageReader) -> list[Line]:
    """Return the inbox lines of a capture whose own lines were lost in a crash."""
    lines: list[Line] = [CaptureLine(capture=capture)]
    if capture.purpose != "page" or capture.kind != "http" or capture.status != 200:
        return lines
    page = read_again(archive, capture, reader)
    gaps = [GapLine(gap=_gap(capture, missing.kind, missing.sentence)) for missing in page.gaps]
    return [*lines, *gaps, *(PostLine(post=post) for post in page.posts)]


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
