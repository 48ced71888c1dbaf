"""Verify: every change to a bundle is found, named and told in a sentence; nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lurewatch.evidence.bundle import write_bundle
from lurewatch.evidence.keys import EvidenceKey
from lurewatch.evidence.verify import verify
from posts.errors import BundleError
from posts.home import Home
from tests.lurewatch.evidence.cases import bare_case, zipped
from tests.lurewatch.evidence.conftest import Sealed
from tests.lurewatch.evidence.tampering import changed, flip, remade
from tests.lurewatch.evidence.tampering_table import TAMPERINGS


def test_a_bundle_is_valid_for_its_key_and_unknown_without(sealed: Sealed) -> None:
    valid, unknown = verify(sealed.path, sealed.key.public), verify(sealed.path, None)

    assert (valid.verdict, valid.problems, valid.exit_code) == ("valid", (), 0)
    assert (unknown.verdict, unknown.problems, unknown.exit_code) == ("unknown_key", (), 3)


def test_the_smallest_bundle_is_valid(home: Home, stranger: EvidenceKey, tmp_path: Path) -> None:
    write_bundle(bare_case(home), home, stranger, tmp_path / "a.zip")

    assert verify(tmp_path / "a.zip", stranger.public).problems == ()


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found_with_its_code(name: str, sealed: Sealed, stranger: EvidenceKey, tmp_path: Path) -> None:
    files = TAMPERINGS[name].done(sealed.files, sealed.key, stranger)

    verdict = verify(zipped(files, tmp_path / "b.zip"), sealed.key.public)

    assert verdict.exit_code == 1
    assert verdict.problems
    assert TAMPERINGS[name].codes <= {problem.code for problem in verdict.problems}
    assert all(problem.sentence.isprintable() for problem in verdict.problems)


def test_one_flipped_byte_in_any_file_names_that_file(sealed: Sealed, tmp_path: Path) -> None:
    data, missed = sealed.path.read_bytes(), []
    for name, content in sealed.files.items():
        for at in {0, len(content) // 2, len(content) - 1}:
            bad = bytearray(data)
            bad[data.index(name.encode()) + len(name) + at] ^= 1
            path = tmp_path / "b.zip"
            path.write_bytes(bad)

            verdict = verify(path, sealed.key.public)

            short = name.partition("/")[2]
            if verdict.exit_code != 1 or not any(short in problem.sentence for problem in verdict.problems):
                missed.append((short, at, verdict))

    assert missed == []


def test_a_bundle_of_a_stranger_is_intact_but_not_the_expected_one(
    sealed: Sealed, stranger: EvidenceKey, tmp_path: Path
) -> None:
    path = zipped(remade(sealed.files, stranger), tmp_path / "b.zip")

    assert verify(path, None).exit_code == 3
    assert verify(path, sealed.key.public).exit_code == 1


def test_without_a_trusted_key_a_broken_copy_of_the_key_is_told(sealed: Sealed, tmp_path: Path) -> None:
    files = changed("signer.pem", lambda _: b"key")(sealed.files)

    verdict = verify(zipped(files, tmp_path / "b.zip"), None)

    assert {"E_FORMAT", "E_TAG_HASH"} <= {problem.code for problem in verdict.problems}


def test_without_any_key_nothing_is_vouched_for(sealed: Sealed, tmp_path: Path) -> None:
    files = {name: data for name, data in sealed.files.items() if "signer.pem" not in name}

    assert verify(zipped(files, tmp_path / "b.zip"), None).exit_code == 1


def test_the_order_of_entries_does_not_matter(sealed: Sealed, tmp_path: Path) -> None:
    files = dict(reversed(sealed.files.items()))

    assert verify(zipped(files, tmp_path / "b.zip"), sealed.key.public).exit_code == 0


def test_the_same_problem_is_told_once_and_a_flood_is_cut(sealed: Sealed, tmp_path: Path) -> None:
    files = sealed.files | {f"cluster-c1_a/data/extra{number}.txt": b"" for number in range(150)}

    problems = verify(zipped(files, tmp_path / "b.zip"), sealed.key.public).problems

    assert sum(problem.code == "E_EXTRA" for problem in problems) == 100
    assert [problem.sentence for problem in problems if problem.code == "E_MORE"] == [
        "and more problems of the kind E_EXTRA"
    ]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "bytes before": lambda data: b"#!/bin/sh\n" + data,
    "bytes behind": lambda data: data + b"more",
    "cut short": lambda data: data[:-100],
    "cut in half": lambda data: data[: len(data) // 2],
    "empty": lambda _: b"",
    "no zip": lambda _: b"no zip at all" * 100,
    "only an end": lambda data: data[-22:],
    "a short end": lambda data: data[-22:-4],
    "twice": lambda data: data + data,
    "flip in a page": lambda data: flip(data[:3000]) + data[3000:],
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damage_to_the_zip_file_is_tampered_or_unreadable(
    damage: Callable[[bytes], bytes], sealed: Sealed, tmp_path: Path
) -> None:
    path = tmp_path / "b.zip"
    path.write_bytes(damage(sealed.path.read_bytes()))

    code: int | None
    try:
        code = verify(path, sealed.key.public).exit_code
    except BundleError as problem:
        code = problem.exit_code if problem.file == str(path) else None

    assert code in {1, 2}


def test_what_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="cannot read this file: No such file"):
        verify(tmp_path / "none.zip", None)
