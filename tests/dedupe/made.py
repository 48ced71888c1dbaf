"""Made: texts, posts and pairs for the tests of grouping; all people and places of work are fictional."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from dedupe.score import Pair, Side
from dedupe.thresholds import SCORE_LETTERS, SEGMENTS

SENTENCES = tuple((Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines())
WHOLE = 1000

sentences = st.sampled_from(SENTENCES)
# Adverts of a few sentences: lists drawn from so few share much, so pairs, clusters and composites all come up.
adverts = st.lists(sentences, min_size=0, max_size=6).map("\n".join)
short = st.sampled_from(["", "123 🔥", "PM", "P M!", "kerja", "Kerja 5jt", "招聘", "гaji"])
texts = adverts | short
posts = st.dictionaries(st.integers(0, 30).map("p{}".format), texts, max_size=14)


def make_pair(a: str, b: str, weight: float) -> Pair:
    """Return a pair of this weight and score (in thousandths)."""
    side = Side(WHOLE + SCORE_LETTERS, round(weight * WHOLE) + SCORE_LETTERS, (1 << SEGMENTS) - 1)
    return Pair(min(a, b), max(a, b), side, side)
