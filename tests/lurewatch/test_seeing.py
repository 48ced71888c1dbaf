"""Seeing: what people really paste is found, with its reason; the restricted lane betrays nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from dedupe.images.pairs import PicturePair
from dedupe.images.relation import Relation
from index.ledger.store import Ledger, open_ledger
from lurewatch import seeing
from lurewatch.installation import Installation
from lurewatch.picture_words import words_in
from lurewatch.pipeline import ingest
from lurewatch.reasons import by_pictures
from lurewatch.seeing import seen, seen_picture
from lurewatch.settings import Settings
from posts import inbox
from posts.errors import InputError
from posts.home import Home
from posts.post import Author, Media, Post
from tests.conftest import Clock, make_post
from tests.lurewatch.calling import call
from tests.lurewatch.pasting import Paste, answer, arrive, is_right, pastes, picture


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Installation, dict[str, Post]]:
    home = Home(tmp_path_factory.mktemp("seen") / "home")
    home.make()
    here = Installation(home, Settings(), open_ledger(home), Clock())
    return here, arrive(here)


@pytest.mark.parametrize("paste", pastes(), ids=lambda paste: paste.name)
def test_a_paste_leads_to_its_advert(asked: tuple[Installation, dict[str, Post]], paste: Paste, tmp_path: Path) -> None:
    here, posts = asked

    found = answer(here, paste, tmp_path)

    assert is_right(found, posts[paste.expect])
    assert all(post.reason and 0 < post.score <= 1 for post in found.posts)


def test_reasons_name_what_matched_and_clusters_their_size(asked: tuple[Installation, dict[str, Post]]) -> None:
    here, posts = asked

    found = seen(here, "@hr__mawar")

    assert {post.id: post.reason for post in found.posts} == {
        posts["id-poipet"].id: "names telegram:hr__mawar",
        posts["warning"].id: "names telegram:hr__mawar, quoted there",
    }
    assert [(one.posts, one.score) for one in found.clusters] == [(1, 1.0), (1, 1.0)]
    assert found.total == 2


def test_a_picture_of_another_is_not_seen(asked: tuple[Installation, dict[str, Post]], tmp_path: Path) -> None:
    here, _ = asked
    path = tmp_path / "other.jpg"
    path.write_bytes(picture(99))

    assert seen_picture(here, path).posts == ()


def test_what_nobody_wrote_is_not_seen(asked: tuple[Installation, dict[str, Post]]) -> None:
    here, _ = asked

    for unknown in (
        "+62 800-555-0999",
        "@siapa__ini",
        "kucing saya suka tidur di sofa dekat jendela",
        "https://x.example.org/",
    ):
        assert seen(here, unknown).posts == (), unknown


def test_a_huge_question_is_read_in_part_and_says_so(asked: tuple[Installation, dict[str, Post]]) -> None:
    here, _ = asked

    found = seen(here, "a" * 2_000_000)

    assert found.incomplete == ("only the first 65,536 signs were read",)


def test_a_post_leads_to_what_shares_its_contact(asked: tuple[Installation, dict[str, Post]]) -> None:
    here, posts = asked

    found = seen(here, posts["id-poipet"].id)

    assert [post.id for post in found.posts][:1] == [posts["id-poipet"].id]
    assert posts["warning"].id in [post.id for post in found.posts]


def test_a_file_that_is_no_picture_is_refused(asked: tuple[Installation, dict[str, Post]], tmp_path: Path) -> None:
    here, _ = asked
    path = tmp_path / "virus.jpg"
    path.write_bytes(b"MZ no picture")

    with pytest.raises(InputError, match="no readable"):
        seen_picture(here, path)


@pytest.fixture
def small(home: Home, ledger: Ledger, clock: Clock) -> Installation:
    return Installation(home, Settings(), ledger, clock)


def put(here: Installation, *posts: Post) -> None:
    inbox.Inbox(here.home.inbox, f"20260105T030000Z-{len(posts)}{posts[0].id[3:8]}").put(
        inbox.PostLine(post=post) for post in posts
    )
    ingest(here)


def test_an_account_leads_to_what_it_posts_and_an_address_to_who_links_there(small: Installation) -> None:
    account = Author(handle="akun__satu", url="https://t.me/akun__satu")
    linking = make_post(2, "lihat di sini", links=("https://daftar.example.org/form?x=1",))
    put(small, make_post(1, "kabar baik dari kantor", author=account), linking)

    assert [post.reason for post in seen(small, "@akun__satu").posts] == ["posted by the account akun__satu"]
    (found,) = seen(small, "https://daftar.example.org/form").posts
    assert (found.id, found.reason) == (linking.id, "links to daftar.example.org/form")
    (itself,) = seen(small, "https://t.me/loker__contoh/2").posts
    assert itself.id == linking.id


def test_members_of_a_cluster_and_copies_of_its_picture_are_near_a_post(small: Installation) -> None:
    text = "Lowongan operator komputer di Poipet dengan gaji besar dan mess gratis untuk semua pelamar nomor {}"
    first, second = make_post(1, text.format("satu")), make_post(2, text.format("dua"))
    put(small, first, second)

    found = seen(small, first.id)

    assert [(post.id, post.reason) for post in found.posts] == [
        (first.id, "this post"),
        (second.id, "the same template"),
    ]
    assert [cluster.posts for cluster in found.clusters] == [2]


def test_a_restricted_post_is_not_seen_by_id_number_text_or_picture(small: Installation, tmp_path: Path) -> None:
    hidden = make_post(1, "Anak saya disekap, hubungi kami +62 800-555-0177", visibility="given")
    put(small, hidden)

    for question in (hidden.id, "+62 800-555-0177", "Anak saya disekap, hubungi kami"):
        found = seen(small, question)
        assert (found.posts, found.clusters, found.left_out) == ((), (), 1)


def test_the_command_says_reasons_scores_and_what_was_searched(
    asked: tuple[Installation, dict[str, Post]], tmp_path: Path
) -> None:
    here, posts = asked
    path = tmp_path / "sent.jpg"
    path.write_bytes(picture(1, "mirrored"))

    said = call("seen", "--image", path, "--home", here.home.path)
    empty = call("seen", "+62 800-555-0999", "--home", here.home.path)

    assert posts["id-flyer"].id in said.out
    assert "shows a copy of the picture" in said.out
    assert "Searched 22 public posts" in said.out
    assert "does not mean harmless" in empty.out
    assert (said.code, empty.code) == (0, 0)


FLYER = "Dibutuhkan segera operator komputer di Poipet, gaji sembilan ratus dolar, tiket dan mess ditanggung kantor"
OTHER_FLYER = "Hotel contoh mencari resepsionis dan petugas kebersihan, kontrak dua tahun, libur setiap hari minggu"


def test_its_words_say_which_advert_a_flyer_of_one_design_carries(small: Installation) -> None:
    shown, other, bare = "a" * 64, "b" * 64, "c" * 64
    posts = [
        make_post(1, FLYER, media=(Media(sha256=shown),)),
        make_post(2, OTHER_FLYER, media=(Media(sha256=other),)),
        make_post(3, "", media=(Media(sha256=bare),)),
    ]
    put(small, *posts)
    pairs = [PicturePair("", sha256, Relation("same_design", 45)) for sha256 in (shown, other, bare)]

    with small.ledger.reading() as connection:
        found = dict(by_pictures(connection, pairs, "", FLYER.replace("Poipet", "Bavet").upper()))

    same, another, unknown = (found[post.id] for post in posts)
    assert same.sentence.startswith("shows a picture of the same design (45 of 256 signs differ) with the same words (")
    assert another.sentence.endswith("with other words (0%): another advert")
    assert unknown.sentence == "shows a picture of the same design (45 of 256 signs differ)"
    assert same.nearness > unknown.nearness > another.nearness


@pytest.mark.parametrize("typed", [True, False])
def test_an_unknown_picture_is_found_by_its_words(
    small: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: bool
) -> None:
    post = make_post(1, FLYER)
    put(small, post)
    path = tmp_path / "sent.jpg"
    path.write_bytes(picture(1))
    monkeypatch.setattr(seeing, "words_in", lambda data, langs: "" if typed else FLYER)

    said = call("seen", *([FLYER] if typed else []), "--image", path, "--home", small.home.path, "--json")

    assert [one["id"] for one in said.json["posts"]] == [post.id]
    assert said.json["posts"][0]["reason"] == "its text is 100% alike"
    assert said.json["understood"][1].startswith("words in it: Dibutuhkan segera")


def test_the_words_of_a_copy_are_not_read(asked: tuple[Installation, dict[str, Post]], tmp_path: Path) -> None:
    here, posts = asked
    path = tmp_path / "sent.jpg"
    path.write_bytes(picture(1, "mirrored"))

    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(seeing, "words_in")
        found = seen_picture(here, path)

    assert found.posts[0].id == posts["id-flyer"].id


def test_what_cannot_be_read_has_no_words() -> None:
    assert words_in(b"MZ no picture", ["id"]) == ""
