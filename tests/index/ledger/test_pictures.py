"""Pictures in the ledger: looks and relations of what public posts show, and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from dedupe.images.look import RECIPE, unpacked
from dedupe.images.pairs import PicturePair
from dedupe.images.relation import Relation
from index.ledger import pictures
from index.ledger.keep import Arrival, keep
from index.ledger.schema import looks
from index.ledger.store import Connection, Ledger
from posts.post import Media, Post
from tests.conftest import START, make_post, make_reading
from tests.dedupe.images.pictures import look, photo

PAIR = PicturePair("aa", "bb", Relation("copy", 12))
PACKED = {name: look(photo(seed)).packed for seed, name in enumerate(("aa", "bb", "cc"))}


def showing(number: int, *hashes: str, **fields: object) -> Post:
    media = tuple(Media(order=order, sha256=sha256) for order, sha256 in enumerate(hashes))
    return make_post(number, "Lowongan", media=media, **fields)


@pytest.fixture
def connection(ledger: Ledger) -> Iterator[Connection]:
    with ledger.writing() as opened:
        posts = [showing(1, "aa"), showing(2, "bb"), showing(3, "cc", visibility="given")]
        keep(opened, [Arrival(post, make_reading(), START, "") for post in posts])
        pictures.add_looks(opened, PACKED, [PAIR])
        yield opened


def test_looks_and_relations_of_public_pictures_are_kept(connection: Connection) -> None:
    kept = pictures.looks_of(connection, PACKED)

    assert {name: one.packed for name, one in kept.items()} == {name: PACKED[name] for name in ("aa", "bb")}
    assert pictures.with_looks(connection, PACKED) == {"aa", "bb"}
    assert pictures.every_pair(connection) == [PAIR]
    assert pictures.pairs_of(connection, ["bb"]) == {PAIR}
    assert pictures.pairs_of(connection, ["cc"]) == set()


def test_a_picture_of_restricted_posts_alone_leaves_no_trace(connection: Connection) -> None:
    assert pictures.every_picture(connection) == ["aa", "bb"]
    assert pictures.posts_showing(connection, ["cc"]) == {}


def test_what_is_kept_again_stands_once(connection: Connection) -> None:
    pictures.add_looks(connection, PACKED, [PAIR])

    assert [name for _, name, _ in pictures.views_since(connection, 0)] == ["aa", "bb"]
    assert pictures.every_pair(connection) == [PAIR]


def test_looks_can_be_asked_for_from_a_number_on(connection: Connection) -> None:
    first, second = pictures.views_since(connection, 0)

    assert pictures.views_since(connection, first[0]) == [second]
    assert second[2] == look(photo(1)).views


def test_a_post_that_leaves_the_public_lane_takes_the_look_of_its_picture_along(connection: Connection) -> None:
    keep(connection, [Arrival(showing(1, "aa"), make_reading(protected=True), START, "")])

    assert pictures.every_picture(connection) == ["bb"]
    assert set(pictures.looks_of(connection, PACKED)) == {"bb"}
    assert pictures.every_pair(connection) == []


def test_a_picture_that_another_public_post_shows_stays(connection: Connection) -> None:
    keep(connection, [Arrival(showing(4, "aa"), make_reading(), START, "")])

    keep(connection, [Arrival(showing(1, "aa"), make_reading(protected=True), START, "")])

    assert set(pictures.looks_of(connection, PACKED)) == {"aa", "bb"}
    assert pictures.posts_showing(connection, ["aa"]) == {"aa": [make_post(4).id]}


def test_looks_of_an_older_recipe_count_as_missing(connection: Connection) -> None:
    old = bytes([RECIPE + 1]) + PACKED["aa"][1:-4096]
    connection.execute(update(looks).where(looks.c.sha256 == "aa").values(views=old))

    assert pictures.with_looks(connection, PACKED) == {"bb"}
    assert set(pictures.looks_of(connection, PACKED)) == {"bb"}
    assert unpacked(old + bytes(4096)) is None


def test_media_of_posts_are_listed(connection: Connection) -> None:
    one, two = make_post(1).id, make_post(2).id

    assert pictures.pictures_of(connection, [one, two]) == {one: ["aa"], two: ["bb"]}
