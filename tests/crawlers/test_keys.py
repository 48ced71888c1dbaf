"""The key of an official API is sent to that API, and to nobody else, and is seen nowhere afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.job import Job
from crawlers.keys import key_of, without_key
from crawlers.watchlist import Source
from posts.errors import LurewatchError
from posts.home import Home
from posts.warc import read_capture
from tests.crawlers.crawling import crawl
from tests.crawlers.loopback import Site, answer

KEY = "kunci-rahasia-0123456789"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_text(f"{KEY}\n", encoding="ascii")
    path.chmod(0o600)
    return path


def source(key_file: Path | None, base_url: str | None = None) -> Source:
    name = str(key_file) if key_file else None
    return Source(platform="vk", name="loker__contoh", key_file=name, base_url=base_url)


def test_a_platform_that_needs_a_key_says_so(home: Home) -> None:
    result = crawl(home, [Job(source=source(None, "http://127.0.0.1:9"))]).result

    (problem,) = result.refused
    assert "vk answers nobody without a key; ask vk for one" in str(problem)
    assert key_of(Source(platform="feed", name="loker.example.org/feed.xml")) is None


@pytest.mark.parametrize(("text", "mode"), [(KEY, 0o644), ("", 0o600), ("two words", 0o600), ("\u00e9", 0o600)])
def test_a_file_that_others_can_read_or_that_holds_no_key_is_refused(key_file: Path, text: str, mode: int) -> None:
    key_file.write_text(text, encoding="utf-8")
    key_file.chmod(mode)

    with pytest.raises(LurewatchError) as told:
        key_of(source(key_file))

    assert KEY not in str(told.value)


def test_the_key_goes_to_the_api_alone_and_into_no_archive(home: Home, key_file: Path) -> None:
    with Site() as site:
        site.routes["/method/wall.get"] = answer('{"response": {"count": 0, "items": []}}')
        done = crawl(home, [Job(source=source(key_file, site.base_url))])

    asked = [head for head in site.heads if b"/method/wall.get" in head]
    assert asked
    assert all(f"Authorization: Bearer {KEY}".encode() in head for head in asked)
    written = [path.read_bytes() for path in home.path.rglob("*") if path.is_file()]
    assert not any(KEY.encode() in data for data in written)
    captures = [one for pages in done.captures.values() for one in pages if one.purpose == "page"]
    heads = [stored.head for one in captures for stored in read_capture(home.archive, one)]
    assert any(b"Authorization: withheld" in head for head in heads)
    assert not any(KEY.encode() in head for head in heads)


def test_other_lines_of_a_head_stay_as_they_are() -> None:
    head = b"GET / HTTP/1.1\r\nHost: a\r\nauthorization: Bearer x\r\nX-Authorization: y\r\n\r\n"

    assert without_key(head) == b"GET / HTTP/1.1\r\nHost: a\r\nAuthorization: withheld\r\nX-Authorization: y\r\n\r\n"
