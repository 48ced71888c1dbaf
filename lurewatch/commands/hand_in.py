"""import: take what somebody hands in; archived first, then into the inbox."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from crawlers.handins import HANDINS
from crawlers.handins.giver import Giver, HandIn
from crawlers.handins.tables.column_map import own_maps
from crawlers.handins.texts import DECLARED
from crawlers.handins.whatsapp.dates import CHOICES
from crawlers.handins.zones import zone_of
from lurewatch.call import Call, common_options
from lurewatch.counted import counted
from posts.errors import InputError

MAX_TYPED_BYTES = 1 << 20  # of --text-file and --map


@click.command(name="import")
@common_options
@click.argument("kind", type=click.Choice(list(HANDINS)))
@click.argument("path")
@click.option("--from", "received_from", help="Who gave it, as a code; never a name.")
@click.option("--medium", help="How it came: e-mail, chat, stick.")
@click.option("--consent", help="What the giver agreed to.")
@click.option("--public", "is_public", is_flag=True, help="It stood at a public address; else it is given material.")
@click.option("--zone", help="Where the clocks of the file stood: Asia/Jakarta or +07:00.")
@click.option("--dates", type=click.Choice(CHOICES), help="Order of day, month and year where the file leaves it open.")
@click.option("--encoding", type=click.Choice(DECLARED), metavar="NAME", help="Of a text that is no UTF-8: cp1252 …")
@click.option("--map", "map_file", type=click.Path(dir_okay=False, path_type=Path), help="Columns of a table, as TOML.")
@click.option("--text", help="The words of an image, as you read them.")
@click.option("--text-file", type=click.Path(dir_okay=False, path_type=Path), help="The same, in a file.")
def command(
    call: Call,
    kind: str,
    path: str,
    is_public: bool,
    **given: Any,
) -> int:
    """Hand in material: KIND is what it is, PATH the file or folder (`-` for standard input).

    Example: lurewatch import whatsapp chat.zip --from family-7 --zone Asia/Jakarta
    """
    home = call.made_home
    giver = Giver(given["received_from"], given["medium"], given["consent"], "public" if is_public else "given")
    hand = HandIn(
        path=path,
        home=home,
        now=call.clock(),
        chance=os.urandom(3),
        giver=giver,
        options=_options(given),
        stdin=sys.stdin.buffer if path == "-" else None,
        progress=call.progress,
    )
    result = HANDINS[kind](hand)
    call.say(f"{counted(result.accepted, 'post')} taken, {len(result.refused)} refused; next: lurewatch ingest")
    if giver.received_from is None and kind != "jsonl":
        call.say("nobody is named as its giver: hand it in with --from CODE, so that it can be asked for again")
    for note in result.notes:
        call.say(note)
    refused = [problem.as_record() for problem in result.refused]
    call.answer({"accepted": result.accepted, "refused": refused, "notes": result.notes})
    return call.refuse_all(result.refused)


def _options(given: dict[str, Any]) -> dict[str, str]:
    """Return what is needed to read the file again alike; refuse what nobody can read."""
    if given["zone"] is not None:
        zone_of(given["zone"])
    if given["text_file"] is not None:
        given = given | {"text": _typed(given["text_file"])}
    if (map_file := given["map_file"]) is not None:
        given = given | {"map": _typed(map_file)}
        own_maps(given["map"], str(map_file))
    names = ("zone", "dates", "encoding", "text", "map")
    return {name: value for name in names if (value := given.get(name)) is not None}


def _typed(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_TYPED_BYTES).decode()
    except OSError as problem:
        raise InputError(f"cannot read this file: {problem.strerror}", "check the path", file=str(path)) from problem
    except UnicodeDecodeError as problem:
        raise InputError("invalid UTF-8", "save the file as UTF-8", file=str(path)) from problem
