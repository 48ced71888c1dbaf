"""clusters: the groups of reposted texts, largest first."""

from __future__ import annotations

import click

from index.ledger.groups import largest
from lurewatch.call import Call, common_options
from lurewatch.counted import counted
from lurewatch.installation import opened


@click.command()
@common_options
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many to show.")
def command(call: Call, limit: int) -> None:
    """List groups of reposted texts: how many posts and sources, since when.

    Example: lurewatch clusters --limit 50
    """
    with opened(call.made_home, call.clock) as here, here.ledger.reading() as connection:
        found = largest(connection, limit)
    for one in found:
        seen = f"{one.first_seen_at:%Y-%m-%d} to {one.last_seen_at:%Y-%m-%d}"
        call.say(f"{one.id}  {counted(one.posts, 'post')} in {counted(one.sources, 'source')}, seen {seen}")
    call.say(f"{len(found)} clusters of two posts and more")
    call.answer({"clusters": found})
