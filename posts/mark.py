"""Mark and AuditLine: what people decided and did, kept for ever, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from posts.post import Record

TargetKind = Literal["post", "cluster", "contact", "image", "source"]
MarkValue = Literal["lead", "false_alarm", "referred", "lawful_checked", "possible_coercion", "note"]


class Mark(Record, frozen=True, kw_only=True):
    """A human judgement about one thing."""

    kind: TargetKind
    target: str
    value: MarkValue
    actor: str
    at: datetime
    reason: str


class AuditLine(Record, frozen=True, kw_only=True):
    """Who did what to restricted material, exports or settings; ids only, no content."""

    actor: str
    at: datetime
    action: str
    target: str
    reason: str
