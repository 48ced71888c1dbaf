"""A folder of everything: each file recognised, the pictures of chats with their chats, nothing lost without a word."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from crawlers.handins import again, folder, zip_parcel
from crawlers.handins.giver import Giver
from posts.errors import InputError
from posts.home import Home
from posts.identity import sha256_hex
from posts.segments import segments, whole
from posts.warc import body_of
from tests.conftest import ROOT
from tests.crawlers.handins.handing import CHAT, PICTURE, handed, photo, plain_photo, saved, waiting, zip_of
from tests.crawlers.handins.warc.making import packed, page, response, wacz

pytestmark = pytest.mark.usefixtures("inside")
PAGES = ROOT / "tests/pages"
WARC = packed(response("https://example.org/a", page("dari arsip")))
LINE = b'{"platform": "x", "text": "baris", "native_id": "1"}\nnonsense\n'
FILES: dict[str, bytes] = {
    "chat/_chat.txt": CHAT.encode(),
    f"chat/{PICTURE}": photo(),
    "chat/unnamed.jpg": plain_photo(),
    "telegram/result.json": (PAGES / "telegram_desktop/chat.json").read_bytes(),
    "telegram/css/style.css": b"p {}",
    "telegram/images/back.png": plain_photo("PNG"),
    "web/x_status.html": (PAGES / "saved/x_status.html").read_bytes(),
    "web/x_status_files/flyer.jpg": photo(camera="Other"),
    "web/x_status_files/frame.html": page("bingkai"),
    "web/a.warc.gz": WARC,
    "web/a.wacz": wacz({"archive/a.warc.gz": WARC}),
    "tables/t.csv": (PAGES / "tables/4cat_tiktok.csv").read_bytes(),
    "tables/z.ndjson": (PAGES / "tables/zeeschuimer.ndjson").read_bytes(),
    "tables/p.jsonl": LINE,
    "flyer.png": plain_photo("PNG") + b"",
    "again.jpg": plain_photo(),
    "notes.pdf": b"%PDF-1.4",
    "Thumbs.db": b"x",
}


@pytest.fixture
def given_folder(tmp_path: Path) -> Path:
    for name, data in FILES.items():
        saved(tmp_path / "in" / name, data)
    return tmp_path / "in"


def test_every_file_is_taken_as_what_it_is(home: Home, given_folder: Path) -> None:
    result = handed(home, "folder", given_folder, Giver("partner-3", "stick"))

    kinds = {one.file.original_name: one.file.kind for one in waiting(home).captures if one.file}
    assert {name: kind for name, kind in kinds.items() if kind not in {"beside", "copy"}} == {
        "chat/_chat.txt": "whatsapp",
        "again.jpg": "image",
        "telegram/result.json": "telegram",
        "web/x_status.html": "html",
        "web/a.warc.gz": "warc",
        "web/a.wacz": "wacz",
        "tables/t.csv": "csv",
        "tables/z.ndjson": "ndjson",
        "tables/p.jsonl": "jsonl",
        "flyer.png": "image",
    }
    assert {"notes.pdf", f"chat/{PICTURE}", "web/x_status_files/frame.html"} <= set(kinds)
    platforms = {post.platform for post in waiting(home).posts}
    assert platforms == {"whatsapp", "telegram", "x", "web", "tiktok", "image"} | {
        "linkedin",
        "douyin",
        "xiaohongshu",
        "threads",
    }
    assert result.accepted == len(waiting(home).posts)


def test_what_is_not_taken_is_named_and_kept(home: Home, given_folder: Path) -> None:
    result = handed(home, "folder", given_folder)

    refused = {(problem.file, problem.line): problem.what for problem in result.refused}
    assert refused["notes.pdf", None] == "it is of no kind that we can read: kept in the archive only"
    assert ("tables/p.jsonl", 2) in refused
    assert ("tables/t.csv", 5) in refused
    (pdf,) = [one for one in waiting(home).captures if one.file and one.file.original_name == "notes.pdf"]
    assert body_of(home.archive, pdf) == b"%PDF-1.4"


def test_pictures_stand_with_what_names_them_and_the_same_one_twice_is_one(home: Home, given_folder: Path) -> None:
    result = handed(home, "folder", given_folder)

    images = [post for post in waiting(home).posts if post.platform == "image"]
    chat = [post for post in waiting(home).posts if post.platform == "whatsapp"]
    tweet = next(post for post in waiting(home).posts if post.platform == "x" and post.media)
    assert {one.media[0].sha256 for one in images} == {sha256_hex(plain_photo()), sha256_hex(plain_photo("PNG"))}
    assert chat[1].media[0].sha256 not in {None, sha256_hex(photo())}
    assert tweet.media[0].sha256 is not None
    assert any("chat/unnamed.jpg is the same file as again.jpg" in note for note in result.notes)


def test_it_is_read_again_alike(home: Home, given_folder: Path) -> None:
    handed(home, "folder", given_folder)
    again._others.cache_clear()

    captures = [one for name in segments(home.archive) for one in whole(home.archive, name).captures]
    found = [post for one in captures for post in again.posts_again(home, one)]

    assert sorted((post.id, post.text, post.capture) for post in found) == sorted(
        (post.id, post.text, post.capture) for post in waiting(home).posts
    )


def test_a_zip_of_many_files_is_a_folder(home: Home, tmp_path: Path) -> None:
    deep = zip_of({"c.csv": FILES["tables/t.csv"]})
    inner = zip_of({"b.jpg": plain_photo(), "deep.zip": deep})
    body = zip_of({"a/x.html": FILES["web/x_status.html"], "more.zip": inner, "../evil.jpg": photo(), "a/n.xyz": b"?"})

    result = handed(home, "folder", saved(tmp_path / "all.zip", body))

    names = {one.file.original_name: one.file for one in waiting(home).captures if one.file}
    assert names["all.zip/more.zip/deep.zip/c.csv"].derivations[0].parent_sha256 == sha256_hex(deep)
    assert {post.platform for post in waiting(home).posts} == {"x", "image", "tiktok"}
    refused = {problem.file: problem.what for problem in result.refused}
    assert refused["all.zip/../evil.jpg"] == "its path leads out of the ZIP"
    assert refused["all.zip/a/n.xyz"] == folder.NO_KIND


def test_zips_without_end_are_refused(home: Home, tmp_path: Path) -> None:
    body = plain_photo()
    for _ in range(6):
        body = zip_of({"in.zip" if body != plain_photo() else "a.jpg": body})

    result = handed(home, "folder", saved(tmp_path / "z.zip", body))

    assert result.accepted == 0
    assert any("ZIPs lie in each other" in problem.what for problem in result.refused)


def test_hostile_items_cost_no_other(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_parcel, "MAX_INNER_BYTES", 60 << 20)
    lie = bytearray(zip_of({"a.jpg": plain_photo()}, zipfile.ZIP_STORED))
    at = lie.rfind(b"PK\x01\x02")
    lie[at + 20 : at + 28] = (2**31).to_bytes(4, "little") * 2
    files = {
        "broken.zip": b"PK\x03\x04nonsense",
        "lie.zip": bytes(lie),
        "bomb.zip": zip_of({"a.csv": b"x" * (70 << 20)}),
        "cut.wacz": FILES["web/a.wacz"][:-30],
        "good.html": FILES["web/x_status.html"],
        "broken.jpg": b"\xff\xd8\xff\xe0\x00",
    }
    for name, data in files.items():
        saved(tmp_path / "in" / name, data)
    (tmp_path / "in/link.html").symlink_to("/etc/passwd")

    result = handed(home, "folder", tmp_path / "in")

    refused = {problem.file or "": problem.what for problem in result.refused}
    kept = {one.file.original_name for one in waiting(home).captures if one.file}
    assert {post.platform for post in waiting(home).posts if post.text} == {"x"}
    assert refused["bomb.zip/a.csv"] == "it has more than 60 MiB"
    assert refused["link.html"] == "it is a link or no file"
    assert {"broken.zip", "lie.zip", "cut.wacz"} <= {name.partition("/")[0] for name in refused}
    assert set(files) <= kept


def test_what_is_no_folder_is_refused(home: Home, tmp_path: Path) -> None:
    saved(tmp_path / "x/a.html", page("x"))

    with pytest.raises(InputError, match="no folder"):
        handed(home, "folder", tmp_path / "missing")
    with pytest.raises(InputError, match="one picture"):
        handed(home, "folder", tmp_path / "x", text="kata")
