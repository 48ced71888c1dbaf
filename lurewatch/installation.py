"""Installation: one open home with everything that commands work on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import get_args

import msgspec

from enrichers import Data, Own, Question, enrich, load_data
from index.document import LaneName
from index.elastic import ElasticEngine, connect
from index.embedded.engine import open_embedded
from index.engine import Engine
from index.ledger.known import find
from index.ledger.schema import PUBLIC, Lane
from index.ledger.store import Ledger, open_ledger
from index.query import Lookups
from lurewatch.naming import contacts_named, indicator_names, places_named
from lurewatch.picturing import Pictures
from lurewatch.settings import EngineName, Settings, load_settings
from posts.home import Home
from posts.post import Post
from posts.reading import Reading

PRIVATE_WEIGHTS, REVIEWS, PLACES = "indicators.toml", "reviews.json", "places.csv"
LANE_NAMES: tuple[LaneName, ...] = get_args(LaneName)


@dataclass
class Installation:
    """A home, open: settings, ledger, engines, the data of reading, the clock."""

    home: Home
    settings: Settings
    ledger: Ledger
    clock: Callable[[], datetime]

    @cached_property
    def data(self) -> Data:
        """The data that posts are read with, private weights included."""
        return load_data(own_data(self.home))

    @cached_property
    def lookups(self) -> Lookups:
        """What the query language must know: the home's zone, and how contacts, places and indicators are named."""
        return Lookups(
            zone=self.settings.tz,
            clock=self.clock,
            contacts=partial(contacts_named, self.data),
            places=partial(places_named, self.data),
            indicators=self.indicator_names,
            text_of=self._public_text,
        )

    @cached_property
    def indicator_names(self) -> dict[str, str]:
        """How indicators and counter-evidence are called."""
        return indicator_names(self.data)

    @cached_property
    def pictures(self) -> Pictures:
        """How the pictures of public posts look."""
        return Pictures(self.ledger)

    def _public_text(self, post: str) -> str | None:
        with self.ledger.reading() as connection:
            known = find(connection, [post], (PUBLIC,)).get(post)
        return known.post.text if known else None

    @cached_property
    def engines(self) -> dict[str, Engine]:
        """The engine of each lane, by its name."""
        return open_engines(self.home, self.settings)

    def engine(self, lane: Lane = PUBLIC) -> Engine:
        """Return the engine of one lane."""
        return self.engines[lane.name]

    def read(self, post: Post, image_text: tuple[str, ...] = ()) -> Reading:
        """Read one post, with what is written in its pictures."""
        question = Question(post.text, post.platform, post.posted_at, image_text=image_text)
        return enrich(question, self.data)


def own_data(home: Home) -> Own:
    """Return the files of a home with what its organisation adds to the data of reading."""
    weights, reviews, places = (
        path if (path := home.settings_file(name)).exists() else None for name in (PRIVATE_WEIGHTS, REVIEWS, PLACES)
    )
    return Own(weights=weights, reviews=reviews, places=places)


def open_engines(home: Home, settings: Settings) -> dict[str, Engine]:
    """Return the engine of each lane, of the kind that the settings name; nothing is asked of it yet."""
    if settings.engine == "embedded":
        return {lane: open_embedded(home, lane) for lane in LANE_NAMES}
    cluster = connect(settings.elasticsearch)
    return {lane: ElasticEngine(cluster, lane) for lane in LANE_NAMES}


@contextmanager
def opened(home: Home, clock: Callable[[], datetime], engine: EngineName | None = None) -> Iterator[Installation]:
    """Open a home for one command; `engine` takes the place of the one that the settings name."""
    settings = load_settings(home)
    settings = msgspec.structs.replace(settings, engine=engine or settings.engine)
    ledger = open_ledger(home)
    try:
        yield Installation(home, settings, ledger, clock)
    finally:
        ledger.close()
