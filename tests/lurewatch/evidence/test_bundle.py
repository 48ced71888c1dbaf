"""A bundle: reproducible, readable without us, and every change to it is found and named."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import bagit
import pytest

from lurewatch.evidence.bundle import write_bundle
from lurewatch.evidence.keys import load_or_make
from lurewatch.evidence.packing import EPOCH, MODE, UNIX
from lurewatch.evidence.payload import csv_safe
from lurewatch.evidence.verify import verify
from posts.errors import BundleError, InputError
from posts.home import Home
from tests.lurewatch.evidence.cases import contents, exported, make_case
from tests.lurewatch.evidence.tampering import TAMPERINGS, Files, flip, remade


def zipped(files: Files, target: Path) -> Path:
    """Write files as our own writer does, so that only what a test changes differs."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system, entry.external_attr = UNIX, MODE
            archive.writestr(entry, data)
    return target


def test_a_bundle_is_valid_for_its_key_and_unknown_without(home: Home, tmp_path: Path) -> None:
    path, key = exported(home, tmp_path / "a.zip")

    assert verify(path, key.public).problems == ()
    assert verify(path, key.public).exit_code == 0
    assert verify(path, None).exit_code == 3


def test_two_exports_are_byte_identical_whatever_their_name(home: Home, tmp_path: Path) -> None:
    case, key = make_case(home), load_or_make(home.custody)

    for name in ("a.zip", "another-name.zip"):
        write_bundle(case, home, key, tmp_path / name)

    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "another-name.zip").read_bytes()


def test_an_existing_file_is_not_overwritten(home: Home, tmp_path: Path) -> None:
    path, key = exported(home, tmp_path / "a.zip")
    before = path.read_bytes()

    with pytest.raises(InputError, match="exists already"):
        write_bundle(make_case(Home(tmp_path / "other")), home, key, path)

    assert path.read_bytes() == before


def test_a_failed_export_leaves_nothing(home: Home, tmp_path: Path) -> None:
    case = make_case(home)
    shutil.rmtree(home.media)

    with pytest.raises(Exception, match="No such file"):
        write_bundle(case, home, load_or_make(home.custody), tmp_path / "a.zip")

    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found_with_its_code(name: str, home: Home, tmp_path: Path) -> None:
    tamper, sealing, codes = TAMPERINGS[name]
    path, key = exported(home, tmp_path / "a.zip")
    files = tamper(contents(path))
    if sealing:
        stranger = load_or_make(tmp_path / "stranger")
        files = remade(files, {"manifests": None, "stranger": stranger, "insider": key}[sealing])

    verdict = verify(zipped(files, tmp_path / "b.zip"), key.public)

    assert verdict.exit_code == 1
    assert codes <= {problem.code for problem in verdict.problems}
    assert all(problem.sentence for problem in verdict.problems)


def test_one_flipped_byte_in_any_file_names_that_file(home: Home, tmp_path: Path) -> None:
    path, key = exported(home, tmp_path / "a.zip")
    for name in contents(path):
        files = contents(path)
        files[name] = flip(files[name])

        verdict = verify(zipped(files, tmp_path / "b.zip"), key.public)

        short = name.partition("/")[2]
        assert verdict.exit_code == 1
        if not short.endswith("tagmanifest-sha256.txt"):
            assert any(short in problem.sentence for problem in verdict.problems), (short, verdict)


def test_one_flipped_bit_anywhere_in_the_file_is_never_valid(home: Home, tmp_path: Path) -> None:
    path, key = exported(home, tmp_path / "a.zip", posts=1)
    data = path.read_bytes()
    bad = tmp_path / "b.zip"
    wrong = []
    for at in {*range(0, len(data), 211), *range(60), *range(len(data) - 600, len(data))}:
        bad.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
        try:
            code = verify(bad, key.public).exit_code
        except BundleError:
            code = 2
        if code not in {1, 2}:
            wrong.append((at, code))

    assert wrong == []


def test_the_order_of_entries_does_not_matter(home: Home, tmp_path: Path) -> None:
    path, key = exported(home, tmp_path / "a.zip")
    files = dict(reversed(contents(path).items()))

    assert verify(zipped(files, tmp_path / "b.zip"), key.public).exit_code == 0


