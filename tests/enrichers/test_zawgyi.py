"""Zawgyi: every Burmese post of the corpus says the same when it is written in the old encoding, in the same places."""

from __future__ import annotations

from typing import Any

import icu
import pytest

from dedupe.keys import wordings
from posts.text.zawgyi import is_zawgyi, stretches, to_unicode
from tests.enrichers.corpus import Labelled, corpus
from tests.enrichers.reading import read

OLD = icu.Transliterator.createInstance("my-Zawgyi")
# ICU's way there is not the way back where a sign has two places in Zawgyi: such a post is another text afterwards.
POSTS = [one for one in corpus() if one.lang == "my" and to_unicode(OLD.transliterate(one.text)) == one.text]


def facts(text: str) -> dict[str, Any]:
    found = read(text)
    return {
        "contacts": sorted((one.type, one.value, one.role) for one in found.contacts),
        "places": sorted(one.id for one in found.places),
        "pay": [(one.min, one.max, one.currency, one.period) for one in found.pay],
        "indicators": sorted(one.id for one in found.indicators),
        "context": sorted(one.kind for one in found.context),
        "score": (found.score.total, found.alertable, found.protected),
    }


def test_nearly_all_burmese_posts_can_be_written_in_zawgyi() -> None:
    assert len(POSTS) >= 20


@pytest.mark.parametrize("post", POSTS, ids=[one.id for one in POSTS])
def test_a_post_in_zawgyi_reads_as_in_unicode(post: Labelled) -> None:
    old = OLD.transliterate(post.text)

    assert is_zawgyi(old)
    assert facts(old) == facts(post.text)
    assert [one.lang for one in read(old).languages][:1] == ["my-Qaag"]


@pytest.mark.parametrize("post", POSTS, ids=[one.id for one in POSTS])
def test_what_a_reading_points_at_is_the_word_and_not_the_whole_post(post: Labelled) -> None:
    old = OLD.transliterate(post.text)
    found = read(old)

    spans = [(one.start, one.end) for one in found.places] + [(one.start, one.end) for one in found.indicators]
    assert all(end - start <= max(24, len(old) // 3) for start, end in spans)
    for place in found.places:
        assert old[place.start : place.end] == place.raw


@pytest.mark.parametrize("post", POSTS, ids=[one.id for one in POSTS])
def test_a_post_in_zawgyi_is_grouped_with_itself_in_unicode(post: Labelled) -> None:
    old, new = wordings([OLD.transliterate(post.text), post.text])

    assert old is not None
    assert new is not None
    assert (old.id, old.signs) == (new.id, new.signs)


@pytest.mark.parametrize("post", POSTS, ids=[one.id for one in POSTS])
def test_the_stretches_of_a_text_are_its_parts_in_order(post: Labelled) -> None:
    old = OLD.transliterate(post.text)
    at, made = 0, ""

    for start, end, plain in stretches(old):
        assert at <= start < end
        made += old[at:start] + plain
        at = end

    assert made + old[at:] == post.text
