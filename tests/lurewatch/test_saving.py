"""collect --url: one public post, saved now, with a picture of its page where there is a browser."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

import pytest

from crawlers.browser.program import CHROMIUM
from posts.home import Home
from posts.warc import screenshot_of
from tests.crawlers.browser.showing import needs_browser
from tests.crawlers.crawling import left_in
from tests.crawlers.loopback import Route, Site, answer, channel
from tests.lurewatch.calling import Said, call

ADVERT = "<html><title>Loker</title><body><h1>Operator Poipet</h1><p>Gaji $900, tiket gratis.</p></body></html>"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    routes: dict[str, Route] = {
        "/s/loker__contoh": channel("loker__contoh", range(1, 51)),
        "/iklan/7": answer(ADVERT),
        "/dinding": answer('<html><p>Please log in</p><input type="password"></html>'),
    }
    with Site(routes) as made:
        yield made


@pytest.fixture
def ready(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv(CHROMIUM, "/nowhere/chromium")
    assert call("init", "--home", home.path).code == 0
    return home


def saved(home: Home, site: Site, url: str, *more: str) -> Said:
    return call("collect", "--home", home.path, "--base-url", site.base_url, "--url", url, *more)


def test_without_a_browser_the_post_is_saved_and_what_is_missing_is_said(ready: Home, site: Site) -> None:
    said = saved(ready, site, "https://t.me/loker__contoh/12")

    assert said.code == 0
    assert (
        "saving without a screenshot: no Chromium is installed on this machine; run: scripts/setup browser" in said.out
    )
    (identity,) = saved(ready, site, "https://t.me/loker__contoh/12", "--json").json["saved"]
    assert call("ingest", "--home", ready.path).out == "2 posts taken: 1 new, 0 changed\n"
    (hit,) = call("search", "--home", ready.path, "--json", "Lowongan").json["hits"]
    assert (hit["id"], hit["post"]["native_id"], hit["post"]["via"]) == (identity, "loker__contoh/12", "url_request")
    assert call("check", "--home", ready.path).code == 0


def test_any_public_page_is_one_post(ready: Home, site: Site) -> None:
    assert saved(ready, site, "https://loker.example.org/iklan/7").code == 0
    call("ingest", "--home", ready.path)

    (hit,) = call("search", "--home", ready.path, "--json", "Poipet").json["hits"]
    assert hit["post"]["platform"] == "web"
    assert "Gaji $900, tiket gratis." in hit["text"]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://t.me/loker__contoh/77", "the page does not show the post loker__contoh/77; the page is kept"),
        ("https://loker.example.org/dinding", "a login stands before the page; the page is kept"),
        ("https://loker.example.org/tidak-ada", "the server answered 404"),
    ],
)
def test_a_page_without_the_post_says_so_and_is_kept(ready: Home, site: Site, url: str, said: str) -> None:
    answered = saved(ready, site, url)

    assert answered.code == 1
    assert f"no post: {said}" in answered.out
    assert left_in(ready)


def test_an_address_that_is_none_or_stands_beside_a_source_is_refused(ready: Home, site: Site) -> None:
    assert saved(ready, site, "file:///etc/passwd").code == 2
    assert saved(ready, site, "https://t.me/a__b/1", "telegram_web:a__b").code == 2


@needs_browser
@pytest.mark.browser
def test_with_a_browser_the_page_has_its_screenshot(ready: Home, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CHROMIUM)

    said = saved(ready, site, "https://loker.example.org/iklan/7", "--json")

    captures = [line.capture for lines in left_in(ready) for line in lines if hasattr(line, "capture")]
    (page,) = [one for one in captures if one.purpose == "page"]
    picture = screenshot_of(ready.archive, page)
    assert said.code == 0
    assert said.json["screenshot"] == page.screenshot
    assert picture is not None
    assert picture.startswith(b"\x89PNG")
    assert call("ingest", "--home", ready.path).code == 0
    bundle = ready.path / "kasus.zip"
    assert call("bundle", "--home", ready.path, "--post", said.json["saved"][0], "-o", bundle).code == 0
    with zipfile.ZipFile(bundle) as opened:
        shots = [opened.read(name) for name in opened.namelist() if name.endswith("/screenshot.png")]
    assert shots == [picture]
    assert call("verify", bundle, "--home", ready.path).code in {0, 3}
