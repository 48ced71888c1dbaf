"""The value of a filter: how each kind is read, from what was typed to a node of the query tree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from index.analysis import bare_text
from index.query.extent import Extent, number
from index.query.filters import LANGUAGES, SCRIPTS, Filter, Kind
from index.query.forms import like
from index.query.lookups import Lookups, nearest
from index.query.moments import moment
from index.query.tree import Between, Is, Not, Query
from posts.errors import QueryError

YES = ("true", "yes")
NO = ("false", "no")
RANGED: tuple[Kind, ...] = ("number", "moment")


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter in a query: which field, where the value stands, how it is compared, whether in quotes."""

    row: Filter
    position: int
    compare: str = ""
    quoted: bool = False

    def at(self, position: int, compare: str = "", *, quoted: bool = False) -> Asked:
        """Return the same field with a value at its place."""
        return replace(self, position=position, compare=compare, quoted=quoted)

    def refused(self, what: str, do: str = "") -> QueryError:
        """Return the error that points at this value; without advice it shows the field's example."""
        return QueryError(what, do or f"write it as {self.row.example}", position=self.position)


def is_one(asked: Asked, text: str, lookups: Lookups) -> Query:
    """Return the node of `field:value`, `field:>value`, `field:begin*` or `field:*`."""
    row, text = asked.row, text.strip()
    if row.kind in RANGED:
        return _compared(asked, text, lookups)
    if asked.compare:
        raise asked.refused(f"{row.name} takes no {asked.compare}")
    if not text:
        raise asked.refused(f"a value is missing after {row.name}:")
    if row.kind == "flag":
        return _flag(asked, text)
    if not asked.quoted and row.kind != "post" and "*" in text:
        return _beginning(asked, text)
    return READ[row.kind](asked, text, lookups)


def between(asked: Asked, text: str, lookups: Lookups) -> Query:
    """Return the node of `field:[low TO high]`; a * leaves a side open."""
    name = asked.row.name
    if asked.row.kind not in RANGED:
        raise asked.refused(f"{name} takes no range")
    sides = [side.strip() for side in text.strip("[]").split(" TO ")]
    if len(sides) != 2 or not all(sides):
        raise asked.refused("a range is not whole", f"write {name}:[FROM TO TO], with * for an open side")
    low, high = (None if side == "*" else _extent(asked, side, lookups) for side in sides)
    if low and high and low.first > high.last:
        raise asked.refused("the range ends before it begins", "write the smaller value first")
    if low and high:
        return Between(name, low.first, high.last, f"from {low.said} to {high.said}")
    if low:
        return Between(name, *low.bounds(">="), low.compared(">="))
    return Between(name, *high.bounds("<="), high.compared("<=")) if high else _known(asked)


def _compared(asked: Asked, text: str, lookups: Lookups) -> Between:
    if text == "*" and not asked.compare:
        return _known(asked)
    extent = _extent(asked, text, lookups)
    return Between(asked.row.name, *extent.bounds(asked.compare), extent.compared(asked.compare))


def _known(asked: Asked) -> Between:
    return Between(asked.row.name, None, None, "known" if asked.row.kind == "number" else "at some time")


def _extent(asked: Asked, text: str, lookups: Lookups) -> Extent:
    found = number(text) if asked.row.kind == "number" else moment(text, lookups.zone, lookups.clock())
    if found is not None:
        return found
    if asked.row.kind == "number":
        raise asked.refused(f"“{text}” is no number")
    do = f"write {asked.row.name}:2026-01-31, 2026-01, 2026, 2026-01-31T18:30, or >now-7d"
    raise asked.refused(f"“{text}” is no date", do)


def _flag(asked: Asked, text: str) -> Query:
    if text.lower() not in YES + NO:
        raise asked.refused(f"{asked.row.name} is true or false, not “{text}”")
    yes = Is(asked.row.name, ("true",), "true")
    return yes if text.lower() in YES else Not(yes)


def _beginning(asked: Asked, text: str) -> Is:
    begin = text.removesuffix("*")
    if "*" in begin:
        raise asked.refused("a * may stand only at the end of a value", "leave it out, or put the value in quotes")
    return Is(asked.row.name, (begin,), f"“{begin}…”" if begin else "any", begins=True)


def _name(asked: Asked, text: str, lookups: Lookups) -> Is:
    known = lookups.indicators if asked.row.name == "indicator" else None
    if known is not None and text.lower() not in known:
        raise _unknown(asked, text, tuple(known))
    return Is(asked.row.name, (text,), known[text.lower()] if known else text)


def _choice(asked: Asked, text: str, _lookups: Lookups) -> Is:
    if text.lower() not in asked.row.choices:
        raise _unknown(asked, text, asked.row.choices)
    return Is(asked.row.name, (text.lower(),), text.lower().replace("_", " "))


def _language(asked: Asked, text: str, _lookups: Lookups) -> Is:
    by_name = {name.lower(): code for code, name in LANGUAGES.items()}
    code, _, script = by_name.get(text.lower(), text.lower()).partition("-")
    if code not in LANGUAGES or (script and script not in SCRIPTS):
        raise _unknown(asked, text, tuple(LANGUAGES), tuple(by_name))
    said = f"{LANGUAGES[code]} {SCRIPTS[script]}" if script else LANGUAGES[code]
    return Is(asked.row.name, (f"{code}-{script}" if script else code,), said)


def _contact(asked: Asked, text: str, lookups: Lookups) -> Is:
    return Is(asked.row.name, lookups.contacts(text), text)


def _like(asked: Asked, text: str, lookups: Lookups) -> Query:
    found = lookups.text_of(text)
    if found is None:
        raise asked.refused(f"no public post has the id “{text}”", "copy the id that search shows, it begins with p1_")
    if not bare_text(found):
        raise asked.refused("this post has no words that others could share", "choose a post with a text")
    return like(text, found)


def _place(asked: Asked, text: str, lookups: Lookups) -> Is:
    found = lookups.places(text)
    if not found:
        raise asked.refused(f"no place is called “{text}”", "write another of its names, or its id such as kh-poipet")
    return Is(asked.row.name, tuple(found), " or ".join(dict.fromkeys(found.values())))


def _unknown(asked: Asked, text: str, known: tuple[str, ...], other_names: tuple[str, ...] = ()) -> QueryError:
    close = nearest(text, known + other_names)
    do = f"did you mean {asked.row.name}:{close}?" if close else f"write one of {', '.join(known)}"
    return asked.refused(f"{asked.row.name} is never “{text}”", do)


READ: dict[Kind, Callable[[Asked, str, Lookups], Query]] = {
    "name": _name,
    "choice": _choice,
    "language": _language,
    "contact": _contact,
    "place": _place,
    "post": _like,
}
