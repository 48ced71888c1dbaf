"""Data: everything that reading knows, loaded once from the files of enrichers/data into one frozen value."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from enrichers.contacts import ContactData
from enrichers.contacts.words import ContactRows
from enrichers.cues import CueBook, CueRow
from enrichers.pay import PayData
from enrichers.pay.words import PayRows, Rate
from enrichers.places import Gazetteer, place_row
from enrichers.signs import ContextData, ContextRows
from enrichers.votes import LanguageData, LanguageRows
from enrichers.weights import Indicator, PrivateWeights, Weights
from posts.errors import SettingsError
from posts.post import Record
from posts.toml_file import load_toml

RECIPE = "r1"  # of the code that reads; raised when a change of it gives other readings from the same data
FILES = (
    "contacts.yaml",
    "counter_context.yaml",
    "gazetteer.csv",
    "indicators.yaml",
    "languages.yaml",
    "lexicon.yaml",
    "pay.yaml",
    "rates.csv",
    "sources.yaml",
)
VERSION_LETTERS = 12  # of the hash: enough to tell any two versions apart, short enough to stand beside a score

Kind = TypeVar("Kind")


class _LexiconRows(Record, frozen=True, kw_only=True):
    version: int
    indicators: dict[str, dict[str, tuple[CueRow, ...]]]


@dataclass(frozen=True)
class Data:
    """All that posts are read with; `version` names it in every Reading."""

    version: str
    weights: Weights
    lexicon: CueBook
    contexts: ContextData
    gazetteer: Gazetteer
    contacts: ContactData
    pay: PayData
    languages: LanguageData

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """The indicators by their id."""
        return self.weights.by_id()


def load_data(private: Path | None = None) -> Data:
    """Return the data of this installation; `private` is an indicators.toml with own weights and threshold."""
    texts = {name: (files("enrichers") / "data" / name).read_text(encoding="utf-8") for name in FILES}
    own = load_toml(private, PrivateWeights) if private else PrivateWeights()
    weights = _weighted(_yaml(texts["indicators.yaml"], Weights), own, private)
    rates = [msgspec.convert(row, Rate, strict=False) for row in _csv(texts["rates.csv"])]
    return Data(
        version=_version(texts, own),
        weights=weights,
        lexicon=CueBook(_yaml(texts["lexicon.yaml"], _LexiconRows).indicators),
        contexts=ContextData(_yaml(texts["counter_context.yaml"], ContextRows)),
        gazetteer=Gazetteer(place_row(row) for row in _csv(texts["gazetteer.csv"])),
        contacts=ContactData(_yaml(texts["contacts.yaml"], ContactRows)),
        pay=PayData(_yaml(texts["pay.yaml"], PayRows), {rate.currency: rate for rate in rates}),
        languages=LanguageData(_yaml(texts["languages.yaml"], LanguageRows)),
    )


def _yaml(text: str, kind: type[Kind]) -> Kind:
    raw: Any = yaml.load(text, Loader=yaml.CSafeLoader)
    return msgspec.convert(raw, kind)


def _csv(text: str) -> csv.DictReader[str]:
    return csv.DictReader(StringIO(text))


def _version(texts: Mapping[str, str], own: PrivateWeights) -> str:
    digest = sha256(RECIPE.encode())
    for name in sorted(texts):
        digest.update(b"\0" + name.encode() + b"\0" + texts[name].encode())
    digest.update(msgspec.json.encode(own, order="sorted"))
    return digest.hexdigest()[:VERSION_LETTERS]


def _weighted(weights: Weights, own: PrivateWeights, path: Path | None) -> Weights:
    """Return the table with an organisation's own weights; a name that nothing has is refused."""
    known = {row.id for row in weights.indicators} | {row.id for row in weights.counter}
    unknown = sorted(set(own.weights) - known)
    if unknown:
        what = f"no indicator is called {unknown[0]}"
        raise SettingsError(what, "use the ids of indicators.yaml", file=str(path))
    change = msgspec.structs.replace
    threshold = weights.threshold
    return change(
        weights,
        threshold=change(
            threshold,
            review=threshold.review if own.threshold.review is None else own.threshold.review,
            high=threshold.high if own.threshold.high is None else own.threshold.high,
        ),
        indicators=tuple(change(row, weight=own.weights.get(row.id, row.weight)) for row in weights.indicators),
        counter=tuple(change(row, weight=own.weights.get(row.id, row.weight)) for row in weights.counter),
    )
