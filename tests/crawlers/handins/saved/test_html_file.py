"""Saved pages of platforms that we never crawl: HTML, SingleFile, MHTML; each becomes posts, or one plain page."""

from __future__ import annotations

import base64
import json
import plistlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from posts.home import Home
from posts.identity import post_id, sha256_hex
from posts.post import Post
from tests.conftest import ROOT
from tests.crawlers.handins.handing import handed, photo, plain_photo, saved, waiting, zip_of

pytestmark = pytest.mark.usefixtures("inside")
PAGES = ROOT / "tests/pages/saved"
EXPECTED = json.loads((PAGES / "expected.json").read_text("utf-8"))


def told(post: Post) -> dict[str, Any]:
    """Return what a post says, without what it does not."""
    found = {
        "platform": post.platform,
        "native_id": post.native_id,
        "url": post.url,
        "handle": post.author.handle,
        "name": post.author.name,
        "at": post.posted_at.isoformat() if post.posted_at else None,
        "raw": post.posted_raw,
        "text": post.text,
        "labels": list(post.labels),
        "links": list(post.links),
        "media": [[one.kind, one.url, one.sha256 is not None] for one in post.media],
        "counts": {name: one.value for name, one in post.counts.items()},
    }
    return {name: value for name, value in found.items() if value not in (None, [], {})}


@pytest.mark.parametrize("name", EXPECTED)
def test_each_page_holds_the_posts_that_its_reader_sees(home: Home, name: str) -> None:
    result = handed(home, "html", PAGES / name)

    assert [told(post) for post in waiting(home).posts] == EXPECTED[name]["posts"]
    assert [note.partition(": ")[2] for note in result.notes] == EXPECTED[name]["notes"]
    assert result.refused == ()


def test_every_made_page_is_expected() -> None:
    assert sorted(EXPECTED) == sorted(path.name for path in PAGES.iterdir() if path.suffix != ".json")


def test_the_same_post_handed_in_by_two_people_in_two_forms_is_one(home: Home) -> None:
    handed(home, "html", PAGES / "x_status.html")
    other = Home(home.path / "other")
    handed(other, "html", PAGES / "x_embedded.html")

    first, second = waiting(home).posts[0], waiting(other).posts[0]
    assert first.id == second.id == post_id(first)


def test_a_page_with_its_folder_finds_its_pictures(home: Home, tmp_path: Path) -> None:
    saved(tmp_path / "in/x_status.html", (PAGES / "x_status.html").read_bytes())
    saved(tmp_path / "in/x_status_files/flyer.jpg", photo())
    saved(tmp_path / "in/x_status_files/frame.html", b"<html><body>bingkai</body></html>")

    result = handed(home, "html", tmp_path / "in")

    first = waiting(home).posts[0]
    assert result.accepted == 2
    assert [one.sha256 for one in first.media] != [None]
    assert first.media[0].sha256 != sha256_hex(photo())


@pytest.mark.parametrize("form", ["alone", "zip"])
def test_one_page_brings_the_folder_beside_it(home: Home, tmp_path: Path, form: str) -> None:
    files = {"x_status.html": (PAGES / "x_status.html").read_bytes(), "x_status_files/flyer.jpg": plain_photo()}
    for name, data in files.items():
        saved(tmp_path / "in" / name, data)
    saved(tmp_path / "in/secret.jpg", photo())
    path = tmp_path / "in/x_status.html" if form == "alone" else saved(tmp_path / "p.zip", zip_of(files))

    handed(home, "html", path)

    assert waiting(home).posts[0].media[0].sha256 == sha256_hex(plain_photo())
    assert all("secret" not in (one.file.original_name if one.file else "") for one in waiting(home).captures)


def test_pictures_written_into_a_page_are_kept_without_what_the_camera_wrote(home: Home, tmp_path: Path) -> None:
    inner = base64.b64encode(photo())
    page = b'<html><body><p>Flyer</p><img src="data:image/jpeg;base64,' + inner + b'"></body></html>'

    handed(home, "html", saved(tmp_path / "a.html", page))

    (post,) = waiting(home).posts
    kept = home.media / (post.media[0].sha256 or "")[:2] / (post.media[0].sha256 or "")
    assert kept.read_bytes() != photo()
    assert b"Contoh Camera" not in kept.read_bytes()