DAMAGES = {
    "bytes before": lambda data: b"#!/bin/sh\n" + data,
    "bytes behind": lambda data: data + b"more",
    "cut short": lambda data: data[:-100],
    "cut in half": lambda data: data[: len(data) // 2],
    "empty": lambda _: b"",
    "no zip": lambda _: b"no zip at all" * 100,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damage_to_the_zip_file_is_tampered_or_unreadable(damage: object, home: Home, tmp_path: Path) -> None:
    path, key = exported(home, tmp_path / "a.zip")
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]  # a table of functions

    try:
        code = verify(path, key.public).exit_code
    except BundleError:
        code = 2

    assert code in {1, 2}


def test_a_bomb_is_refused_before_it_is_unpacked(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            with archive.open(f"a/{number}", "w", force_zip64=True) as entry:
                for _ in range(1100):
                    entry.write(bytes(1 << 20))

    with pytest.raises(BundleError, match="bomb"):
        verify(path, None)


def unpacked(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return next(folder.iterdir())


def stock_commands(bag: Path) -> list[str]:
    text = (bag / "VERIFY.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if re.match(r"  (ssh-keygen|openssl|sha256sum|prev=)", line)]


def run_stock(bag: Path) -> tuple[bool, str]:
    """Run the commands of VERIFY.txt as a person would; return whether all were content, and what they said."""
    said, is_good = [], True
    for command in stock_commands(bag):
        done = subprocess.run(["bash", "-c", command], cwd=bag, capture_output=True, text=True, check=False)
        said.append(done.stdout + done.stderr)
        is_good &= done.returncode == 0
    head = said[-1].strip()
    info = (bag / "bag-info.txt").read_text(encoding="utf-8")
    return is_good and f"Custody-Head: {head}" in info, "\n".join(said)


needs_stock_tools = pytest.mark.skipif(
    not (shutil.which("openssl") and shutil.which("ssh-keygen")), reason="needs openssl and ssh-keygen"
)


@needs_stock_tools
def test_the_stock_commands_find_a_good_bundle_good(home: Home, tmp_path: Path) -> None:
    path, _ = exported(home, tmp_path / "a.zip")

    is_good, said = run_stock(unpacked(path, tmp_path / "bag"))

    assert is_good, said
    assert "Verified" in said


@needs_stock_tools
@pytest.mark.parametrize(
    "part", ["item.json", "response.html", "log.jsonl", "bag-info.txt", "sshsig", "records.warc.gz"]
)
def test_the_stock_commands_find_one_flipped_byte(part: str, home: Home, tmp_path: Path) -> None:
    path, _ = exported(home, tmp_path / "a.zip")
    bag = unpacked(path, tmp_path / "bag")
    target = next(found for found in sorted(bag.rglob("*")) if found.name.endswith(part))

    target.write_bytes(flip(target.read_bytes()))

    assert not run_stock(bag)[0]


def test_a_second_verifier_accepts_the_bag(home: Home, tmp_path: Path) -> None:
    path, _ = exported(home, tmp_path / "a.zip")

    assert bagit.Bag(str(unpacked(path, tmp_path / "bag"))).is_valid()


def test_nothing_in_the_report_runs_or_loads(home: Home, tmp_path: Path) -> None:
    path, _ = exported(home, tmp_path / "a.zip")

    for name, data in contents(path).items():
        if name.endswith(("README.html", "report/index.html")):
            assert not re.search(rb"<script|src=|http-equiv|<iframe|href=.(?!report/)", data)


def test_spreadsheets_take_no_value_for_a_formula() -> None:
    assert [csv_safe(text) for text in ("=1+1", "-x", "＝1", "plain")] == ["'=1+1", "'-x", "'＝1", "plain"]


def test_the_key_is_private_and_made_once(home: Home) -> None:
    first, second = load_or_make(home.custody), load_or_make(home.custody)

    assert first.sign(b"x") == second.sign(b"x")
    (home.custody / "evidence.key").chmod(0o640)
    with pytest.raises(InputError, match="mode is 0640"):
        load_or_make(home.custody)


def test_an_export_does_not_depend_on_the_environment(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, key = make_case(home), load_or_make(home.custody)
    write_bundle(case, home, key, tmp_path / "a.zip")
    monkeypatch.setenv("TZ", "Asia/Phnom_Penh")
    monkeypatch.setenv("LC_ALL", "km_KH.UTF-8")
    os.umask(0o022)

    write_bundle(case, home, key, tmp_path / "b.zip")

    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
