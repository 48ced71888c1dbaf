"""Each kind of bad input gets one sentence that says what, where and what to do, exit 2, and the rest goes on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from posts.home import Home
from tests.lurewatch.calling import Said, call

GOOD = {"id": "a", "platform": "telegram_web", "native_id": "loker__uji/1", "text": "Dibutuhkan operator komputer"}
LAST = GOOD | {"id": "b", "native_id": "loker__uji/2"}


def line(**fields: Any) -> bytes:
    known = GOOD | {"id": "x", "native_id": "x/3"} | fields
    return json.dumps({name: value for name, value in known.items() if value is not None}, ensure_ascii=False).encode()


# kind of bad line: (its bytes, words of the sentence)
BAD_LINES = {
    "broken JSON": (b'{"id": "x", "text": ', "not valid JSON"),
    "no object": (b"[1, 2]", "object"),
    "wrong type": (b'{"id": "x", "platform": "telegram_web", "native_id": "x/3", "text": 5}', "str"),
    "no text": (b'{"id": "x", "platform": "telegram_web", "native_id": "x/3"}', "`text`"),
    "invalid UTF-8": (line().replace(b"operator", b"operat\xffr"), "UTF-8"),
    "lone surrogate": (line().replace(b"operator", b"operat\\ud83dr"), "surrogate"),
    "10 MB of text": (line(text="y" * 10_000_000), "1 MiB"),
    "a line without end": (b'{"text": "' + b"x" * (17 << 20), "16 MiB"),
    "nested too deeply": (b'{"text": "x", "id": ' + b"[" * 100_000, "got `array`"),
}
# only `import` knows all keys; the filters ignore unknown ones
BAD_POSTS = BAD_LINES | {
    "unknown field": (line(id=None, colour="red"), "colour"),
    "unknown platform": (line(id=None, platform=""), "platform"),
    "a given id that is not the computed one": (line(id="p1_" + "a" * 26), "id"),
    "neither id nor address": (line(id=None, native_id=None), "native_id"),
}


def assert_refused(said: Said, words: str, file: str, accepted: int) -> None:
    assert said.code == 2
    assert len(said.refusals) == 1, said.err
    sentence = said.refusals[0]
    assert sentence.startswith(f"{file}:2: ")
    assert words in sentence
    assert "; " in sentence  # what to do
    assert len(said.out.splitlines()) == accepted


@pytest.mark.parametrize("kind", BAD_LINES)
@pytest.mark.parametrize("command", ["read", "group"])
def test_a_filter_refuses_the_bad_line_and_answers_the_others(command: str, kind: str) -> None:
    bad, words = BAD_LINES[kind]
    stdin = b"\n".join((json.dumps(GOOD).encode(), bad, json.dumps(LAST).encode()))

    said = call(command, stdin=stdin)

    assert_refused(said, words, "-", accepted=2)
    assert [json.loads(one)["id"] for one in said.out.splitlines()] == ["a", "b"]


@pytest.mark.parametrize("kind", BAD_POSTS)
def test_import_refuses_the_bad_line_and_takes_the_others(home: Home, tmp_path: Path, kind: str) -> None:
    bad, words = BAD_POSTS[kind]
    good, last = ({name: value for name, value in one.items() if name != "id"} for one in (GOOD, LAST))
    file = tmp_path / "posts.jsonl"
    file.write_bytes(b"\n".join((json.dumps(good).encode(), bad, json.dumps(last).encode())))

    said = call("import", "jsonl", file, "--home", home.path)

    assert_refused(said, words, str(file), accepted=1)
    assert call("ingest", "--home", home.path).code == 0
    assert call("search", "operator", "--home", home.path, "--json").json["total"] == 2


@pytest.mark.parametrize("key", ["id", "text"])
def test_group_refuses_a_line_without_what_it_needs(key: str) -> None:
    bad = {name: value for name, value in GOOD.items() if name != key} | ({"id": "x"} if key == "text" else {})
    stdin = b"\n".join(json.dumps(one).encode() for one in (GOOD, bad, LAST))

    assert_refused(call("group", stdin=stdin), f"`{key}`", "-", accepted=2)


def test_group_refuses_an_id_that_came_before() -> None:
    stdin = b"\n".join(json.dumps(one).encode() for one in (GOOD, GOOD, LAST))

    assert_refused(call("group", stdin=stdin), "came before", "-", accepted=2)


@pytest.mark.parametrize("picture", [b"", b"GIF89a", b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40])
def test_group_names_a_picture_that_cannot_be_read_and_groups_the_text(tmp_path: Path, picture: bytes) -> None:
    path = tmp_path / "flyer.png"
    path.write_bytes(picture)
    stdin = b"\n".join(json.dumps(one).encode() for one in (GOOD, LAST | {"images": [str(path)]}))

    assert_refused(call("group", stdin=stdin), str(path), "-", accepted=2)


def test_group_names_a_picture_that_is_not_there() -> None:
    stdin = b"\n".join(json.dumps(one).encode() for one in (GOOD, LAST | {"images": ["no/such/flyer.png"]}))

    assert_refused(call("group", stdin=stdin), "no/such/flyer.png", "-", accepted=2)


BAD_QUERIES = ("(operator", '"operator', "operator AND", "colour:red", "posted:yesterdayish", "score:>many", "OR", "")


@pytest.mark.parametrize("query", BAD_QUERIES)
def test_a_bad_query_is_refused_with_one_sentence(home: Home, query: str) -> None:
    call("init", "--home", home.path)

    said = call("search", query, "--home", home.path)

    assert (said.code, said.out, len(said.refusals)) == (2, "", 1)


def settings(text: str) -> Callable[[Home], None]:
    def write(home: Home) -> None:
        home.settings_file("lurewatch.toml").write_text(text, encoding="utf-8")

    return write


def secret(home: Home) -> None:
    path = home.path / "password"
    path.write_text("secret", encoding="utf-8")
    path.chmod(0o644)
    settings(f'[mail]\nhost = "mail.example.org"\npassword_file = "{path}"\n')(home)


BAD_SETTINGS: dict[str, tuple[Callable[[Home], None], str]] = {
    "unknown key": (settings('operater = "x"\n'), "lurewatch.toml:1: "),
    "wrong type": (settings("\noperator = 5\n"), "lurewatch.toml:2: "),
    "broken file": (settings("operator = \n"), "lurewatch.toml"),
    "unknown zone": (settings('zone = "Asia/Atlantis"\n'), "Asia/Atlantis"),
    "a secret that others can read": (secret, "chmod 600"),
}


@pytest.mark.parametrize("kind", BAD_SETTINGS)
@pytest.mark.parametrize("command", [("ingest",), ("search", "operator"), ("digest",)])
def test_bad_settings_are_refused_with_their_line(home: Home, kind: str, command: tuple[str, ...]) -> None:
    make, words = BAD_SETTINGS[kind]
    call("init", "--home", home.path)
    make(home)

    said = call(*command, "--home", home.path)

    assert (said.code, said.out, len(said.refusals)) == (2, "", 1)
    assert words in said.refusals[0]


BAD_LISTS = {
    "watchlist.toml": (
        '[[source]]\nplatform = "myspace"\nname = "x"\n',
        '[[source]]\nplatform = "telegram_web"\nname = "loker__uji"\ncolour = "red"\n',
        '[[source]]\nplatform = "telegram_web"\n',
    ),
    "alerts.toml": (
        '[[search]]\nname = "x"\nquery = "(operator"\nto = ["desk@example.org"]\n',
        '[[pattern]]\nkind = "astrology"\nto = ["desk@example.org"]\n',
        '[[search]]\nquery = "operator"\nto = ["desk@example.org"]\n',
    ),
}


@pytest.mark.parametrize(
    ("file", "number"), [(file, number) for file, texts in BAD_LISTS.items() for number in range(len(texts))]
)
def test_bad_lists_are_refused_with_their_file_and_line(home: Home, file: str, number: int) -> None:
    call("init", "--home", home.path)
    home.settings_file(file).write_text(BAD_LISTS[file][number], encoding="utf-8")

    said = call("collect" if file == "watchlist.toml" else "ingest", "--home", home.path)

    assert (said.code, said.out, len(said.refusals)) == (2, "", 1)
    assert f"{file}:" in said.refusals[0]


@pytest.mark.parametrize(
    "command", [("verify", "no/such/case.zip"), ("import", "jsonl", "no/such/file"), ("read", "no/such")]
)
def test_a_file_that_is_not_there_is_named(home: Home, command: tuple[str, ...]) -> None:
    said = call(*command, *(("--home", home.path) if command[0] == "import" else ()))

    assert (said.code, said.out, len(said.refusals)) == (2, "", 1)
    assert command[-1] in said.refusals[0]


@pytest.mark.parametrize("command", ["ingest", "clusters", "digest", "check", "rebuild", "collect"])
def test_a_home_that_nobody_made_is_refused(tmp_path: Path, command: str) -> None:
    said = call(command, "--home", tmp_path / "none")

    assert (said.code, said.out) == (2, "")
    assert said.err == f"{tmp_path / 'none'}: this home does not exist; make it with: lurewatch init\n"


def test_refusals_are_json_objects_where_json_is_asked_for() -> None:
    said = call("group", "--json", stdin=b"{")

    assert said.code == 2
    refusal = json.loads(said.err)
    assert (refusal["file"], refusal["line"]) == ("-", 1)
    assert {"what", "do"} <= refusal.keys()
