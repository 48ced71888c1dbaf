"""Searching for people: collapsed hits with true sizes, order by size, and a restricted post that changes no answer."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import get_args

import msgspec
import pytest
from sqlalchemy import update

from index.engine import FACETS, Request
from index.ledger.feed import announce
from index.ledger.keep import Arrival, keep
from index.ledger.schema import LANES, PUBLIC, RESTRICTED
from index.ledger.store import Ledger
from index.query import parse
from index.suggesting import Suggested, suggestions
from lurewatch.exporting import Export, Form
from lurewatch.feeding import catch_up
from lurewatch.installation import Installation
from lurewatch.searching import Options, SearchAnswer, search
from lurewatch.seeing import seen
from lurewatch.settings import Settings
from posts.home import Home
from posts.post import Author, Post
from tests.conftest import START, Clock, make_post, make_reading

CLUSTERS = {1: "c1_a", 2: "c1_a", 3: "c1_a", 4: "c1_b", 5: "c1_b", 6: None}
ORDERS: tuple[Options, ...] = (
    Options(facets=FACETS),
    Options(sort="newest"),
    Options(sort="score"),
    Options(sort="size"),
    Options(collapse=True),
)


def text_of(number: int) -> str:
    return "kerja gaji" if number % 2 else "kerja"


@pytest.fixture
def here(home: Home, ledger: Ledger, clock: Clock) -> Installation:
    installation = Installation(home, Settings(), ledger, clock)
    add(installation, [make_post(at, text_of(at), posted_at=START + timedelta(hours=at)) for at in CLUSTERS])
    with ledger.writing() as connection:
        for at, cluster in CLUSTERS.items():
            one = PUBLIC.posts.c.id == make_post(at, text_of(at)).id
            connection.execute(update(PUBLIC.posts).where(one).values(cluster=cluster))
            announce(connection, [make_post(at, text_of(at)).id], PUBLIC)
    feed(installation)
    return installation


def add(here: Installation, posts: list[Post]) -> None:
    with here.ledger.writing() as connection:
        keep(connection, [Arrival(post, make_reading(), START, "") for post in posts])
        for lane in LANES:
            own = [post.id for post in posts if (post.visibility == "given") == (lane is RESTRICTED)]
            announce(connection, own, lane)
    feed(here)


def feed(here: Installation) -> None:
    for lane in LANES:
        here.engine(lane).make()
        catch_up(here.ledger, lane, here.engine(lane))


def shown(answer: SearchAnswer) -> list[tuple[str | None, int, int]]:
    return [(hit.cluster, hit.group.answering, hit.group.size) for hit in answer.hits if hit.group]


def test_collapsed_hits_say_how_many_posts_of_a_cluster_answer_and_how_many_it_has(here: Installation) -> None:
    answer = search(here, "gaji", Options(sort="newest", collapse=True))

    assert answer.total == 3
    assert shown(answer) == [("c1_b", 1, 2), ("c1_a", 2, 3)]


def test_by_size_the_largest_cluster_stands_first_and_lone_posts_last(here: Installation) -> None:
    answer = search(here, "kerja", Options(sort="size"))

    assert shown(answer) == [("c1_a", 3, 3), ("c1_b", 2, 2), (None, 1, 1)]


def test_a_restricted_post_changes_nothing_but_the_number_left_out(here: Installation) -> None:
    asked = list(product(("kerja", "gaji", "*", "NOT gaji", "kerj*", "kerja OR gaji", "cluster:*"), ORDERS))
    before = [search(here, query, options) for query, options in asked], besides(here)

    secret = make_post(90, "kerja gaji rahasia", visibility="given", author=Author(handle="loker__rahasia"))
    add(here, [secret])

    after = [search(here, query, options) for query, options in asked], besides(here)
    for old, new in zip(before[0], after[0], strict=True):
        assert new.left_out == old.left_out + 1
        assert msgspec.structs.replace(new, left_out=old.left_out) == old
    assert after[1] == before[1]
    assert search(here, "rahasia", Options(restricted=True)).total == 1


def besides(here: Installation) -> object:
    """Return what else could betray a post: suggestions, points, the index itself, exports, what was seen."""
    engine = here.engine()
    typed = [suggestions(engine, field, begin, 100) for field in get_args(Suggested) for begin in ("l", "t", "k", "")]
    hits = engine.search(Request(parse("kerja OR gaji"))).hits
    exported = [list(Export(here, "*").lines(form)) for form in get_args(Form)]
    known = [msgspec.structs.replace(seen(here, asked), left_out=0) for asked in ("rahasia", "kerja gaji rahasia")]
    return typed, hits, engine.checksums(), exported, known
