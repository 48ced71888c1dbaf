"""Analysis: words as they stand and bare, in any script; a query word is found wherever a dictionary cut the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import (
    BREAK,
    JOINT,
    MAX_WORD,
    Phrase,
    bare_phrase,
    bare_text,
    bare_words,
    exact_phrase,
    exact_text,
    exact_words,
)
from tests.index.strategies import WORDS

TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=4)).map(" ".join) | st.text()

EXACT = {
    "case and width": ("ＪＯＢ Alert", "job alert"),
    "no space after a full stop": ("pengalaman.Hubungi", "pengalaman hubungi"),
    "an amount and its currency": ("800USD 10jt", "800 usd 10 jt"),
    "an apostrophe": ("don't", "don t"),
    "a handle": ("@loker__contoh", "loker contoh"),
    "native digits": ("៨០០ដុល្លារ", "800 ដុល្លារ"),
    "Chinese": ("去柬埔寨工作", "去 柬埔寨 工作"),
    "vowel signs stay in the word": ("नौकरी", "नौकरी"),
    "signs hold no words": ("… - 😀 ¶ _", ""),
}
BARE = {
    "leetspeak": ("k3rj4", "kerja"),
    "spelled out": ("k e r j a", "kerja"),
    "diacritics": ("việc nhẹ", "viec nhe"),
    "pairs of letters": ("柬埔寨", "柬_埔 埔_寨 寨_"),
    "pairs reach over spaces": ("ปอย เปต", "ป_อ อ_ย ย_เ เ_ป ป_ต ต_"),
    "pairs end at other signs": ("高薪!IT", "高_薪 薪_ it"),
    "marks belong to their letter": ("ទៅប៉ោយ", "ទៅ_ប៉ោ ប៉ោ_យ យ_"),
    "stacked consonants are one letter": ("ខ្មែរ", "ខ្មែ_រ រ_"),
    "the dot of a possessive goes": ("မြန်မာ့", "မြ_န် န်_မာ မာ_"),
}


@pytest.mark.parametrize(("text", "words"), EXACT.values(), ids=EXACT)
def test_exact_words(text: str, words: str) -> None:
    assert exact_text(text) == words


@pytest.mark.parametrize(("text", "words"), BARE.values(), ids=BARE)
def test_bare_words(text: str, words: str) -> None:
    assert bare_text(text) == words


@given(TEXTS)
def test_words_lie_in_order_inside_the_text_and_hold_no_reserved_sign(text: str) -> None:
    for words, joined in ((exact_words(text), exact_text(text)), (bare_words(text), bare_text(text))):
        assert [word.text for word in words] == joined.split()
        last = 0
        for word in words:
            assert 0 <= word.start < word.end <= len(text)
            assert last <= word.start
            assert BREAK not in word.text
            assert len(word.text) <= 2 * MAX_WORD + 1
            last = word.start


@given(st.integers(1, 400))
def test_a_very_long_word_is_cut_alike_in_text_and_query(length: int) -> None:
    word = "x" * length

    assert all(len(part) <= MAX_WORD for part in exact_text(word).split())
    assert exact_phrase(word).words == tuple(exact_text(word).split())


PHRASES = {
    "a word": ("Kerja", Phrase(("kerja",)), Phrase(("kerja",))),
    "a word without spaces may go on": ("柬埔寨", Phrase(("柬埔寨",)), Phrase(("柬_埔", "埔_寨"))),
    "one letter is the beginning of a pair": ("柬", Phrase(("柬",)), Phrase(("柬_",), begins=True)),
    "one letter after a word": ("IT人", Phrase(("it", "人")), Phrase(("it", "人_"), begins=True)),
    "nothing": ("-", Phrase(()), Phrase(())),
}


@pytest.mark.parametrize(("text", "exact", "bare"), PHRASES.values(), ids=PHRASES)
def test_what_a_query_word_looks_for(text: str, exact: Phrase, bare: Phrase) -> None:
    assert exact_phrase(text) == exact
    assert bare_phrase(text) == bare


@given(
    st.sampled_from(["งาน", "ปอยเปต", "柬埔寨", "ប៉ោយប៉ែត", "မြဝတီ", "ລາວ", "캄보디아"]),
    st.lists(st.sampled_from(["ทำ", "ไป", "去", "在", "ធ្វើ", "ទៅ", "သွား", "ໄປ", "에서", "ที่", " "])),
    st.lists(st.sampled_from(["ทำ", "ไป", "去", "在", "ធ្វើ", "ទៅ", "သွား", "ໄປ", "에서", "ที่", " "])),
)
def test_a_word_is_found_in_running_text_whatever_stands_around_it(
    word: str, before: list[str], after: list[str]
) -> None:
    text = f" {bare_text(''.join([*before, word, *after]))} "

    sought = bare_phrase(word)

    assert f" {' '.join(sought.words)}{'' if sought.begins else ' '}" in text
    assert JOINT in text
