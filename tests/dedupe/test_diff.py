"""diff: its segments give both texts back; changed words stay whole in every script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe import diff as module
from dedupe.diff import Segment, diff, tokens
from tests.dedupe.made import SENTENCES

chosen = st.lists(st.sampled_from([*SENTENCES, "Poipet", "Bavet", " ", "\n", "🔥", "USD 900"]), max_size=6).map("".join)


@given(chosen, chosen, st.sampled_from([5, 40, 20_000]))
def test_segments_give_both_texts_back(old: str, new: str, limit: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MAX_CHARS", limit)
        segments = diff(old, new)

    assert "".join(part.text for part in segments if part.kind != "added") == old
    assert "".join(part.text for part in segments if part.kind != "removed") == new
    assert all(part.text for part in segments)


@given(chosen)
def test_tokens_joined_are_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text


CHANGES = {
    "place": ("kerja di Poipet, gaji besar", "kerja di Bavet, gaji besar", "Poipet", "Bavet"),
    "a phrase": ("gaji USD 900 per bulan", "gaji RM 4200 per bulan", "USD 900", "RM 4200"),
    "contact": ("hubungi @loker__satu", "hubungi @kerja__dua", "loker__satu", "kerja__dua"),
    "Thai": ("ทำงานที่ปอยเปต มีที่พัก", "ทำงานที่บาเวต มีที่พัก", "ปอยเปต", "บาเวต"),
    "Chinese": ("柬埔寨波贝新园区", "柬埔寨西港新园区", "波贝", "西港"),
}


@pytest.mark.parametrize(("old", "new", "removed", "added"), CHANGES.values(), ids=CHANGES)
def test_a_changed_word_is_one_segment(old: str, new: str, removed: str, added: str) -> None:
    segments = diff(old, new)

    assert [part for part in segments if part.kind != "same"] == [Segment("removed", removed), Segment("added", added)]


def test_equal_and_empty_texts() -> None:
    assert diff("kerja", "kerja") == (Segment("same", "kerja"),)
    assert diff("", "") == ()
    assert diff("", "kerja") == (Segment("added", "kerja"),)
