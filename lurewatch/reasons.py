"""Reasons: why a post is shown to somebody who asks whether a thing was seen before, and how near it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dedupe.images.pairs import PicturePair
from dedupe.keys import Wording, wordings
from dedupe.neighbours import candidates
from dedupe.score import Pair, compare
from index.analysis import bare_text
from index.engine import Engine, Request
from index.ledger.groups import members_of
from index.ledger.known import Known, find
from index.ledger.neighbours import LedgerNeighbours
from index.ledger.parts import ending, mentioning, naming
from index.ledger.pictures import pairs_of, pictures_of, posts_showing
from index.ledger.schema import PUBLIC
from index.ledger.store import Connection
from index.query.contacts import typed_contacts
from index.query.tree import Is, Like

# A number as people of one country write it: without its country, so that only its last digits can be compared.
LOCAL_NUMBER = re.compile(r"tel:0*([1-9][0-9]{6,})")
ADDRESS = re.compile(r"[@/]|\w\.\w")  # in a link, handle or e-mail address
SAME_DIGITS = 0.9  # near to certain: seven digits more than any two of a million numbers share by chance
BY_ACCOUNT = 0.95  # the account is the same, the advert may be another
BESIDE = 0.99  # another post is never as near as the one that was asked for
NEAREST = 20  # texts that resemble a pasted one, best first
LEAST_ALIKE = 0.1  # of the score of texts; less is a common sentence
MOST_WORDS = 40  # of a pasted text that are looked for; more say nothing new
FEWEST_WORDS = 3  # two words of a sentence stand in everything
WORDS_SHARED = 0.7  # of a few words that a post must hold
SIGNS = 256
WORDS_ALIKE = 0.5  # of two flyers of one design; pay, place and contact change, and letters are misread
OTHER_WORDS = 0.5  # what is left of the nearness of a flyer with other words


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a post is shown, and how near it is (1 for the same)."""

    nearness: float
    sentence: str


Found = tuple[str, Reason]


def by_contact(connection: Connection, contacts: list[str]) -> Iterator[Found]:
    """Yield the posts that name one of these contacts, or a number with the same last digits."""
    for post, contact, role in naming(connection, contacts):
        yield post, Reason(1.0, f"names {contact}{_quoted(role)}")
    for digits in {match.group(1) for contact in contacts if (match := LOCAL_NUMBER.fullmatch(contact))}:
        for post, contact, role in ending(connection, digits):
            yield post, Reason(SAME_DIGITS, f"names {contact}, which ends in the same digits{_quoted(role)}")


def _quoted(role: str) -> str:
    return ", quoted there" if role == "quoted" else ""


def by_account(connection: Connection, engine: Engine, contacts: list[str]) -> Iterator[Found]:
    """Yield the newest posts of the accounts that these contacts name."""
    names = [name for name in (contact.partition(":")[2] for contact in contacts if is_account(contact)) if name]
    if not names:
        return
    query = Is("author", tuple(dict.fromkeys(names)), "the account")
    hits = engine.search(Request(query, sort="newest", limit=NEAREST)).hits
    for post, one in find(connection, [hit.id for hit in hits], (PUBLIC,)).items():
        if (one.post.author.handle or "").lower() in names:
            yield post, Reason(BY_ACCOUNT, f"posted by the account {one.post.author.handle}")


def is_account(contact: str) -> bool:
    """Say whether a contact is the name of an account."""
    return contact.startswith(("telegram:", "facebook:")) and not contact.startswith("telegram:+")


def by_address(connection: Connection, contacts: list[str]) -> Iterator[Found]:
    """Yield the posts that stand at one of these addresses, or link to it."""
    for address in (contact.removeprefix("url:") for contact in contacts if contact.startswith("url:")):
        for post, one in find(connection, mentioning(connection, address), (PUBLIC,)).items():
            if one.post.url and _is_at(one.post.url, address):
                yield post, Reason(1.0, f"stands at {address}")
            elif any(_is_at(link, address) for link in one.post.links):
                yield post, Reason(1.0, f"links to {address}")


def _is_at(url: str, address: str) -> bool:
    return f"url:{address}" in typed_contacts(url)


def by_text(connection: Connection, asked: str) -> Iterator[Found]:
    """Yield the posts whose wording resembles a pasted text, or holds it, best first."""
    (own,) = wordings([asked])
    if own is None:
        return
    known = LedgerNeighbours(connection)
    near = list(known.wordings({*candidates([own], known)[own.id], own.id}).values())
    reasons = {other.id: _alike(own, pair) for other, pair in zip(near, compare(own, near), strict=True)}
    best = sorted(reasons, key=lambda name: (-reasons[name].nearness, name))[:NEAREST]
    kept = [name for name in best if reasons[name].nearness >= LEAST_ALIKE]
    for name, posts in known.posts_of(kept).items():
        yield from ((post, reasons[name]) for post in posts)


