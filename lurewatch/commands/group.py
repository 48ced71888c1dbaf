"""group: near-duplicate texts, as a filter: JSON lines in, the cluster of each line out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from dedupe.group import PairLine, group_lines, read_lines
from dedupe.images.relation import Kind
from lurewatch.call import Call, common_options, read_from
from lurewatch.line_pictures import copies, read_pictures
from posts import jsonl
from posts.errors import LurewatchError
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

    Lines without words are grouped by their pictures ("images": paths): copies of one picture are one cluster.

    Example: lurewatch group --pairs pairs.jsonl adverts.jsonl > clusters.jsonl
    """
    refused: list[LurewatchError] = []
    with read_from(path) as stream:
        lines = list(read_lines(stream, path, refused.append))
    related = read_pictures(lines, path, refused.append).related()
    grouping = group_lines((line for _, line in lines), copies(related))
    for answer in grouping.lines:
        click.echo(jsonl.line(answer))
    if pairs is not None:
        _write(pairs, grouping.post_pairs(), related)
    return call.refuse_all(refused)


def _write(path: Path, texts: Iterable[PairLine], pictures: Mapping[tuple[str, str], tuple[Kind, float]]) -> None:
    """Write each pair once: the larger score of the texts and the pictures, and how the pictures are related."""
    scores = {(a, b): score for a, b, score in texts}
    lines = []
    for ends in sorted({*scores, *pictures}):
        kind, alike = pictures.get(ends, (None, 0.0))
        line = {"a": ends[0], "b": ends[1], "score": max(alike, scores.get(ends, 0.0))}
        lines.append(jsonl.line(line | ({"picture": kind} if kind else {})) + b"\n")
    write_whole(path, b"".join(lines))
