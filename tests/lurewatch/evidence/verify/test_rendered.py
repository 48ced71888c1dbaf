"""Pages that a browser has shown: DOM, answer and screenshot in the archive of a bundle, each checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lurewatch.evidence.packing import Packer
from lurewatch.evidence.verify.container import open_container
from lurewatch.evidence.verify.findings import Findings
from lurewatch.evidence.verify.web import check_web
from posts.capture import Capture
from posts.errors import ArchiveDamaged
from posts.identity import sha256_hex
from posts.post import with_fields
from posts.warc import Exchange, Segment, body_of, raw_members, read_capture, screenshot_of
from tests.conftest import START, make_capture

NAME = "records.warc.gz"
DOM, PICTURE = "<html>ដំណឹង</html>".encode(), b"\x89PNG one"
ANSWER = Exchange(b"GET / HTTP/1.1\r\n\r\n", b"", b"HTTP/1.1 200 OK\r\n\r\n", b"<html></html>")


@pytest.fixture
def capture(tmp_path: Path) -> Capture:
    fields: dict[str, Any] = {
        "kind": "rendered",
        "url": "https://loker.example.org/iklan/7",
        "screenshot": sha256_hex(PICTURE),
    }
    made = make_capture(**fields, id="", run="", sha256=sha256_hex(DOM), bytes=len(DOM))
    segment = Segment(tmp_path, "20260105T030000Z-aaaaaa", START)
    archived = segment.add_rendered(made, ANSWER, DOM, PICTURE)
    segment.close()
    return archived


def problems(tmp_path: Path, capture: Capture, stated: Capture) -> set[str]:
    with Packer(tmp_path / "a.zip", "case") as packer:
        packer.add(NAME, raw_members(tmp_path, capture))
    findings = Findings()
    with open_container(tmp_path / "a.zip", findings) as container:
        check_web(container, findings, NAME, {stated.id: stated})
    return {code for code, _ in findings.problems}


def test_a_rendered_page_reads_back_whole(tmp_path: Path, capture: Capture) -> None:
    records = read_capture(tmp_path, capture)

    assert [one.kind for one in records] == ["response", "request", "conversion", "resource", "metadata"]
    assert all(one.sound for one in records)
    assert body_of(tmp_path, capture) == DOM
    assert screenshot_of(tmp_path, capture) == PICTURE
    assert screenshot_of(tmp_path, with_fields(capture, screenshot=None)) is None
    with pytest.raises(ArchiveDamaged, match="the archived picture is not the recorded one"):
        screenshot_of(tmp_path, with_fields(capture, screenshot="0" * 64))


def test_a_rendered_page_is_intact(tmp_path: Path, capture: Capture) -> None:
    assert problems(tmp_path, capture, capture) == set()


@pytest.mark.parametrize(
    "change", [{"screenshot": "0" * 64}, {"screenshot": None}, {"sha256": "0" * 64}, {"kind": "http"}]
)
def test_what_does_not_fit_the_archive_is_found(tmp_path: Path, capture: Capture, change: dict[str, str]) -> None:
    assert problems(tmp_path, capture, with_fields(capture, **change)) == {"E_WARC_XREF"}
