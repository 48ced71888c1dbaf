"""Pay: what is offered: how much, in what money, how often, and US dollars a month by a dated table."""

from __future__ import annotations

from enrichers.pay.offers import Around, find_pay
from enrichers.pay.words import PayData

__all__ = ["Around", "PayData", "find_pay"]
