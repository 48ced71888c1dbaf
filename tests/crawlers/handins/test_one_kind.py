"""One kind of hand-in, whole: archived first, posts with their media in the inbox, the same when read again."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from crawlers.handins import HANDINS, spool
from crawlers.handins.again import posts_again
from crawlers.handins.giver import Giver, HandIn, Imported
from posts import inbox
from posts.errors import InputError, StorageFull
from posts.files import storage
from posts.home import Home
from posts.identity import hand_in_id, sha256_hex
from posts.segments import segments, whole
from posts.warc import body_of
from tests.conftest import START
from tests.crawlers.handins.handing import (
    CHAT,
    PICTURE,
    handed,
    photo,
    plain_photo,
    saved,
    waiting,
    zip_of,
)

pytestmark = pytest.mark.usefixtures("inside")

GIVER = Giver("family-7", "chat", "may be shared with police")


def test_a_zip_is_archived_byte_for_byte_with_who_gave_it(home: Home, tmp_path: Path) -> None:
    data = zip_of({"_chat.txt": CHAT.encode(), PICTURE: plain_photo()})

    result = handed(home, "whatsapp", saved(tmp_path / "Chat.zip", data), GIVER, zone="Asia/Jakarta")

    (capture,) = waiting(home).captures
    assert (result.accepted, result.refused) == (2, ())
    assert body_of(home.archive, capture) == data
    assert capture.file is not None
    assert (capture.file.original_name, capture.file.kind, capture.file.received_at) == ("Chat.zip", "whatsapp", START)
    assert (capture.file.received_from, capture.file.medium) == ("family-7", "chat")
    assert (capture.file.consent, capture.file.visibility) == ("may be shared with police", "given")
    assert capture.file.options == {"zone": "Asia/Jakarta"}


def test_posts_are_given_material_unless_their_address_was_public(home: Home, tmp_path: Path) -> None:
    path = saved(tmp_path / "_chat.txt", CHAT.encode())

    handed(home, "whatsapp", path)
    handed(Home(tmp_path / "other"), "whatsapp", path, Giver(visibility="public"))

    assert {post.visibility for post in waiting(home).posts} == {"given"}
    assert {post.visibility for post in waiting(Home(tmp_path / "other")).posts} == {"public"}
    assert {post.via for post in waiting(home).posts} == {"hand_in"}


def test_the_same_chat_is_one_whether_it_comes_as_text_zip_or_folder(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    saved(folder / PICTURE, photo())
    text = saved(folder / "_chat.txt", CHAT.encode())
    archive = saved(tmp_path / "c.zip", zip_of({"_chat.txt": CHAT.encode(), PICTURE: photo()}))
    ids: list[list[str]] = []

    for number, path in enumerate((text, archive, folder, archive)):
        other = Home(tmp_path / f"home{number}")
        handed(other, "whatsapp", path)
        ids.append([post.id for post in waiting(other).posts])

    assert ids == [[hand_in_id(sha256_hex(CHAT.encode()), line) for line in ("1", "2")]] * 4


@pytest.mark.parametrize("form", ["text", "zip", "folder"])
def test_a_hand_in_is_read_again_with_the_same_posts(home: Home, tmp_path: Path, form: str) -> None:
    files = {"_chat.txt": CHAT.encode(), PICTURE: photo()}
    for name, data in files.items():
        saved(tmp_path / "folder" / name, data)
    path = {"text": tmp_path / "folder/_chat.txt", "folder": tmp_path / "folder"}.get(form)
    handed(home, "whatsapp", path or saved(tmp_path / "c.zip", zip_of(files)), zone="Asia/Jakarta")
    first = waiting(home).posts
    for file in home.media.rglob("*"):
        if file.is_file():
            file.unlink()

    captures = [capture for name in segments(home.archive) for capture in whole(home.archive, name).captures]
    again = [post for capture in captures for post in posts_again(home, capture)]

    assert [(post.id, post.text, post.posted_at, post.visibility) for post in again] == [
        (post.id, post.text, post.posted_at, post.visibility) for post in first
    ]
    assert [[one.sha256 for one in post.media] for post in again] == [
        [one.sha256 for one in post.media] for post in first
    ]
    kept = {one.sha256 for post in again for one in post.media if one.sha256}
    assert {file.name for file in home.media.rglob("*") if file.is_file()} == kept


def test_many_posts_come_in_files_of_500(home: Home, tmp_path: Path) -> None:
    lines = "".join(f"15/01/2024, 10:30 - Budi: {number}\n" for number in range(1203))

    result = handed(home, "whatsapp", saved(tmp_path / "_chat.txt", lines.encode()))

    assert result.accepted == 1203
    assert len(inbox.waiting(home.inbox)) == 3
    assert [post.text for post in waiting(home).posts] == [str(number) for number in range(1203)]


def test_a_refused_file_is_archived_all_the_same(home: Home, tmp_path: Path) -> None:
    result = handed(home, "whatsapp", saved(tmp_path / "c.txt", b"03/04/2024, 10:30 - Budi: x"))

    (capture,) = waiting(home).captures
    assert body_of(home.archive, capture) == b"03/04/2024, 10:30 - Budi: x"
    assert [(problem.file, "--dates" in problem.do) for problem in result.refused] == [("c.txt", True)]
    assert list(posts_again(home, capture)) == []


def test_standard_input_is_taken(home: Home) -> None:
    hand = HandIn("-", home, START, b"\xaa\xbb\xcc", stdin=BytesIO(CHAT.encode()))

    assert HANDINS["whatsapp"](hand).accepted == 2


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({"a.txt": b"x", "b.txt": b"y"}, "no file of the ZIP is of the kind whatsapp"),
        ({"picture.jpg": b"x"}, "no file of the ZIP is of the kind whatsapp"),
        ({"_chat.txt": b"hello"}, "no line begins like a message"),
    ],
)
def test_a_zip_without_a_chat_is_refused(home: Home, tmp_path: Path, files: dict[str, bytes], what: str) -> None:
    result = handed(home, "whatsapp", saved(tmp_path / "c.zip", zip_of(files)))

    assert result.accepted == 0
    (problem,) = result.refused
    assert what in problem.what
    assert (problem.file or "").startswith("c.zip")


def test_files_of_a_zip_that_lead_out_of_it_are_named_and_the_rest_is_taken(home: Home, tmp_path: Path) -> None:
    data = zip_of({"../../evil.jpg": b"x", "_chat.txt": CHAT.encode(), **{f"/x{at}": b"" for at in range(30)}})

    result = handed(home, "whatsapp", saved(tmp_path / "c.zip", data))

    assert result.accepted == 2
    assert result.refused[0].file == "c.zip/../../evil.jpg"
    assert {problem.what for problem in result.refused} == {
        "its path leads out of the ZIP",
        "11 more files of it cannot be taken",
    }
    assert not list(tmp_path.rglob("evil*"))


def refusal(result: Imported) -> InputError:
    (problem,) = result.refused
    return problem


def test_a_bomb_is_refused_and_the_bytes_stay_in_the_archive(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = zip_of({"_chat.txt": b"x" * (33 << 20)})

    result = handed(home, "whatsapp", saved(tmp_path / "c.zip", bomb))

    assert refusal(result).what == "it has more than 32 MiB"
    assert [capture.bytes for capture in waiting(home).captures] == [len(bomb)]


def test_a_file_that_is_too_large_is_refused_before_anything(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "MAX_FILE_BYTES", 10)

    with pytest.raises(InputError, match="more than 0 MiB"):
        handed(home, "whatsapp", saved(tmp_path / "_chat.txt", CHAT.encode()))

    assert waiting(home).captures == []


@pytest.mark.parametrize("path", ["missing.txt", "folder/missing"])
def test_what_is_not_there_is_refused(home: Home, tmp_path: Path, path: str) -> None:
    with pytest.raises(InputError, match="cannot read this file"):
        handed(home, "whatsapp", tmp_path / path)


def test_a_folder_without_a_chat_is_refused_before_anything(home: Home, tmp_path: Path) -> None:
    saved(tmp_path / "folder/a.jpg", photo())

    with pytest.raises(InputError, match="no file of the folder"):
        handed(home, "whatsapp", tmp_path / "folder")

    assert list(home.archive.rglob("*.gz")) == []


def test_links_in_a_folder_are_named_and_never_followed(home: Home, tmp_path: Path) -> None:
    secret = saved(tmp_path / "secret.jpg", photo())
    saved(tmp_path / "folder/_chat.txt", CHAT.encode())
    (tmp_path / "folder" / PICTURE).symlink_to(secret)

    result = handed(home, "whatsapp", tmp_path / "folder")

    assert (refusal(result).file, refusal(result).what) == (PICTURE, "it is a link or no file")
    assert waiting(home).posts[1].media[0].sha256 is None


def test_a_full_disk_is_told_and_nothing_waits(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path / "_chat.txt", CHAT.encode())

    def full(*_: object) -> int:
        raise OSError(28, "full")

    with monkeypatch.context() as patch:
        patch.setattr("os.write", full)
        with pytest.raises(StorageFull), storage(home.path):
            handed(home, "whatsapp", path)

    assert waiting(home).posts == []
