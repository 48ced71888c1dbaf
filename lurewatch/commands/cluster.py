"""cluster: one group: its template, its slots over time, its members, and where two of them differ."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from dedupe.diff import diff
from index.ledger.groups import composites_in, heir_of
from index.ledger.known import find
from index.ledger.schema import PUBLIC
from index.ledger.store import Connection
from lurewatch.call import Call, common_options
from lurewatch.counted import counted
from lurewatch.differences import page, shown
from lurewatch.installation import Installation, opened
from lurewatch.regrouping import Reason, follow, merge, split
from lurewatch.templates import ClusterTemplate, template_of
from posts.errors import InputError
from posts.files import write_whole


@click.command()
@common_options
@click.argument("cluster")
@click.option("--diff", "pair", nargs=2, metavar="POST POST", help="Two members; else the first and the last.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write the two members to a page.")
@click.option("--split", "out", multiple=True, metavar="POST", help="A member that does not belong; may be repeated.")
@click.option("--merge", "other", metavar="CLUSTER", help="Another group that is the same template.")
@click.option("--reason", help="Why it is split or merged; no names of victims.")
@click.option("--actor", default=getpass.getuser, show_default="your login name", help="Who decides (a code).")
def command(call: Call, cluster: str, pair: tuple[str, str] | None, html: Path | None, **decided: Any) -> None:
    """Show one group of reposted texts; or say for good that posts do not belong to it, or that two groups are one.

    Example: lurewatch cluster c1_… --split p1_… --reason "another advert"
    """
    decision = _decision(**decided)
    with opened(call.made_home, call.clock) as here:
        now = decision(here, cluster) if decision else None
        if now is not None:
            follow(here)
            call.say("decided; the posts now belong to " + ", ".join(now))
            call.answer({"clusters": now})
            return
    with opened(call.made_home, call.clock) as here, here.ledger.reading() as connection:
        template = template_of(connection, cluster)
        if template is None:
            raise InputError(f"no cluster has the id {cluster}", "list them with: lurewatch clusters")
        ends = _members(template, pair)
        old, new = _texts(connection, ends)
        also = composites_in(connection, template.cluster)
        renamed = heir_of(connection, cluster) != cluster
    if renamed:
        call.say(f"{cluster} has become part of {template.cluster}")
    show(call, template)
    for post in also:
        call.say(f"also in {post}, a post that holds two adverts")
    call.say(f"\n{ends[0]} against {ends[1]}:")
    call.say(shown(old, new))
    if html:
        by_id = {member.post: member for member in template.members}
        write_whole(html, page(template.cluster, (by_id[ends[0]], old), (by_id[ends[1]], new)))
        call.say(f"{html}: both side by side, for a browser")
    call.answer({"cluster": template, "composites": also, "diff": {"posts": ends, "segments": diff(old, new)}})


def _decision(
    out: tuple[str, ...], other: str | None, reason: str | None, actor: str
) -> Callable[[Installation, str], list[str]] | None:
    """Return what was decided, ready to be done; nothing where a group is only to be shown."""
    if out and other:
        raise InputError("a group is split or merged, not both at once", "give --split or --merge")
    if not out and not other:
        return None
    if not reason:
        raise InputError("a decision needs a reason", "add --reason TEXT")
    why = Reason(actor, reason)
    if other:
        return lambda here, cluster: merge(here, cluster, other, why)
    return lambda here, cluster: split(here, cluster, out, why)


def _members(template: ClusterTemplate, pair: tuple[str, str] | None) -> tuple[str, str]:
    members = [row.post for row in template.members]
    for post in pair or ():
        if post not in members:
            raise InputError(f"{post} is no member of {template.cluster}", "take two of the posts that it lists")
    return pair or (members[0], members[-1])


def _texts(connection: Connection, posts: tuple[str, str]) -> tuple[str, str]:
    known = find(connection, posts, (PUBLIC,))
    return known[posts[0]].post.text, known[posts[1]].post.text


def show(call: Call, template: ClusterTemplate) -> None:
    """Print a template for people."""
    call.say(f"{template.cluster}: {counted(template.size, 'post')}; ▢ stands where they differ")
    for line in template.text.splitlines():
        call.say(f"    {line}")
    for row in template.rows:
        call.say(f"  {row.at:%Y-%m-%d %H:%M}Z  {row.kind:8} {row.value}  ({row.post})")
    for member in template.members:
        at = f"{member.at:%Y-%m-%d %H:%M}Z"
        gone = ", no longer shown" if member.is_gone else ""
        kept = "" if member.is_alertable else f", kept out of alerts: {member.because}"
        call.say(f"  {at}  {member.post}  {member.source}  score {member.score:g}{kept}{gone}")
