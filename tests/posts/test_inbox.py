"""The inbox: one whole file a page, typed lines, oldest run first."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from posts import inbox
from posts.capture import Capture, Gap, Visit
from posts.errors import LineRefused
from tests.conftest import START, make_post

LINES: list[inbox.Line] = [
    inbox.CaptureLine(
        capture=Capture(
            id="<urn:uuid:1>", run="r", kind="http", purpose="page", fetched_at=START, sha256="0" * 64, bytes=1
        )
    ),
    inbox.PostLine(post=make_post()),
    inbox.GapLine(gap=Gap(source="s", run="r", kind="page", sentence="page 2 answered 503", noticed_at=START)),
    inbox.VisitLine(
        visit=Visit(source="s", run="r", started_at=START, ended_at=START, requests=1, outcome="posts", posts=1)
    ),
]


def test_lines_come_back_as_they_were_put(tmp_path: Path) -> None:
    path = inbox.Inbox(tmp_path, "20260105T030000Z-aaaaaa").put(LINES)

    read = [inbox.parse(line, path, number) for number, line in inbox.read(path)]

    assert read == LINES


def test_files_wait_in_the_order_of_runs_and_pages(tmp_path: Path) -> None:
    late, early = inbox.Inbox(tmp_path, "20260106T000000Z-000000"), inbox.Inbox(tmp_path, "20260105T000000Z-ffffff")
    paths = [late.put(LINES), early.put(LINES), early.put(LINES)]
    (tmp_path / ".20260104T000000Z-000000-000001.jsonl.9.tmp").write_bytes(b"half")

    assert inbox.waiting(tmp_path) == [paths[1], paths[2], paths[0]]


def test_files_of_one_work_appear_together_or_not_at_all(tmp_path: Path) -> None:
    run = "20260105T030000Z-aaaaaa"

    with inbox.together(tmp_path, run) as box:
        box.put(LINES)
        box.put(LINES)
        assert inbox.waiting(tmp_path) == []
    whole = inbox.waiting(tmp_path)
    broken = inbox.together(tmp_path, run)
    broken.__enter__().put(LINES)
    broken.__exit__(LineRefused, LineRefused("the disk is full", "free some room"), None)
    with inbox.together(tmp_path, run) as box:
        box.put(LINES)

    assert [path.name for path in whole] == [f"{run}-000001.jsonl", f"{run}-000002.jsonl"]
    assert len(inbox.waiting(tmp_path)) == 3
    for path in inbox.waiting(tmp_path):
        inbox.done(path)
    assert list(tmp_path.iterdir()) == []


def test_groups_and_single_files_wait_in_one_order(tmp_path: Path) -> None:
    first, second, third = (f"2026010{day}T030000Z-aaaaaa" for day in (5, 6, 7))
    inbox.Inbox(tmp_path, third).put(LINES)
    with inbox.together(tmp_path, second) as box:
        box.put(LINES)
    inbox.Inbox(tmp_path, first).put(LINES)

    assert [path.name.partition("-")[0] for path in inbox.waiting(tmp_path)] == [
        run.partition("-")[0] for run in (first, second, third)
    ]


@pytest.mark.parametrize("line", [b'{"type": "pigeon"}', b'{"post": {}}', b'{"type": "post", "post": {"text": ""}}'])
def test_a_line_of_unknown_type_or_shape_is_refused(line: bytes, tmp_path: Path) -> None:
    with pytest.raises(LineRefused) as refused:
        inbox.parse(line, tmp_path / "a.jsonl", 3)

    assert (refused.value.file, refused.value.line) == (str(tmp_path / "a.jsonl"), 3)


def test_times_keep_their_zone(tmp_path: Path) -> None:
    path = inbox.Inbox(tmp_path, "r").put([inbox.PostLine(post=make_post(posted_at=datetime(2026, 1, 5, tzinfo=UTC)))])

    assert b'"posted_at":"2026-01-05T00:00:00Z"' in path.read_bytes()
