"""Linking in the ledger: who offers which contact, shows which picture, posts under which account."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from dedupe.campaigns.links import Evidence
from dedupe.images.pairs import PicturePair
from dedupe.images.relation import Kind, Relation
from index.ledger.keep import Arrival, keep
from index.ledger.linking import evidence_of, founders, readings_of, same_designs, sizes_and_times
from index.ledger.pictures import add_looks
from index.ledger.schema import PUBLIC, composites, written
from index.ledger.store import Connection, Ledger
from posts.post import Author, Media
from posts.reading import ContextHit, Role
from tests.conftest import START, make_contact, make_post, make_reading
from tests.dedupe.images.pictures import look, photo

HR = "telegram:hr__contoh"
WARNING = (ContextHit(kind="warning", phrase="awas", start=0, end=4),)
PACKED = {name: look(photo(seed)).packed for seed, name in enumerate(("aa", "bb", "cc"))}


def post(
    connection: Connection,
    number: int,
    cluster: str,
    contacts: dict[str, Role] | None = None,
    pictures: tuple[str, ...] = (),
    **fields: Any,
) -> str:
    """Keep one post in a cluster and return its id."""
    reading = {name: fields.pop(name) for name in ("context", "protected") if name in fields}
    offered = tuple(make_contact(value, role=role) for value, role in (contacts or {}).items())
    media = tuple(Media(order=order, sha256=sha256) for order, sha256 in enumerate(pictures))
    made = make_post(number, f"Lowongan {number}", media=media, **fields)
    keep(connection, [Arrival(made, make_reading(contacts=offered, **reading), START, "")])
    connection.execute(update(PUBLIC.posts).where(PUBLIC.posts.c.id == made.id).values(cluster=cluster))
    return made.id


def related(a: str, b: str, kind: Kind = "copy") -> PicturePair:
    return PicturePair(a, b, Relation(kind, 12))


def held(ledger: Ledger, kind: str) -> dict[str, set[str]]:
    with ledger.reading() as connection:
        return {one.value: set(one.clusters) for one in evidence_of(connection) if one.kind == kind}


def test_only_offered_contacts_link(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        post(connection, 1, "c1_a", {HR: "offered"})
        post(connection, 2, "c1_b", {HR: "offered", "tel:+1": "unknown"})
        post(connection, 3, "c1_c", {HR: "quoted"}, context=WARNING)
        post(connection, 4, "c1_d", {HR: "seeker_own", "tel:+1": "unknown"})

    assert held(ledger, "contact") == {HR: {"c1_a", "c1_b"}}


def test_a_post_of_two_adverts_links_nothing(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        post(connection, 1, "c1_a", {HR: "offered"})
        both = post(connection, 2, "c1_b", {HR: "offered"}, ("aa",))
        post(connection, 3, "c1_c", {}, ("aa",))
        connection.execute(written.insert(), {"post": both, "wording": "w1_both"})
        connection.execute(composites.insert(), {"wording": "w1_both", "cluster": "c1_a"})

    assert held(ledger, "contact") == {HR: {"c1_a"}}
    assert held(ledger, "picture") == {"aa": {"c1_c"}}


def test_copies_of_one_picture_link_under_one_name(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        post(connection, 1, "c1_a", {}, ("bb",))
        post(connection, 2, "c1_b", {}, ("aa",))
        post(connection, 3, "c1_c", {}, ("cc",))
        post(connection, 4, "c1_d", {}, ("bb",), context=WARNING)
        add_looks(connection, PACKED, [related("aa", "bb"), related("bb", "cc", "same_design")])

    assert held(ledger, "picture") == {"aa": {"c1_a", "c1_b"}}
    with ledger.reading() as connection:
        assert same_designs(connection) == {("c1_a", "c1_c")}


def test_the_same_file_links_also_where_it_was_not_looked_at(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        post(connection, 1, "c1_a", {}, ("aa",))
        post(connection, 2, "c1_b", {}, ("aa",))

    assert held(ledger, "picture") == {"aa": {"c1_a", "c1_b"}}


def test_an_account_links_what_it_posts_to_who_names_it(ledger: Ledger) -> None:
    account = Author(handle="hr__contoh", url="https://t.me/hr__contoh")
    with ledger.writing() as connection:
        post(connection, 1, "c1_a", {HR: "offered"})
        post(connection, 2, "c1_b", {"tel:+1": "offered"}, author=account)
        post(connection, 3, "c1_c", {HR: "offered"}, author=account)
        found = [one for one in evidence_of(connection) if one.kind == "account"]

    assert found == [Evidence("account", HR, frozenset({"c1_a"}), frozenset({"c1_b", "c1_c"}))]


@pytest.mark.parametrize("hiding", [{"visibility": "given"}, {"protected": True}])
def test_restricted_posts_link_nothing(ledger: Ledger, hiding: dict[str, Any]) -> None:
    with ledger.writing() as connection:
        post(connection, 1, "c1_a", {HR: "offered"}, ("aa",))
        post(connection, 2, "c1_b", {HR: "offered"}, ("aa",), **hiding)

    assert held(ledger, "contact") == {HR: {"c1_a"}}
    assert held(ledger, "picture") == {}


def test_founders_readings_and_sizes(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        first = post(connection, 9, "c1_a")
        post(connection, 1, "c1_a", source="telegram_web:lain__contoh")
        connection.execute(update(PUBLIC.posts).where(PUBLIC.posts.c.id == first).values(first_seq=0))
        found = founders(connection)
        sizes = sizes_and_times(connection, ["c1_a", "c1_none"])

        assert found == {"c1_a": (0, first)}
        assert set(readings_of(connection, [first])) == {first}
        assert [(one.posts, one.sources, one.first_seen_at) for one in sizes.values()] == [(2, 2, START)]
