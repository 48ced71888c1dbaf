"""Checking: archive = ledger = index; each difference named, nothing mended on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from dedupe.group import group
from index.document import bucket, checksum
from index.engine import Engine
from index.ledger.coverage import every_capture, known_captures
from index.ledger.groups import count_unsettled
from index.ledger.key_files import damaged
from index.ledger.known import every
from index.ledger.neighbours import LedgerNeighbours
from index.ledger.people import custody_of
from index.ledger.schema import LANES, PUBLIC, Lane
from index.ledger.store import Connection
from index.ledger.wordless import wordless_copies
from lurewatch.counted import counted
from lurewatch.deciding import changed_decisions
from lurewatch.evidence.custody import CustodyLine, broken_at, record_hash
from lurewatch.feeding import documents, lag
from lurewatch.installation import Installation
from posts import inbox, jsonl
from posts.errors import ArchiveDamaged, EngineError, LineRefused, StorageError
from posts.identity import sha256_hex
from posts.post import Record
from posts.segments import is_being_written, segments, whole
from posts.warc_stream import check_body

Progress = Callable[[str], None]
BACKUP = "restore the ledger from a backup"
NAMED = 20  # of many troubles of one kind, so many are named


class Trouble(Record, frozen=True, kw_only=True):
    """One difference: where, what, and what to do."""

    place: str
    what: str
    do: str


def check(here: Installation, progress: Progress) -> Iterator[Trouble]:
    """Yield every difference between archive, ledger and index."""
    progress("ledger")
    for sentence in here.ledger.sound():
        yield Trouble(place="ledger", what=sentence, do=BACKUP)
    with here.ledger.reading() as connection:
        progress("archive")
        yield from _archive(here, connection)
        progress("media")
        yield from _media(here, connection)
        progress("custody")
        broken = broken_at(custody_of(connection))
        if broken is not None:
            do = f"{BACKUP}; compare the head with an alert mail"
            yield Trouble(place="custody", what=f"line {broken} does not follow the one before it", do=do)
        for sentence in changed_decisions(connection):
            yield Trouble(place="custody", what=sentence, do=BACKUP)
        yield from _records(connection)
        progress("clusters")
        yield from _clusters(connection)
        for lane in LANES:
            progress(f"index of the {lane.name} lane")
            yield from _index(here, connection, lane)


def _records(connection: Connection) -> Iterator[Trouble]:
    """Yield the posts that are not, or whose reading is not, as the custody chain last saw them."""
    lines = (jsonl.load(line, CustodyLine) for line in custody_of(connection))
    seen = {line.item: line.record for line in lines if line.record}
    for lane in LANES:
        for one in every(connection, lane):
            known = seen.pop(one.post.id, None)
            if known != record_hash(one.post, one.reading):
                yield Trouble(place="custody", what=f"{one.post.id} was changed since it was kept", do=BACKUP)
    for post in seen:
        yield Trouble(place="custody", what=f"{post} was kept and is gone", do=BACKUP)


def _archive(here: Installation, connection: Connection) -> Iterator[Trouble]:
    """Compare both ways: what the ledger knows must read back, what the archive holds must be known."""
    for capture, _ in every_capture(connection):
        try:
            check_body(here.home.archive, capture)
        except (ArchiveDamaged, StorageError) as problem:
            yield Trouble(place=capture.id, what=problem.what, do=problem.do)
    waiting = _waiting(here)
    for name in segments(here.home.archive):
        if not is_being_written(here.home.archive / name):
            yield from _unknown(here, connection, name, waiting)


def _unknown(here: Installation, connection: Connection, name: str, waiting: set[str]) -> Iterator[Trouble]:
    segment = whole(here.home.archive, name)
    if segment.rest == "damaged":
        yield Trouble(place=name, what="the segment is damaged at its end", do="restore it from a copy")
    known = known_captures(connection, (capture.id for capture in segment.captures))
    missing = [one for one in segment.captures if one.id not in known and one.id not in waiting]
    for capture in missing[:NAMED]:
        yield Trouble(place=name, what=f"{capture.id} is archived but not in the ledger", do="run: lurewatch ingest")


def _waiting(here: Installation) -> set[str]:
    found = set()
    for path in inbox.waiting(here.home.inbox):
        for number, raw in inbox.read(path):
            try:
                line = inbox.parse(raw, path, number)
            except LineRefused:
                continue  # ingest will set it aside and say so
            if isinstance(line, inbox.CaptureLine):
                found.add(line.capture.id)
    return found


def _media(here: Installation, connection: Connection) -> Iterator[Trouble]:
    for lane in LANES:
        for sha256 in sorted(set(connection.execute(lane.media.select()).scalars())):
            path = here.home.media / sha256[:2] / sha256
            if not path.exists():
                yield Trouble(place=str(path), what="this picture is gone", do="restore media/ from a backup")
            elif sha256_hex(path.read_bytes()) != sha256:
                yield Trouble(place=str(path), what="this picture was changed", do="restore it from a backup")


def _clusters(connection: Connection) -> Iterator[Trouble]:
    """Compare the ledger's clusters with those of grouping everything at once, and look at the files of keys."""
    for name in damaged(connection):
        yield Trouble(
            place=f"groups/keys/{name}", what="these keys were changed or are gone", do="run: lurewatch regroup"
        )
    unsettled = count_unsettled(connection)
    if unsettled:
        what = f"{counted(unsettled, 'text')} met a limit: all grouped at once, they may stand in another cluster"
        yield Trouble(place="clusters", what=what, do="run: lurewatch regroup")
        return
    posts = list(every(connection, PUBLIC))
    texts = {one.post.id: one.post.text for one in posts}
    decided = LedgerNeighbours(connection).decisions()
    whole = {line.id: line.cluster for line in group(texts, decided, wordless_copies(connection)).lines}
    kept: dict[str, set[str]] = {}
    wanted: dict[str, set[str]] = {}
    for one in posts:
        kept.setdefault(one.cluster or one.post.id, set()).add(one.post.id)
        wanted.setdefault(whole[one.post.id], set()).add(one.post.id)
    differing = {frozenset(part) for part in kept.values()} - {frozenset(part) for part in wanted.values()}
    for part in sorted(differing, key=min)[:NAMED]:
        what = f"the cluster of {min(part)} is not what grouping everything at once gives"
        yield Trouble(place="clusters", what=what, do="run: lurewatch regroup")


