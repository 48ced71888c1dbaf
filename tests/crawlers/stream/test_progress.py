"""Progress: falling behind is told, keeping pace is not, an event of the future moves nothing beyond now."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawlers.moments import microseconds
from crawlers.slips import Slips
from crawlers.stream.cursor import Cursor
from crawlers.stream.progress import SECOND, Progress
from crawlers.stream.sifted import Sifted
from posts import inbox
from tests.conftest import START
from tests.crawlers.stream.flow import NOW

HOUR = 3600 * SECOND


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at


def kinds(folder: Path, progress: Progress) -> list[str]:
    slips = Slips("bluesky:jetstream/x", "run", lambda: START, inbox.Inbox(folder, "run"), [])
    progress.tell(slips)
    slips.put([])
    lines = [inbox.parse(raw, path, at) for path in inbox.waiting(folder) for at, raw in inbox.read(path)]
    return [line.gap.kind for line in lines if isinstance(line, inbox.GapLine)]


@pytest.mark.parametrize(
    ("read_to", "told"),
    [
        (NOW + 600 * SECOND, []),  # at now
        (NOW - HOUR, []),  # from five hours to one and a bit: it catches up
        (NOW - 5 * HOUR + 60 * SECOND, ["slow_stream"]),  # ten minutes went by, one was read
    ],
)
def test_a_visit_that_ends_further_behind_than_it_began_is_slow(tmp_path: Path, read_to: int, told: list[str]) -> None:
    clock = Clock()
    progress = Progress(Cursor(tmp_path / "cursor", NOW - 5 * HOUR), clock, is_everybody=True)
    progress.begin()

    clock.at = START + timedelta(minutes=10)
    progress.note(Sifted(first=NOW - 5 * HOUR, last=read_to), 1)
    progress.move(Sifted(last=read_to))

    assert kinds(tmp_path, progress) == told


def test_an_event_of_the_future_moves_the_cursor_to_now(tmp_path: Path) -> None:
    progress = Progress(Cursor(tmp_path / "cursor", None), lambda: START, is_everybody=True)

    progress.move(Sifted(last=NOW + HOUR))

    assert progress.cursor.at == microseconds(START)


def test_of_a_few_accounts_a_day_without_a_visit_is_a_hole(tmp_path: Path) -> None:
    progress = Progress(Cursor(tmp_path / "cursor", NOW - 30 * HOUR), lambda: START, is_everybody=False)

    progress.begin()

    assert (kinds(tmp_path, progress), progress.is_joined) == (["stream_hole"], False)
