"""Language: known by script, then by votes inside a script; romanised and mixed texts too."""

from __future__ import annotations

import pytest

from tests.enrichers.reading import cases, read


@pytest.mark.parametrize(("text", "wanted"), cases("language").items(), ids=lambda case: str(case)[:40])
def test_the_languages_of_a_text_come_with_the_largest_first(text: str, wanted: list[str]) -> None:
    spans = read(text).languages

    assert list(dict.fromkeys(span.lang for span in spans)) == wanted
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


def test_a_hint_decides_where_the_text_does_not() -> None:
    assert [span.lang for span in read("gaji CS", lang="id").languages] == ["id"]


def test_addresses_and_names_are_not_read_as_language() -> None:
    spans = read("招聘客服，请看 https://jobs.example.org/the/and/for/with/you").languages

    assert {span.lang for span in spans} == {"zh"}


def test_a_hostile_patchwork_of_scripts_costs_no_more_spans_than_lines() -> None:
    spans = read("กขค abc где कखग\n" * 200).languages

    assert len(spans) <= 1000
