"""Forms: each form of a text leads back to the text as given; making one again changes nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from enrichers.forms import Look

TEXTS = st.text(st.sampled_from("aÁb1 ក中機đ０\u200b\u0301ﬁ.@-o\n"), max_size=40)


@given(TEXTS)
def test_forms_are_idempotent(text: str) -> None:
    look = Look(text)

    assert Look(look.plain.text).plain.text == look.plain.text
    assert Look(look.folded.text).folded.text == look.folded.text


@given(TEXTS)
def test_every_sign_of_a_form_stands_for_a_stretch_of_the_text(text: str) -> None:
    look = Look(text)

    for form in (look.plain, look.folded, look.bare, look.counted):
        assert len(form.starts) == len(form.ends) == len(form.text)
        assert all(0 <= start < end <= len(text) for start, end in zip(form.starts, form.ends, strict=True))
        assert list(form.starts) == sorted(form.starts)


@given(TEXTS)
def test_byte_offsets_and_code_points_lead_to_each_other(text: str) -> None:
    form = Look(text).plain

    assert [form.point(form.byte(at)) for at in range(len(form.text))] == list(range(len(form.text)))
    assert form.byte(len(form.text)) == len(form.data)


def test_letters_that_stand_for_digits_become_digits_in_numbers_only() -> None:
    assert Look("8OO - l.2OO hello OIL").counted.text == "800 - 1.200 hello oil"


def test_an_open_text_has_one_form_without_disguise() -> None:
    look = Look("free ticket")

    assert look.bare is look.folded
    assert look.counted is look.folded


def test_accents_are_noticed() -> None:
    assert Look("việc nhẹ lương cao").is_accented
    assert not Look("viec nhe luong cao").is_accented
    assert not Look("").is_accented
