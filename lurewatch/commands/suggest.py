"""suggest: how contacts, authors and places go on that begin as typed."""

from __future__ import annotations

from typing import get_args

import click

from index.suggesting import Suggested, suggestions
from lurewatch.call import Call, common_options
from lurewatch.installation import opened


@click.command()
@common_options
@click.argument("field", type=click.Choice(get_args(Suggested)))
@click.argument("prefix")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many to show.")
def command(call: Call, field: Suggested, prefix: str, limit: int) -> None:
    """Show the values of FIELD in public posts that begin with PREFIX, the commonest first.

    Example: lurewatch suggest contact loker
    """
    with opened(call.made_home, call.clock) as here:
        values, more = suggestions(here.engine(), field, prefix, limit)
    for one in values:
        call.say(f"{one.value}  {one.count}")
    if more:
        call.say("INCOMPLETE: too many values begin so to look at all of them; type more letters")
    call.answer({"field": field, "prefix": prefix, "values": values, "incomplete": more})
