"""export: every post that answers a query, as CSV or JSON lines, however many there are."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import click

from lurewatch.call import Call, common_options
from lurewatch.deciding import audited
from lurewatch.exporting import Export, Form
from lurewatch.installation import Installation, opened
from lurewatch.restricted import restricted_options
from lurewatch.saved import saved_query
from posts.files import PRIVATE_FILE, storage
from posts.mark import AuditLine


@click.command()
@common_options
@click.argument("query", default="")
@click.option("--saved", metavar="NAME", help="Export a saved search; QUERY narrows it down.")
@click.option("--format", "form", type=click.Choice(get_args(Form)), default="csv", show_default=True, help="As what.")
@click.option("-o", "path", type=click.Path(path_type=Path, dir_okay=False), help="A file instead of standard output.")
@restricted_options
def command(call: Call, query: str, saved: str | None, form: Form, path: Path | None, restricted: str | None) -> int:
    """Write every post that answers QUERY, newest first; cells that a spreadsheet would run stay text.

    Example: lurewatch export "place:kh-poipet" --format csv -o poipet.csv
    """
    with opened(call.made_home, call.clock) as here:
        query = saved_query(here, saved, query)
        export = Export(here, query, restricted=restricted is not None)
        _note(here, call, query, restricted)
        _write(export.lines(form), path)
    for sentence in export.incomplete:
        click.echo(f"INCOMPLETE: {sentence}", err=True)
    if path is not None:
        call.say(f"{path}: {export.count} posts")
        call.answer({"file": path.name, "posts": export.count, "incomplete": export.incomplete})
    return int(bool(export.incomplete))


def _write(lines: Iterable[bytes], path: Path | None) -> None:
    """Write to standard output, or to a file that appears only when it is whole."""
    if path is None:
        for line in lines:
            sys.stdout.buffer.write(line)
        return
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with storage(path):
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "wb") as file:
                file.writelines(lines)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def _note(here: Installation, call: Call, query: str, reason: str | None) -> None:
    action = "export restricted" if reason else "export"
    line = AuditLine(actor=call.actor, at=call.clock(), action=action, target=query, reason=reason or "")
    with here.ledger.writing() as connection:
        audited(connection, line)
