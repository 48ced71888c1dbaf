"""Job: one source to visit, with what the visit must know; Operator: who collects."""

from __future__ import annotations

from datetime import datetime

from crawlers.watchlist import Source
from posts.errors import SettingsError
from posts.post import Record

VERSION = "0.1"


class Operator(Record, frozen=True, kw_only=True):
    """Who runs this and how a site's owner can reach them."""

    name: str = ""
    contact: str = ""

    @property
    def user_agent(self) -> str:
        """The honest, neutral user agent."""
        if not self.name:
            return f"Lurewatch/{VERSION}"
        return f"Lurewatch/{VERSION} (+{_plain(self.name)}; {_plain(self.contact)})"


class Look(Record, frozen=True, kw_only=True):
    """A post that is due to be looked for: its id, its platform's own id, its address."""

    post: str
    native_id: str
    url: str | None = None


class Job(Record, frozen=True, kw_only=True):
    """One source to visit, with what the visit must know.

    `known_highest` and `unread_before` are those of the last visit that was joined (posts.capture.Visit): a visit that
    broke off counts for nothing, so that its pages are read again.
    """

    source: Source
    url: str | None = None  # save this one public post instead; `source` says how: base_url, browser
    known_highest: int | None = None
    unread_before: int | None = None
    spent_today: int = 0
    day: str | None = None  # the date in the home's zone, for the count of pages that all processes keep
    not_before: datetime | None = None  # the server asked to be left alone until then
    known_media: dict[str, str] = {}  # address to sha256 of pictures that earlier visits fetched
    known_posts: frozenset[str] = frozenset()  # ids of the source's newest posts that were read whole
    looks: tuple[Look, ...] = ()  # posts that are due, where a platform is asked for single ones
    revisit: dict[int, tuple[int, ...]] = {}  # page before this number: numbers due to be looked at again on it


def check_operator(jobs: tuple[Job, ...], operator: Operator) -> None:
    """Refuse to leave this machine without a name and a way to be reached."""
    outside = [job.source.key for job in jobs if not job.source.is_loopback]
    if outside and not (operator.name and operator.contact):
        what = f"operator and contact are not set, and {outside[0]} is not on this machine"
        raise SettingsError(what, "set both in lurewatch.toml: they stand in the user agent")
    if outside and not (_plain(operator.name).strip() and _plain(operator.contact).strip()):
        what = "operator or contact has no Latin letter, and a user agent can hold no others"
        raise SettingsError(what, "write both in Latin letters in lurewatch.toml")


def _plain(text: str) -> str:
    return "".join(char for char in text if char.isascii() and char.isprintable() and char not in "()")
