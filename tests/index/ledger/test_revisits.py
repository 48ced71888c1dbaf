"""Which pages are looked at again, against the obvious way: is each due post inside one of them?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ledger.absences import note_look
from index.ledger.keep import Arrival, keep
from index.ledger.revisits import MOST, MOST_LOOKS, PAGE_POSTS, Seen, due_pages, due_posts, is_due, pages
from index.ledger.store import Ledger
from posts.capture import Looked
from tests.conftest import START, make_post, make_reading

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("looked", "now", "due"),
    [
        (0, 0.9, False),
        (0, 1, True),
        (1, 5.9, False),
        (1, 6, True),
        (6, 24, True),
        (24, 71, False),
        (24, 72, True),
        (721, 900, False),
    ],
)
def test_a_post_is_due_at_each_step_once(looked: float, now: float, due: bool) -> None:
    post = Seen(1, START, START + looked * HOUR)

    assert is_due(post, START + now * HOUR) is due


def test_a_missing_post_is_looked_for_again_after_half_an_hour() -> None:
    post = Seen(1, START, START + HOUR, is_missing=True)

    assert not is_due(post, START + HOUR + timedelta(minutes=29))
    assert is_due(post, START + HOUR + timedelta(minutes=30))


def shown(numbers: list[int], before: int) -> set[int]:
    """Return what a page of the platform shows, of the known posts."""
    return set([number for number in numbers if number < before][-PAGE_POSTS:])


@given(
    st.lists(
        st.tuples(st.integers(1, 400), st.integers(0, 40), st.integers(0, 40)),
        unique_by=lambda row: row[0],
        max_size=80,
    )
)
def test_each_due_post_stands_inside_a_page_below_another_one(rows: list[tuple[int, int, int]]) -> None:
    now = START + timedelta(days=41)
    posts = [
        Seen(number, START + timedelta(days=first), START + timedelta(days=max(first, looked)))
        for number, first, looked in rows
    ]
    numbers = sorted(post.number for post in posts)
    due = {post.number for post in posts if is_due(post, now)}

    found = pages(posts, now)

    assert list(found) == sorted(found, reverse=True)
    read = set().union(*(shown(numbers, before) for before in found))
    assert all(set(wanted) <= shown(numbers, before) for before, wanted in found.items())
    if len(found) < MOST:
        assert due <= read
        assert due == {number for wanted in found.values() for number in wanted}
    for number in due - {max(numbers, default=0)}:
        holders = [before for before in found if number in shown(numbers, before)]
        assert not holders or any(max(shown(numbers, before)) > number for before in holders)


def test_nothing_is_due_in_an_empty_ledger_and_old_posts_rest(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        keep(connection, [Arrival(make_post(number), make_reading(), START, "c") for number in range(1, 31)])

        assert due_pages(connection, "other:source", START) == {}
        assert due_pages(connection, "telegram_web:loker__contoh", START + HOUR) == {
            31: tuple(range(30, 10, -1)),
            12: tuple(range(10, 0, -1)),
        }
        assert due_pages(connection, "telegram_web:loker__contoh", START + timedelta(days=60)) == {}


def due_after(ledger: Ledger, hours: float) -> set[str]:
    with ledger.reading() as connection:
        found = due_posts(connection, "telegram_web:loker__contoh", START + timedelta(hours=hours))
    return {post.id for post in found}


def test_posts_are_due_by_the_steps_since_anybody_looked_whatever_came_of_it(ledger: Ledger) -> None:
    first, second = make_post(1), make_post(2)
    with ledger.writing() as connection:
        keep(connection, [Arrival(post, make_reading(), START, "c") for post in (first, second)])
    assert (due_after(ledger, 0.9), due_after(ledger, 1)) == (set(), {first.id, second.id})

    at = START + timedelta(hours=2)
    with ledger.writing() as connection:
        note_look(connection, Looked(post=first.id, capture="a", seen_at=at, is_shown=None))
        note_look(connection, Looked(post=second.id, capture="a", seen_at=at, is_shown=False))

    assert due_after(ledger, 2.4) == set()
    assert due_after(ledger, 2.5) == {second.id}  # an absence is looked at again after half an hour
    assert due_after(ledger, 6) == {first.id, second.id}

    with ledger.writing() as connection:
        note_look(connection, Looked(post=second.id, capture="b", seen_at=at + HOUR, is_shown=False))

    assert due_after(ledger, 24) == {first.id}  # what is not shown is looked for no more
    assert due_after(ledger, 60 * 24) == set()


def test_a_visit_looks_for_so_many_posts_at_most_those_first_that_wait_longest(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        for number in range(1, MOST_LOOKS + 11):
            at = START + timedelta(minutes=number)
            keep(connection, [Arrival(make_post(number), make_reading(), at, f"c{number}")])

    assert due_after(ledger, 12) == {make_post(number).id for number in range(1, MOST_LOOKS + 1)}
