"""regroup: place every public post in its group anew."""

from __future__ import annotations

import click

from lurewatch.call import Call, common_options
from lurewatch.counted import counted
from lurewatch.installation import opened
from lurewatch.rebuilding import group_again
from lurewatch.regrouping import follow


@click.command()
@common_options
def command(call: Call) -> None:
    """Group everything anew, all at once; groups keep their ids, and what people split or merged stays so.

    Needed when check says so: in a flood of near-copies new posts are placed by a short cut.
    Example: lurewatch regroup
    """
    with opened(call.made_home, call.clock) as here:
        posts = group_again(here, call.progress)
        follow(here)
    call.say(f"{counted(posts, 'post')} grouped anew")
    call.answer({"grouped": posts})
