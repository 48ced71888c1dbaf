"""The web archive in a bundle: unpacked within limits, whatever somebody put into it."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lurewatch.evidence.packing import Packer
from lurewatch.evidence.verify import members
from lurewatch.evidence.verify.container import open_container
from lurewatch.evidence.verify.findings import Findings
from lurewatch.evidence.verify.web import check_web
from posts.errors import BundleError
from tests.lurewatch.evidence.conftest import Sealed
from tests.lurewatch.evidence.tampering import TOP

NAME = "records.warc.gz"


def found_in(folder: Path, data: bytes) -> set[str]:
    """Return the codes that an archive of these bytes gives where no capture is known."""
    with Packer(folder / "a.zip", "case") as packer:
        packer.add(NAME, data)
    findings = Findings()
    with open_container(folder / "a.zip", findings) as container:
        check_web(container, findings, NAME, {})
    return {code for code, _ in findings.problems}


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MAX_RECORD_BYTES", 1000)
    head = b"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: 100000\r\n\r\n"

    with pytest.raises(BundleError, match="a bomb"):
        found_in(tmp_path, gzip.compress(head + bytes(100_000)))


def test_many_small_members_cannot_be_a_bomb_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MAX_UNPACKED_BYTES", 100)
    record = gzip.compress(b"WARC/1.1\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n")

    with pytest.raises(BundleError, match="a bomb"):
        found_in(tmp_path, record * 10)


def test_a_page_that_no_capture_names_is_told(sealed: Sealed, tmp_path: Path) -> None:
    data = sealed.files[f"{TOP}data/web/{NAME}"]

    assert found_in(tmp_path, data) == {"E_WARC_XREF"}


def test_metadata_of_somebody_else_is_told(tmp_path: Path) -> None:
    body = b'{"id": 5}'
    head = b"WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:1>\r\nContent-Length: %d\r\n\r\n" % len(body)

    assert found_in(tmp_path, gzip.compress(head + body + b"\r\n\r\n")) == {"E_FORMAT"}


@settings(max_examples=60)
@given(st.data())
def test_whatever_stands_in_a_record_is_told_and_never_breaks_the_check(
    sealed: Sealed, tmp_path: Path, data: st.DataObject
) -> None:
    plain = gzip.decompress(sealed.files[f"{TOP}data/web/{NAME}"])
    at = data.draw(st.integers(0, len(plain) - 1))
    new = data.draw(st.binary(max_size=20))

    codes = found_in(tmp_path, gzip.compress(plain[:at] + new + plain[at + 1 :]))

    assert codes <= {"E_WARC_XREF", "E_FORMAT"}
