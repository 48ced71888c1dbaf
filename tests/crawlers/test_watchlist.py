"""watchlist.toml: read strictly; each mistake is one sentence with its line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.watchlist import Source, check_base_url, load_watchlist
from posts.errors import SettingsError

GOOD = """
# our sources
[[source]]
platform = "telegram_web"
name = "loker__contoh"
every = "30m"
pages_per_day = 20
owner = "desk A"
note = "public channel"

[[source]]
platform = "telegram_web"
name = "kabar__kota"
enabled = false
base_url = "http://127.0.0.1:9000/"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "watchlist.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_sources_come_in_order_with_their_defaults(tmp_path: Path) -> None:
    first, second = load_watchlist(written(tmp_path, GOOD))

    assert first == Source(
        platform="telegram_web",
        name="loker__contoh",
        every="30m",
        pages_per_day=20,
        owner="desk A",
        note="public channel",
    )
    assert (second.key, second.enabled, second.pages_per_day) == ("telegram_web:kabar__kota", False, 200)
    assert second.base_url == "http://127.0.0.1:9000"
    assert (first.is_loopback, second.is_loopback) == (False, True)


def test_no_file_is_no_sources(tmp_path: Path) -> None:
    assert load_watchlist(tmp_path / "watchlist.toml") == ()


@pytest.mark.parametrize(
    ("wrong", "line", "what", "do"),
    [
        ('platform = "telegram"', 12, "unknown platform 'telegram'", "telegram_web"),
        ('nmae = "x"', 16, "unknown key 'nmae'", "spelling"),
        ("pages_per_day = 0", 16, "at least 1", "enabled = false"),
        ('pages_per_day = "many"', 16, "pages_per_day", "correct the value"),
        ('every = "soon"', 16, "no span of time", "30m"),
        ('base_url = "127.0.0.1:9000"', 15, "scheme://host:port", "http://127.0.0.1:9000"),
        ('name = "loker__contoh"', 13, "twice", "keep one"),
        ('name = "LOKER__contoh"', 13, "twice", "keep one"),
        ("enabled = maybe", 14, "TOML", "correct this line"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, wrong: str, line: int, what: str, do: str) -> None:
    key = wrong.partition(" ")[0]
    head, mark, tail = GOOD.rpartition("[[source]]")
    lines = [old for old in tail.splitlines() if not old.startswith(f"{key} ")]
    places = {"platform": 1, "name": 2, "enabled": 3, "base_url": 4}
    lines.insert(places.get(key, len(lines)), wrong)
    path = written(tmp_path, head + mark + "\n".join(lines) + "\n")

    with pytest.raises(SettingsError) as told:
        load_watchlist(path)

    assert (told.value.file, told.value.line) == (str(path), line)
    assert what in told.value.what
    assert do in told.value.do


@pytest.mark.parametrize("good", ["http://127.0.0.1:9000", "https://mirror.example.org", "http://[::1]:8080"])
def test_a_base_url_is_scheme_host_and_port(good: str) -> None:
    assert check_base_url(good) == good
    assert check_base_url(f"{good}/") == good


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "127.0.0.1:9000",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "http://",
        "http://127.0.0.1:9000/s",
        "http://127.0.0.1:9000//",
        "http://127.0.0.1:9000?x=1",
        "http://127.0.0.1:9000#x",
        "http://me@127.0.0.1:9000",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:0",
        "http://127.0.0.1:port",
        "http://[::1",
        "http://127.0.0.1\n",
        " http://127.0.0.1",
        "http://127.0.0.1\\@evil.example.org",
        "http://ev%69l.example.org",
        "http://１２７.0.0.1",
    ],
)
def test_anything_more_or_less_is_no_base_url(bad: str) -> None:
    with pytest.raises(SettingsError, match="scheme://host:port"):
        check_base_url(bad)


@pytest.mark.parametrize(
    ("base_url", "is_loopback"),
    [
        (None, False),
        ("http://localhost:1", True),
        ("http://127.9.9.9:1", True),
        ("http://[::1]:1", True),
        ("http://10.0.0.1:1", False),
        ("http://localhost.example.org", False),
    ],
)
def test_only_this_machine_is_loopback(base_url: str | None, is_loopback: bool) -> None:
    assert Source(platform="telegram_web", name="x", base_url=base_url).is_loopback is is_loopback


DID = "did:plc:" + "a" * 24


def test_a_stream_names_its_words_or_its_accounts(tmp_path: Path) -> None:
    text = f'[[source]]\nplatform = "bluesky"\nname = "jetstream/loker"\nwords = ["kamboja"]\naccounts = ["{DID}"]\n'

    (source,) = load_watchlist(written(tmp_path, text))

    assert (source.words, source.accounts) == (("kamboja",), (DID,))


@pytest.mark.parametrize(
    ("name", "more", "what"),
    [
        ("jetstream/loker", "", "a stream needs words or accounts"),
        ("jetstream/loker", 'words = ["a"]', "too short"),
        ("jetstream/loker", f"words = {['kamboja'] * 201}", "too many"),
        ("jetstream/loker", 'accounts = ["loker.example.org"]', "no DID"),
        ("loker.example.org", 'words = ["kamboja"]', "only a stream takes words"),
        ("loker.example.org", f'accounts = ["{DID}"]', "only a stream takes accounts"),
    ],
)
def test_a_filter_that_says_nothing_is_refused(tmp_path: Path, name: str, more: str, what: str) -> None:
    text = f'[[source]]\nplatform = "bluesky"\nname = "{name}"\n{more}\n'

    with pytest.raises(SettingsError, match=what):
        load_watchlist(written(tmp_path, text))
