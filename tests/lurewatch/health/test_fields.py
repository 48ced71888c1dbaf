"""Fields of a source against its own history: no alarm by chance, none for what it never had, the first bad visit."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest

from index.ledger.known import Known
from index.ledger.schema import PUBLIC
from lurewatch.health.fields import Emptied, chance_of, emptied
from posts.capture import Visit
from posts.post import Count
from tests.conftest import START, make_post, make_reading

VISIT = timedelta(hours=1)
PER_VISIT = 4


def visits(count: int) -> list[Visit]:
    times = [START + number * VISIT for number in range(count)]
    fields: dict[str, Any] = {"source": "telegram_web:loker__contoh", "requests": 1, "outcome": "posts"}
    return [Visit(run=f"r{at}", started_at=at, ended_at=at + timedelta(minutes=5), **fields) for at in times]


def history(*has: bool) -> list[Known]:
    """Return posts, newest first, four a visit; `has` says of each, oldest first, whether it has likes."""
    posts = []
    for number, liked in enumerate(has):
        at = START + (number // PER_VISIT) * VISIT + timedelta(minutes=1)
        counts = {"likes": Count(value=1, raw="1")} if liked else {}
        post = make_post(number + 1, counts=counts, media=(), links=())
        posts.append(Known(PUBLIC, 1, 1, at, at, 1, at, None, None, post, make_reading()))
    return posts[::-1]


def found(*has: bool) -> dict[str, Emptied]:
    posts = history(*has)
    return {one.name: one for one in emptied(posts, visits(len(posts) // PER_VISIT + 1))}


def test_a_count_that_new_posts_lack_is_named_by_ten_posts_with_its_first_bad_visit() -> None:
    done = found(*[True] * 80, *[False] * 10)

    assert list(done) == ["likes"]
    one = done["likes"]
    assert (one.now, one.before, one.posts) == (0.0, 1.0, 10)
    assert one.since == START + 20 * VISIT  # the visit that brought the 81st post


def test_the_first_bad_visit_stays_the_same_as_more_of_them_come() -> None:
    since = {found(*[True] * 80, *[False] * more)["likes"].since for more in (10, 16, 24, 40)}

    assert since == {START + 20 * VISIT}


def test_what_half_of_the_posts_have_needs_more_of_them() -> None:
    half = [number % 2 == 0 for number in range(100)]

    assert found(*half, *[False] * 10) == {}
    assert found(*half, *[False] * 20)["likes"].posts == 20


@pytest.mark.parametrize("has", [[False] * 200, [False] * 100 + [True] * 100, [True] * 45])
def test_what_it_never_had_or_has_now_or_a_history_too_short_is_no_finding(has: list[bool]) -> None:
    assert found(*has) == {}


def test_chance_alone_makes_no_finding() -> None:
    chance = random.Random(11)

    alarms = sum(
        bool(found(*(chance.random() < share for _ in range(240))))
        for share in (0.3, 0.5, 0.8, 0.95)
        for _ in range(50)
    )

    assert alarms == 0


@pytest.mark.parametrize(
    ("most", "posts", "share", "chance"), [(0, 10, 0.5, 0.5**10), (10, 10, 0.3, 1.0), (1, 2, 0.5, 0.75)]
)
def test_the_chance_is_that_of_the_binomial(most: int, posts: int, share: float, chance: float) -> None:
    assert chance_of(most, posts, share) == pytest.approx(chance)
