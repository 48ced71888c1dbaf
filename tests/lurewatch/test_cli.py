"""The command line: options before and after, results on stdout alone, refusals in one line, promised exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lurewatch.cli import COMMANDS
from posts.home import Home
from tests.lurewatch.calling import call
from tests.lurewatch.conftest import Street


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    said = call(name, "--help")

    assert (said.code, said.err) == (0, "")
    assert "Example: lurewatch" in said.out


def test_the_list_of_commands_is_in_the_help() -> None:
    said = call("--help")

    assert said.code == 0
    assert all(f"  {name}" in said.out for name in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nonsense",), "no such command"),
        (("search",), "the query is empty"),
        (("search", "x", "--limit", "0"), "--limit"),
        (("search", "x", "--sort", "beauty"), "--sort"),
        (("clusters", "--colour"), "no such option"),
        (("import", "telepathy", "x"), "telepathy"),
        (("seen",), "say what to look for"),
        (("bundle", "-o", "x.zip"), "exactly one of --query, --cluster and --post"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_two(home: Home, arguments: tuple[str, ...], words: str) -> None:
    call("init", "--home", home.path)

    said = call("--home", home.path, *arguments)

    assert (said.code, said.out, len(said.refusals)) == (2, "", 1)
    assert words in said.err
    assert "; " in said.err  # what to do


def test_a_group_without_its_command_shows_its_commands() -> None:
    said = call("alerts")

    assert (said.code, said.out) == (2, "")
    assert "Commands:\n  list" in said.err


def test_home_and_json_are_taken_before_and_after_the_command(street: Street) -> None:
    home = street.home.path

    answers = [
        call("--home", home, "--json", "clusters").json,
        call("clusters", "--home", home, "--json").json,
        call("--json", "clusters", "--home", home).json,
    ]

    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["clusters"]


def test_the_home_may_come_from_the_environment(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUREWATCH_HOME", str(street.home.path))

    assert call("clusters", "--json").json["clusters"]


def test_a_reader_that_goes_away_ends_the_command_quietly(street: Street) -> None:
    command = [
        sys.executable,
        "-P",
        "-m",
        "lurewatch",
        "search",
        "kh-poipet OR poipet",
        "--home",
        str(street.home.path),
    ]

    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        errors = process.stderr.read() if process.stderr else b""

    assert errors == b""


def test_init_makes_commented_files_and_changes_none_that_is_there(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    made = call("init", "--home", home.path, "--json").json["made"]
    home.settings_file("lurewatch.toml").write_text('operator = "mine"\n', encoding="utf-8")

    again = call("init", "--home", home.path, "--json").json["made"]

    assert sorted(made) == ["alerts.toml", "lurewatch.toml", "watchlist.toml"]
    assert again == []
    assert home.settings_file("lurewatch.toml").read_text(encoding="utf-8") == 'operator = "mine"\n'
    assert home.path.stat().st_mode & 0o077 == 0


def test_a_new_home_is_clean_empty_and_says_that_nothing_was_collected(home: Home) -> None:
    call("init", "--home", home.path)

    assert call("ingest", "--home", home.path).code == 0
    assert call("check", "--home", home.path).code == 0
    assert (
        "No public post has been collected yet (no source visited); no gaps known."
        in call("search", "operator", "--home", home.path).out
    )
    assert call("digest", "--home", home.path).out == "nothing to tell\n"


def test_collecting_without_a_source_says_where_to_name_one(home: Home) -> None:
    call("init", "--home", home.path)

    said = call("collect", "--home", home.path)

    assert (said.code, said.out) == (
        0,
        f"no source to visit: name one in {home.path}/watchlist.toml, or switch one on\n",
    )


def test_doctor_says_what_needs_a_hand(home: Home) -> None:
    call("init", "--home", home.path)

    said = call("doctor", "--home", home.path)

    assert said.code == 1
    assert "LOOK  operator and contact are not set in lurewatch.toml" in said.out
    home.settings_file("lurewatch.toml").write_text(
        'operator = "Desk"\ncontact = "desk@example.org"\n', encoding="utf-8"
    )
    assert "LOOK" not in call("doctor", "--home", home.path).out


def test_a_mark_is_kept_and_found(street: Street, tmp_path: Path) -> None:
    home = street.copy(tmp_path / "home")
    post = call("search", "poipet", "--home", home.path, "--json").json["hits"][0]["id"]

    said = call("mark", post, "--as", "false_alarm", "--reason", "known to the ministry", "--home", home.path)

    assert said.code == 0
    assert call("ingest", "--home", home.path).code == 0
    found = call("search", "mark:false_alarm", "--home", home.path, "--json").json["hits"]
    assert [hit["id"] for hit in found] == [post]
    assert call("check", "--home", home.path).code == 0


@pytest.mark.parametrize("target", ["p1_" + "a" * 26, "nonsense"])
def test_a_mark_on_nothing_is_refused(street: Street, tmp_path: Path, target: str) -> None:
    home = street.copy(tmp_path / "home")

    said = call("mark", target, "--as", "note", "--reason", "x", "--home", home.path)

    assert (said.code, said.out, len(said.refusals)) == (2, "", 1)


def test_an_unknown_cluster_and_post_are_refused(street: Street, tmp_path: Path) -> None:
    home = street.home.path
    for arguments in (
        ("cluster", "c1_" + "a" * 26),
        ("bundle", "--post", "p1_" + "a" * 26, "-o", tmp_path / "x.zip"),
        ("bundle", "--query", "nosuchwordanywhere", "-o", tmp_path / "x.zip"),
    ):
        said = call(*arguments, "--home", home)
        assert (said.code, said.out, len(said.refusals)) == (2, "", 1)
    assert not (tmp_path / "x.zip").exists()


def test_a_cluster_shows_its_template_slots_difference_and_members(street: Street) -> None:
    cluster = call("clusters", "--home", street.home.path, "--json").json["clusters"][0]["id"]

    said = call("cluster", cluster, "--home", street.home.path)

    assert said.code == 0
    for words in ("▢", "place", "contact", "[-", "{+", "telegram_web:loker__kamboja", "no longer shown"):
        assert words in said.out


def test_answers_in_json_are_one_object(street: Street, tmp_path: Path) -> None:
    home = street.copy(tmp_path / "home").path
    for arguments in (
        ("search", "poipet"),
        ("seen", "@hr__satu01"),
        ("clusters",),
        ("alerts", "list"),
        ("check",),
        ("doctor",),
        ("digest",),
    ):
        lines = call(*arguments, "--home", home, "--json").out.splitlines()
        assert len(lines) == 1, arguments
        assert isinstance(json.loads(lines[0]), dict)
