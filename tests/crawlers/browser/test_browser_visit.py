"""A visit to a source whose pages need a browser: what is archived, what a page may cost, what is never asked for."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.reading import PageReader
from crawlers.reread import read_again
from posts.home import Home
from posts.warc import read_capture, screenshot_of
from tests.crawlers.browser.showing import browser_job, needs_browser, scripted
from tests.crawlers.crawling import Crawl, crawl, job
from tests.crawlers.loopback import Site, answer, channel, hanging, message

PNG = b"\x89PNG\r\n\x1a\n"
NEVER = threading.Event()
ASKING = "<script>fetch('/kept/data'); fetch('/open/data')</script>"
HUNGRY = "<p>Lowongan</p><script>let a = []; while (true) { a.push(new Uint8Array(64 << 20).fill(1)); }</script>"
CANARY = '<img src="{0}/qr.png"><a href="{0}/link">isi formulir</a>'
pytestmark = [needs_browser, pytest.mark.browser]


@pytest.fixture(scope="module")
def canary() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture(scope="module")
def site(canary: Site) -> Iterator[Site]:
    posts = "".join(message("perlu__skrip", number, f"Lowongan nomor {number}") for number in (3, 4))
    baited = message("umpan__qr", 1, "Lowongan " + CANARY.format(canary.base_url))
    with Site() as made:
        made.routes |= {
            "/robots.txt": answer("User-agent: *\nDisallow: /s/kept__out\nDisallow: /kept/\n"),
            "/s/perlu__skrip": answer(scripted("perlu__skrip", posts), content_type="text/html; charset=gbk"),
            "/s/umpan__qr": answer(scripted("umpan__qr", baited)),
            "/s/kept__out": answer("never asked"),
            "/s/bagian__terlarang": answer(scripted("bagian__terlarang", posts) + ASKING),
            "/kept/data": answer("x"),
            "/open/data": answer("x"),
            "/s/makan__memori": answer(HUNGRY),
            "/s/berkas__unduh": answer(b"x" * 100, content_type="application/zip"),
            "/s/tidak__ada": answer(status=404),
            "/s/dinding__200": answer("<title>Just a moment...</title><p>Solve this captcha"),
            "/s/diam__saja": hanging(NEVER),
            "/s/sesudah__ini": channel("sesudah__ini", range(1, 3)),
        }
        yield made
    NEVER.set()


@pytest.fixture(scope="module", autouse=True)
def folder() -> Iterator[Path]:
    """Give the browsers of this file a folder of their own, which `nobody` may enter; others run at the same time."""
    made = Path(tempfile.mkdtemp(prefix="lurewatch-test-"))
    made.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(made))
        yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def done(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    home = Home(tmp_path_factory.mktemp("browser") / "home")
    home.make()
    names = ["perlu__skrip", "umpan__qr", "kept__out", "berkas__unduh", "tidak__ada", "dinding__200"]
    names += ["bagian__terlarang", "makan__memori"]
    return crawl(home, [*(browser_job(site, name) for name in names), job(site, "sesudah__ini")])


def test_posts_that_only_scripts_show_are_read(done: Crawl) -> None:
    visit = done.visit("perlu__skrip")

    assert (visit.outcome, visit.posts, visit.joined) == ("posts", 2, True)
    assert [post.text for post in done.posts["perlu__skrip"]] == ["Lowongan nomor 3", "Lowongan nomor 4"]


def test_answer_dom_and_screenshot_stand_in_the_archive_and_say_what_they_come_from(done: Crawl) -> None:
    (page,) = done.pages("perlu__skrip")

    records = read_capture(done.home.archive, page)
    kinds = {record.kind: record for record in records}
    assert list(kinds) == ["response", "request", "conversion", "resource", "metadata"]
    assert all(record.sound for record in records)
    assert b"perlu__skrip/3" not in kinds["response"].body.split(b"<script>")[0]
    assert b'data-post="perlu__skrip/3"' in kinds["conversion"].body
    assert kinds["conversion"].id == page.id
    assert kinds["resource"].body.startswith(PNG)
    assert screenshot_of(done.home.archive, page) == kinds["resource"].body
    assert (page.kind, page.status, page.address) == ("rendered", 200, "127.0.0.1")
    assert "chromium" in (page.software or "")


def test_a_rendered_page_is_read_again_from_the_archive_with_the_same_posts(done: Crawl) -> None:
    (page,) = done.pages("perlu__skrip")

    with PageReader() as reader:
        again = read_again(done.home, page, reader)

    assert list(again.posts) == done.posts["perlu__skrip"]


def test_links_pictures_and_qr_targets_that_a_post_chooses_are_never_asked_for(done: Crawl, canary: Site) -> None:
    (post,) = done.posts["umpan__qr"]

    assert f"{canary.base_url}/link" in post.links
    assert canary.asked == []


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("kept__out", "robots"),
        ("berkas__unduh", "unreachable"),
        ("tidak__ada", "unreachable"),
        ("dinding__200", "blocked"),
    ],
)
def test_what_is_no_page_has_its_own_outcome(done: Crawl, name: str, outcome: str) -> None:
    assert done.visit(name).outcome == outcome
    assert done.visit(name).detail


def test_what_robots_txt_forbids_a_pages_scripts_do_not_get_either(done: Crawl, site: Site) -> None:
    assert (site.count("/kept/data"), site.count("/open/data")) == (0, 1)
    assert done.visit("bagian__terlarang").outcome == "posts"
    assert [gap.kind for gap in done.gaps["bagian__terlarang"]] == ["forbidden_parts"]


def test_a_page_that_fills_the_memory_is_ended_before_the_machine_is(done: Crawl) -> None:
    assert done.visit("makan__memori").outcome == "unreachable"
    assert done.visit("makan__memori").detail == "the page takes more than 1,500 MiB of memory in the browser"


def test_sources_without_a_browser_go_on_as_before(done: Crawl, site: Site) -> None:
    assert done.visit("sesudah__ini").outcome == "posts"
    assert "/s/kept__out" not in site.asked


def test_neither_a_process_nor_a_folder_of_the_browser_is_left(done: Crawl, folder: Path) -> None:
    assert done.result.visits
    assert left_of_browsers(folder) == []


ENDLESS = {
    "tanpa__akhir": "<script>while (true) {}</script>",
    "tanya__terus": "<script>while (true) { alert('x'); prompt('y'); }</script>",
    "makan__memori": "<script>let a = []; while (true) { a.push(new Array(1e7).fill(a.length)); }</script>",
    "muat__ulang": "<script>location.reload()</script>",
    "jendela__baru": "<script>setInterval(() => window.open('/s/jendela__baru'), 10)</script>",
}


@pytest.mark.long
def test_pages_that_never_end_are_ended_and_others_go_on(site: Site, home: Home, folder: Path) -> None:
    site.routes |= {f"/s/{name}": answer(f"<html><p>Lowongan</p>{script}</html>") for name, script in ENDLESS.items()}

    done = crawl(home, [*(browser_job(site, name) for name in (*ENDLESS, "diam__saja")), job(site, "sesudah__ini")])

    for name in (*ENDLESS, "diam__saja"):
        assert done.visit(name).outcome in {"unreachable", "page_changed"}
        assert done.visit(name).detail
    assert done.visit("sesudah__ini").outcome == "posts"
    assert left_of_browsers(folder) == []


def left_of_browsers(folder: Path) -> list[str]:
    """Return the folders, and the processes, of browsers that were started in a folder."""
    found = [path.name for path in folder.iterdir()]
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # a process that ends while we look
            line = path.read_bytes().decode("utf-8", "replace")
            found += [line] if str(folder) in line else []
    return found
