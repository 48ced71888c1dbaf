"""Sifting: words wherever people see them, known posts whatever they say, nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.stream.batch import sifted
from crawlers.stream.sifted import Filter, Sifted, Sifter
from crawlers.stream.sifting import sift
from posts import jsonl
from posts.errors import WorkerError
from posts.text import fold
from tests.crawlers.stream.flow import NOW, account, event

CARD = {"embed": {"external": {"uri": "https://example.org/kamboja", "title": "t", "description": "d"}}}
PICTURE = {"embed": {"media": {"images": [{"alt": "Flyer KAMBOJA"}]}}}
LINK = {"facets": [{"features": [{"uri": "https://example.org/kamboja"}]}]}


def found(frames: list[str], *words: str, known: frozenset[str] = frozenset()) -> Sifted:
    lines = [jsonl.line(Filter(words=words, known=known)), *(one.encode() for one in frames)]
    return jsonl.load(sift(b"\n".join(lines)), Sifted)


@pytest.mark.parametrize(
    ("text", "more"),
    [("Ke KAMBOJA", {}), ("ｋａｍｂｏｊａ", {}), ("", CARD), ("", PICTURE), ("", LINK)],
)
def test_a_word_is_found_wherever_people_see_it_and_however_it_is_written(text: str, more: dict[str, Any]) -> None:
    assert found([event(1, text, **more)], "Kamboja").kept == (0,)


def test_a_word_inside_an_id_is_no_word() -> None:
    assert found([event(1, "halo")], "bafy", "3post", "plc").kept == ()


def test_without_words_every_post_is_asked_for_and_nothing_but_posts() -> None:
    like = json.loads(event(2, "x"))
    like["commit"]["collection"] = "app.bsky.feed.like"

    assert found([event(1, "apa saja"), json.dumps(like), account()]).kept == (0,)


def test_what_is_no_event_is_counted() -> None:
    frames = ["", "[]", "{", '{"time_us": "x"}', "null", account(NOW - 1), event(1, "x")]

    done = found(frames, "kamboja")

    assert (done.unread, done.first, done.last) == (5, NOW - 1, NOW)


@given(st.lists(st.text(alphabet="abc ÀÉ\U0001d41a１", max_size=12), max_size=6), st.sampled_from(["ab", "a", "１a"]))
def test_sifting_is_looking_at_each_post_by_itself(texts: list[str], word: str) -> None:
    frames = [event(number, text) for number, text in enumerate(texts)]

    slow = tuple(place for place, text in enumerate(texts) if fold(word).text in fold(text).text)

    assert found(frames, word).kept == slow


class Poisoned(Sifter):
    """A sifter whose worker dies of one frame."""

    def __init__(self) -> None:
        self.calls = 0

    def sifted(self, asked: Filter, frames: Any) -> Sifted:
        self.calls += 1
        if b"poison" in frames:
            raise WorkerError("stopped")
        return Sifted(kept=tuple(range(len(frames))))


def test_a_frame_that_stops_the_worker_takes_no_other_with_it() -> None:
    frames = [b"a", b"b", b"poison", b"c", b"d", b"e"]

    parts = sifted(Poisoned(), Filter(), frames)

    assert [frame for part, _ in parts for frame in part] == frames
    assert sum(done.unread for _, done in parts) == 1
    assert [part[place] for part, done in parts for place in done.kept] == [b"a", b"b", b"c", b"d", b"e"]


def test_the_worker_answers() -> None:
    with Sifter() as sifter:
        done = sifter.sifted(Filter(words=("kamboja",)), [event(1, "Kamboja").encode()])

    assert done.kept == (0,)
