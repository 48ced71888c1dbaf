"""The ledger's tables. Times are ISO 8601 UTC text, records are JSON text, hashes hex."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Float, Index, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

# What the engines must apply, in order: the newest row of a post wins.
feed = Table(
    "feed",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("post", Text, nullable=False, index=True),
    Column("lane", Text, nullable=False),
    sqlite_autoincrement=True,
)

captures = Table(
    "captures",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source", Text),
    Column("fetched_at", Text, nullable=False),
    Column("warc", Text, index=True),
    Column("withheld", Integer, nullable=False, server_default="0"),  # 1: its page also yielded a restricted post
    Column("record", Text, nullable=False),
    Index("captures_by_source", "source", "fetched_at"),
)

visits = Table(
    "visits",
    metadata,
    Column("source", Text, primary_key=True),
    Column("run", Text, primary_key=True),
    Column("started_at", Text, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("record", Text, nullable=False),
)

gaps = Table(
    "gaps",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source", Text, nullable=False, index=True),
    Column("noticed_at", Text, nullable=False),
    Column("record", Text, nullable=False),
)

observations = Table(
    "observations",
    metadata,
    Column("post", Text, primary_key=True),
    Column("capture", Text, primary_key=True),
    Column("rev", Integer, nullable=False),
    Column("seen_at", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("counts", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Lane:
    """One of the two lanes: public posts, or restricted ones (protected posts and given material)."""

    name: str
    posts: Table
    revisions: Table
    contacts: Table
    media: Table


def _lane(name: str, prefix: str) -> Lane:
    return Lane(name, _posts(prefix), _revisions(prefix), _contacts(prefix), _media(prefix))


def _posts(prefix: str) -> Table:
    return Table(
        f"{prefix}posts",
        metadata,
        Column("id", Text, primary_key=True),
        Column("platform", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("number", BigInteger),  # the number inside the native id, where ids count upward
        Column("rev", Integer, nullable=False),  # the revision seen last
        Column("revs", Integer, nullable=False),  # how many there are
        Column("first_seen_at", Text, nullable=False),
        Column("first_seq", Integer, nullable=False),
        Column("last_seen_at", Text, nullable=False),  # newest capture that showed it
        Column("absent_since", Text),  # first of the re-visits that did not show it
        Column("not_shown_at", Text),  # second of them, at least 30 minutes later
        Column("cluster", Text, index=True),
        Index(f"{prefix}posts_by_number", "source", "number"),
    )


def _revisions(prefix: str) -> Table:
    return Table(
        f"{prefix}revisions",
        metadata,
        Column("post", Text, primary_key=True),
        Column("rev", Integer, primary_key=True),
        Column("seen_at", Text, nullable=False),
        Column("record", Text, nullable=False),
        Column("reading", Text, nullable=False),
    )


def _contacts(prefix: str) -> Table:
    return Table(
        f"{prefix}contacts",
        metadata,
        Column("value", Text, primary_key=True),
        Column("post", Text, primary_key=True, index=True),
        Column("role", Text, nullable=False),
    )


def _media(prefix: str) -> Table:
    return Table(
        f"{prefix}media",
        metadata,
        Column("sha256", Text, primary_key=True),
        Column("post", Text, primary_key=True, index=True),
    )


PUBLIC = _lane("public", "")
RESTRICTED = _lane("restricted", "restricted_")
LANES = (PUBLIC, RESTRICTED)

# Grouping: public posts only. Keys are derived from the letters of wordings; pairs, clusters, aliases and decisions are
# facts of this ledger.
wordings = Table(
    "wordings",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # counts upward; a number never comes again
    Column("id", Text, nullable=False, unique=True),
    Column("signs", LargeBinary, nullable=False),  # its letters, a byte each
    sqlite_autoincrement=True,
)

# Files of sorted keys under groups/keys, oldest first: those of wordings after the last number have none yet.
_RUN_COLUMNS = (Column(name, Integer, nullable=False) for name in ("first", "last", "entries"))
runs = Table("runs", metadata, Column("name", Text, primary_key=True), *_RUN_COLUMNS)

# Wordings that met a limit when they were placed; emptied when everything is placed anew.
unsettled = Table("unsettled", metadata, Column("wording", Text, primary_key=True))

# What people said about clusters, for ever, oldest first.
decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Text, nullable=False),
    Column("record", Text, nullable=False),
)

written = Table(
    "written",
    metadata,
    Column("post", Text, primary_key=True),
    Column("wording", Text, index=True),  # null: a text without letters
)

pairs = Table(
    "pairs",
    metadata,
    Column("a", Text, primary_key=True),
    Column("b", Text, primary_key=True, index=True),
    Column("a_length", Integer, nullable=False),
    Column("a_covered", Integer, nullable=False),
    Column("a_segments", Integer, nullable=False),
    Column("b_length", Integer, nullable=False),
    Column("b_covered", Integer, nullable=False),
    Column("b_segments", Integer, nullable=False),
    Column("score", Float, nullable=False),
)

clusters = Table("clusters", metadata, Column("id", Text, primary_key=True))  # every id that was ever minted

aliases = Table(
    "aliases", metadata, Column("id", Text, primary_key=True), Column("heir", Text, nullable=False, index=True)
)

composites = Table(
    "composites",
    metadata,
    Column("wording", Text, primary_key=True),
    Column("cluster", Text, primary_key=True, index=True),
)

# Pictures of public posts: how each looks (dedupe.images.look), and which are related. Derived from media/.
looks = Table(
    "looks",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # counts upward, so that what is new can be asked
    Column("sha256", Text, nullable=False, unique=True),
    Column("views", LargeBinary, nullable=False),
    Column("thumb", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)
picture_pairs = Table(
    "picture_pairs",
    metadata,
    Column("a", Text, primary_key=True),
    Column("b", Text, primary_key=True, index=True),
    Column("kind", Text, nullable=False),
    Column("distance", Integer, nullable=False),
)

rules = Table(
    "rules",
    metadata,
    Column("id", Text, primary_key=True),
    Column("rev", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("saved_at", Text, nullable=False),
    Column("saved_seq", Integer, nullable=False),
    Column("matched", Integer, nullable=False, server_default="0"),  # 1: matched over all posts that stood before it
    Column("retired_at", Text),
)

matches = Table(
    "matches",
    metadata,
    Column("id", Text, primary_key=True),  # of rule, revision, subject and bucket
    Column("rule", Text, nullable=False),
    Column("rev", Integer, nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("bucket", Text, nullable=False),
    Column("found_at", Text, nullable=False),
    Column("posts", Text, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("match", Text, primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("message", Text, index=True),  # null: waits for the next digest
)

messages = Table(
    "messages",
    metadata,
    Column("id", Text, primary_key=True),  # the Message-ID
    Column("recipient", Text, nullable=False),
    Column("state", Text, nullable=False),  # sending, uncertain, sent, dead
    Column("made_at", Text, nullable=False),
    Column("tried_at", Text),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("mail", LargeBinary, nullable=False),
    Column("problem", Text),
)

marks = Table(
    "marks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    Column("target", Text, nullable=False, index=True),
    Column("value", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("record", Text, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Text, nullable=False),
    Column("record", Text, nullable=False),
)

custody = Table(
    "custody",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("item", Text, nullable=False, index=True),
    Column("line", Text, nullable=False),
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("id", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("reason", Text, nullable=False),
)
