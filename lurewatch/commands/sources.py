"""sources: every source of the watchlist: when it was visited, what came of it, what is wrong."""

from __future__ import annotations

from datetime import datetime

import click

from crawlers.watchlist import WATCHLIST_FILE, load_watchlist
from index.ledger.known import every
from index.ledger.schema import PUBLIC
from index.ledger.store import Connection
from lurewatch.call import Call, common_options
from lurewatch.counted import counted
from lurewatch.discovery import HOWS, discovered
from lurewatch.health.finding import Finding
from lurewatch.health.report import Report, SourceHealth, report
from lurewatch.installation import Installation, opened

SHOWN = 50  # --json has all


@click.command()
@common_options
@click.option("--discovered", "is_discovery", is_flag=True, help="List unwatched accounts that posts point to instead.")
def command(call: Call, is_discovery: bool) -> int:
    """Show the health of every source and of this machine; exit 1 when something needs a hand.

    Example: lurewatch sources
    """
    with opened(call.made_home, call.clock) as here, here.ledger.reading() as connection:
        if is_discovery:
            return _discover(call, connection, here)
        found = report(connection, here)
    for one in found.sources:
        call.say(_line(one))
        _say(call, one.findings)
    if found.machine:
        call.say("this machine")
        _say(call, found.machine)
    call.say(f"{counted(len(found.sources), 'source')}, {counted(len(found.findings), 'finding')}")
    call.answer(_record(found))
    return int(bool(found.findings))


def _discover(call: Call, connection: Connection, here: Installation) -> int:
    watched = [source.name for source in load_watchlist(here.home.settings_file(WATCHLIST_FILE))]
    rows = discovered(every(connection, PUBLIC), watched)
    for row in rows[:SHOWN]:
        reasons = ", ".join(f"{getattr(row, how)} {how}" for how in HOWS if getattr(row, how))
        span = f"{row.first_at:%Y-%m-%d} to {row.last_at:%Y-%m-%d}"
        call.say(f"{row.name:32} {reasons} in {counted(row.sources, 'source')}, {span}, as in {row.example}")
    call.say(f"{counted(len(rows), 'account')} nobody watches; most are contacts or bystanders: you decide")
    call.answer({"discovered": rows})
    return 0


def _line(one: SourceHealth) -> str:
    state = "" if one.source.enabled else "  switched off"
    last = f"last visit {_said(one.last.started_at)}: {one.last.outcome}" if one.last else "no visit"
    newest = f", newest post {_said(one.newest_post_at)}" if one.newest_post_at else ""
    return f"{one.source.key:40} {counted(one.visits, 'visit')}, {last}{newest}{state}"


def _said(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}Z"


def _say(call: Call, findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        since = f" since {_said(finding.since)}" if finding.since else ""
        call.say(f"    {finding.kind}{since}: {finding.sentence}; {finding.do}")


def _record(found: Report) -> dict[str, object]:
    sources = [
        {
            "source": one.source.key,
            "enabled": one.source.enabled,
            "visits": one.visits,
            "last_visit": one.last.started_at if one.last else None,
            "outcome": one.last.outcome if one.last else None,
            "newest_post_at": one.newest_post_at,
            "outages": one.outages,
            "findings": one.findings,
        }
        for one in found.sources
    ]
    return {"sources": sources, "machine": found.machine}
