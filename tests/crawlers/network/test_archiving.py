"""Archiving: every answer is a capture, byte for byte, whatever its status (tests/crawlers/scene.py)."""

from __future__ import annotations

import gzip

import pytest

from posts.identity import sha256_hex
from posts.warc import read_capture
from tests.conftest import START
from tests.crawlers.crawling import Crawl
from tests.crawlers.loopback import Site
from tests.crawlers.scene import ANSWERS, ONE


def test_every_answer_is_archived_whatever_its_status(done: Crawl, site: Site) -> None:
    for name in ("only__404", "only__503", "only__403", "wall__200", "packed__bomb", "goes__round"):
        assert len(done.pages(name)) == site.count(f"/s/{name}")
        assert all(len(read_capture(done.home.archive, capture)) == 3 for capture in done.pages(name))


def test_each_hop_of_a_redirect_is_a_capture(done: Crawl, site: Site) -> None:
    first, last = done.pages("goes__home")

    assert (first.status, first.url, first.redirects) == (302, f"{site.base_url}/s/goes__home", ())
    assert (last.status, last.final_url) == (200, f"{site.base_url}/goes__home")
    assert last.redirects == (f"{site.base_url}/s/goes__home",)
    assert last.url == first.url


def test_bodies_are_kept_as_they_were_sent(done: Crawl) -> None:
    (page,) = done.pages("packed__page")

    assert gzip.decompress(done.body(page)) == ONE.encode()
    assert page.sha256 == sha256_hex(done.body(page))
    assert done.ids("packed__page") == [1]


@pytest.mark.parametrize("name", ["odd__head", "bare__lines"])
def test_heads_are_kept_to_the_byte(done: Crawl, name: str) -> None:
    (page,) = done.pages(name)
    sent = ANSWERS[name]

    response, request, _ = read_capture(done.home.archive, page)

    assert response.head + response.body == sent
    assert request.head.startswith(f"GET /s/{name} HTTP/1.1\r\n".encode())
    assert b"Tap" not in request.head
    assert done.ids(name) == [1]


def test_the_request_is_kept_as_it_was_sent_and_says_who_asks(done: Crawl, site: Site) -> None:
    (page,) = done.pages("odd__head")
    sent = next(head for head in site.heads if head.startswith(b"GET /s/odd__head "))

    _, request, _ = read_capture(done.home.archive, page)

    assert request.head == sent + b"\r\n"
    for line in (b"User-Agent: Lurewatch/0.1", b"Accept-Encoding: gzip", b"Accept-Language: en"):
        assert line in sent.split(b"\r\n")
    for name in (b"Cookie", b"Referer"):
        assert name not in sent


def test_chunked_framing_is_gone_and_named(done: Crawl) -> None:
    (page,) = done.pages("in__chunks")

    response, *_ = read_capture(done.home.archive, page)

    assert response.body == ONE.encode()
    assert b"Transfer-Encoding" not in response.head
    assert dict(page.headers)["Transfer-Encoding"] == "chunked"


def test_an_answer_cut_short_is_archived_marked_and_a_gap(done: Crawl) -> None:
    (page,) = done.pages("cut__short")

    assert page.partial
    assert done.body(page) == ONE.encode()[:-30]
    assert [gap.kind for gap in done.gaps["cut__short"]] == ["partial"]
    assert done.ids("cut__short") == [1]


def test_a_capture_says_when_where_and_by_what(done: Crawl) -> None:
    page = done.pages("first__visit")[0]

    assert page.address == "127.0.0.1"
    assert page.asked_at is not None
    assert START <= page.asked_at <= page.fetched_at
    assert "scrapy" in (page.software or "")
    assert page.run == done.visit("first__visit").run
    assert page.id == done.visit("first__visit").pages[0]


def test_the_server_s_own_time_is_kept_beside_ours(done: Crawl) -> None:
    (page,) = done.pages("dated__page")
    (wrong,) = done.pages("badly__dated")

    assert page.server_date == START.replace(hour=2, minute=59)
    assert (wrong.server_date, dict(wrong.headers)["Date"]) == (None, "Mon, 05 Jan 99999 00:00:00 GMT")
    assert done.pages("first__visit")[0].server_date is None


def test_all_of_one_call_share_a_segment(done: Crawl) -> None:
    assert len(list(done.home.archive.rglob("*.warc.gz"))) == 1
    assert {capture.warc for found in done.captures.values() for capture in found} == {
        path.relative_to(done.home.archive).as_posix() for path in done.home.archive.rglob("*.warc.gz")
    }
