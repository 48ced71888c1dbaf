"""A key that is none itself is exchanged for a token once a visit; neither of them stands anywhere afterwards."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from crawlers.job import Job
from crawlers.network.tokens import token_in
from crawlers.watchlist import Source
from posts.home import Home
from tests.crawlers.crawling import Crawl, crawl
from tests.crawlers.loopback import Route, Site, answer
from tests.crawlers.platforms.cases import Case

KEY, TOKEN = "kunci__contoh:rahasia-0123456789", "tanda-0123456789"
EXCHANGE, LISTING = "/api/v1/access_token", "/r/lokercontoh/new"
NO_ROBOT = answer("User-agent: *\nDisallow: /\n")


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_text(f"{KEY}\n", encoding="ascii")
    path.chmod(0o600)
    return path


def visited(home: Home, key_file: Path, said: bytes) -> tuple[Crawl, Site]:
    page = Case("reddit", "subreddit_new").body
    once = iter([answer(page)])
    routes: dict[str, Route] = {
        EXCHANGE: said,
        LISTING: lambda _: next(once, answer(Case("reddit", "older_empty").body)),
        "/robots.txt": NO_ROBOT,
    }
    with Site(routes) as site:
        source = Source(
            platform="reddit",
            name="r/lokercontoh",
            base_url=site.base_url,
            key_file=str(key_file),
            agreement="API terms of 2026-03",
        )
        return crawl(home, [Job(source=source)]), site


def test_a_key_is_exchanged_once_and_leaves_no_trace(home: Home, key_file: Path) -> None:
    done, site = visited(home, key_file, answer(f'{{"access_token": "{TOKEN}", "expires_in": 86400}}'))

    (visit,) = done.result.visits
    assert (visit.outcome, visit.posts) == ("posts", 9)
    basic = base64.b64encode(KEY.encode())
    exchanges = [head for head in site.heads if EXCHANGE.encode() in head]
    asked = [head for head in site.heads if LISTING.encode() in head]  # its robots.txt forbids it to robots
    assert [b"Authorization: Basic " + basic in head for head in exchanges] == [True]
    assert all(f"Authorization: Bearer {TOKEN}".encode() in head for head in asked)
    written = b"".join(path.read_bytes() for path in home.path.rglob("*") if path.is_file())
    assert not any(secret in written for secret in (KEY.encode(), TOKEN.encode(), basic))


@pytest.mark.parametrize("said", [answer(status=401), answer("{}")])
def test_a_key_that_is_not_taken_is_told(home: Home, key_file: Path, said: bytes) -> None:
    done, site = visited(home, key_file, said)

    (visit,) = done.result.visits
    assert visit.outcome == "blocked"
    assert "no token for the key" in (visit.detail or "")
    assert LISTING not in {target.partition("?")[0] for target in site.asked}


@pytest.mark.parametrize(
    ("body", "token"),
    [
        (b'{"access_token": "abc"}', "abc"),
        (b'{"access_token": "a b"}', None),
        (b'{"access_token": "a:b"}', None),
        (b'{"access_token": ""}', None),
        (b'{"access_token": null}', None),
        (b"[1]", None),
        (b"", None),
        (b'{"access_token": "' + b"a" * 5_000 + b'"}', None),
    ],
)
def test_only_what_can_be_a_token_is_taken_for_one(body: bytes, token: str | None) -> None:
    assert token_in(body) == token
