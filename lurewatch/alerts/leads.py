"""Leads: findings as a letter says them: what, why, since when, what speaks for and against it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from index.ledger.alerting import Match, active_rules, told_until
from index.ledger.coverage import every_gap, every_visit
from index.ledger.groups import members_of
from index.ledger.known import Known, every, find
from index.ledger.people import custody_head
from index.ledger.schema import PUBLIC
from index.ledger.store import Connection
from lurewatch.alerts.letter import Lead, Letter, Reason, SlotChange, defang
from lurewatch.alerts.rules import Rule, load_rules
from lurewatch.counted import counted
from lurewatch.evidence.custody import head_of
from lurewatch.installation import Installation
from lurewatch.slots import SlotValue, slot_values
from posts.capture import GOOD_OUTCOMES
from posts.reading import Reading

MANY = 20  # lines of one kind in a letter; the commands show all


def letter_for(connection: Connection, here: Installation, recipient: str, matches: Sequence[Match]) -> Letter:
    """Return the letter that tells one person of some findings."""
    rules = {rule.id: rule for rule in load_rules(here.home, here.lookups)}
    names = {rule.id: rule.name for rule in active_rules(connection)}
    leads = [
        _lead(connection, here, match, rules.get(match.rule), names.get(match.rule, match.rule)) for match in matches
    ]
    seq, line = custody_head(connection)
    return Letter(
        recipient=recipient,
        leads=tuple(leads),
        held_back=tuple(_held_back(connection)),
        gaps=tuple(_gaps(connection)),
        custody_head=f"line {seq}, sha256 {head_of(line)}",
    )


def _lead(connection: Connection, here: Installation, match: Match, rule: Rule | None, name: str) -> Lead:
    found = sorted(find(connection, match.posts, (PUBLIC,)).values(), key=_time)
    cluster = match.subject if match.subject.startswith("c1_") else next((one.cluster for one in found), None)
    members = find(connection, members_of(connection, cluster) if cluster else match.posts, (PUBLIC,))
    best = max(found, key=lambda one: (one.reading.score.total, one.post.id))
    times = [_time(one) for one in found]
    return Lead(
        rule=name,
        rule_sentence=rule.sentence if rule else "the rule has been removed since",
        rule_revision=match.rev,
        subject=cluster or match.subject,
        posts=len(found),
        sources=tuple(sorted({one.post.source for one in found})),
        first_at=_said(min(times), here),
        last_at=_said(max(times), here),
        slots=tuple(_changes(slot_values(found), here)),
        score=f"{best.reading.score.total:g} (post {best.post.id})",
        reasons=tuple(_reasons(best.reading, here, positive=True)),
        counter=tuple(_reasons(best.reading, here, positive=False)),
        not_counted=tuple(_not_counted(members.values(), match.posts)),
        no_longer_shown=tuple(_no_longer_shown(members.values(), here)),
        commands=_commands(cluster, match),
    )


def _time(known: Known) -> datetime:
    return known.post.posted_at or known.first_seen_at


def _said(at: datetime, here: Installation) -> str:
    return at.astimezone(here.settings.tz).strftime("%Y-%m-%d %H:%M %Z")


def _changes(values: Iterable[SlotValue], here: Installation) -> Iterable[SlotChange]:
    last: dict[str, str] = {}
    for one in values:
        shown = defang(one.value) if one.slot == "contact" else one.value
        yield SlotChange(one.slot, last.get(one.slot, ""), shown, _said(one.at, here))
        last[one.slot] = shown


def _reasons(reading: Reading, here: Installation, *, positive: bool) -> Iterable[Reason]:
    for part in reading.score.parts:
        if (part.points > 0) is positive:
            words = [hit.phrase for hit in reading.indicators if hit.id == part.id]
            words += [hit.phrase for hit in reading.context if part.id == f"ctx_{hit.kind}"]
            shown = tuple(dict.fromkeys(defang(" ".join(word.split())) for word in words))
            yield Reason(here.indicator_names.get(part.id, part.id), f"{part.points:+g}", shown[:5])


def _not_counted(members: Iterable[Known], told: Sequence[str]) -> Iterable[str]:
    """Say what of the cluster was left aside: warnings and news that quote it, posts held back, posts below."""
    rest = [one for one in members if one.post.id not in told and not one.reading.alertable]
    kinds: dict[str, int] = {}
    for one in rest:
        because = one.reading.suppressed_because or one.reading.context
        kind: str = because[0].kind if because else "low score"
        kinds[kind] = kinds.get(kind, 0) + 1
    for kind, number in sorted(kinds.items()):
        yield f"{counted(number, 'post')} of the same template: {kind}"


def _no_longer_shown(members: Iterable[Known], here: Installation) -> list[str]:
    gone = [one for one in members if one.not_shown_at]
    return [
        f"{one.post.id}: not shown at two visits at least 30 minutes apart, the last {_said(at, here)}; copy kept"
        for one in gone[:MANY]
        if (at := one.not_shown_at) is not None
    ]


def _commands(cluster: str | None, match: Match) -> tuple[str, ...]:
    if cluster is None:
        own = match.posts[0]
        return (
            f"look:          lurewatch search id:{own}",
            f"bundle:        lurewatch bundle --post {own} -o {own}.zip",
            f"mark as wrong: lurewatch mark {own} --as false_alarm --reason WHY",
        )
    return (
        f"look:          lurewatch cluster {cluster}",
        f"bundle:        lurewatch bundle --cluster {cluster} -o {cluster}.zip",
        f"mark as wrong: lurewatch mark {cluster} --as false_alarm --reason WHY",
    )


def _held_back(connection: Connection) -> list[str]:
    """List the posts that came since the last digest with a high score beside counter-evidence, newest first."""
    since = told_until(connection)
    held = [one for one in every(connection, PUBLIC) if one.reading.suppressed_because and one.first_seq > since]
    held.sort(key=lambda one: one.first_seq, reverse=True)
    more = [f"and {len(held) - MANY} more: lurewatch search 'alertable:false score:>=8'"] if held[MANY:] else []
    return [_held_line(one) for one in held[:MANY]] + more


def _held_line(known: Known) -> str:
    because = known.reading.suppressed_because[0]
    return f"{known.post.id}: {because.kind}, {defang(' '.join(because.phrase.split()))!r}"


def _gaps(connection: Connection) -> list[str]:
    failed = [visit for visit in every_visit(connection) if visit.outcome not in GOOD_OUTCOMES]
    lines = [f"{visit.source}, {visit.started_at:%Y-%m-%d}: {visit.outcome}" for visit in failed]
    lines += [f"{gap.source}: {gap.sentence}" for gap in every_gap(connection)]
    return [defang(line) for line in lines[-MANY:]]
