"""A post that a page should show and does not: once is unknown, twice 30 minutes apart is `not_shown`."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from index.ledger.absences import note_absences, note_look
from index.ledger.keep import Arrival, keep
from index.ledger.known import Known, every
from index.ledger.schema import PUBLIC, observations
from index.ledger.store import Ledger
from posts.capture import Looked
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


def look(ledger: Ledger, minutes: int, is_shown: bool | None) -> bool:
    at = START + timedelta(minutes=minutes)
    looked = Looked(post=make_post(1).id, capture=f"look {minutes}", seen_at=at, is_shown=is_shown)
    with ledger.writing() as connection:
        return note_look(connection, looked)


def known(ledger: Ledger) -> Known:
    with ledger.reading() as connection:
        return next(iter(every(connection, PUBLIC)))


def test_two_looks_that_miss_a_post_make_not_shown_and_one_that_tells_nothing_changes_nothing(ledger: Ledger) -> None:
    visit(ledger, 0, 1)

    told = [
        look(ledger, minutes, is_shown) for minutes, is_shown in ((60, False), (75, None), (80, False), (95, False))
    ]

    assert told == [False, False, False, True]
    assert states(ledger, 1) == ["present", "unknown", "unknown", "unknown", "not_shown"]
    assert known(ledger).not_shown_at == START + timedelta(minutes=95)


def test_a_look_that_finds_a_post_standing_ends_its_absence(ledger: Ledger) -> None:
    visit(ledger, 0, 1)
    look(ledger, 60, is_shown=False)
    look(ledger, 95, is_shown=False)

    look(ledger, 120, is_shown=True)

    assert (known(ledger).not_shown_at, known(ledger).last_seen_at) == (None, START + timedelta(minutes=120))
    assert states(ledger, 1)[-1] == "present"


def test_a_look_that_is_older_than_what_is_known_says_nothing(ledger: Ledger) -> None:
    visit(ledger, 60, 1)

    assert not look(ledger, 30, is_shown=False)
    assert states(ledger, 1) == ["present"]
