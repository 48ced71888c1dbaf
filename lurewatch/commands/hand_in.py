"""import: take what somebody hands in; archived first, then into the inbox."""

from __future__ import annotations

import os

import click

from crawlers.handins import HANDINS
from crawlers.handins.jsonl_file import Giver
from lurewatch.call import Call, common_options, read_from
from lurewatch.counted import counted


@click.command(name="import")
@common_options
@click.argument("kind", type=click.Choice(list(HANDINS)))
@click.argument("path")
@click.option("--from", "received_from", help="Who gave it, as a code; never a name.")
@click.option("--medium", help="How it came: e-mail, chat, stick.")
@click.option("--consent", help="What the giver agreed to.")
def command(
    call: Call, kind: str, path: str, received_from: str | None, medium: str | None, consent: str | None
) -> int:
    """Hand in material: KIND is what it is, PATH the file (`-` for standard input).

    Example: lurewatch import jsonl posts.jsonl --from partner-3
    """
    home = call.made_home
    giver = Giver(received_from, medium, consent)
    with read_from(path) as stream:
        result = HANDINS[kind](stream, path, home, call.clock(), os.urandom(3), giver)
    refused = counted(len(result.refused), "line")
    call.say(f"{counted(result.accepted, 'post')} taken, {refused} refused; next: lurewatch ingest")
    call.answer({"accepted": result.accepted, "refused": [problem.as_record() for problem in result.refused]})
    return call.refuse_all(result.refused)
