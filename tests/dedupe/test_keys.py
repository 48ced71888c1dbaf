"""Keys: the same on any machine and in any batch, equal to the slow way, and shared by texts that share a piece."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe import written as module
from dedupe.arrays import MIXERS
from dedupe.keys import Wording, wordings, wordings_from
from dedupe.thresholds import KEY_LETTERS, KEYS, SHORT_KEY_LETTERS, SHORT_KEYS, SHORT_LETTERS
from posts.text import letters
from tests.dedupe.made import SENTENCES, texts

MASK = (1 << 64) - 1


def slow_hash(window: bytes) -> int:
    return slow_mix((window[:8], window[8:16], window[-8:]), MIXERS[:3])


def slow_short_hash(window: bytes) -> int:
    return slow_mix((window[:8], window[-8:]), MIXERS[1:3])


def slow_mix(eights: Sequence[bytes], mixers: Sequence[np.uint64]) -> int:
    parts = zip(eights, map(int, mixers), strict=True)
    hashed = sum(int.from_bytes(eight, "little") * mixer for eight, mixer in parts) & MASK
    hashed ^= hashed >> 32
    hashed = hashed * int(MIXERS[3]) & MASK
    hashed ^= hashed >> 32
    return hashed >> 1


def slow_keys(signs: bytes) -> list[int]:
    long = sorted({slow_hash(one) for one in slow_windows(signs, KEY_LETTERS)})[:KEYS]
    if len(signs) >= SHORT_LETTERS:
        return long
    short = sorted({slow_short_hash(one) for one in slow_windows(signs, SHORT_KEY_LETTERS)})[:SHORT_KEYS]
    return sorted([*long[: KEYS - len(short)], *short])


def slow_windows(signs: bytes, letters: int) -> list[bytes]:
    return [signs[at : at + letters] for at in range(len(signs) - letters + 1)]


def only(text: str) -> Wording:
    made = wordings([text])[0]
    assert made is not None
    return made


@given(st.lists(texts, max_size=5))
def test_keys_are_those_of_the_slow_way_in_any_batch(batch: list[str]) -> None:
    made = wordings(batch)

    for text, wording in zip(batch, made, strict=True):
        signs = bytes(code & 0xFF ^ code >> 8 & 0xFF for code in letters([text])[0].tolist())
        if not signs:
            assert wording is None
            continue
        assert wording is not None
        assert wording.signs == signs
        assert list(wording.keys) == slow_keys(signs)
        assert wording.id == only(text).id


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

    assert made.id == "w4_178da8c8a3eb55bfff0ec73e2b53f9d4"
    assert made.keys[:2] == (707810812794108116, 745484404969613507)


def test_a_wording_is_made_again_from_its_signs() -> None:
    made = only(SENTENCES[8] + SENTENCES[10])

    (again,) = wordings_from([made.signs])

    assert (again.id, again.keys, again.signs) == (made.id, made.keys, made.signs)


def test_a_piece_of_a_text_is_found_by_its_keys() -> None:
    part, whole = only(SENTENCES[4] + SENTENCES[5]), only("\n".join(SENTENCES[4:8]))

    assert len(set(part.keys) & set(whole.keys)) >= 5


def test_a_short_text_is_found_though_words_were_replaced_all_over() -> None:
    whole = only("gaji besar setiap bulan makan tiga kali sehari kamar ber ac dan tiket pesawat ditanggung kantor")
    replaced = only("lain besar setiap bulan lain tiga kali sehari lain ber ac dan lain pesawat ditanggung kantor")

    assert set(whole.keys) & set(replaced.keys)


@pytest.mark.parametrize("letters_count", [SHORT_KEY_LETTERS - 1, SHORT_KEY_LETTERS, SHORT_LETTERS - 1, SHORT_LETTERS])
def test_keys_at_the_edges_of_short_texts(letters_count: int) -> None:
    text = ("".join(SENTENCES) * 9)[: 9 * SHORT_LETTERS]
    made = only("".join(sign for sign in text if sign in "abcdefghijkmnopqrstuvwxyz")[:letters_count])

    assert len(made.signs) == letters_count
    assert list(made.keys) == slow_keys(made.signs)


def test_batches_are_bounded_by_texts_and_by_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    one_by_one = [only(text).id for text in SENTENCES]
    monkeypatch.setattr(module, "BATCH_TEXTS", 3)
    monkeypatch.setattr(module, "BATCH_SIGNS", 150)

    assert [made.id for made in wordings(SENTENCES) if made] == one_by_one