@pytest.mark.parametrize(
    ("page", "what"),
    [
        (b"", "no page of words"),
        (b"hello", "no page of words"),
        (b"<p " + b"a=1 " * 40_000, "a trap for parsers"),
        (b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nhello", "holds no page"),
        (b"%PDF-1.4", "no page of words"),
    ],
)
def test_what_is_no_page_is_refused(home: Home, tmp_path: Path, page: bytes, what: str) -> None:
    result = handed(home, "html", saved(tmp_path / "a.html", page))

    assert result.accepted == 0
    assert what in result.refused[0].what


@pytest.mark.parametrize(
    "page",
    [
        b'<html><body><div role="article"></div><script>{"a":' + b"[" * 5000 + b"</script>kata kata</body></html>",
        b'<html><head><link rel="canonical" href="http://[bad"></head><body>kata <a href="http://[x">y</a></body></html>',
        b"<html><body>" + b"<div>" * 3000 + b"kata kata",
        b'<html><head><meta charset="utf-7"></head><body>kata +ADw-script+AD4-</body></html>',
        b'<html><head><meta charset="punycode"></head><body>kata \xff\xfe</body></html>',
        b'<html><body>kata<iframe srcdoc="' + b"x" * 100_000 + b'"></iframe></body></html>',
        "<html><body>kata\0 \ud800</body></html>".encode("utf-8", "surrogatepass"),
    ],
)
def test_hostile_pages_still_give_their_words(home: Home, tmp_path: Path, page: bytes) -> None:
    handed(home, "html", saved(tmp_path / "a.html", page))

    (post,) = waiting(home).posts
    assert "kata" in post.text
    assert "\0" not in post.text


def test_a_login_page_is_told_to_be_one(home: Home, tmp_path: Path) -> None:
    page = b'<html><title>Facebook</title><body>Log in to Facebook<input type="password"></body></html>'

    result = handed(home, "html", saved(tmp_path / "a.html", page))

    assert any("a login stands before the page" in note for note in result.notes)
    assert any("hardly any words" in note for note in result.notes)


@pytest.mark.parametrize(
    ("name", "platform", "posts"),
    [
        ("telegram_web/s_nexta_live_2021.html", "telegram_web", 18),
        ("telegram_web/s_anonymised_channel_2026.html", "telegram_web", 3),
        ("telegram_web/tme_group_2026.html", "web", 1),
        ("instagram/checkpoint_challenge-content.html", "web", 1),
        ("feeds_rss/onethingwell.rss", "feed", 20),
        ("youtube/feed_2010s.xml", "feed", 15),
    ],
)
def test_recordings_are_read_or_taken_as_pages(
    home: Home, shared: Callable[[str], Path], name: str, platform: str, posts: int
) -> None:
    result = handed(home, "html", shared(f"pages/{name}"))

    assert result.accepted == posts
    assert {post.platform for post in waiting(home).posts} == {platform}


def web_archive(main: object, parts: list[object]) -> bytes:
    return plistlib.dumps({"WebMainResource": main, "WebSubresources": parts}, fmt=plistlib.FMT_BINARY)


def test_a_web_archive_of_safari_is_read_with_its_pictures(home: Home, tmp_path: Path) -> None:
    page = '<html><body><p>Lowongan di Poipet — gaji tinggi</p><img src="https://example.org/a.jpg"></body></html>'
    main = {"WebResourceData": page.encode("utf-16-le"), "WebResourceURL": "https://example.org/x"}
    part = {
        "WebResourceData": photo(),
        "WebResourceURL": "https://example.org/a.jpg",
        "WebResourceMIMEType": "image/jpeg",
    }
    body = web_archive({**main, "WebResourceTextEncodingName": "utf-16-le"}, [part])

    handed(home, "html", saved(tmp_path / "a.webarchive", body))

    (post,) = waiting(home).posts
    assert (post.url, post.text) == ("https://example.org/x", "Lowongan di Poipet — gaji tinggi")
    assert post.media[0].sha256 not in {None, sha256_hex(photo())}


@pytest.mark.parametrize(
    "body", [b"bplist00nonsense", web_archive({}, []), web_archive("x", []), web_archive({"WebResourceData": b""}, [])]
)
def test_a_property_list_that_is_none_is_refused(home: Home, tmp_path: Path, body: bytes) -> None:
    result = handed(home, "html", saved(tmp_path / "a.webarchive", body))

    assert [problem.what for problem in result.refused] == ["this is no web archive of Safari"]
