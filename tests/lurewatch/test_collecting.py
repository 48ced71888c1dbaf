"""collect: which sources are visited, and what each visit is told of what is known."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from crawlers.watchlist import Source
from index.ledger.coverage import add_visits
from index.ledger.keep import Arrival, keep
from index.ledger.store import Ledger
from lurewatch.commands.collect import choose, job_for
from posts.capture import Visit
from posts.errors import InputError
from tests.conftest import START, make_post, make_reading

ON = Source(platform="telegram_web", name="loker__contoh")
OFF = Source(platform="telegram_web", name="mati__dulu", enabled=False)


def test_a_source_that_is_switched_off_is_not_visited_not_even_by_name() -> None:
    assert choose((ON, OFF), (), "watchlist.toml") == [ON]
    assert choose((ON, OFF), (ON.key,), "watchlist.toml") == [ON]
    with pytest.raises(InputError, match="mati__dulu is switched off"):
        choose((ON, OFF), (OFF.key,), "watchlist.toml")


def test_a_source_that_nobody_knows_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(InputError, match="no source of the watchlist; use one of: telegram_web:loker__contoh"):
        choose((ON,), ("telegram_web:lain",), "watchlist.toml")


def test_a_visit_is_told_what_is_known_and_what_was_spent_on_the_homes_own_day(ledger: Ledger) -> None:
    later = START + timedelta(hours=9)
    visits = [
        Visit(
            source=ON.key,
            run=f"r{number}",
            started_at=at,
            ended_at=at,
            requests=4,
            page_requests=3,
            outcome="posts",
            last_id="2",
            joined=True,
            not_before=later,
        )
        for number, at in enumerate((START - timedelta(hours=11), START))
    ]
    posts = [make_post(1), make_post(2)]
    with ledger.writing() as connection:
        add_visits(connection, visits)
        keep(connection, [Arrival(post, make_reading(), START, "") for post in posts])

    with ledger.reading() as connection:
        job = job_for(connection, ON, START.astimezone(ZoneInfo("Asia/Jakarta")))  # 10 o'clock there: the day is young

    assert (job.known_highest, job.day, job.spent_today) == (2, "2026-01-05", 3)
    assert job.known_posts == {post.id for post in posts}
    assert job.not_before == later
