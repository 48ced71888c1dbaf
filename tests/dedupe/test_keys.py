"""Keys: the same on any machine and in any batch, equal to the slow way, and shared by texts that share a piece."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe import keys as module
from dedupe.keys import BASE, MIXER, Wording, letters_of, windows, wording_from, wordings
from dedupe.thresholds import KEY_LETTERS, KEYS
from posts.text import letters
from tests.dedupe.made import SENTENCES, texts

MASK = (1 << 64) - 1


def slow_hash(codes: list[int]) -> int:
    hashed = sum(code * pow(BASE, place, 1 << 64) for place, code in enumerate(codes)) & MASK
    for _ in range(2):
        hashed ^= hashed >> 32
        hashed = hashed * int(MIXER) & MASK
    hashed ^= hashed >> 32
    return hashed >> 1


def slow_keys(codes: list[int]) -> list[int]:
    return sorted({slow_hash(codes[at : at + KEY_LETTERS]) for at in range(len(codes) - KEY_LETTERS + 1)})[:KEYS]


def only(text: str) -> Wording:
    made = wordings([text])[0]
    assert made is not None
    return made


@given(st.lists(texts, max_size=5))
def test_keys_are_those_of_the_slow_way_in_any_batch(batch: list[str]) -> None:
    made = wordings(batch)

    for text, wording in zip(batch, made, strict=True):
        codes = letters([text])[0].tolist()
        if not codes:
            assert wording is None
            continue
        assert wording is not None
        assert wording.letters.tolist() == codes
        assert list(wording.keys) == slow_keys(codes)
        assert wording.id == only(text).id


@given(st.lists(st.integers(97, 122), max_size=60), st.integers(1, 30))
def test_windows_are_hashed_as_the_slow_way_does(codes: list[int], length: int) -> None:
    hashes = windows(letters(["".join(map(chr, codes)).replace("l", "i")])[0], length)
    plain = [ord("i") if code == ord("l") else code for code in codes]

    assert hashes.tolist() == [slow_hash(plain[at : at + length]) for at in range(len(codes) - length + 1)]


def test_repeated_text_still_gives_as_many_distinct_keys_as_it_has() -> None:
    repeated = only("kerja di kota ini " * 40)

    assert len(set(repeated.keys)) == len(repeated.keys) == len("kerjadikotaini")


def test_one_letter_two_million_times_has_one_key() -> None:
    assert len(only("a" * 2_000_000).keys) == 1


@pytest.mark.parametrize("text", ["", "  ", "123 456", "🔥🔥", "\ud800", "https://example.org/a @loker__contoh"])
def test_a_text_without_letters_has_no_wording(text: str) -> None:
    assert wordings([text]) == [None]


def test_a_short_text_has_no_keys_and_meets_only_the_same_letters() -> None:
    first, second, other = only("PM me now"), only("p.m. ME n0w!"), only("PM me later")

    assert first.id == second.id != other.id
    assert first.keys == other.keys == ()


def test_ids_and_keys_never_change() -> None:
    made = only("Kerja di kota baru, gaji besar")

    assert made.id == "w1_gvzdjgvule2dzipnpb76t4gksa"
    assert made.keys[:2] == (499023215866606573, 4955774284626426562)


def test_letters_are_kept_as_a_string() -> None:
    made = only(SENTENCES[8] + SENTENCES[10])

    again = wording_from(letters_of(made))

    assert (again.id, again.keys, again.letters.tolist()) == (made.id, made.keys, made.letters.tolist())


def test_a_piece_of_a_text_is_found_by_its_keys() -> None:
    part, whole = only(SENTENCES[4] + SENTENCES[5]), only("\n".join(SENTENCES[4:8]))

    assert len(set(part.keys) & set(whole.keys)) >= 5


def test_batches_are_bounded_by_texts_and_by_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    one_by_one = [only(text).id for text in SENTENCES]
    monkeypatch.setattr(module, "BATCH_TEXTS", 3)
    monkeypatch.setattr(module, "BATCH_SIGNS", 150)

    assert [made.id for made in wordings(SENTENCES) if made] == one_by_one
