"""search: find public posts by words and fields, in any script."""

from __future__ import annotations

from typing import Any, get_args

import click

from index.engine import FACETS, Sort
from lurewatch.call import Call, common_options
from lurewatch.counted import counted
from lurewatch.deciding import audited
from lurewatch.installation import Installation, opened
from lurewatch.restricted import restricted_options
from lurewatch.saved import save, saved_query
from lurewatch.searching import FoundPost, Options, SearchAnswer, search
from lurewatch.settings import EngineName
from posts.errors import InputError
from posts.mark import AuditLine

SORTS = (*get_args(Sort), "size")


@click.command()
@common_options
@click.argument("query", default="")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many hits to show.")
@click.option("--sort", type=click.Choice(SORTS), default="relevance", show_default=True, help="In what order.")
@click.option("--facet", "facets", type=click.Choice(FACETS), multiple=True, help="Count the values of a field.")
@click.option("--collapse", is_flag=True, help="One hit for each cluster, with the number of its posts.")
@click.option("--after", metavar="PLACE", help="Show the next page: PLACE is what the page before names as next.")
@click.option("--saved", metavar="NAME", help="Ask a saved search; QUERY narrows it down.")
@click.option("--save", "save_as", metavar="NAME", help="Keep this search in alerts.toml under a name.")
@click.option("--engine", type=click.Choice(get_args(EngineName)), help="Ask this engine instead of the usual one.")
@restricted_options
def command(call: Call, query: str, engine: EngineName | None, restricted: str | None, **how: Any) -> None:
    """Search public posts; docs/reference/query-language.md shows what QUERY can be.

    Example: lurewatch search "operator tiket place:kh-poipet" --sort newest
    """
    saved, save_as = how.pop("saved"), how.pop("save_as")
    _check(how)
    with opened(call.made_home, call.clock, engine) as here:
        query = saved_query(here, saved, query)
        if restricted is not None:
            _note(here, call, query, restricted)
        answer = search(here, query, Options(restricted=restricted is not None, **how))
        if save_as:
            save(here, save_as, query)
    show(call, answer, restricted is not None)
    call.answer(answer)


def _check(how: dict[str, Any]) -> None:
    if how["after"] and (how["collapse"] or how["sort"] == "size"):
        raise InputError("clusters have no further pages", "ask for more with --limit, or leave --after out")


def show(call: Call, answer: SearchAnswer, with_restricted: bool) -> None:
    """Print an answer for people."""
    for hit in answer.hits:
        call.say(_line(hit))
        call.say(f"    {marked(hit.text, hit.highlights)}")
    for name, values in answer.facets.items():
        call.say(f"{name}: " + ", ".join(f"{value.value} {value.count}" for value in values))
    call.say(f"{counted(answer.total, 'post')} answer.")
    if answer.next:
        call.say(f"More: add --after {answer.next}")
    for sentence in answer.incomplete:
        call.say(f"INCOMPLETE: {sentence}")
    call.say(answer.searched.sentence())
    if not with_restricted:
        call.say(f"The restricted lane was not searched: {counted(answer.left_out, 'post')} kept apart.")


def _line(hit: FoundPost) -> str:
    at = f"{hit.posted_at:%Y-%m-%d %H:%M}Z" if hit.posted_at else "no time"
    group = f"  {hit.cluster}: {hit.group.answering} of {hit.group.size} posts" if hit.group and hit.cluster else ""
    return f"{hit.id}  {at}  {hit.source}  {'/'.join(hit.langs)}  score {hit.score:g}{group}"


def marked(text: str, spans: tuple[tuple[int, int], ...], around: int = 60) -> str:
    """Return the stretch of a text around its first highlight, highlights in brackets, on one line."""
    start = max(0, spans[0][0] - around) if spans else 0
    stop = (spans[0][1] + 2 * around) if spans else 2 * around
    pieces, at = [], start
    for first, last in spans:
        if first >= at and last <= stop:
            pieces += [text[at:first], "[", text[first:last], "]"]
            at = last
    return " ".join("".join([*pieces, text[at:stop]]).split())


def _note(here: Installation, call: Call, query: str, reason: str) -> None:
    line = AuditLine(actor=call.actor, at=call.clock(), action="search restricted", target=query, reason=reason)
    with here.ledger.writing() as connection:
        audited(connection, line)
