"""Calibration: how often a score above the threshold was right on the labelled corpus, by language, with intervals.

The figures are written by benchmarks/reading.py; the posts are invented by the authors, so they are an upper bound.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from math import sqrt

import msgspec
import yaml

from posts.post import Record

Z = 1.96  # for an interval that holds the true share in 95 of 100 cases


class Measured(Record, frozen=True, kw_only=True):
    """What was seen in one language: lures and other posts, and how many of each were called leads."""

    lures: int
    found: int
    others: int
    wrong: int

    def recall(self) -> tuple[float, float, float]:
        """Return the share of lures that were found, with its interval."""
        return share(self.found, self.lures)

    def precision(self) -> tuple[float, float, float]:
        """Return the share of leads that are lures, with its interval."""
        return share(self.found, self.found + self.wrong)


class Calibration(Record, frozen=True, kw_only=True):
    """calibration.yaml: the figures by language, when they were taken and with which threshold."""

    version: int
    src: str
    measured: str
    threshold: float
    languages: dict[str, Measured]


def share(part: int, whole: int) -> tuple[float, float, float]:
    """Return part / whole and its interval by Wilson (1927), which holds for few cases and for none as well."""
    if whole == 0:
        return 0.0, 0.0, 1.0
    seen = part / whole
    middle = (seen + Z * Z / (2 * whole)) / (1 + Z * Z / whole)
    half = Z * sqrt(seen * (1 - seen) / whole + Z * Z / (4 * whole * whole)) / (1 + Z * Z / whole)
    return seen, max(0.0, middle - half), min(1.0, middle + half)


@cache
def load_calibration() -> Calibration:
    """Return the figures of this version."""
    text = (files("enrichers") / "data" / "calibration.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.load(text, Loader=yaml.CSafeLoader), Calibration)
