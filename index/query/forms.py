"""Forms: what a typed word or phrase looks for: as it stands, by a pattern, with slips, or close to each other."""

from __future__ import annotations

import re

from index.analysis import JOINT, bare_phrase, bare_text, exact_phrase, exact_text
from index.query.tree import Like, Near, Resembling, Words
from posts.errors import QueryError

SLIPS = re.compile(r"(?P<word>[^~]+)~(?P<slips>[12])?")
CLOSE = re.compile(r'(?P<quoted>"[^"]*")~(?P<within>\d{1,2})')
PATTERN = re.compile(r"\*(?=.)|(?<=\w)\?(?=\w)")  # a question mark after a word is only punctuation
MOST_WORDS = 25  # of a post that others are likened to; as Lucene's own "more like this" takes
SHARED = 0.3  # of them must be found; Lucene's own share
SHORT_WORD = 5  # letters; a short word with two slips is another word


def typed_word(text: str, position: int) -> Words | Resembling:
    """Return what a typed word looks for; `word~` allows slips, * and ? stand for letters."""
    if found := SLIPS.fullmatch(text):
        return _with_slips(found["word"], found["slips"], position)
    if "~" in text:
        what, do = "~ is not understood here", "leave it out, or put the words in quotes"
        raise QueryError(what, do, position=position + text.index("~"))
    if PATTERN.search(text):
        return _pattern(text, position)
    return plain(text.removesuffix("*"), position, begins=text.endswith("*"))


def typed_phrase(text: str, position: int) -> Words | Near:
    """Return what a phrase in quotes looks for; `"a b"~5` lets up to five words stand between."""
    if found := CLOSE.fullmatch(text):
        return _close(found["quoted"][1:-1], int(found["within"]), position)
    return plain(text[1:-1], position)


def plain(text: str, position: int, *, begins: bool = False) -> Words:
    """Return the words of a text one after the other."""
    exact, bare = exact_phrase(text, begins=begins), bare_phrase(text, begins=begins)
    if not exact.words and not bare.words:
        what = f"“{text}” holds no letter or digit to look for"
        raise QueryError(what, "leave it out, or write a word", position=position)
    said = f"a word that begins with “{text}”" if begins else f"“{text}”"
    return Words(said, exact, bare)


def _with_slips(text: str, typed: str | None, position: int) -> Resembling:
    exact, bare = _one_word(text, position, "~")
    slips = int(typed) if typed else 1 if len(exact) <= SHORT_WORD else 2
    return Resembling(f"a word like “{text}”", exact, bare, slips)


def _pattern(text: str, position: int) -> Resembling:
    literal = re.split(r"([*?])", text)
    if not exact_text(literal[0]):  # a pattern that begins openly would look at every word there is
        do = "write a letter before it, or put the words in quotes"
        raise QueryError("a * or ? cannot stand at the beginning of a word", do, position=position)
    pairs = [
        (piece, piece) if piece in {"*", "?"} else _one_word(piece, position, "* and ?") for piece in literal if piece
    ]
    exact, bare = ("".join(side) if all(side) else "" for side in zip(*pairs, strict=True))
    return Resembling(f"a word of the form “{text}”", exact, bare)


def _one_word(text: str, position: int, sign: str) -> tuple[str, str]:
    """Return the two forms of a single word; scripts without spaces have no bare one."""
    exact, bare = exact_text(text), bare_text(text)
    if not exact or " " in exact:
        do = "use it with one word of letters and digits, or put the words in quotes"
        raise QueryError(f"{sign} does not work with “{text}”", do, position=position)
    return exact, "" if " " in bare or JOINT in bare else bare


def like(post: str, text: str) -> Like:
    """Return what resembles a post: others that share a third of its longest words, which say most."""
    words = sorted(set(bare_text(text).split()), key=lambda word: (-len(word), word))[:MOST_WORDS]
    said = f"the text shares many words with {post}"
    return Like(said, post, tuple(words), max(1, round(len(words) * SHARED)))


def _close(text: str, within: int, position: int) -> Near:
    exact, bare = tuple(exact_text(text).split()), tuple(bare_text(text).split())
    if len(set(exact)) < 2:
        do = 'write two words or more, such as "gaji tinggi"~5'
        raise QueryError("only different words can stand close to each other", do, position=position)
    said = f"the words of “{text}” at most {within} words apart"
    bare = () if len(set(bare)) < 2 or any(JOINT in word for word in bare) else bare
    return Near(said, exact, bare, within)
