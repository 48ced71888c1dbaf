"""What people decide about groups: posts that do not belong leave, two that are one become one, and so it stays."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from dedupe import region
from index.ledger import key_files
from posts.home import Home
from tests.lurewatch.calling import call

OFFER = (
    "Dibutuhkan segera customer service untuk kantor baru di Poipet, gaji besar setiap bulan, tiket ditanggung kantor, "
    "mess dan makan gratis, berangkat minggu ini, tanpa pengalaman boleh melamar{}"
)
OTHER = "Hotel contoh mencari resepsionis dan petugas kebersihan, jam kerja delapan jam, libur hari minggu, kontrak"


def take(home: Home, texts: dict[str, str]) -> None:
    lines = [{"platform": "telegram_web", "native_id": f"contoh/{name}", "text": text} for name, text in texts.items()]
    path = home.path / "posts.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert call("import", "jsonl", path, "--home", home.path).code == 0
    assert call("ingest", "--home", home.path).code == 0


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("taken") / "home")
    assert call("init", "--home", made.path).code == 0
    take(made, {"1": OFFER.format(""), "2": OFFER.format(" sekarang"), "3": OFFER.format(" juga"), "4": OTHER})
    return made


@pytest.fixture
def home(taken: Home, tmp_path: Path) -> Home:
    shutil.copytree(taken.path, tmp_path / "home")
    return Home(tmp_path / "home")


def clusters(home: Home) -> dict[str, str]:
    """Return the cluster of each post by the number in its native id."""
    with sqlite3.connect(home.ledger) as connection:
        rows = connection.execute("SELECT number, id, cluster FROM posts").fetchall()
    connection.close()
    return {str(number): cluster for number, _, cluster in rows}


def posts(home: Home) -> dict[str, str]:
    with sqlite3.connect(home.ledger) as connection:
        rows = connection.execute("SELECT number, id FROM posts").fetchall()
    connection.close()
    return {str(number): post for number, post in rows}


def test_a_post_that_was_split_off_stays_out_whatever_is_regrouped(home: Home) -> None:
    before = clusters(home)
    assert before["1"] == before["2"] == before["3"]

    said = call("cluster", before["1"], "--split", posts(home)["2"], "--reason", "another advert", "--home", home.path)

    after = clusters(home)
    assert said.code == 0
    assert after["1"] == after["3"] == before["1"] != after["2"]
    for command in ("regroup", "rebuild"):
        assert call(command, "--home", home.path).code == 0
        assert clusters(home) == after
    assert call("check", "--home", home.path).code == 0


def test_merged_groups_are_one_and_the_old_name_still_leads_there(home: Home) -> None:
    before = clusters(home)

    said = call("cluster", before["1"], "--merge", before["4"], "--reason", "same office", "--home", home.path)

    assert said.code == 0
    assert set(clusters(home).values()) == {before["1"]}
    shown = call("cluster", before["4"], "--home", home.path, "--json")
    assert shown.json["cluster"]["cluster"] == before["1"]
    assert call("regroup", "--home", home.path).code == 0
    assert set(clusters(home).values()) == {before["1"]}
    assert call("check", "--home", home.path).code == 0


def test_a_decision_stands_in_the_audit(home: Home) -> None:
    cluster = clusters(home)["1"]

    call("cluster", cluster, "--split", posts(home)["2"], "--reason", "other pay", "--actor", "a7", "--home", home.path)

    with sqlite3.connect(home.ledger) as connection:
        lines = [json.loads(row[0]) for row in connection.execute("SELECT record FROM audit")]
    connection.close()
    assert [(line["action"], line["target"], line["actor"], line["reason"]) for line in lines] == [
        ("cluster.split", cluster, "a7", "other pay")
    ]


REFUSED = {
    "a post that is no member": (["--split", "p1_nobody", "--reason", "x"], "is no member of"),
    "all members": (["--split", "1", "--split", "2", "--split", "3", "--reason", "x"], "all posts of the cluster"),
    "the group itself": (["--merge", "own", "--reason", "x"], "are one cluster already"),
    "an unknown group": (["--merge", "c1_unknown", "--reason", "x"], "no cluster has the id"),
    "no reason": (["--split", "1"], "needs a reason"),
    "both at once": (["--split", "1", "--merge", "own", "--reason", "x"], "not both at once"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_decided_is_refused_with_a_sentence(home: Home, name: str) -> None:
    given, sentence = REFUSED[name]
    names = {**posts(home), "own": clusters(home)["1"]}
    before = clusters(home)

    said = call("cluster", names["own"], *(names.get(one, one) for one in given), "--home", home.path)

    assert said.code == 2
    assert sentence in said.err
    assert clusters(home) == before


def test_posts_with_the_same_text_are_not_torn_apart(home: Home) -> None:
    take(home, {"5": OFFER.format("")})

    said = call("cluster", clusters(home)["1"], "--split", posts(home)["5"], "--reason", "another", "--home", home.path)

    assert said.code == 2
    assert "have the same text" in said.err


def test_texts_that_met_a_limit_are_counted_by_check_and_made_equal_by_regroup(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(region, "LARGE_PAIRS", 1)
        take(home, {"6": OFFER.format(" dan seterusnya")})

    counted = call("check", "--home", home.path)

    assert counted.code == 1
    assert "clusters: 1 text met a limit" in counted.out
    assert call("regroup", "--home", home.path).code == 0
    assert call("check", "--home", home.path).code == 0
    assert clusters(home)["6"] == clusters(home)["1"]


def test_keys_that_were_changed_are_named_and_made_anew(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_files, "TAIL", 2)
    take(home, {"7": OFFER.format(" lagi")})
    (path,) = (home.groups / "keys").glob("*.run")
    path.write_bytes(path.read_bytes()[::-1])

    named = call("check", "--home", home.path)

    assert named.code == 1
    assert f"groups/keys/{path.name}: these keys were changed or are gone; run: lurewatch regroup" in named.out
    assert call("regroup", "--home", home.path).code == 0
    assert call("check", "--home", home.path).code == 0


def test_a_ledger_that_an_older_recipe_grouped_is_grouped_anew_by_the_next_ingest(home: Home) -> None:
    before = clusters(home)
    with sqlite3.connect(home.ledger) as connection:
        connection.execute("DELETE FROM meta WHERE key = 'grouping'")
        connection.execute("DELETE FROM wordings")
        connection.execute("DELETE FROM pairs")
    connection.close()

    assert call("ingest", "--home", home.path).code == 0

    assert clusters(home) == before
    assert call("check", "--home", home.path).code == 0
