"""Rules, matches and mails in the ledger: found once, told once, never lost."""

from __future__ import annotations

from index.ledger.alerting import (
    Match,
    Message,
    active_rules,
    add_match,
    add_message,
    every_match,
    pending,
    record_rules,
    set_matched,
    set_state,
    unsent,
)
from index.ledger.feed import announce
from index.ledger.schema import PUBLIC
from index.ledger.store import Ledger
from tests.conftest import START

RULE = ("search:poipet", "search", "poipet", b'{"query":"place:kh-poipet"}')
CHANGED = (*RULE[:3], b'{"query":"place:kh-bavet"}')
MATCH = Match("search:poipet", 1, "p1_a", "p1_a", ("p1_a",))


def test_a_rule_is_recorded_once_and_a_change_makes_a_new_revision(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        record_rules(connection, [RULE], START)
        announce(connection, ["p1_a"], PUBLIC)
        record_rules(connection, [RULE], START)
        same = active_rules(connection)
        record_rules(connection, [CHANGED], START)
        changed = active_rules(connection)

    assert [(rule.rev, rule.saved_seq) for rule in same] == [(1, 0)]
    assert [(rule.rev, rule.saved_seq, rule.matched) for rule in changed] == [(2, 1, False)]


def test_a_rule_that_is_gone_is_retired_and_comes_back_as_a_new_revision(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        record_rules(connection, [RULE], START)
        record_rules(connection, [], START)
        gone = active_rules(connection)
        record_rules(connection, [RULE], START)
        back = active_rules(connection)
        set_matched(connection, back[0])
        (matched,) = active_rules(connection)

    assert gone == []
    assert [rule.rev for rule in back] == [2]
    assert matched.matched


def test_a_match_is_found_once_and_pending_for_each_recipient(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        found = [add_match(connection, MATCH, ["b@example.org", "a@example.org"], START) for _ in range(2)]
        waiting = pending(connection)

    assert found == [True, False]
    assert [one.recipient for one in waiting] == ["a@example.org", "b@example.org"]
    assert waiting[0].match == MATCH


def test_a_mail_is_kept_before_it_is_sent_and_unsent_until_a_server_took_it(ledger: Ledger) -> None:
    mail = Message("<1@lurewatch>", "a@example.org", b"mail", "sending", 0)
    with ledger.writing() as connection:
        add_match(connection, MATCH, ["a@example.org"], START)
        add_message(connection, mail, [MATCH], START)
        waiting, before = pending(connection), unsent(connection)
        set_state(connection, mail.id, "uncertain", "the line broke", START)
        during = unsent(connection)
        set_state(connection, mail.id, "sent", None, START)
        after = unsent(connection)

    assert waiting == []
    assert before == [mail]
    assert [(one.state, one.tries) for one in during] == [("uncertain", 1)]
    assert after == []


def test_all_findings_are_kept(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        add_match(connection, MATCH, [], START)

    with ledger.reading() as connection:
        assert every_match(connection) == [(MATCH, "2026-01-05T03:00:00.000000Z")]
