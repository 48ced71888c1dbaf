"""explain: why a post is flagged, held back or kept apart: its phrases, what each counts, what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable

import click

from enrichers.names import READERS, Reader
from index.ledger.known import Known, find
from index.ledger.schema import LANES, PUBLIC
from lurewatch.call import Call, common_options
from lurewatch.deciding import audited
from lurewatch.explaining import Explanation, Reason, explain, marked
from lurewatch.installation import Installation, opened
from lurewatch.restricted import restricted_options
from posts.errors import InputError
from posts.mark import AuditLine


@click.command()
@common_options
@restricted_options
@click.option("--post", required=True, help="The id of the post.")
@click.option("--names", type=click.Choice(READERS), default="en", show_default=True, help="The language of names.")
def command(call: Call, post: str, names: Reader, restricted: str | None) -> None:
    """Show one post with the words that count marked, their names, weights and sources, and the counter-evidence.

    Example: lurewatch explain --post p1_… --names id
    """
    with opened(call.made_home, call.clock) as here:
        known = _known(here, post, restricted)
        if restricted is not None:
            line = AuditLine(actor=call.actor, at=call.clock(), action="explain", target=post, reason=restricted)
            with here.ledger.writing() as connection:
                audited(connection, line)
        told = explain(known, here.data, names)
    if not call.as_json:
        show(call, told)
    call.answer(told)


def _known(here: Installation, post: str, restricted: str | None) -> Known:
    lanes = LANES if restricted is not None else (PUBLIC,)
    with here.ledger.reading() as connection:
        known = find(connection, [post], lanes).get(post)
    if known is None:
        do = "take an id that search or seen shows; the restricted lane is read with --restricted --reason TEXT"
        raise InputError(f"no post has the id {post} in what was looked through", do)
    return known


def show(call: Call, told: Explanation) -> None:
    """Print an explanation for people."""
    at = f", {told.posted_at:%Y-%m-%d %H:%M}Z" if told.posted_at else ""
    call.say(f"{told.id}  {told.source}{at}  {told.url or ''}".rstrip())
    call.say("")
    for line in marked(told.text, (*told.for_it, *told.against_it)).splitlines():
        call.say(f"    {line}")
    call.say(f"\n{told.outcome[:1].upper()}{told.outcome[1:]}.")
    call.say(f"Score {told.total:g}, alerts from {told.threshold:g}:")
    for part in told.parts:
        call.say(f"  {part.points:+g}  {part.called}")
    _show_reasons(call, "Indicators", told.for_it)
    _show_reasons(call, "Counter-evidence", told.against_it)
    if not told.against_it:
        call.say("\nCounter-evidence: none found.")
    for line in told.image_text:
        call.say(f"In a picture: {line}")
    for contact in told.contacts:
        call.say(f"Contact {contact.value} ({contact.role}, valid: {contact.valid})")
    if told.unreviewed:
        call.say(f"Unreviewed: no native speaker has checked the cues of {', '.join(told.unreviewed)}.")
    call.say(f"Read with data {told.data_version}.")


def _show_reasons(call: Call, title: str, reasons: Iterable[Reason]) -> None:
    told = list(reasons)
    if told:
        call.say(f"\n{title}:")
    for reason in told:
        call.say(f"  {reason.weight:+g}  {reason.called}: “{' '.join(reason.phrase.split())}” ({reason.source})")
