"""Rules against what a transaction touched: when they fire, what they count, and that a finding is kept once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from dedupe.keys import wordings
from index.ledger.alerting import Match, every_match, pending, record_rules
from index.ledger.keep import Arrival
from index.ledger.store import Ledger
from index.query import Lookups
from lurewatch.alerts.matching import match_all
from lurewatch.alerts.rules import Rule, load_rules
from lurewatch.batch import Batch
from lurewatch.keeping import Counts, keep_batch
from lurewatch.preparing import Prepared
from posts.home import Home
from tests.conftest import START, make_capture, make_post, make_reading

OFFER = "dibutuhkan operator komputer penempatan {} tiket ditanggung kantor mess dan makan gratis berangkat minggu ini"
TOWNS = ("poipet", "bavet", "myawaddy", "sihanoukville")
RULES = """
[[search]]
name = "tickets"
query = "tiket"
to = ["desk@example.org", "other@example.org"]

[[pattern]]
kind = "cluster_growth"
posts = 3
sources = 2
days = 7
to = ["desk@example.org"]
"""


def rules(home: Home, text: str = RULES) -> tuple[Rule, ...]:
    home.settings_file("alerts.toml").write_text(text, encoding="utf-8")
    return load_rules(home, Lookups())


def record(ledger: Ledger, wanted: Sequence[Rule]) -> None:
    with ledger.writing() as connection:
        record_rules(connection, [rule.stored() for rule in wanted], START)


def arrival(number: int, source: str = "a", *, alertable: bool = True, days: float = 0) -> Arrival:
    at = START + timedelta(days=days)
    text = OFFER.format(TOWNS[number % len(TOWNS)])
    post = make_post(number, text, source=f"telegram_web:loker__{source}", posted_at=at)
    return Arrival(post, make_reading(alertable=alertable), at, f"<urn:uuid:{number}>")


def take(ledger: Ledger, wanted: Sequence[Rule], *arrivals: Arrival) -> Counts:
    """Keep posts in one transaction, as ingest does."""
    batch = Batch(captures=[make_capture(int(one.capture.rpartition(":")[2].strip(">"))) for one in arrivals])
    prepared = Prepared(arrivals, tuple(wordings([one.post.text for one in arrivals])))
    with ledger.writing() as connection:
        return keep_batch(connection, batch, prepared, wanted, START)


def found(ledger: Ledger) -> list[Match]:
    with ledger.reading() as connection:
        return [match for match, _ in every_match(connection)]


def test_a_saved_search_finds_each_new_post_once_and_tells_everybody(home: Home, ledger: Ledger) -> None:
    wanted = rules(home)
    record(ledger, wanted)

    first = take(ledger, wanted, arrival(1))
    again = take(ledger, wanted, arrival(1))

    assert (first.matches, again.matches) == (1, 0)
    assert [(match.rule, match.subject) for match in found(ledger)] == [("search:tickets", make_post(1).id)]
    with ledger.reading() as connection:
        assert sorted(one.recipient for one in pending(connection)) == ["desk@example.org", "other@example.org"]


def test_posts_that_stood_before_a_rule_was_saved_do_not_fire_it(home: Home, ledger: Ledger) -> None:
    record(ledger, ())
    take(ledger, (), arrival(1), arrival(2))
    wanted = rules(home)
    record(ledger, wanted)

    take(ledger, wanted, arrival(3, "b"))

    subjects = {match.rule: match.posts for match in found(ledger)}
    assert subjects["search:tickets"] == (make_post(3).id,)
    # The growing cluster counts its older members too, because one of its posts is new to the rule.
    assert sorted(subjects["pattern:cluster-growth"]) == sorted(make_post(number).id for number in (1, 2, 3))


def test_a_cluster_is_found_when_it_has_posts_and_sources_enough(home: Home, ledger: Ledger) -> None:
    wanted = rules(home)[1:]
    record(ledger, wanted)

    assert take(ledger, wanted, arrival(1), arrival(2), arrival(3)).matches == 0  # one source only
    assert take(ledger, wanted, arrival(4, "b", days=1)).matches == 1
    (match,) = found(ledger)
    assert match.subject.startswith("c1_")
    assert len(match.posts) == 4


def test_posts_that_are_not_alertable_do_not_count(home: Home, ledger: Ledger) -> None:
    wanted = rules(home)[1:]
    record(ledger, wanted)

    take(ledger, wanted, arrival(1), arrival(2), arrival(3, "b", alertable=False))

    assert found(ledger) == []


def test_posts_outside_the_window_do_not_count(home: Home, ledger: Ledger) -> None:
    wanted = rules(home)[1:]
    record(ledger, wanted)

    take(ledger, wanted, arrival(1), arrival(2), arrival(3, "b", days=8))

    assert found(ledger) == []


@pytest.mark.parametrize("since", [True, False])
def test_matching_everything_again_finds_nothing_twice(home: Home, ledger: Ledger, since: bool) -> None:
    wanted = rules(home)
    record(ledger, wanted)
    take(ledger, wanted, arrival(1), arrival(2), arrival(3, "b"))
    before = found(ledger)

    with ledger.writing() as connection:
        more = [match_all(connection, rule, (lambda _: True) if since else None, START) for rule in wanted]

    assert more == [0, 0]
    assert found(ledger) == before


def test_a_rule_that_says_something_else_is_another_revision_and_may_fire_again(home: Home, ledger: Ledger) -> None:
    wanted = rules(home)
    record(ledger, wanted)
    take(ledger, wanted, arrival(1))
    changed = rules(home, RULES.replace('"tiket"', '"tiket poipet OR bavet"'))
    record(ledger, changed)

    with ledger.writing() as connection:
        old = match_all(connection, changed[0], None, START)
        since = match_all(connection, changed[0], lambda _: True, START)

    assert (old, since) == (0, 1)
    assert sorted((match.rule, match.rev) for match in found(ledger)) == [("search:tickets", 1), ("search:tickets", 2)]
