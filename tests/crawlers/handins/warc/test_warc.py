"""A WARC file of somebody else, handed in: what is sound becomes posts, the rest is named with its record."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from crawlers.handins.again import posts_again
from crawlers.handins.giver import Giver
from posts.home import Home
from posts.identity import post_id, sha256_hex
from posts.segments import segments, whole
from posts.warc import body_of
from tests.conftest import ROOT
from tests.crawlers.handins.handing import handed, photo, saved, waiting, zip_of
from tests.crawlers.handins.warc.making import HTML, packed, page, record, response, sha1, wacz

pytestmark = pytest.mark.usefixtures("inside")

SAVED = ROOT / "tests/pages/saved"
CHANNEL = "https://t.me/s/loker__contoh"
PREVIEW = (SAVED / "telegram_preview.html").read_bytes()
EMPTY = {"WARC_Block_Digest": "sha1:AAAA"}


def taken(home: Home, tmp_path: Path, body: bytes, name: str = "a.warc.gz") -> tuple[int, list[str], list[str]]:
    result = handed(home, "warc", saved(tmp_path / name, body))
    return result.accepted, [problem.what for problem in result.refused], list(result.notes)


def test_pages_of_a_platform_are_read_by_its_own_parser(home: Home, tmp_path: Path) -> None:
    accepted, refused, notes = taken(home, tmp_path, packed(response(CHANNEL, PREVIEW)))

    (post,) = waiting(home).posts
    assert (accepted, refused) == (1, [])
    assert (post.platform, post.native_id, post.text) == ("telegram_web", "loker__contoh/12", "Kerja di Poipet")
    assert (post.source, post.via, post.visibility) == ("telegram_web:import", "hand_in", "given")
    assert any("2026-01-02T08:00:00Z" in note for note in notes)


def test_nothing_in_it_can_pass_for_a_post_that_we_collected(home: Home, tmp_path: Path) -> None:
    taken(home, tmp_path, packed(response(CHANNEL, PREVIEW)))

    (post,) = waiting(home).posts
    assert post.id != post_id(post)


def test_the_same_file_gives_the_same_posts(home: Home, tmp_path: Path) -> None:
    body = packed(response(CHANNEL, PREVIEW), response("https://example.org/a", page("kata kata")))
    other = Home(tmp_path / "other")

    taken(home, tmp_path, body)
    taken(other, tmp_path, body, "renamed.warc.gz")

    assert [post.id for post in waiting(home).posts] == [post.id for post in waiting(other).posts]


def test_other_pages_are_plain_pages_with_their_words_and_pictures(home: Home, tmp_path: Path) -> None:
    words = b'<html><title>Bukti</title><body>Agen ini menipu<img src="/a.jpg"><img src="/none.png"></body></html>'
    body = packed(
        response("https://example.org/x", words), response("https://example.org/a.jpg", photo(), mime="image/jpeg")
    )

    taken(home, tmp_path, body)

    (post,) = waiting(home).posts
    assert (post.platform, post.url, post.text) == ("web", "https://example.org/x", "Bukti\n\nAgen ini menipu")
    (picture,) = post.media
    assert picture.sha256 is not None
    assert picture.sha256 != sha256_hex(photo())


def test_the_file_is_archived_byte_for_byte_and_read_again_alike(home: Home, tmp_path: Path) -> None:
    body = packed(response(CHANNEL, PREVIEW), response("https://example.org/a", page("kata")), b"")
    handed(home, "warc", saved(tmp_path / "a.warc.gz", body), Giver("partner-3", "stick", "police", "public"))
    first = waiting(home)

    (capture,) = [one for one in first.captures if one.file and one.file.kind == "warc"]
    again = [
        post
        for name in segments(home.archive)
        for one in whole(home.archive, name).captures
        for post in posts_again(home, one)
    ]

    assert body_of(home.archive, capture) == body
    assert again == first.posts
    assert {post.visibility for post in first.posts} == {"public"}
    assert {post.capture for post in first.posts} == {capture.id}


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        (response("https://example.org/b", page("x"), **EMPTY), "do not fit its block digest"),
        (response("https://example.org/b", page("x"), WARC_Payload_Digest=sha1(b"y")), "do not fit its payload digest"),
        (response("https://example.org/b", page("x"), WARC_Block_Digest="crc32:12"), "cannot compute: crc32"),
        (record(b"nonsense", WARC_Target_URI="https://example.org/b"), "no HTTP answer"),
        (record(b"x", "continuation"), "a kind that we do not take: continuation"),
        (record(b"x", "response", length=9_000), "cut short"),
        (
            response("https://example.org/b", b"\x8b\x01", mime=f"{HTML}\r\nContent-Encoding: br"),
            "coding we did not ask",
        ),
        (response("https://example.org/b", b"<p " + b"a=1 " * 40_000 + b">"), "a trap for parsers"),
    ],
)
def test_a_wrong_record_is_named_and_the_others_are_taken(home: Home, tmp_path: Path, bad: bytes, what: str) -> None:
    good = response("https://example.org/good", page("kata yang baik"))

    accepted, refused, _ = taken(home, tmp_path, packed(bad, good))

    assert accepted == 1
    (problem,) = refused
    assert problem.startswith("record 1 (")
    assert what in problem


def test_an_uncompressed_file_is_taken_up_to_where_it_breaks(home: Home, tmp_path: Path) -> None:
    good = response("https://example.org/good", page("kata yang baik"))
    cut = response("https://example.org/cut", page("kata"))[:-20]

    result = handed(home, "warc", saved(tmp_path / "a.warc", good + cut))

    assert result.accepted == 1
    (problem,) = result.refused
    assert problem.what.startswith(f"record 2 (byte {len(good):,}): the record is cut short")
    assert f"{len(cut):,} bytes from there on are not read" in problem.do


def test_a_file_that_was_packed_as_a_whole_is_unpacked_first(home: Home, tmp_path: Path) -> None:
    body = gzip.compress(b"".join(response(f"https://example.org/{at}", page(f"kata {at}")) for at in range(3)))

    assert taken(home, tmp_path, body)[:2] == (3, [])


def test_later_visits_that_saw_the_same_are_no_posts_of_their_own(home: Home, tmp_path: Path) -> None:
    same = {"WARC_Target_URI": "https://example.org/a", "WARC_Payload_Digest": sha1(page("kata"))}
    again = record(b"HTTP/1.1 200 OK\r\n\r\n", "revisit", None, **same)

    whole_file = packed(response("https://example.org/a", page("kata")), again)

    assert taken(home, tmp_path, whole_file)[:2] == (1, [])
    assert "before is not here" in taken(Home(tmp_path / "other"), tmp_path, packed(again))[1][0]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"", "this is no WARC file: the file is empty"),
        (b"hello", "this is no WARC file: no record begins here"),
        (packed(record(b"x", "warcinfo")), "no page in it could be read as a post (1 × warcinfo)"),
        (packed(response("https://example.org/a", b"", status="404 Not Found")), "no page in it"),
    ],
)
def test_a_file_without_a_page_is_never_silently_nothing(home: Home, tmp_path: Path, body: bytes, what: str) -> None:
    accepted, refused, _ = taken(home, tmp_path, body)

    assert accepted == 0
    assert any(what in problem for problem in refused)


def test_what_has_no_digest_is_told(home: Home, tmp_path: Path) -> None:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page("kata")

    _, _, notes = taken(home, tmp_path, packed(record(block, WARC_Target_URI="https://example.org/a")))

    assert any("without a digest" in note and note.endswith("1") for note in notes)


@pytest.mark.parametrize(
    ("name", "posts", "refused"),
    [
        ("warcio_example.warc.gz", 1, []),
        ("warcio_example-resource.warc.gz", 1, []),
        ("warcio_example-digest.warc", 0, ["no page in it could be read as a post (4 × request)"]),
        ("warcio_example-trunc.warc", 0, ["record 3 (byte 1,197): the record does not end where its length says"]),
        (
            "warcio_example-wrong-chunks.warc.gz",
            0,
            [
                "record 1 (byte 0): the record is cut short: 343 bytes of 1,613",
                "record 2 (byte 516): no record begins in this gzip member",
                "record 3 (byte 1,130): no record begins in this gzip member",
            ],
        ),
    ],
)
def test_recordings_are_taken_or_refused_with_exact_reasons(
    home: Home, shared: Callable[[str], Path], name: str, posts: int, refused: list[str]
) -> None:
    result = handed(home, "warc", shared(f"pages/warc_wacz/{name}"))

    assert result.accepted == posts
    assert [problem.what for problem in result.refused] == refused


def test_pages_fetched_with_cookies_are_told(home: Home, tmp_path: Path) -> None:
    request = record(b"GET /a HTTP/1.1\r\nHost: example.org\r\nCookie: session=1\r\n\r\n", "request")

    _, _, notes = taken(home, tmp_path, packed(request, response("https://example.org/a", page("kata"))))

    assert any("carry cookies or a password" in note and note.endswith("1") for note in notes)


def test_a_page_that_was_cut_short_when_it_was_recorded_is_told(home: Home, tmp_path: Path) -> None:
    body = packed(response("https://example.org/a", page("kata"), WARC_Truncated="length"))

    accepted, _, notes = taken(home, tmp_path, body)

    assert accepted == 1
    assert any("cut short when it was recorded" in note for note in notes)


@pytest.mark.parametrize("source", ["http://[bad", "//[", "a.jpg#part", "data:,x", "javascript:x", "\u202e.jpg"])
def test_odd_addresses_of_pictures_break_nothing(home: Home, tmp_path: Path, source: str) -> None:
    body = f'<html><body>kata<img src="{source}"><a href="{source}">x</a></body></html>'.encode()

    assert taken(home, tmp_path, packed(response("https://example.org/a", body)))[0] == 1


def test_a_wacz_handed_in_as_a_warc_is_sent_to_its_own_kind(home: Home, tmp_path: Path) -> None:
    inside = {"archive/a.warc.gz": packed(response("https://example.org/a", page("kata")))}

    assert "this is a WACZ" in taken(home, tmp_path, wacz(inside))[1][0]
    assert taken(Home(tmp_path / "other"), tmp_path, zip_of(inside))[0] == 1
