"""What was searched is said beside an empty answer too: nothing is not the same as nothing seen."""

from __future__ import annotations

from datetime import UTC, datetime

from lurewatch.searched import Searched, SourceCoverage

MOMENT = datetime(2026, 1, 5, 3, tzinfo=UTC)
VISITED = SourceCoverage(
    source="telegram_web:loker__contoh", since=MOMENT, last_visit=MOMENT, last_outcome="unreachable"
)


def test_where_no_source_was_visited_it_says_so() -> None:
    nothing = Searched(posts=0, since=None, sources=(), gaps=())

    assert nothing.sentence() == "No public post has been collected yet (no source visited); no gaps known."


def test_visits_that_brought_nothing_are_told_with_their_gaps() -> None:
    down = Searched(posts=0, since=None, sources=(VISITED,), gaps=("telegram_web:loker__contoh: unreachable",))

    said = down.sentence()

    assert "1 watched source, last visited 2026-01-05 03:00Z" in said
    assert "gaps: telegram_web:loker__contoh: unreachable" in said
