"""Coverage, feed and people's marks: kept once, in order, answered the same for every question."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from index.ledger import coverage, feed, people
from index.ledger.keep import Arrival, keep
from index.ledger.schema import PUBLIC, RESTRICTED
from index.ledger.store import Ledger
from posts.capture import Gap, Visit
from posts.mark import AuditLine, Mark
from tests.conftest import START, make_capture, make_post, make_reading

SOURCE = "telegram_web:loker__contoh"
VISIT = Visit(
    source=SOURCE, run="r1", started_at=START, ended_at=START, requests=5, page_requests=3, outcome="posts", posts=2
)
GAP = Gap(source=SOURCE, run="r1", kind="page", sentence="page 2 answered 503", noticed_at=START)


def test_what_is_added_twice_is_kept_once(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        for _ in range(2):
            coverage.add_captures(connection, [make_capture()])
            coverage.add_visits(connection, [VISIT])
            coverage.add_gaps(connection, [GAP])

        assert coverage.known_captures(connection, ["<urn:uuid:1>", "x"]) == {"<urn:uuid:1>": make_capture()}
        assert coverage.every_visit(connection) == coverage.every_visit(connection, [SOURCE]) == [VISIT]
        assert coverage.every_gap(connection) == coverage.every_gap(connection, [SOURCE]) == [GAP]
        assert coverage.every_visit(connection, ["other:source"]) == []


def test_a_withheld_capture_is_marked(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        coverage.add_captures(connection, [make_capture(1), make_capture(2)])
        coverage.withhold(connection, ["<urn:uuid:2>"])

        assert [(capture.id, held) for capture, held in coverage.every_capture(connection)] == [
            ("<urn:uuid:1>", False),
            ("<urn:uuid:2>", True),
        ]


def test_the_size_of_the_restricted_lane_is_known(ledger: Ledger) -> None:
    plea = Arrival(make_post(9), make_reading(protected=True), START, "c")
    with ledger.writing() as connection:
        keep(connection, [Arrival(make_post(7), make_reading(), START, "c"), plea])

        assert coverage.left_out(connection) == 1


def test_the_next_visit_builds_on_the_newest_one_that_left_no_hole(ledger: Ledger) -> None:
    def visit(number: int, **fields: Any) -> Visit:
        run, at = f"r{number}", START + timedelta(hours=number)
        return Visit(source=SOURCE, run=run, started_at=at, ended_at=at, requests=1, outcome="posts", **fields)

    whole = visit(2, joined=True, last_id="40", unread_before=7)
    others = [
        visit(1, joined=True, last_id="20"),
        visit(3, last_id="90"),
        visit(4, joined=True),
    ]
    with ledger.writing() as connection:
        nothing = coverage.last_joined(connection, SOURCE)
        coverage.add_visits(connection, [whole, *others])

        assert nothing is None
        assert coverage.last_joined(connection, SOURCE) == whole
        assert coverage.last_joined(connection, "other:source") is None


def test_pages_are_counted_since_a_moment(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        coverage.add_visits(connection, [VISIT])

        assert coverage.pages_since(connection, SOURCE, START) == 3
        assert coverage.pages_since(connection, SOURCE, START + timedelta(seconds=1)) == 0


def test_pages_of_a_run_that_was_killed_before_its_visit_ended_count_too(ledger: Ledger) -> None:
    killed = [make_capture(number, run="20260105T030000Z-killed") for number in (1, 2)]
    picture = make_capture(3, run="20260105T030000Z-killed", purpose="media")
    with ledger.writing() as connection:
        coverage.add_visits(connection, [VISIT])
        coverage.add_captures(connection, [*killed, picture, make_capture(4, run=VISIT.run)])

        assert coverage.pages_since(connection, SOURCE, START) == VISIT.page_requests + len(killed)


def test_the_feed_gives_each_post_once_with_its_newest_number(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        feed.announce(connection, ["b", "a"], PUBLIC)
        feed.announce(connection, ["a"], PUBLIC)
        feed.announce(connection, ["c"], RESTRICTED)

        assert feed.last_seq(connection) == 4
        assert list(feed.changes(connection, 0, PUBLIC, 10)) == [
            feed.Change(2, "b", "public"),
            feed.Change(3, "a", "public"),
        ]
        assert list(feed.changes(connection, 3, PUBLIC, 10)) == []
        assert [change.post for change in feed.changes(connection, 0, RESTRICTED, 10)] == ["c"]


def test_marks_audit_and_custody_are_kept_in_order(ledger: Ledger) -> None:
    mark = Mark(kind="post", target="p1_a", value="lead", actor="a", at=START, reason="seen before")
    line = AuditLine(actor="a", at=START, action="search", target="restricted", reason="case 7")
    with ledger.writing() as connection:
        people.add_mark(connection, mark)
        people.add_audit(connection, line)
        people.add_custody(connection, [(1, "p1_a", b"one"), (2, "p1_b", b"two")])

        assert people.marks_on(connection, ["p1_a", "p1_b"]) == {"p1_a": [mark]}
        assert people.every_audit(connection) == [line]
        assert people.custody_head(connection) == (2, b"two")
        assert people.custody_of(connection, ["p1_a"]) == [b"one"]
        assert people.custody_of(connection) == [b"one", b"two"]


def test_posts_read_whole_are_known_and_previews_are_not(ledger: Ledger) -> None:
    posts = [make_post(1), make_post(2, labels=("preview",)), make_post(3, source="telegram_web:other__one")]
    with ledger.writing() as connection:
        keep(connection, [Arrival(post, make_reading(), START, "") for post in posts])

        assert coverage.known_whole(connection, SOURCE) == {posts[0].id}


def test_the_last_visit_says_until_when_a_server_wants_to_be_left_alone(ledger: Ledger) -> None:
    later = START + timedelta(hours=5)
    told = Visit(
        source=SOURCE, run="r2", started_at=START, ended_at=START, requests=1, outcome="blocked", not_before=later
    )
    with ledger.writing() as connection:
        assert coverage.asked_to_wait(connection, SOURCE) is None
        coverage.add_visits(connection, [told])
        assert coverage.asked_to_wait(connection, SOURCE) == later
        later_visit = Visit(
            source=SOURCE, run="r3", started_at=later, ended_at=later, requests=1, outcome="nothing_new"
        )
        coverage.add_visits(connection, [later_visit])
        assert coverage.asked_to_wait(connection, SOURCE) is None
