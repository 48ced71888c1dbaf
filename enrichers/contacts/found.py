"""Found: a contact before its role is known, and what is asked about the post it stands in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from enrichers.forms import Form
from posts.reading import ContactType, Validity


@dataclass(frozen=True, slots=True)
class Asked:
    """What helps to read contacts: the platform, countries in the order of likelihood, those of the places named."""

    platform: str | None = None
    countries: tuple[str, ...] = ()
    place_countries: tuple[str, ...] = ()

    def by_app(self, home: str | None) -> Asked:
        """Return the same with an app's own country as the last likely one."""
        return replace(self, countries=(*self.countries, home)) if home else self


@dataclass(frozen=True, slots=True)
class Found:
    """A contact in its place in the text as given; `hidden` says that it was written in disguise."""

    type: ContactType
    value: str
    start: int
    end: int
    confidence: float
    valid: Validity = "unknown"
    candidates: tuple[str, ...] = ()
    hidden: bool = False


def placed(form: Form, start: int, end: int) -> tuple[int, int]:
    """Return the span in the text as given for a span of a form."""
    return form.span(start, end)
