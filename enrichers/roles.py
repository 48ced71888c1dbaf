"""Roles: whose a contact is: offered by who recruits, quoted in a warning or report, or the seeker's own."""

from __future__ import annotations

from dataclasses import replace

from enrichers.contacts import Found
from enrichers.data_files import Data
from enrichers.findings import Findings
from posts.reading import Contact, Role

INVITING = frozenset({"contact_dm", "exit_broker", "recruit_referral", "target_debt", "role_scam_open", "slang_code"})
# People in need leave their telephone number; an account that they name is mostly the recruiter's.
ACCOUNTS = frozenset({"telegram", "line", "wechat", "facebook", "qq"})
REACH = 80  # signs before a contact in which the word for a recruiter stands


def add_contacts(so_far: Findings, data: Data) -> Findings:
    """Add the contacts with their roles; those of pictures stand nowhere in the text, so their span is empty."""
    text = so_far.look.text
    written = (_contact(found, text[found.start : found.end], so_far, data) for found in so_far.found)
    pictured = (_contact(replace(found, start=0, end=0), raw, so_far, data) for found, raw in so_far.pictured)
    return replace(so_far, contacts=(*written, *pictured))


def _contact(found: Found, raw: str, so_far: Findings, data: Data) -> Contact:
    return Contact(
        type=found.type,
        value=found.value,
        raw=raw,
        start=found.start,
        end=found.end,
        confidence=round(found.confidence, 2),
        role=_role(found, so_far, data),
        valid=found.valid,
        candidates=found.candidates,
    )


def _role(found: Found, so_far: Findings, data: Data) -> Role:
    kinds = {hit.kind for hit in so_far.context}
    if so_far.protected:
        return "quoted" if "help_seeking" in kinds and _is_of_recruiter(found, so_far, data) else "seeker_own"
    if kinds & {"warning", "news"}:
        return "quoted"
    return "offered" if so_far.is_offer or _invites(so_far) else "unknown"


def _invites(so_far: Findings) -> bool:
    """Say whether a post that is no plain job offer asks its readers to get in touch, or is by a firm."""
    if any(hit.id in INVITING for hit in so_far.indicators):
        return True
    return any(sign.kind in {"formal", "licensed", "named_employer"} for sign in so_far.signs)


def _is_of_recruiter(found: Found, so_far: Findings, data: Data) -> bool:
    """Say whether a recruiter is named before the contact, and nobody of the seeker's own since."""
    before = so_far.look.text[max(0, found.start - REACH) : found.start].lower()
    recruiter = max((before.rfind(word) for word in data.contacts.rows.recruiter_words), default=-1)
    own = max((before.rfind(word) for word in data.contacts.rows.own_words), default=-1)
    return recruiter > own or (own < 0 and recruiter < 0 and found.type in ACCOUNTS)
