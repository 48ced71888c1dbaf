"""Diff: what two posts have in common and where they differ, word by word, for terminal and page to colour.

Words are ICU's, so that scripts without spaces are cut too; what stands between words is compared as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from rapidfuzz.distance import Indel

from posts.text import words

MAX_CHARS = 20_000  # of each text; the longest real posts have 4,096 (Telegram) or 65,536 code points
Kind = Literal["same", "removed", "added"]
KINDS: tuple[Kind, ...] = ("same", "removed", "added")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that stands in both posts, only in the first, or only in the second."""

    kind: Kind
    text: str


def diff(old: str, new: str) -> tuple[Segment, ...]:
    """Return the segments that turn one text into the other: same and removed are the old one, same and added the new.

    Behind 20,000 characters the rest is compared as one piece.
    """
    before, after = [*tokens(old[:MAX_CHARS]), old[MAX_CHARS:]], [*tokens(new[:MAX_CHARS]), new[MAX_CHARS:]]
    segments = [
        segment
        for step in Indel.opcodes(before, after)
        for segment in _segments(before[step.src_start : step.src_end], after[step.dest_start : step.dest_end])
    ]
    return tuple(_joined(_without_islands(list(_joined(segments)))))


def tokens(text: str) -> list[str]:
    """Return the words of a text, and what stands between them sign by sign; joined they are the text."""
    found: list[str] = []
    last = 0
    for start, end in words(text):
        found += [*text[last:start], text[start:end]]
        last = end
    return [*found, *text[last:]]


def _segments(before: Sequence[str], after: Sequence[str]) -> tuple[Segment, ...]:
    removed, added = "".join(before), "".join(after)
    return (Segment("same", removed),) if removed == added else (Segment("removed", removed), Segment("added", added))


def _joined(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Join neighbours of one kind, removed before added, and leave out what is empty."""
    full = (segment for segment in segments if segment.text)
    for is_same, run in groupby(full, key=lambda segment: segment.kind == "same"):
        stretch = list(run)
        for kind in KINDS[:1] if is_same else KINDS[1:]:
            text = "".join(segment.text for segment in stretch if segment.kind == kind)
            if text:
                yield Segment(kind, text)


def _without_islands(segments: Sequence[Segment]) -> Iterator[Segment]:
    """Count a lone space between two changes as changed, so that a changed phrase stays one piece."""
    for place, segment in enumerate(segments):
        if segment.text == " " and segment.kind == "same" and 0 < place < len(segments) - 1:
            yield Segment("removed", " ")
            yield Segment("added", " ")
        else:
            yield segment
