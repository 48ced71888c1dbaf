"""read: what posts say, as a filter: JSON lines in, one Reading a line out."""

from __future__ import annotations

import click

from enrichers import load_data, read_lines
from lurewatch.call import Call, common_options, read_from
from posts.errors import LineRefused


@click.command()
@common_options
@click.argument("path", default="-")
def command(call: Call, path: str) -> int:
    """Read posts from PATH (default: standard input): JSON lines with id and text, one Reading line each.

    Example: lurewatch read posts.jsonl > readings.jsonl
    """
    code = 0
    with read_from(path) as stream:
        for answer in read_lines(stream, load_data(), path):
            if isinstance(answer, LineRefused):
                call.refuse(answer)
                code = answer.exit_code
            else:
                click.echo(answer)
    return code
