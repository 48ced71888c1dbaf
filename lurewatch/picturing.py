"""Picturing: pictures of public posts are looked at, and set against all that were seen before.

Candidates and overlays are computed before the transaction, which only keeps them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from dedupe.images.look import Look, is_current, signs_in, unpacked
from dedupe.images.pairs import PicturePair, picture_pairs
from dedupe.images.shelf import Shelf
from index.ledger.pictures import looks_of, views_since, with_looks
from index.ledger.store import Connection, Ledger
from lurewatch.looking import Looked


@dataclass(frozen=True, slots=True)
class Pictured:
    """The looks of pictures that were not looked at before, packed, and their relations."""

    looks: Mapping[str, bytes] = field(default_factory=dict)
    pairs: tuple[PicturePair, ...] = ()


class Pictures:
    """Every look of the ledger, kept in memory while the command runs; it grows as the ledger does."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._shelf = Shelf()
        self._newest = 0

    def pictured(self, looked: Mapping[str, Looked], public: Collection[str]) -> Pictured:
        """Return the looks and relations of pictures of public posts that are new to the ledger."""
        packed = {sha256: one.facts.look for sha256, one in looked.items() if one.facts and sha256 in public}
        with self._ledger.reading() as connection:
            known = with_looks(connection, packed)
            fresh = {sha256: data for sha256, data in packed.items() if sha256 not in known}
            looks = {sha256: look for sha256, data in fresh.items() if (look := unpacked(data)) is not None}
            if not looks:
                return Pictured()
            shelf = self.shelf(connection)
            shelf.add((sha256, look.signs, look.pieces) for sha256, look in looks.items())
            pairs = tuple(picture_pairs(looks, shelf, lambda names: looks_of(connection, names)))
        return Pictured(fresh, pairs)

    def shelf(self, connection: Connection) -> Shelf:
        """Return the shelf of all looks that the ledger holds now."""
        rows = views_since(connection, self._newest)
        self._shelf.add((sha256, *signs_in(views)) for _, sha256, views in rows if is_current(views))
        self._newest = rows[-1][0] if rows else self._newest
        return self._shelf

    def near(self, connection: Connection, look: Look) -> list[PicturePair]:
        """Return the relations of a picture that is not kept, under the name of an empty hash, to all that are."""
        return list(picture_pairs({"": look}, self.shelf(connection), lambda names: looks_of(connection, names)))
