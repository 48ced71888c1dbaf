"""group: near-duplicate texts, as a filter: JSON lines in, the cluster of each line out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from dedupe.group import GroupLine, PairLine, group_lines, read_lines
from lurewatch.call import Call, common_options, read_from
from lurewatch.looking import looking
from posts import jsonl
from posts.errors import InputError, LineRefused, LurewatchError, WorkerError
from posts.files import write_whole


@click.command()
@common_options
@click.argument("path", default="-")
@click.option(
    "--pairs",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write every pair of near-duplicates to this file, with its score.",
)
def command(call: Call, path: str, pairs: Path | None) -> int:
    """Group texts from PATH (default: standard input): JSON lines with id and text, one line with its cluster each.

    Example: lurewatch group --pairs pairs.jsonl adverts.jsonl > clusters.jsonl
    """
    refused: list[LurewatchError] = []
    with read_from(path) as stream:
        lines = list(read_lines(stream, path, refused.append))
    refused += _unreadable(lines, path)
    grouping = group_lines(line for _, line in lines)
    for answer in grouping.lines:
        click.echo(jsonl.line(answer))
    if pairs is not None:
        _write(pairs, grouping.post_pairs())
    return call.refuse_all(refused)


def _write(path: Path, pairs: Iterable[PairLine]) -> None:
    lines = sorted(pairs)
    write_whole(path, b"".join(jsonl.line({"a": a, "b": b, "score": score}) + b"\n" for a, b, score in lines))


def _unreadable(lines: Iterable[tuple[int, GroupLine]], name: str) -> Iterator[LineRefused]:
    """Look at the pictures that lines name; the text of a line whose picture cannot be read is grouped all the same."""
    with looking() as worker:
        for number, line in lines:
            for image in line.images:
                try:
                    worker.call(_bytes(image))
                except (InputError, WorkerError) as problem:
                    what = f"the picture {image} cannot be read: {problem.what}"
                    yield LineRefused(what, "its text is grouped without it", file=name, line=number)


def _bytes(image: str) -> bytes:
    try:
        return Path(image).read_bytes()
    except OSError as problem:
        raise InputError(f"{problem.strerror}".lower(), "check the path", file=image) from problem
