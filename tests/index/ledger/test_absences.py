"""A post that a page should show and does not: once is unknown, twice 30 minutes apart is `not_shown`."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from index.ledger.absences import note_absences
from index.ledger.keep import Arrival, keep
from index.ledger.known import every
from index.ledger.schema import PUBLIC, observations
from index.ledger.store import Ledger
from tests.conftest import START, make_capture, make_post, make_reading


def visit(ledger: Ledger, minutes: int, *numbers: int) -> list[str]:
    page = make_capture(minutes, fetched_at=START + timedelta(minutes=minutes))
    shown = [make_post(number) for number in numbers]
    with ledger.writing() as connection:
        keep(connection, [Arrival(post, make_reading(), page.fetched_at, page.id) for post in shown])
        return note_absences(connection, page, shown)


def states(ledger: Ledger, number: int) -> list[str]:
    with ledger.reading() as connection:
        query = select(observations).where(observations.c.post == make_post(number).id).order_by(observations.c.seen_at)
        return [row.state for row in connection.execute(query)]


def test_two_absences_half_an_hour_apart_make_not_shown(ledger: Ledger) -> None:
    visit(ledger, 0, 1, 2, 3)

    first, second = visit(ledger, 60, 1, 3), visit(ledger, 90, 1, 3)

    assert (first, second) == ([], [make_post(2).id])
    assert states(ledger, 2) == ["present", "unknown", "not_shown"]
    with ledger.reading() as connection:
        gone = {known.post.native_id: known.not_shown_at for known in every(connection, PUBLIC) if known.not_shown_at}
    assert gone == {"loker__contoh/2": START + timedelta(minutes=90)}


def test_two_absences_too_close_prove_nothing(ledger: Ledger) -> None:
    visit(ledger, 0, 1, 2, 3)

    visit(ledger, 60, 1, 3)

    assert visit(ledger, 89, 1, 3) == []
    assert states(ledger, 2) == ["present", "unknown", "unknown"]


def test_outside_the_range_of_the_page_nothing_is_said(ledger: Ledger) -> None:
    visit(ledger, 0, 1, 2, 3, 4)

    visit(ledger, 60, 2, 3)
    visit(ledger, 120, 2, 3)

    assert states(ledger, 1) == states(ledger, 4) == ["present"]


def test_a_post_shown_again_is_present_again(ledger: Ledger) -> None:
    visit(ledger, 0, 1, 2, 3)
    visit(ledger, 60, 1, 3)
    visit(ledger, 120, 1, 3)

    visit(ledger, 180, 1, 2, 3)

    with ledger.reading() as connection:
        assert [known for known in every(connection, PUBLIC) if known.not_shown_at] == []
    assert visit(ledger, 240, 1, 3) == []


def test_the_same_page_twice_is_one_absence(ledger: Ledger) -> None:
    visit(ledger, 0, 1, 2, 3)
    visit(ledger, 60, 1, 3)

    visit(ledger, 60, 1, 3)

    assert states(ledger, 2) == ["present", "unknown"]


def test_a_page_older_than_the_post_says_nothing(ledger: Ledger) -> None:
    visit(ledger, 60, 1, 2, 3)

    visit(ledger, 0, 1, 3)

    assert states(ledger, 2) == ["present"]
