"""cluster: one group: its template, its slots over time, its members."""

from __future__ import annotations

import click

from index.ledger.groups import composites_in, heir_of
from lurewatch.call import Call, common_options
from lurewatch.counted import counted
from lurewatch.installation import opened
from lurewatch.templates import ClusterTemplate, template_of
from posts.errors import InputError


@click.command()
@common_options
@click.argument("cluster")
def command(call: Call, cluster: str) -> None:
    """Show one group of reposted texts.

    Example: lurewatch cluster c1_…
    """
    with opened(call.made_home, call.clock) as here, here.ledger.reading() as connection:
        template = template_of(connection, cluster)
        if template is None:
            raise InputError(f"no cluster has the id {cluster}", "list them with: lurewatch clusters")
        also = composites_in(connection, template.cluster)
        renamed = heir_of(connection, cluster) != cluster
    if renamed:
        call.say(f"{cluster} has become part of {template.cluster}")
    show(call, template)
    for post in also:
        call.say(f"also in {post}, a post that holds two adverts")
    call.answer({"cluster": template, "composites": also})


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