def _alike(own: Wording, pair: Pair) -> Reason:
    """Return how near a wording is: as a whole, or in how much of the pasted text stands in it."""
    side = pair.of_a if pair.a == own.id else pair.of_b
    held = side.covered / side.length
    if held > pair.score:
        return Reason(held, f"{held:.0%} of what was pasted stands in it")
    return Reason(pair.score, f"its text is {pair.score:.0%} alike")


def by_words(connection: Connection, engine: Engine, asked: str) -> Iterator[Found]:
    """Yield the posts that hold most words of a few, which are too few to be compared as a text."""
    said = " ".join(token for token in asked.split() if not ADDRESS.search(token))
    words = tuple(dict.fromkeys(word for word in bare_text(said).split() if _says_something(word)))[:MOST_WORDS]
    if len(words) < FEWEST_WORDS:
        return
    fewest = max(FEWEST_WORDS, round(len(words) * WORDS_SHARED))
    hits = engine.search(Request(Like("the words that were pasted", "", words, fewest), limit=NEAREST)).hits
    for post, one in find(connection, [hit.id for hit in hits], (PUBLIC,)).items():
        shared = len(set(words) & set(bare_text(one.post.text).split()))
        share = shared / len(words)
        yield post, Reason(share, f"holds {shared} of the {len(words)} words")


def _says_something(word: str) -> bool:
    return len(word) > 1 and not word.isdigit()


def by_pictures(connection: Connection, pairs: Iterable[PicturePair], own: str, said: str = "") -> Iterator[Found]:
    """Yield the posts that show a picture related to one, which has the name `own` in the pairs.

    Which advert a picture of the same design carries is for its words to say: `said` are those of the one asked for.
    """
    related = {pair.b if pair.a == own else pair.a: pair.relation for pair in pairs}
    for sha256, posts in posts_showing(connection, related).items():
        relation = related[sha256]
        differ = f"{relation.distance} of {SIGNS} signs differ"
        if relation.kind == "copy":
            yield from ((post, Reason(relation.score, f"shows a copy of the picture ({differ})")) for post in posts)
            continue
        for post, one in find(connection, posts, (PUBLIC,)).items():
            yield post, _of_one_design(relation.score, differ, _words_alike(said, one) if said else None)


def _of_one_design(score: float, differ: str, alike: float | None) -> Reason:
    what = f"shows a picture of the same design ({differ})"
    if alike is None:
        return Reason(score, what)
    if alike >= WORDS_ALIKE:
        return Reason(max(score, alike), f"{what} with the same words ({alike:.0%})")
    return Reason(score * OTHER_WORDS, f"{what} with other words ({alike:.0%}): another advert")


def _words_alike(said: str, known: Known) -> float | None:
    """Say how alike the words of a picture and those of a post and its pictures are; nothing where one has none."""
    texts = [known.post.text, *(line.partition("] ")[2] for line in known.reading.image_text)]
    own, *others = wordings([said, *texts])
    theirs = [one for one in others if one]
    if own is None or not theirs:
        return None
    return max(_alike(own, pair).nearness for pair in compare(own, theirs))


def by_post(connection: Connection, known: Known) -> Iterator[Found]:
    """Yield the post itself and what is near to it: its cluster, its contacts, its pictures, its text."""
    yield known.post.id, Reason(1.0, "this post")
    for other, reason in _beside(connection, known):
        yield other, Reason(min(reason.nearness, BESIDE), reason.sentence)


def _beside(connection: Connection, known: Known) -> Iterator[Found]:
    for other in _members(connection, known):
        yield other, Reason(1.0, "the same template")
    offered = [contact.value for contact in known.reading.contacts if contact.role != "seeker_own"]
    yield from by_contact(connection, offered)
    pictures = pictures_of(connection, [known.post.id]).get(known.post.id, [])
    for sha256, posts in posts_showing(connection, pictures).items():
        yield from ((post, Reason(1.0, f"shows the same picture file {sha256[:12]}")) for post in posts)
    for sha256 in pictures:
        yield from by_pictures(connection, pairs_of(connection, [sha256]), sha256)
    yield from by_text(connection, known.post.text)


def _members(connection: Connection, known: Known) -> list[str]:
    return [post for post in members_of(connection, known.cluster) if post != known.post.id] if known.cluster else []