def _index(here: Installation, connection: Connection, lane: Lane) -> Iterator[Trouble]:
    engine = here.engine(lane)
    place = f"index/{lane.name}"
    try:
        held, damaged = engine.checksums(), engine.sound()
        behind = lag(here.ledger, lane, engine)
    except EngineError as problem:
        yield Trouble(place=place, what=problem.what, do=problem.do)
        return
    for sentence in damaged:
        yield Trouble(place=place, what=sentence, do="run: lurewatch rebuild")
    if behind:
        what = f"the index is {counted(behind, 'post')} behind the ledger"
        yield Trouble(place=place, what=what, do="run: lurewatch ingest")
        return
    for post, what in _differences(connection, lane, engine, held):
        yield Trouble(place=place, what=f"{post} {what}", do="run: lurewatch rebuild")


def _differences(connection: Connection, lane: Lane, engine: Engine, held: dict[int, int]) -> Iterator[tuple[str, str]]:
    """Yield the posts that index and ledger hold differently, and how; only buckets whose sums differ are opened."""
    sums: Counter[int] = Counter()
    for one in documents(connection, lane):
        sums[bucket(one.id)] += checksum(one)
    wrong = sorted(number for number in sums.keys() | held.keys() if sums[number] != held.get(number, 0))[:NAMED]
    if not wrong:
        return
    wanted = {one.id: checksum(one) for one in documents(connection, lane) if bucket(one.id) in wrong}
    found = {post: sum_ for number in wrong for post, sum_ in engine.held(number).items()}
    for post in sorted(wanted.keys() | found.keys()):
        if post not in found:
            yield post, "is not in the index"
        elif post not in wanted:
            yield post, "is in the index but not in the ledger"
        elif wanted[post] != found[post]:
            yield post, "is not in the index as the ledger has it"
