"""alerts: match rules over the ledger, try one without keeping anything, list findings."""

from __future__ import annotations

from datetime import datetime

import click

from index.ledger.alerting import StoredRule, active_rules, every_match, record_rules
from index.query.moments import moment
from lurewatch.alerts.matching import Counts, all_matches, match_all
from lurewatch.alerts.rules import Rule, load_rules
from lurewatch.call import Call, common_options
from lurewatch.counted import counted
from lurewatch.installation import Installation, opened
from posts.errors import InputError


@click.group()
def command() -> None:
    """Rules of alerts.toml: what they find.

    Example: lurewatch alerts try "Indonesians to Poipet"
    """


@command.command()
@common_options
@click.option("--since", help="Count posts first seen since this day or time, also older than the rule.")
def run(call: Call, since: str | None) -> None:
    """Match new or changed rules over everything the ledger holds; running it again finds nothing twice.

    Example: lurewatch alerts run --since 2026-01-01
    """
    with opened(call.made_home, call.clock) as here:
        counts = _counts(here, since)
        rules = load_rules(here.home, here.lookups)
        with here.ledger.writing() as connection:
            record_rules(connection, [rule.stored() for rule in rules], call.clock())
            found = {rule.name: match_all(connection, rule, counts, call.clock()) for rule in rules}
    for name, number in found.items():
        call.say(f"{name}: {number} new")
    call.answer({"matches": found})


@command.command(name="try")
@common_options
@click.argument("rule")
@click.option("--since", help="Count only posts first seen since this day or time.")
def try_(call: Call, rule: str, since: str | None) -> None:
    """Show what RULE (its name) would find in everything collected so far; nothing is kept or sent.

    Example: lurewatch alerts try cluster_growth --since 2026-01-01
    """
    with opened(call.made_home, call.clock) as here:
        one = _named(here, rule)
        counts = _counts(here, since) or (lambda _: True)
        stored = StoredRule(one.id, 0, one.kind, one.name, one.record, 0, matched=False)
        with here.ledger.reading() as connection:
            found = list(all_matches(connection, one, stored, counts))
    call.say(f"{one.name}: {one.sentence}")
    for match in found:
        call.say(f"  {match.subject} ({match.bucket}): {counted(len(match.posts), 'post')}")
    call.say(f"{len(found)} findings; nothing was kept")
    call.answer({"rule": one.id, "matches": [{"subject": one.subject, "posts": one.posts} for one in found]})


@command.command(name="list")
@common_options
def list_(call: Call) -> None:
    """List all findings, oldest first.

    Example: lurewatch alerts list --json
    """
    with opened(call.made_home, call.clock) as here, here.ledger.reading() as connection:
        names = {rule.id: rule.name for rule in active_rules(connection)}
        found = every_match(connection)
    for match, at in found:
        rule = names.get(match.rule, match.rule)
        call.say(f"{at[:16]}Z  {rule}: {match.subject}, {counted(len(match.posts), 'post')}")
    call.say(f"{len(found)} findings")
    records = [{"rule": one.rule, "subject": one.subject, "found_at": at, "posts": one.posts} for one, at in found]
    call.answer({"matches": records})


def _named(here: Installation, name: str) -> Rule:
    rules = load_rules(here.home, here.lookups)
    for rule in rules:
        if name in {rule.name, rule.id}:
            return rule
    known = ", ".join(rule.name for rule in rules)
    raise InputError(f"no rule is called {name!r}", f"use one of: {known}" if known else "write one in alerts.toml")


def _counts(here: Installation, since: str | None) -> Counts | None:
    if since is None:
        return None
    start = _time(here, since)
    return lambda known: known.first_seen_at >= start


def _time(here: Installation, text: str) -> datetime:
    found = moment(text, here.settings.tz)
    if found is None:
        raise InputError(f"{text!r} is no day or time", "write it like 2026-01-31 or 2026-01-31T08:00")
    return datetime.fromtimestamp(found.first, here.settings.tz)
