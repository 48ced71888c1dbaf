"""Case: everything that one bundle holds, taken from the ledger in one moment and then frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from posts.capture import Capture, Gap, Observation, Visit
from posts.mark import Mark
from posts.post import Post, Record
from posts.reading import Reading

SubjectKind = Literal["query", "cluster", "post"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What was asked for, and the sentence that says it to a person."""

    kind: SubjectKind
    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Version:
    """One revision of a post and when it was first seen."""

    rev: int
    seen_at: datetime
    post: Post


@dataclass(frozen=True, slots=True)
class Member:
    """One post of the case with all its versions, oldest first."""

    id: str
    versions: tuple[Version, ...]
    reading: Reading
    observations: tuple[Observation, ...]
    marks: tuple[Mark, ...]
    cluster: str | None
    first_seen_at: datetime
    not_shown_at: datetime | None

    @property
    def newest(self) -> Post:
        """The newest version."""
        return self.versions[-1].post


class Withheld(Record, frozen=True, kw_only=True):
    """A capture that stays out because its page also shows a protected post."""

    capture: str
    sha256: str
    reason: str


class SlotRow(Record, frozen=True, kw_only=True):
    """One value of one slot of a template, and when it was first seen."""

    slot: str
    value: str
    post: str
    at: datetime


class ClusterFacts(Record, frozen=True, kw_only=True):
    """A group of reposted texts that members of the case belong to."""

    id: str
    posts: int
    template: str
    slots: tuple[SlotRow, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One case, ready to be bundled; two cases that are equal give byte-identical bundles."""

    slug: str
    subject: Subject
    operator: str
    contact: str
    members: tuple[Member, ...]
    captures: tuple[Capture, ...]
    withheld: tuple[Withheld, ...]
    left_out: int  # size of the restricted lane
    media: tuple[tuple[str, str], ...]  # (sha256, mime)
    custody: tuple[bytes, ...]  # the home log's lines of the members, in order
    visits: tuple[Visit, ...]
    gaps: tuple[Gap, ...]
    clusters: tuple[ClusterFacts, ...]
    newest_event_at: datetime
