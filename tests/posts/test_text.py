"""The forms of text: same length, idempotent, offsets that point back, disguises undone."""

from __future__ import annotations

import unicodedata

import icu
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.text import bare, clean, fold, words
from posts.text.zawgyi import MYANMAR

ANY = st.text(alphabet=st.characters())  # lone surrogates too
MIXED = st.lists(
    st.sampled_from(
        [
            "kerja ",
            "K3RJ4",
            "柬埔寨",
            "機票",
            "ប៉ោយប៉ែត",
            "งานเว็บ",
            "မြန်မာ",
            "Ｆｒｅｅ",
            "e\u0301",
            "\u200b",
            " \n",
            "кerja",
            "😀",
        ]
    )
).map("".join)


@given(ANY)
def test_clean_keeps_the_length_and_is_idempotent(text: str) -> None:
    cleaned = clean(text)

    assert len(cleaned) == len(text)
    assert clean(cleaned) == cleaned
    cleaned.encode()


@given(ANY | MIXED)
def test_fold_is_idempotent_and_has_no_double_space(text: str) -> None:
    folded = fold(text).text

    assert fold(folded).text == folded
    assert "  " not in folded
    folded.encode()


def fold_by_units(text: str) -> tuple[str, list[int], list[int]]:
    """Fold each letter with its marks alone, put the pieces in a row, and keep one of spaces that follow each other."""
    begins = icu.Normalizer2.getInstance(None, "nfkc_cf", icu.UNormalizationMode2.COMPOSE).hasBoundaryBefore
    edges = [at for at, char in enumerate(text) if at == 0 or begins(char) or "\ud800" <= char <= "\udfff"]
    made: list[tuple[str, int, int]] = []
    for start, end in zip(edges, [*edges[1:], len(text)], strict=False):
        for char in fold(text[start:end]).text:
            if char == " " and made and made[-1][0] == " ":
                made[-1] = (" ", made[-1][1], end)
            else:
                made.append((char, start, end))
    return "".join(row[0] for row in made), [row[1] for row in made], [row[2] for row in made]


JOINED = st.lists(st.sampled_from([*"aZ \u00a0\t1٣ﬁßςΣệกำ้\u0301\u0345\u3099か\u1100\u1161ي\u0655", "  "])).map("".join)


@given(ANY | MIXED | JOINED)
def test_fold_of_a_text_is_the_fold_of_its_units(text: str) -> None:
    plain = MYANMAR.sub("", text)  # Zawgyi is judged by whole runs

    folded = fold(plain)

    assert (folded.text, list(folded.starts), list(folded.ends)) == fold_by_units(plain)


@given(ANY | MIXED)
def test_offsets_rise_and_stay_inside_the_text(text: str) -> None:
    for form in (fold(text), bare(fold(text))):
        assert len(form.starts) == len(form.ends) == len(form.text)
        for at, (start, end) in enumerate(zip(form.starts, form.ends, strict=True)):
            assert 0 <= start < end <= len(text)
            assert at == 0 or (start >= form.starts[at - 1] and end >= form.ends[at - 1])


@given(st.text(alphabet=st.characters(max_codepoint=0x7E, min_codepoint=0x21)))
def test_the_ascii_shortcut_agrees_with_the_long_way(text: str) -> None:
    longer = fold(text + "é")

    assert fold(text).text == longer.text[:-1]
    assert list(fold(text).starts) == list(longer.starts[:-1])


@given(MIXED)
def test_words_lie_in_order_and_hold_no_space(text: str) -> None:
    last = 0
    for start, end in words(text):
        assert last <= start < end <= len(text)
        assert text[start:end].strip()
        last = end


FOLDED = {
    "width, case and spaces": ("ＪＯＢ  Alert\n\nx", "job alert x"),
    "zero-width signs": ("ke\u200brj\u200da", "kerja"),
    "native digits": ("០៩៧ ๑๒ ۳۴ ५६", "097 12 34 56"),
    "Arabic letters": ("كي ى", "کی ی"),
    "Zawgyi": ("ေျပာင္းလဲရန္ အလုပ္", fold("ပြောင်းလဲရန် အလုပ်").text),
    "Unicode Burmese stays": ("မြန်မာ စကား", "မြန်မာ စကား"),
    "a lone surrogate": ("a\ud800b", "a\ufffdb"),
}
BARE = {
    "diacritics": ("Việc nhẹ lương cao Đà Nẵng", "viec nhe luong cao da nang"),
    "leetspeak": ("k3rj4 d4l4m t1k3t", "kerja dalam tiket"),
    "an l between vowels": ("sa1ary ho1iday k1ng", "salary holiday king"),
    "signs of money for letters": ("fr€€ s€lary £ondon ca₴h", "free selary london cash"),
    "prices in signs of money": ("500€ usd€ cn¥500 €1,200 5k€ usdt€5 €uro", "500€ usd€ cn¥500 €1,200 5k€ usdt€5 €uro"),
    "prices are no leetspeak": ("gaji 1200 usd", "gaji 1200 usd"),
    "look-alike letters": ("кerja di Кamboja", "kerja di kamboja"),
    "Russian stays": ("ВНИМАНИЕ работа", "внимание работа"),
    "spelled out": ("t.e.l.e.g.r.a.m", "telegram"),
    "spelled out with spaces": ("g a j i besar", "gaji besar"),
    "spelled out beside leetspeak": ("0perat0r k-a-m-b-o-j-a", "operator kamboja"),
    "spelled out beside a letter": ("gaji a k-a-m-b-o-j-a 5 x", "gaji a kamboja 5 x"),
    "WeChat in disguise": ("加薇信 a 威.信 b 薇薇", "加微信 a 微信 b 薇薇"),
    "separated Han": ("柬.埔.寨 高薪", "柬埔寨高薪"),
    "traditional Chinese": ("機票 園區", "机票园区"),
}


@pytest.mark.parametrize(("text", "wanted"), FOLDED.values(), ids=FOLDED)
def test_fold_undoes(text: str, wanted: str) -> None:
    assert fold(text).text == wanted


@pytest.mark.parametrize(("text", "wanted"), BARE.values(), ids=BARE)
def test_bare_undoes(text: str, wanted: str) -> None:
    assert bare(fold(text)).text == wanted


def test_a_span_points_to_the_words_of_the_original() -> None:
    text = "Ａ😀  k3rj4 ๑๒"
    form = bare(fold(text))

    start = form.text.index("kerja")

    assert text[slice(*form.span(start, start + 5))] == "k3rj4"


WORDS = {
    "Thai": ("งานเว็บปอยเปต", "ปอย"),
    "Khmer": ("ធ្វើការនៅប៉ោយប៉ែត", "ប៉ោយប៉ែត"),
    "Chinese": ("我在柬埔寨工作", "柬埔寨"),
    "Lao": ("ວຽກຢູ່ລາວ", "ລາວ"),
    "emoji before": ("😀😀 kerja", "kerja"),
}


@pytest.mark.parametrize(("text", "word"), WORDS.values(), ids=WORDS)
def test_words_are_found_in_running_text(text: str, word: str) -> None:
    assert word in [text[start:end] for start, end in words(text)]


def test_clean_gives_plain_signs_one_for_one() -> None:
    assert clean("Ｗ Ａ① 𝐁🅰\u00a0៣\x00") == "W A1 BA 3 "
    assert unicodedata.is_normalized("NFC", clean("abc"))
