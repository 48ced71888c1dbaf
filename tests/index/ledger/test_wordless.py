"""Posts without letters in the ledger: one cluster for copies of one picture, whatever comes first, goes or changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from dedupe.images.pairs import PicturePair
from dedupe.images.relation import Relation
from dedupe.keys import wordings
from index.ledger.groups import regroup_all, regroup_touched
from index.ledger.keep import Arrival, keep
from index.ledger.known import every
from index.ledger.pictures import add_looks
from index.ledger.schema import PUBLIC
from index.ledger.store import Connection, Ledger
from index.ledger.wordless import wordless_copies
from posts.post import Media, Post
from tests.conftest import START, make_post, make_reading
from tests.dedupe.images.pictures import look, photo

PACKED = {name: look(photo(seed)).packed for seed, name in enumerate(("aa", "bb", "cc", "dd"))}
COPIES = [PicturePair("aa", "bb", Relation("copy", 9)), PicturePair("bb", "cc", Relation("copy", 20))]


def shown(number: int, *hashes: str, text: str = "") -> Post:
    return make_post(number, text, media=tuple(Media(order=at, sha256=one) for at, one in enumerate(hashes)))


def arrive(connection: Connection, *posts: Post, protected: bool = False) -> None:
    kept = keep(connection, [Arrival(post, make_reading(protected=protected), START, "") for post in posts])
    add_looks(connection, PACKED, COPIES)
    left = {one.known.post.id for one in kept if one.left_public}
    written = dict(zip([post.id for post in posts], wordings([post.text for post in posts]), strict=True))
    regroup_touched(connection, {post: own for post, own in written.items() if post not in left}, left)


def clusters(connection: Connection) -> list[list[int]]:
    """Return the numbers of posts by cluster."""
    found: dict[str, list[int]] = {}
    for one in every(connection, PUBLIC):
        found.setdefault(one.cluster or "", []).append(int((one.post.native_id or "").rpartition("/")[2]))
    return sorted(sorted(group) for group in found.values())


@pytest.mark.parametrize("order", [(1, 2, 3, 4), (3, 1, 4, 2), (4, 3, 2, 1)])
def test_copies_are_one_cluster_in_any_order(ledger: Ledger, order: Sequence[int]) -> None:
    pictures: Mapping[int, str] = {1: "aa", 2: "bb", 3: "cc", 4: "dd"}
    with ledger.writing() as connection:
        for number in order:
            arrive(connection, shown(number, pictures[number]))

        assert clusters(connection) == [[1, 2, 3], [4]]
        assert regroup_all(connection, {one.post.id: one.post.text for one in every(connection, PUBLIC)}) == set()


def test_a_post_with_words_joins_no_cluster_by_its_picture(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        arrive(connection, shown(1, "aa"), shown(2, "bb", text="Lowongan kerja di Poipet"), shown(3, "cc"))

        assert clusters(connection) == [[1], [2], [3]]
        assert wordless_copies(connection) == set()


def test_the_same_file_is_a_copy_also_where_it_cannot_be_looked_at(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        arrive(connection, shown(1, "video"), shown(2, "video"))

        assert clusters(connection) == [[1, 2]]


def test_a_post_that_gets_words_leaves_and_takes_the_bridge_along(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        arrive(connection, shown(1, "aa"), shown(2, "bb"), shown(3, "cc"))

        arrive(connection, shown(2, "bb", text="Lowongan kerja di Poipet"))

        assert clusters(connection) == [[1], [2], [3]]


def test_a_post_that_leaves_the_public_lane_takes_the_bridge_along(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        arrive(connection, shown(1, "aa"), shown(2, "bb"), shown(3, "cc"), shown(4, "dd"))

        arrive(connection, shown(2, "bb"), protected=True)

        assert clusters(connection) == [[1], [3], [4]]
