"""Picturing: pictures that come in find their copies among all that were seen before, whatever the batch."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PIL import Image
from sqlalchemy import delete

from index.ledger.known import every
from index.ledger.pictures import every_pair, every_picture, looks_of
from index.ledger.schema import PUBLIC, looks, picture_pairs
from index.ledger.store import Ledger, open_ledger
from lurewatch.installation import Installation
from lurewatch.pipeline import ingest
from lurewatch.rebuilding import look_again
from lurewatch.settings import Settings
from posts import inbox
from posts.files import write_whole
from posts.home import Home
from posts.identity import sha256_hex
from posts.post import Media
from tests.conftest import Clock, make_post
from tests.dedupe.images.pictures import EDITS, photo, saved
from tests.lurewatch.conftest import Street

EDITED = ("the same picture", "mirrored", "a tenth cut off", "in a light chat")


@pytest.fixture
def here(home: Home, ledger: Ledger, clock: Clock) -> Installation:
    return Installation(home, Settings(), ledger, clock)


def arrive(here: Installation, first: int, images: Sequence[Image.Image | bytes], **fields: object) -> list[str]:
    """Let one post for each picture come in, all in one file; return the hashes of the pictures."""
    lines, hashes = [], []
    for number, image in enumerate(images, first):
        data = image if isinstance(image, bytes) else saved(image, quality=85)
        sha256 = sha256_hex(data)
        write_whole(here.home.media / sha256[:2] / sha256, data)
        post = make_post(number, f"kabar {number}", media=(Media(sha256=sha256),), **fields)
        lines.append(inbox.PostLine(post=post))
        hashes.append(sha256)
    inbox.Inbox(here.home.inbox, f"20260105T030000Z-{first:06}").put(lines)
    ingest(here)
    return hashes


def linked(here: Installation) -> set[tuple[str, str]]:
    with here.ledger.reading() as connection:
        return {(pair.a, pair.b) for pair in every_pair(connection)}


def edits(seed: int) -> list[Image.Image]:
    return [EDITS[name](photo(seed)) for name in EDITED]


def test_copies_are_related_whether_they_come_together_or_one_by_one(here: Installation) -> None:
    together = arrive(here, 1, [*edits(1), photo(2)])
    one_by_one = [arrive(here, 10 + number, [image])[0] for number, image in enumerate(edits(3))]

    families = [set(together[:4]), set(one_by_one)]
    assert len(linked(here)) >= 2 * 3
    assert all(any({a, b} <= family for family in families) for a, b in linked(here))
    assert {name for pair in linked(here) for name in pair} == set.union(*families)


def test_a_picture_that_is_hostile_is_kept_and_told_and_the_rest_goes_on(here: Installation) -> None:
    bad, good = arrive(here, 1, [b"\x89PNG\r\n\x1a\nno picture", photo(1)])

    with here.ledger.reading() as connection:
        media = {one.post.media[0].sha256: one.post.media[0] for one in every(connection, PUBLIC)}
        assert set(looks_of(connection, [bad, good])) == {good}
    assert "not looked at" in (media[bad].why_missing or "")
    assert media[good].phash is not None


def test_a_restricted_picture_changes_nothing(here: Installation) -> None:
    arrive(here, 1, edits(1))
    before = linked(here)

    hidden = arrive(here, 20, [EDITS["upside down"](photo(1))], visibility="given")

    assert linked(here) == before
    with here.ledger.reading() as connection:
        assert looks_of(connection, hidden) == {}


def test_looking_again_makes_what_ingest_made(here: Installation) -> None:
    arrive(here, 1, edits(1))
    before = linked(here)
    with here.ledger.writing() as connection:
        connection.execute(delete(looks))
        connection.execute(delete(picture_pairs))

    fresh = Installation(here.home, here.settings, here.ledger, here.clock)
    done = look_again(fresh, lambda _: None)

    assert (done, linked(here)) == (4, before)
    assert look_again(fresh, lambda _: None) == 0


def test_on_the_practice_scene_the_cropped_and_the_mirrored_flyer_are_found(street: Street) -> None:
    ledger = open_ledger(street.home)
    with ledger.reading() as connection:
        pairs = every_pair(connection)
        shown = every_picture(connection)
    ledger.close()

    assert len({name for pair in pairs for name in (pair.a, pair.b)}) == 3
    assert len(shown) > 3
