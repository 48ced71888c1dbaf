"""Score: symmetric, pure, equal to the slow way; disguised copies score 1, a common footer scores little."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe import kernel
from dedupe import meeting as module
from dedupe.keys import Wording, wordings
from dedupe.score import Side, compare, compared, verify
from dedupe.signs import joined
from dedupe.thresholds import ENDING_DISCOUNT, ENDING_GAP, NEAR, SCORE_LETTERS, SEGMENTS
from tests.dedupe.made import SENTENCES, adverts, texts

DISGUISES = json.loads((Path(__file__).parent / "disguises.json").read_text(encoding="utf-8"))


def some(*batch: str) -> list[Wording]:
    return [made for made in wordings(batch) if made]


def slow_side(own: bytes, other: bytes) -> Side:
    theirs = {(other[at : at + SCORE_LETTERS]) for at in range(len(other) - SCORE_LETTERS + 1)}
    covered = [False] * len(own)
    for at in range(len(own) - SCORE_LETTERS + 1):
        if own[at : at + SCORE_LETTERS] in theirs:
            covered[at : at + SCORE_LETTERS] = [True] * SCORE_LETTERS
    segments = 0
    for number in range(SEGMENTS):
        part = covered[number * len(own) // SEGMENTS : (number + 1) * len(own) // SEGMENTS]
        segments |= (2 * sum(part) >= len(part)) << number
    return Side(len(own), sum(covered), segments)


@given(texts, st.lists(texts, max_size=4), st.integers(1, 400))
def test_sides_are_those_of_the_slow_way(text: str, others: list[str], batch: int) -> None:
    made = some(text, *others)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BATCH_LETTERS", batch)
        patch.setattr(kernel, "compiled", None)
        pairs = compare(made[0], made[1:]) if made else []

    for pair, other in zip(pairs, made[1:], strict=True):
        sides = (slow_side(made[0].signs, other.signs), slow_side(other.signs, made[0].signs))
        assert (pair.of_a, pair.of_b) == (sides if made[0].id <= other.id else sides[::-1])


@given(adverts, adverts)
def test_scores_of_many_pairs_are_those_of_one_to_the_last_bit(text: str, other: str) -> None:
    made = some(text, other)
    if len(made) < 2:
        return

    found = compared(joined(one.signs for one in made), np.array([0]), np.array([1]))

    assert found.scores.tolist() == [compare(made[0], made[1:])[0].score]


@given(adverts, adverts)
def test_the_score_is_symmetric_and_between_0_and_1(text: str, other: str) -> None:
    made = some(text, other)
    if len(made) < 2:
        return

    assert compare(made[0], made[1:]) == compare(made[1], made[:1])
    pair = compare(made[0], made[1:])[0]
    assert 0 <= pair.score <= 1
    assert 0 <= pair.weight <= 1


@given(adverts)
def test_a_text_scores_1_with_itself(text: str) -> None:
    for made in some(text):
        assert compare(made, [made])[0].score == (1.0 if len(made.signs) >= SCORE_LETTERS else 0.0)


@pytest.mark.parametrize("name", DISGUISES)
def test_a_disguised_copy_is_a_verified_pair(name: str) -> None:
    plain, disguised = DISGUISES[name]

    made = some(plain, disguised)

    assert made[0].id == made[1].id or compare(made[0], made[1:])[0].is_near


def test_a_common_footer_makes_no_pair() -> None:
    footer = SENTENCES[2] + SENTENCES[3]
    one, other = some("\n".join([*SENTENCES[:2], footer]), "\n".join([*SENTENCES[4:6], footer]))

    pair = compare(one, [other])[0]

    assert pair.score < NEAR


def test_the_spread_of_segments_is_that_of_the_slow_way() -> None:
    for segments in range(1 << SEGMENTS):
        assert Side(99, 99, segments).value == slow_spread(segments, 1) / SEGMENTS
        assert Side(99, 99, segments).weight == slow_spread(segments, ENDING_DISCOUNT) / SEGMENTS


def slow_spread(segments: int, discount: float) -> float:
    from_the_end = f"{segments:016b}"
    gap = min(ENDING_GAP, len(from_the_end) - len(from_the_end.lstrip("0")))
    rest = from_the_end[gap:]
    ending = len(rest) - len(rest.lstrip("1"))
    count = segments.bit_count()
    return count - discount * (ending - ending * ending / SEGMENTS)


def test_a_common_ending_counts_less_than_a_common_beginning_or_middle() -> None:
    ending, beginning, middle, all_over = (Side(160, 80, int(one, 2)).value for one in ENDINGS)

    assert ending < beginning == middle == all_over


ENDINGS = ("0111111110000000", "0000000011111111", "0000111111110000", "0001010101011110")


def test_a_part_weighs_more_than_two_overlapping_texts() -> None:
    whole, part, shifted = some(
        "\n".join(SENTENCES[:4]), "\n".join(SENTENCES[:2]), "\n".join([*SENTENCES[2:4], *SENTENCES[4:6]])
    )

    inside, overlapping = compare(whole, [part, shifted])

    assert inside.weight > 0.8
    assert overlapping.weight < 0.5


def test_verify_gives_each_pair_once_and_in_order() -> None:
    made = {one.id: one for one in some("\n".join(SENTENCES[:4]), "\n".join(SENTENCES[:3]), SENTENCES[12] * 2)}
    everyone = {one: set(made) for one in made}

    pairs = verify(everyone, made)

    assert len(pairs) == 1
    assert pairs[0].is_near


def test_one_common_phrase_counts_nothing_and_the_same_letters_are_the_same_however_few() -> None:
    assert Side(40, SCORE_LETTERS, 0xF).value == 0
    assert Side(SCORE_LETTERS, SCORE_LETTERS, 0xFFFF).value == 1


def test_an_empty_side_is_worth_nothing() -> None:
    assert Side(0, 0, 0).value == 0
