"""Weights: the table of indicators and counter-evidence, with weights, groups, caps and thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from posts.post import Record
from posts.reading import ContextKind

Kind = Literal["lexical", "computed", "gazetteer"]


class Indicator(Record, frozen=True, kw_only=True):
    """One published red flag; `sign` is core for what ordinary local adverts do not show."""

    id: str
    name: str
    group: str
    kind: Kind
    weight: float
    src: str
    why: str = ""
    ilo: str = ""
    sign: Literal["", "core"] = ""


class Counter(Record, frozen=True, kw_only=True):
    """One kind of counter-evidence and the points it takes away."""

    id: str
    kind: ContextKind
    name: str
    weight: float


class Threshold(Record, frozen=True, kw_only=True):
    """Points at which a person should look, and at which an alert may be raised."""

    review: float
    high: float


class Weights(Record, frozen=True, kw_only=True):
    """indicators.yaml."""

    version: int
    threshold: Threshold
    caps: dict[str, float]
    ordinary_cap: float
    indicators: tuple[Indicator, ...]
    counter: tuple[Counter, ...]
    pay_high_usd: dict[str, float]
    pay_high_anywhere_usd: float
    origin: dict[str, str]
    home: dict[str, tuple[str, ...]]

    def by_id(self) -> Mapping[str, Indicator]:
        """Return the indicators by their id."""
        return {indicator.id: indicator for indicator in self.indicators}

    def of_kind(self, kind: str) -> Counter:
        """Return the counter-evidence of a kind of context."""
        return next(counter for counter in self.counter if counter.kind == kind)


class PrivateThreshold(Record, frozen=True, kw_only=True):
    """The threshold of a private indicators.toml; what is not given stays."""

    review: float | None = None
    high: float | None = None


class PrivateWeights(Record, frozen=True, kw_only=True):
    """indicators.toml: an organisation's own weights (by indicator or counter id) and threshold."""

    weights: dict[str, float] = {}
    threshold: PrivateThreshold = PrivateThreshold()
