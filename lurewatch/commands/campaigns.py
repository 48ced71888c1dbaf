"""campaigns: clusters that one hand may have written, largest first."""

from __future__ import annotations

import click

from index.ledger.coverage import left_out
from lurewatch.call import Call, common_options
from lurewatch.campaigning import CampaignRow, landscape, rows
from lurewatch.counted import counted
from lurewatch.installation import opened

HUBS_SHOWN = 5


@click.command()
@common_options
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many to show.")
def command(call: Call, limit: int) -> None:
    """List campaigns: groups that offer one contact, show copies of one picture, or name each other's account.

    Example: lurewatch campaigns --limit 50
    """
    with opened(call.made_home, call.clock) as here, here.ledger.reading() as connection:
        found = landscape(connection)
        shown = rows(connection, found, limit)
        hidden = left_out(connection)
    for one in shown:
        call.say(_sentence(one))
    call.say(f"{counted(len(found.campaigns), 'campaign')} of two groups and more; who runs them may be coerced")
    for hub in found.hubs[:HUBS_SHOWN]:
        call.say(f"not counted: the {hub.kind} {hub.value} stands in {hub.clusters} groups, too many for one hand")
    if len(found.hubs) > HUBS_SHOWN:
        call.say(f"and {len(found.hubs) - HUBS_SHOWN} more that join nothing: add --json to see all")
    call.say(f"The restricted lane was not searched: {counted(hidden, 'post')} kept apart.")
    total = len(found.campaigns)
    call.answer({"campaigns": shown, "total": total, "not_counted": found.hubs, "left_out": hidden})


def _sentence(row: CampaignRow) -> str:
    seen = f"{row.first_seen_at:%Y-%m-%d} to {row.last_seen_at:%Y-%m-%d}"
    by = [*row.contacts[:3], *([counted(row.pictures, "picture")] if row.pictures else [])]
    more = f" and {len(row.contacts) - 3} more" if len(row.contacts) > 3 else ""
    size = f"{counted(row.clusters, 'group')}, {counted(row.posts, 'post')}"
    return f"{row.id}  {size}, seen {seen}, joined by {', '.join(by)}{more}"
