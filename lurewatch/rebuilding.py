"""Rebuilding: readings, groups and index made again from what the ledger and the archive hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from index.ledger.feed import announce
from index.ledger.groups import regroup_all, regroup_touched
from index.ledger.keep import lane_of, move_to_restricted, set_reading
from index.ledger.key_files import pack
from index.ledger.known import Known, every, find
from index.ledger.pictures import add_looks, every_picture, with_looks
from index.ledger.schema import LANES, PUBLIC, RESTRICTED
from lurewatch.feeding import rebuild as rebuild_engine
from lurewatch.installation import Installation
from lurewatch.looking import look_at_kept
from posts.reading import Reading

CHUNK = 500  # posts in one transaction
Progress = Callable[[str], None]


def rebuild(here: Installation, progress: Progress) -> dict[str, int]:
    """Read again what older data read, look and group again, make both indexes anew; return how many of each."""
    counts = {"read": read_again(here, progress), "looked at": look_again(here, progress)}
    counts["grouped"] = group_again(here, progress)
    for lane in LANES:
        counts[f"indexed {lane.name}"] = rebuild_engine(here.ledger, lane, here.engine(lane), _index_progress(progress))
    return counts


def _index_progress(progress: Progress) -> Callable[[int], None]:
    return lambda done: progress(f"indexed: {done}")


def read_again(here: Installation, progress: Progress) -> int:
    """Read every newest revision that other data read; a post that is protected now leaves the public lane."""
    done = 0
    for lane in LANES:
        with here.ledger.reading() as connection:
            stale = [one.post.id for one in every(connection, lane) if one.reading.data_version != here.data.version]
        for chunk in _chunks(stale):
            with here.ledger.reading() as connection:
                known = find(connection, chunk, (lane,))
            readings = {post: here.read(one.post, one.reading.image_text) for post, one in known.items()}
            _keep_readings(here, known, readings)
            done += len(chunk)
            progress(f"read again: {done}")
    return done


def _keep_readings(here: Installation, known: dict[str, Known], readings: dict[str, Reading]) -> None:
    with here.ledger.writing() as connection:
        moved = []
        for post, one in known.items():
            set_reading(connection, one, readings[post])
            if one.lane is PUBLIC and lane_of(one.post, readings[post]) is RESTRICTED:
                move_to_restricted(connection, post)
                moved.append(post)
        regroup_touched(connection, {}, moved)
        for lane in LANES:
            announce(connection, [post for post, one in known.items() if one.lane is lane], lane)
        announce(connection, moved, RESTRICTED)


def look_again(here: Installation, progress: Progress) -> int:
    """Look at every picture of public posts whose look is not kept, or was made by an older recipe."""
    with here.ledger.reading() as connection:
        shown = every_picture(connection)
        missing = sorted(set(shown) - with_looks(connection, shown))
    done = 0
    for chunk in _chunks(missing):
        pictured = here.pictures.pictured(look_at_kept(here.home.media, chunk), chunk)
        with here.ledger.writing() as connection:
            add_looks(connection, pictured.looks, pictured.pairs)
        done += len(pictured.looks)
        progress(f"looked at: {done}")
    return done


def group_again(here: Installation, progress: Progress) -> int:
    """Group every public post anew, in one transaction; clusters that are the same keep their ids."""
    progress("grouping")
    with here.ledger.writing() as connection:
        texts = {one.post.id: one.post.text for one in every(connection, PUBLIC)}
        announce(connection, regroup_all(connection, texts), PUBLIC)
    pack(here.ledger)
    return len(texts)


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(ids)
    while chunk := list(islice(waiting, CHUNK)):
        yield chunk
