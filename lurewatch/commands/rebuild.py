"""rebuild: derive readings, groups and index again."""

from __future__ import annotations

import click

from lurewatch.call import Call, common_options
from lurewatch.installation import opened
from lurewatch.rebuilding import rebuild


@click.command()
@common_options
def command(call: Call) -> None:
    """Make readings, groups and index again; the archive and what people decided stay as they are.

    Example: lurewatch rebuild
    """
    with opened(call.made_home, call.clock) as here:
        counts = rebuild(here, call.progress)
    call.say(", ".join(f"{name}: {count}" for name, count in counts.items()))
    call.answer(counts)
