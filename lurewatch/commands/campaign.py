"""campaign: one campaign: its groups, why each link is there, a path between two of them, what is similar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import click

from dedupe.campaigns.grouped import Campaign
from dedupe.campaigns.links import Link
from index.ledger.coverage import left_out
from index.ledger.groups import heir_of
from index.ledger.known import find as find_posts
from index.ledger.linking import sizes_and_times
from index.ledger.schema import PUBLIC
from index.ledger.store import Connection
from lurewatch.call import Call, common_options
from lurewatch.campaigning import Landscape, find, landscape, rows, similar_to
from lurewatch.counted import counted
from lurewatch.installation import opened
from posts.errors import InputError
from posts.post import Record

LINKS_SHOWN = 50


class Group(Record, frozen=True, kw_only=True):
    """One cluster of a campaign, with the beginning of its first post."""

    cluster: str
    posts: int
    text: str


@click.command()
@common_options
@click.argument("campaign")
@click.option("--path", "ends", nargs=2, metavar="CLUSTER CLUSTER", help="Show the links from one group to another.")
def command(call: Call, campaign: str, ends: tuple[str, str] | None) -> None:
    """Show a campaign by its id, or the one that a cluster belongs to, with the reason for every link.

    Example: lurewatch campaign m1_…
    """
    with opened(call.made_home, call.clock) as here, here.ledger.reading() as connection:
        scene = landscape(connection)
        found = find(connection, scene, campaign)
        if found is None:
            what = f"no campaign has the id {campaign}, and no cluster of this id is part of one"
            raise InputError(what, "list them with: lurewatch campaigns")
        row = rows(connection, Landscape(scene.evidence, [found], scene.founders), 1)[0]
        groups = _groups(connection, scene, found)
        alike = similar_to(connection, scene, found)
        path = _path(connection, found, ends)
        hidden = left_out(connection)
    call.say(f"{row.id}: {counted(row.clusters, 'group')}, {counted(row.posts, 'post')}")
    for group in groups:
        call.say(f"  {group.cluster}  {counted(group.posts, 'post')}: {group.text}")
    call.say("These links are indicators, not a verdict; who runs the accounts may be coerced.")
    _say(call, found.links[:LINKS_SHOWN])
    if len(found.links) > LINKS_SHOWN:
        call.say(f"  and {len(found.links) - LINKS_SHOWN} more links: add --json to see all")
    for pair in alike:
        call.say(f"  similar in another language: {pair.a} - {pair.b}: {'; '.join(pair.reasons)}")
    if ends:
        call.say(f"From {ends[0]} to {ends[1]}:")
        _say(call, path)
    call.say(f"The restricted lane was not searched: {counted(hidden, 'post')} kept apart.")
    links, steps = [_told(link) for link in found.links], [_told(link) for link in path]
    answer = {"campaign": row, "groups": groups, "links": links, "similar": alike, "path": steps, "left_out": hidden}
    call.answer(answer)


def _say(call: Call, links: Iterable[Link]) -> None:
    for link in links:
        call.say(f"  {link.a} - {link.b}: {link.reason}")


def _told(link: Link) -> Mapping[str, str]:
    return {"a": link.a, "b": link.b, "kind": link.kind, "value": link.value, "reason": link.reason}


def _groups(connection: Connection, scene: Landscape, found: Campaign) -> list[Group]:
    first = {cluster: scene.founders[cluster][1] for cluster in found.clusters}
    known = find_posts(connection, first.values(), (PUBLIC,))
    sizes = sizes_and_times(connection, found.clusters)
    return [
        Group(cluster=cluster, posts=sizes[cluster].posts, text=" ".join(known[post].post.text.split())[:120])
        for cluster, post in sorted(first.items(), key=lambda pair: scene.founders[pair[0]])
    ]


def _path(connection: Connection, found: Campaign, ends: tuple[str, str] | None) -> tuple[Link, ...]:
    if ends is None:
        return ()
    start, end = (heir_of(connection, name) for name in ends)
    for name in (start, end):
        if name not in found.clusters:
            raise InputError(f"{name} is no group of this campaign", "take two of the groups that it lists")
    return found.path(start, end)
