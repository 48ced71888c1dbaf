"""Slips: what a visit puts into the inbox, whole files in the order in which things happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from posts.capture import Capture, Gap
from posts.inbox import CaptureLine, GapLine, Inbox, Line


class Slips:
    """The writing hand of one visit; `captures` are those archived and not written yet."""

    def __init__(
        self, source: str, run: str, now: Callable[[], datetime], inbox: Inbox, captures: list[Capture]
    ) -> None:
        self._source = source
        self._run = run
        self._now = now
        self._inbox = inbox
        self._captures = captures
        self._gaps: list[Gap] = []

    def gap(self, kind: str, sentence: str, capture: Capture | None = None, url: str | None = None) -> None:
        """Note that something could not be collected."""
        gap = Gap(
            source=self._source,
            run=self._run,
            kind=kind,
            sentence=sentence,
            noticed_at=self._now(),
            url=capture.final_url if capture else url,
            capture=capture.id if capture else None,
        )
        self._gaps.append(gap)

    def put(self, lines: Sequence[Line]) -> None:
        """Write one inbox file: captures and gaps that are not written yet, and the given lines."""
        captures: list[Line] = [CaptureLine(capture=capture) for capture in self._captures]
        gaps: list[Line] = [GapLine(gap=gap) for gap in self._gaps]
        if captures or gaps or lines:
            self._inbox.put([*captures, *gaps, *lines])
        self._captures.clear()
        self._gaps.clear()
