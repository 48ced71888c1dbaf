"""Grouping on the ledger equals grouping in memory and in one batch, whatever order posts come in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe.group import group
from dedupe.keys import wordings
from index.ledger.groups import composites_in, heir_of, largest, members_of, regroup_touched
from index.ledger.keep import Arrival, keep
from index.ledger.known import every
from index.ledger.schema import PUBLIC
from index.ledger.store import Ledger, open_ledger
from posts.home import Home
from tests.conftest import START, make_post, make_reading

OFFER = (
    "dibutuhkan customer service online dan operator komputer penempatan {place} gaji besar per bulan tanpa pengalaman "
    "tiket ditanggung kantor mess dan makan gratis berangkat minggu ini dijemput bandara"
)
OTHER = "hotel contoh mencari resepsionis dan petugas kebersihan jam kerja delapan jam libur hari minggu kontrak resmi"
TEXTS = [
    OFFER.format(place="poipet"),
    OFFER.format(place="bavet"),
    OFFER.format(place="myawaddy") + " hubungi admin segera",
    OTHER,
    OTHER + " datang ke kantor",
    OFFER.format(place="poipet") + " " + OTHER,
    "ya",
    "",
]


def put(ledger: Ledger, texts: dict[int, str], left: set[str] = frozenset()) -> set[str]:  # type: ignore[assignment]  # an empty default
    with ledger.writing() as connection:
        arrivals = [Arrival(make_post(number, text), make_reading(), START, "c") for number, text in texts.items()]
        keep(connection, arrivals)
        written = wordings([one.post.text for one in arrivals])
        return regroup_touched(connection, {one.post.id: own for one, own in zip(arrivals, written, strict=True)}, left)


def parts(ledger: Ledger) -> set[frozenset[str]]:
    with ledger.reading() as connection:
        by_cluster: dict[str, set[str]] = {}
        for known in every(connection, PUBLIC):
            by_cluster.setdefault(known.cluster or "none", set()).add(known.post.id)
    return {frozenset(posts) for posts in by_cluster.values()}


def batch(texts: dict[int, str]) -> set[frozenset[str]]:
    by_cluster: dict[str, set[str]] = {}
    for line in group({make_post(number, text).id: text for number, text in texts.items()}).lines:
        by_cluster.setdefault(line.cluster, set()).add(line.id)
    return {frozenset(posts) for posts in by_cluster.values()}


@settings(max_examples=15)  # each makes a ledger of its own
@given(st.permutations(list(enumerate(TEXTS))), st.integers(1, 4))
def test_any_order_and_batch_size_gives_the_clusters_of_one_batch(
    tmp_path_factory: Any, texts: list[tuple[int, str]], size: int
) -> None:
    home = Home(Path(tmp_path_factory.mktemp("home")))
    home.make()
    ledger = open_ledger(home)

    for start in range(0, len(texts), size):
        put(ledger, dict(texts[start : start + size]))

    assert parts(ledger) == batch(dict(texts))
    ledger.close()


def test_the_list_shows_clusters_by_size_and_their_members(ledger: Ledger) -> None:
    put(ledger, dict(enumerate(TEXTS)))

    with ledger.reading() as connection:
        shown = [(one.posts, set(members_of(connection, one.id))) for one in largest(connection, 10)]
        beside = [composites_in(connection, one.id) for one in largest(connection, 10)]

    offers, others = ({make_post(number).id for number in numbers} for numbers in ((0, 1, 2, 5), (3, 4)))
    assert shown == [(4, offers), (2, others)]
    assert beside == [[], [make_post(5).id]]  # with both adverts: in one, beside the other


def test_a_post_that_leaves_takes_its_links_along(ledger: Ledger) -> None:
    put(ledger, dict(enumerate(TEXTS[:2])))

    put(ledger, {}, {make_post(1).id})

    with ledger.reading() as connection:
        assert {known.post.id for known in every(connection, PUBLIC) if known.cluster} == {make_post(0).id}


def test_an_edit_that_changes_the_text_changes_the_cluster(ledger: Ledger) -> None:
    put(ledger, dict(enumerate(TEXTS[:4])))

    moved = put(ledger, {0: OTHER + " hari ini"})

    with ledger.reading() as connection:
        clusters = {known.post.id: known.cluster for known in every(connection, PUBLIC)}
    assert make_post(0).id in moved
    assert clusters[make_post(0).id] == clusters[make_post(3).id]


def test_a_retired_cluster_stands_for_its_heir(ledger: Ledger) -> None:
    put(ledger, {0: TEXTS[0]})
    put(ledger, {3: OTHER})
    with ledger.reading() as connection:
        old = {known.post.id: known.cluster or "" for known in every(connection, PUBLIC)}

    put(ledger, {3: TEXTS[0] + " lagi"})

    with ledger.reading() as connection:
        assert (
            heir_of(connection, old[make_post(3).id]) == old[make_post(0).id]
            or heir_of(connection, old[make_post(0).id]) == old[make_post(3).id]
        )
