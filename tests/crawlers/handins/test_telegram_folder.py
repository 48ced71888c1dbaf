"""A Telegram export as a folder and as a ZIP: media by their relative paths, the same posts both ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from posts.home import Home
from posts.identity import sha256_hex
from tests.conftest import ROOT
from tests.crawlers.handins.handing import handed, plain_photo, saved, waiting, zip_of

pytestmark = pytest.mark.usefixtures("inside")

PAGES = ROOT / "tests/pages/telegram_desktop"
PHOTO = "photos/photo_1@03-01-2026_08-06-00.jpg"
MEDIA = {PHOTO: plain_photo(), "video_files/promo.mp4": b"video", "video_files/promo.mp4_thumb.jpg": plain_photo()}


@pytest.mark.parametrize("page", ["chat.json", "messages.html"])
@pytest.mark.parametrize("form", ["folder", "zip"])
def test_media_are_found_by_their_relative_paths(home: Home, tmp_path: Path, page: str, form: str) -> None:
    name = "result.json" if page.endswith("json") else "messages.html"
    files = {name: (PAGES / page).read_bytes(), **MEDIA, "css/style.css": b"", "js/script.js": b"alert(1)"}
    for inner, data in files.items():
        saved(tmp_path / "ChatExport" / inner, data)
    path = tmp_path / "ChatExport" if form == "folder" else saved(tmp_path / "c.zip", zip_of(files))

    result = handed(home, "telegram", path)

    media = {one.url: one for post in waiting(home).posts for one in post.media if one.url}
    assert result.accepted == 9
    assert media[PHOTO].sha256 == sha256_hex(plain_photo())
    assert media["video_files/promo.mp4_thumb.jpg"].sha256 == sha256_hex(plain_photo())
    assert (media["video_files/promo.mp4"].sha256, media["video_files/promo.mp4"].bytes) == (None, 5)
    assert "archive only" in (media["video_files/promo.mp4"].why_missing or "")


def test_pages_of_an_account_point_up_to_their_files(home: Home, tmp_path: Path) -> None:
    page = (PAGES / "messages.html").read_bytes().replace(b'href="photos/', b'href="../../chats/chat_1/photos/')
    saved(tmp_path / "all/chats/chat_1/messages.html", page)
    saved(tmp_path / "all/chats/chat_1" / PHOTO, plain_photo())

    handed(home, "telegram", tmp_path / "all")

    hashes = {one.sha256 for post in waiting(home).posts for one in post.media}
    assert sha256_hex(plain_photo()) in hashes


@pytest.mark.parametrize("path", ["../../../../etc/passwd", "/etc/passwd", "photos/../../secret.jpg", "photos\\a.jpg"])
def test_a_path_that_leads_out_finds_nothing(home: Home, tmp_path: Path, path: str) -> None:
    saved(tmp_path / "secret.jpg", plain_photo())
    page = (PAGES / "chat.json").read_text("utf-8").replace(PHOTO, path.replace("\\", "\\\\"))
    saved(tmp_path / "in/result.json", page.encode())

    handed(home, "telegram", tmp_path / "in")

    (media,) = next(post for post in waiting(home).posts if post.native_id == "1000000001/3").media
    assert (media.url, media.sha256) == (path, None)
    assert media.why_missing == "it is not among the files that were handed in"
