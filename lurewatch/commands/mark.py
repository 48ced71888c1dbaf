"""mark: a human judgement about a post, cluster, contact, image or source; kept for ever, never changed."""

from __future__ import annotations

import getpass
import re
from typing import get_args

import click

from index.ledger.feed import announce
from index.ledger.known import find
from index.ledger.store import open_ledger
from lurewatch.call import Call, common_options
from lurewatch.deciding import marked
from posts.errors import InputError
from posts.mark import Mark, MarkValue, TargetKind

KINDS: tuple[tuple[str, TargetKind], ...] = (
    (r"p1_[a-z2-7]{26}", "post"),
    (r"c1_[a-z2-7]{26}", "cluster"),
    (r"[0-9a-f]{64}", "image"),
    (r"[a-z_]+_(web|wall|page|board):.+", "source"),
    (r"[a-z]+:.+", "contact"),
)


@click.command()
@common_options
@click.argument("target")
@click.option("--as", "value", type=click.Choice(get_args(MarkValue)), required=True, help="The judgement.")
@click.option("--reason", required=True, help="Why; no names of victims.")
@click.option("--actor", default=getpass.getuser, show_default="your login name", help="Who judges (a code).")
def command(call: Call, target: str, value: MarkValue, reason: str, actor: str) -> None:
    """Mark TARGET (a post, cluster, contact, image or source) with a judgement.

    Example: lurewatch mark c1_… --as lawful_checked --reason "licence seen"
    """
    ledger = open_ledger(call.made_home)
    with ledger.writing() as connection:
        kind = kind_of(target)
        known = find(connection, [target]) if kind == "post" else {}
        if kind == "post" and not known:
            raise InputError(f"no post has the id {target}", "look it up with: lurewatch search or lurewatch seen")
        mark = Mark(kind=kind, target=target, value=value, actor=actor, at=call.clock(), reason=reason)
        marked(connection, mark)
        for found in known.values():
            announce(connection, [target], found.lane)
    ledger.close()
    call.say(f"marked {kind} {target} as {value}")
    call.answer({"kind": kind, "target": target, "value": value})


def kind_of(target: str) -> TargetKind:
    """Return what kind of thing a target names, by its form."""
    for form, kind in KINDS:
        if re.fullmatch(form, target):
            return kind
    what = f"{target!r} names no post, cluster, contact, image or source"
    raise InputError(what, "give an id (p1_…, c1_…), a contact (telegram:name), a sha256, or a source (platform:name)")
