"""import, as a case worker meets it: options, refusals with their place, and what a hand-in can never do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from posts.home import Home
from tests.conftest import ROOT
from tests.crawlers.handins.handing import CHAT, plain_photo, saved
from tests.crawlers.handins.warc.making import packed, response
from tests.lurewatch.calling import call

PAGES = ROOT / "tests/pages"
OURS = {
    "platform": "telegram_web",
    "native_id": "loker__contoh/12",
    "url": "https://t.me/loker__contoh/12",
    "text": "Kata kami sendiri tentang Poipet",
    "visibility": "public",
}


@pytest.fixture
def made(tmp_path: Path) -> Home:
    home = Home(tmp_path / "case")
    assert call("init", "--home", home.path).code == 0
    return home


def test_a_map_of_ones_own_is_used_and_a_wrong_one_is_refused_with_its_line(made: Home, tmp_path: Path) -> None:
    table = PAGES / "tables/own.tsv"
    wrong = saved(tmp_path / "wrong.toml", b'[[map]]\nname = "a"\nplatform = "x"\nneeds = ["a"]\n')

    good = call("import", "csv", table, "--map", PAGES / "tables/own.toml", "--zone", "+07:00", "--home", made.path)
    bad = call("import", "csv", table, "--map", wrong, "--home", made.path)

    assert "2 posts taken, 1 refused" in good.out
    assert good.code == 2
    assert bad.code == 2
    assert bad.refusals == [f"{wrong}:1: map 'a': a map needs native_id, url or text; correct the map"]


def test_refusals_say_file_and_line_also_as_json(made: Home) -> None:
    said = call("import", "csv", PAGES / "tables/4cat_tiktok.csv", "--home", made.path, "--json")

    assert said.json["accepted"] == 2
    assert [(one["file"], one["line"]) for one in said.json["refused"]] == [
        ("4cat_tiktok.csv", 4),
        ("4cat_tiktok.csv", 5),
    ]
    assert said.code == 2


def test_words_of_a_picture_come_from_a_file(made: Home, tmp_path: Path) -> None:
    words = saved(tmp_path / "words.txt", b"Dicari operator, gaji $900")
    flyer = saved(tmp_path / "flyer.jpg", plain_photo())

    assert call("import", "image", flyer, "--text-file", words, "--home", made.path).code == 0
    assert call("ingest", "--home", made.path).code == 0

    found = call("search", "operator", "--restricted", "--reason", "test", "--home", made.path, "--json")
    assert [hit["post"]["text"] for hit in found.json["hits"]] == ["Dicari operator, gaji $900"]


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (["--zone", "Mars/Base"], "the time zone Mars/Base is not known"),
        (["--map", "{here}/missing.toml"], "cannot read this file"),
        (["--text-file", "{here}/latin.txt"], "invalid UTF-8"),
        (["--encoding", "punycode"], "punycode"),
    ],
)
def test_options_that_nobody_can_read_are_refused(made: Home, tmp_path: Path, options: list[str], what: str) -> None:
    chat = saved(tmp_path / "_chat.txt", CHAT.encode())
    saved(tmp_path / "latin.txt", b"\xe9")

    said = call("import", "whatsapp", chat, *(one.format(here=tmp_path) for one in options), "--home", made.path)

    assert said.code == 2
    assert what in said.err


def test_nothing_in_somebodys_archive_changes_what_we_have(made: Home, tmp_path: Path) -> None:
    ours = saved(tmp_path / "ours.jsonl", json.dumps(OURS).encode())
    page = (
        (PAGES / "saved/telegram_preview.html").read_bytes().replace(b"Kerja di Poipet", b"Kata palsu tentang Poipet")
    )
    theirs = saved(tmp_path / "a.warc.gz", packed(response("https://t.me/s/loker__contoh", page)))
    saved_page = saved(tmp_path / "p.html", page)
    call("import", "jsonl", ours, "--home", made.path)
    call("ingest", "--home", made.path)
    before = call("search", "kami", "--home", made.path, "--json").json["hits"]

    assert call("import", "warc", theirs, "--public", "--home", made.path).code == 0
    assert call("import", "html", saved_page, "--home", made.path).code == 0
    assert call("ingest", "--home", made.path).code == 0

    after = call("search", "kami", "--home", made.path, "--json").json["hits"]
    assert [hit["post"] for hit in after] == [hit["post"] for hit in before]
    assert [hit["post"]["text"] for hit in after] == [OURS["text"]]
    assert call("check", "--home", made.path).code == 0
