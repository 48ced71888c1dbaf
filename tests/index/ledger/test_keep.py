"""Keeping posts: revisions, lanes, observations, whatever the order of arrival."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from index.ledger.keep import Arrival, Kept, keep
from index.ledger.known import every, find
from index.ledger.schema import PUBLIC, RESTRICTED, observations
from index.ledger.store import Ledger, open_ledger
from posts.home import Home
from posts.post import Media, Post
from posts.reading import Reading
from tests.conftest import START, make_contact, make_post, make_reading


def arrival(post: Post, minutes: float = 0, reading: Reading | None = None) -> Arrival:
    at = START + timedelta(minutes=minutes)
    return Arrival(post, reading or make_reading(), at, f"<urn:uuid:{minutes}>")


def kept(ledger: Ledger, *arrivals: Arrival) -> list[Kept]:
    with ledger.writing() as connection:
        return keep(connection, arrivals)


def texts(ledger: Ledger, post: Post) -> list[str]:
    with ledger.reading() as connection:
        rows = connection.execute(select(PUBLIC.revisions.c.record).order_by(PUBLIC.revisions.c.rev))
        return [msgspec.json.decode(row.record, type=Post).text for row in rows]


def test_a_post_seen_again_is_one_post_with_two_observations(ledger: Ledger) -> None:
    first, again = kept(ledger, arrival(make_post()), arrival(make_post(), 5))

    with ledger.reading() as connection:
        seen = connection.execute(select(func.count()).select_from(observations)).scalar()
    assert (first.is_new, again.is_new, again.is_changed, seen) == (True, False, False, 2)


def test_an_edit_is_a_new_revision_and_the_old_text_stays(ledger: Ledger) -> None:
    kept(ledger, arrival(make_post(text="gaji 800")))

    (edited,) = kept(ledger, arrival(make_post(text="gaji 900"), 5))

    assert (edited.known.rev, edited.is_revision, edited.known.post.text) == (2, True, "gaji 900")
    assert texts(ledger, edited.known.post) == ["gaji 800", "gaji 900"]


def test_an_older_capture_adds_its_version_but_the_newest_stays_the_newest(ledger: Ledger) -> None:
    kept(ledger, arrival(make_post(text="gaji 900"), 60))

    (older,) = kept(ledger, arrival(make_post(text="gaji 800"), 5))
    kept(ledger, arrival(make_post(text="gaji 800"), 6))

    assert older.known.post.text == "gaji 900"
    assert older.known.first_seen_at == START + timedelta(minutes=5)
    with ledger.reading() as connection:
        (known,) = every(connection, PUBLIC)
    assert (known.post.text, known.rev, known.revs, known.first_seen_at) == (
        "gaji 900",
        1,
        2,
        START + timedelta(minutes=5),
    )


def test_a_media_hash_that_arrives_later_joins_the_same_revision(ledger: Ledger) -> None:
    kept(ledger, arrival(make_post(media=(Media(url="https://example.org/a.jpg", why_missing="pending"),))))

    (merged,) = kept(ledger, arrival(make_post(media=(Media(sha256="aa" * 32),)), 1))
    (same,) = kept(ledger, arrival(make_post(media=(Media(why_missing="not found"),)), 2))

    assert (merged.known.rev, merged.is_revision, merged.is_changed) == (1, False, True)
    assert same.known.post.media[0].sha256 == "aa" * 32
    with ledger.reading() as connection:
        assert [row.sha256 for row in connection.execute(select(PUBLIC.media))] == ["aa" * 32]


def test_protected_posts_and_given_material_go_to_the_restricted_lane(ledger: Ledger) -> None:
    plea, given_post = make_post(1), make_post(2, visibility="given")

    lanes = [
        one.known.lane for one in kept(ledger, arrival(plea, reading=make_reading(protected=True)), arrival(given_post))
    ]

    assert lanes == [RESTRICTED, RESTRICTED]


def test_a_post_that_becomes_a_plea_leaves_the_public_lane_with_all_its_versions(ledger: Ledger) -> None:
    public = make_reading(contacts=(make_contact("telegram:some__one"),))
    kept(ledger, arrival(make_post(text="a"), reading=public))

    (moved,) = kept(ledger, arrival(make_post(text="b"), 5, make_reading(protected=True)))

    assert moved.left_public
    with ledger.reading() as connection:
        counts = {
            name: connection.execute(select(func.count()).select_from(table)).scalar()
            for lane in (PUBLIC, RESTRICTED)
            for name, table in {
                f"{lane.name} posts": lane.posts,
                f"{lane.name} revisions": lane.revisions,
                f"{lane.name} contacts": lane.contacts,
            }.items()
        }
    assert counts == {
        "public posts": 0,
        "public revisions": 0,
        "public contacts": 0,
        "restricted posts": 1,
        "restricted revisions": 2,
        "restricted contacts": 0,
    }


def test_a_protected_post_never_becomes_public_again(ledger: Ledger) -> None:
    kept(ledger, arrival(make_post(text="a"), reading=make_reading(protected=True)))

    (edited,) = kept(ledger, arrival(make_post(text="b"), 5))

    assert (edited.known.lane, edited.left_public) == (RESTRICTED, False)


@given(
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from("abc"), st.integers(0, 9)), max_size=12), st.integers(1, 5)
)
def test_the_ledger_agrees_with_a_plain_list(
    tmp_path_factory: Any, seen: list[tuple[int, str, int]], batch: int
) -> None:
    home = Home(Path(tmp_path_factory.mktemp("home")))
    home.make()
    ledger = open_ledger(home)
    arrivals = [arrival(make_post(number, text), minute) for number, text, minute in seen]

    for start in range(0, len(arrivals), batch):
        kept(ledger, *arrivals[start : start + batch])

    with ledger.reading() as connection:
        known = find(connection, {one.post.id for one in arrivals})
    for post_id, one in known.items():
        own = [item for item in arrivals if item.post.id == post_id]
        newest = max(item.seen_at for item in own)
        assert one.first_seen_at == min(item.seen_at for item in own)
        assert one.last_seen_at == newest
        assert one.post.text in {item.post.text for item in own if item.seen_at <= newest}
        assert one.revs >= len({item.post.text for item in own})
    assert set(known) == {one.post.id for one in arrivals}
    ledger.close()


def test_times_of_the_ledger_are_exact(ledger: Ledger) -> None:
    at = datetime.fromisoformat("2026-01-05T10:00:00.123456+07:00")

    kept(ledger, Arrival(make_post(), make_reading(), at, "c"))

    with ledger.reading() as connection:
        (known,) = every(connection, PUBLIC)
    assert known.first_seen_at == at
