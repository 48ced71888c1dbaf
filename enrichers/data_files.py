"""Data: everything that reading knows, loaded once from the files of enrichers/data into one frozen value."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
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
from enrichers.masking import MaskingData, MaskingRows
from enrichers.names import NameRows, Reader, called
from enrichers.own_places import read_places
from enrichers.pay import PayData
from enrichers.pay.words import PayRows, Rate
from enrichers.places import Gazetteer, place_row
from enrichers.reviews import Reviews, load_reviews, reviewed, reviewed_languages
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
    "masking.yaml",
    "names.yaml",
    "pay.yaml",
    "rates.csv",
    "sources.yaml",
)
VERSION_LETTERS = 12  # of the hash: enough to tell any two versions apart, short enough to stand beside a score

Kind = TypeVar("Kind")


class Own(Record, frozen=True, kw_only=True):
    """What an organisation adds: weights and threshold (indicators.toml), its native speakers' reviews, own places."""

    weights: Path | None = None
    reviews: Path | None = None
    places: Path | None = None


NOTHING_OWN = Own()


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
    masking: MaskingData
    names: NameRows
    reviewed: frozenset[str] = frozenset()

    @cached_property
    def english(self) -> Mapping[str, str]:
        """What indicators and counter-evidence are called in English."""
        indicators = {row.id: row.name for row in self.weights.indicators}
        return indicators | {row.id: row.name for row in self.weights.counter}

    def called(self, name: str, reader: Reader = "en") -> str:
        """Return what an indicator or kind of counter-evidence is called in a reader's language."""
        return called(self.names, self.english, name, reader)

    @property
    def books(self) -> tuple[CueBook, CueBook]:
        """The cues of indicators and those of contexts."""
        return self.lexicon, self.contexts.book

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """The indicators by their id."""
        return self.weights.by_id()


def load_data(own: Own = NOTHING_OWN) -> Data:
    """Return the data of this installation, with what its organisation adds."""
    texts = {name: (files("enrichers") / "data" / name).read_text(encoding="utf-8") for name in FILES}
    private = load_toml(own.weights, PrivateWeights) if own.weights else PrivateWeights()
    reviews = load_reviews(own.reviews.read_text("utf-8"), str(own.reviews)) if own.reviews else Reviews()
    lexicon = _yaml(texts["lexicon.yaml"], _LexiconRows).indicators
    contexts = _yaml(texts["counter_context.yaml"], ContextRows)
    rates = [msgspec.convert(row, Rate, strict=False) for row in _csv(texts["rates.csv"])]
    places = [place_row(row) for row in _csv(texts["gazetteer.csv"])]
    added = read_places(own.places) if own.places else []
    data = Data(
        version=_version(texts, private, reviews, added),
        weights=_weighted(_yaml(texts["indicators.yaml"], Weights), private, own.weights),
        lexicon=CueBook(reviewed(lexicon, reviews)),
        contexts=ContextData(msgspec.structs.replace(contexts, contexts=reviewed(contexts.contexts, reviews))),
        gazetteer=Gazetteer((*places, *added)),
        contacts=ContactData(_yaml(texts["contacts.yaml"], ContactRows)),
        pay=PayData(_yaml(texts["pay.yaml"], PayRows), {rate.currency: rate for rate in rates}),
        languages=LanguageData(_yaml(texts["languages.yaml"], LanguageRows)),
        masking=MaskingData(_yaml(texts["masking.yaml"], MaskingRows)),
        names=_yaml(texts["names.yaml"], NameRows),
    )
    return replace(data, reviewed=reviewed_languages(data.books, reviews)) if reviews.rows else data


def _yaml(text: str, kind: type[Kind]) -> Kind:
    raw: Any = yaml.load(text, Loader=yaml.CSafeLoader)
    return msgspec.convert(raw, kind)


def _csv(text: str) -> csv.DictReader[str]:
    return csv.DictReader(StringIO(text))


def _version(texts: Mapping[str, str], *own: object) -> str:
    digest = sha256(RECIPE.encode())
    for name in sorted(texts):
        digest.update(b"\0" + name.encode() + b"\0" + texts[name].encode())
    for added in own:
        digest.update(msgspec.json.encode(added, order="sorted"))
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
