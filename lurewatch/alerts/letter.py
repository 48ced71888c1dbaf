"""Letter: everything one digest says, ready to be put into words; no text of a post, no picture, no victim's data."""

from __future__ import annotations

from dataclasses import dataclass

from posts.text import clean


@dataclass(frozen=True, slots=True)
class SlotChange:
    """One slot of a template over time: `old` is empty for the first value."""

    slot: str
    old: str
    new: str
    since: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score: the indicator's name, its points, and the words that matched."""

    name: str
    points: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lead:
    """One finding: what was found, why you get it, what speaks for and against it."""

    rule: str
    rule_sentence: str
    rule_revision: int
    subject: str  # cluster id, or post id where a post is in no cluster
    posts: int
    sources: tuple[str, ...]
    first_at: str
    last_at: str
    slots: tuple[SlotChange, ...]
    score: str
    reasons: tuple[Reason, ...]
    counter: tuple[Reason, ...]
    not_counted: tuple[str, ...]
    no_longer_shown: tuple[str, ...]
    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One digest to one recipient."""

    recipient: str
    leads: tuple[Lead, ...]
    held_back: tuple[str, ...]
    gaps: tuple[str, ...]
    custody_head: str

    @property
    def subject(self) -> str:
        """The fixed subject line; nothing of it is taken from a post."""
        count = len(self.leads)
        head = f"[Lurewatch] {count} new {'lead' if count == 1 else 'leads'}"
        if not self.leads:
            return head
        rule = " ".join(clean(self.leads[0].rule).split())
        rest = f" and {count - 1} more" if count > 1 else ""
        return f"{head}: {rule} {self.leads[0].subject}{rest}"


def defang(contact: str) -> str:
    """Return a contact in a form that no mail program turns into a link."""
    return contact.replace("@", "(at)").replace(".", "[.]").replace("://", "[://]").replace("+", "(+)")
