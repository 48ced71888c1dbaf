"""Forms: one post's text in the forms that reading looks at, each with the way back to the text as given."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from posts.text import Folded, bare, clean, fold, words
from posts.text.zawgyi import stretches

# Signs that are not seen: zero-width, joiners, direction marks, variation selectors, keycap frames.
UNSEEN = dict.fromkeys(
    (
        *(0xAD, 0x34F, 0x61C, 0x180E, 0x20E3, 0xFEFF),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
    )
)

# Vietnamese letters with accents: written with them, 20 to 30 % of a text's letters; where they are missing, the
# undisguised form is read instead.
ACCENTED = "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
ACCENTED_SHARE = 0.08
# A number of three signs or more that holds a digit and letters that look like digits.
_LETTERED = re.compile(
    r"(?<![^\W_])(?=[oil.,]*\d)(?=[\d.,]*[oil])[\doil][\doil.,]*[\doil](?=(?:k|m|jt|tr|rb)?(?![^\W_]))"
)
_DIGITS = str.maketrans("oil", "011")
_WITHOUT_ACCENTED = dict.fromkeys(map(ord, ACCENTED))


@dataclass(frozen=True)
class Form:
    """A form of the text; starts[i] and ends[i] are the code points of the text as given behind its i-th one."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the text as given for a span of this form."""
        return self.starts[start], self.ends[end - 1]

    @cached_property
    def data(self) -> bytes:
        """The form as UTF-8, which RE2 reads."""
        return self.text.encode()

    def point(self, byte: int) -> int:
        """Return the code point that begins at a byte offset."""
        return byte if self._offsets is None else bisect_left(self._offsets, byte)

    def byte(self, point: int) -> int:
        """Return the byte offset at which a code point begins."""
        return point if self._offsets is None else self._offsets[point]

    @cached_property
    def _offsets(self) -> list[int] | None:
        """The byte offset of each code point and of the end; None where each is one byte."""
        if len(self.data) == len(self.text):
            return None
        begins = (np.frombuffer(self.data, np.uint8) & 0xC0) != 0x80
        return [*np.flatnonzero(begins).tolist(), len(self.data)]


class Look:
    """A text as reading sees it; the forms are made when first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def plain(self) -> Form:
        """Plain digits and letters for styled ones, Unicode for Zawgyi, unseen signs gone; case and lines kept."""
        cleaned = clean(self.text)
        zawgyi = list(stretches(cleaned))
        if not zawgyi and len(cleaned.translate(UNSEEN)) == len(cleaned):
            return Form(cleaned, range(len(cleaned)), range(1, len(cleaned) + 1))
        pieces: list[str] = []
        places: list[tuple[int, int]] = []
        at = 0
        for start, end, plain in (*zawgyi, (len(cleaned), len(cleaned), "")):
            seen = [place for place in range(at, start) if ord(cleaned[place]) not in UNSEEN]
            pieces += [*(cleaned[place] for place in seen), plain]
            places += [*((place, place + 1) for place in seen), *((start, end) for _ in plain)]
            at = end
        return Form("".join(pieces), [start for start, _ in places], [end for _, end in places])

    @cached_property
    def folded(self) -> Form:
        """The form that cues are compared in (posts.text.fold)."""
        return Form(self._fold.text, self._fold.starts, self._fold.ends)

    @cached_property
    def _fold(self) -> Folded:
        return fold(self.text)

    @cached_property
    def bare(self) -> Form:
        """The form without disguise (posts.text.bare); the folded one itself where there is none."""
        undisguised = bare(self._fold)
        if undisguised.text == self.folded.text:
            return self.folded
        return Form(undisguised.text, undisguised.starts, undisguised.ends)

    @cached_property
    def counted(self) -> Form:
        """The undisguised form with digits for the letters that stand for them in numbers: 8OO, l.2OO."""
        numbers = _LETTERED.sub(lambda found: found.group().translate(_DIGITS), self._fold.text)
        if numbers == self._fold.text:
            return self.bare
        undisguised = bare(Folded(numbers, self._fold.starts, self._fold.ends))
        if undisguised.text == self.folded.text:
            return self.folded
        return Form(undisguised.text, undisguised.starts, undisguised.ends)

    @cached_property
    def word_edges(self) -> frozenset[int]:
        """The places of the folded form at which words begin or end."""
        return frozenset(edge for span in words(self.folded.text) for edge in span)

    @cached_property
    def is_accented(self) -> bool:
        """Whether the text is written with the accents of its language, so that a bare letter is another letter."""
        written = len(self.text) - self.text.count(" ")
        return written - len(self.text.lower().translate(_WITHOUT_ACCENTED).replace(" ", "")) > written * ACCENTED_SHARE
