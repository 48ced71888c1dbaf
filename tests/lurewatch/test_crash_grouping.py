"""Killed while it groups, between batches and within them: the clusters are those of a run in peace."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.grouping import made_posts
from index.ledger.known import every
from index.ledger.schema import PUBLIC
from index.ledger.store import open_ledger
from posts.home import Home
from tests.lurewatch.calling import call
from tests.lurewatch.test_crash import CLEAN, INGEST_SECONDS, command, kill_after


def reposts(sizes: list[int]) -> Iterator[str]:
    """Yield files of so many posts each, of which two in three are reposts with edits."""
    texts = made_posts(sum(sizes))
    start = 0
    for size in sizes:
        part = range(start, start := start + size)
        lines = [{"platform": "telegram_web", "native_id": f"loker__uji/{at}", "text": texts[at]} for at in part]
        yield "\n".join(map(json.dumps, lines))


def parted(home: Home) -> list[list[str]]:
    """Return the posts of each cluster."""
    ledger = open_ledger(home)
    clusters: dict[str | None, list[str]] = {}
    with ledger.reading() as connection:
        for one in every(connection, PUBLIC):
            clusters.setdefault(one.cluster, []).append(one.post.native_id or "")
    ledger.close()
    return sorted(sorted(posts) for posts in clusters.values())


def kill_grouping(folder: Path, kills: int) -> None:
    """Kill ingest and regroup, between batches and within them, and compare with a home that was left in peace."""
    chance = random.Random(20260109)
    killed, peaceful = Home(folder / "killed"), Home(folder / "peaceful")
    for home in (killed, peaceful):
        assert call("init", "--home", home.path).code == 0
    sizes = [chance.choice([1, 5, 20, 100, 500]) for _ in range(kills)]
    for turn, lines_of_posts in enumerate(reposts(sizes)):
        file = folder / f"{turn}.jsonl"
        file.write_text(lines_of_posts, encoding="utf-8")
        for home in (killed, peaceful):
            assert call("import", "jsonl", file, "--home", home.path).code == 0
        asked = "regroup" if turn % 3 == 2 else "ingest"
        kill_after(chance.uniform(0, INGEST_SECONDS), command(asked, "--home", killed.path), alone=turn % 2 == 0)
    for home in (killed, peaceful):
        assert call("ingest", "--home", home.path).code == 0

    assert parted(killed) == parted(peaceful)
    assert len(parted(killed)) < sum(sizes)
    assert call("check", "--home", killed.path).out == CLEAN


def test_grouping_killed_three_times_gives_the_clusters_of_a_run_in_peace(tmp_path: Path) -> None:
    kill_grouping(tmp_path, 3)


@pytest.mark.long
def test_grouping_killed_fifty_times_gives_the_clusters_of_a_run_in_peace(tmp_path: Path) -> None:
    kill_grouping(tmp_path, 50)
