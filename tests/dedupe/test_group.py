"""group: one line out for each line in, whatever the order; what cannot be taken is refused with its place."""

from __future__ import annotations

import gzip
import io
import json
import random
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe import group as module
from dedupe.group import Grouping, GroupLine, group, group_lines, image_refusals, read_lines
from posts.errors import InputError, LineRefused
from tests.dedupe.made import SENTENCES, posts

FIRST, SECOND = "\n".join(SENTENCES[:4]), "\n".join(SENTENCES[4:8])


def clusters_of(grouping: Grouping) -> dict[str, str]:
    return {line.id: line.cluster for line in grouping.lines}


@given(posts, st.randoms(use_true_random=False))
def test_the_order_of_input_changes_only_the_order_of_output(texts: dict[str, str], chance: random.Random) -> None:
    order = list(texts)
    chance.shuffle(order)

    first, second = group(texts), group({post: texts[post] for post in order})

    assert [line.id for line in first.lines] == list(texts)
    assert [line.id for line in second.lines] == order
    assert sorted(first.lines, key=lambda line: line.id) == sorted(second.lines, key=lambda line: line.id)
    assert sorted(first.post_pairs()) == sorted(second.post_pairs())


@given(posts)
def test_a_cluster_is_named_by_its_smallest_post(texts: dict[str, str]) -> None:
    members: dict[str, set[str]] = {}
    for line in group(texts).lines:
        members.setdefault(line.cluster, set()).add(line.id)
        assert line.cluster not in line.also

    assert all(head == min(group) for head, group in members.items())


@given(posts, st.sampled_from([1, 2, 64]))
def test_every_verified_pair_stands_once(texts: dict[str, str], per_key: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PER_KEY", per_key)
        pairs = list(group(texts).post_pairs())

    assert len({(a, b) for a, b, _ in pairs}) == len(pairs)
    assert all(a < b and 0 < score <= 1 for a, b, score in pairs)


def test_copies_pair_with_score_1_and_the_empty_stand_alone() -> None:
    found = group({"b": FIRST, "a": FIRST.upper(), "c": "", "d": "🔥 100", "e": SECOND})

    assert clusters_of(found) == {"b": "a", "a": "a", "c": "c", "d": "d", "e": "e"}
    assert list(found.post_pairs()) == [("a", "b", 1.0)]


def test_a_composite_names_the_other_clusters() -> None:
    variants = {"a1": FIRST, "a2": FIRST + SENTENCES[12], "b1": SECOND, "b2": SECOND + SENTENCES[13]}

    lines = {line.id: line for line in group({**variants, "c": f"{FIRST}\n\n{SECOND}"}).lines}

    assert {lines["c"].cluster, *lines["c"].also} >= {"a1", "b1"}
    assert [lines[post].cluster for post in variants] == ["a1", "a1", "b1", "b1"]


def test_many_copies_of_one_text_give_few_pairs() -> None:
    found = group({f"p{number:04d}": FIRST for number in range(1000)})

    assert len(list(found.post_pairs())) < 64 * 1000
    assert set(clusters_of(found).values()) == {"p0000"}


REFUSED = {
    "broken JSON": (b'{"id": "x", "text": ', "not valid JSON"),
    "no object": (b"[]", "expected `object`"),
    "missing id": (b'{"text": "kerja"}', "missing required field `id`"),
    "missing text": (b'{"id": "x"}', "missing required field `text`"),
    "wrong type": (b'{"id": 1, "text": "kerja"}', "expected `str`"),
    "invalid UTF-8": (b'{"id": "x", "text": "\xff"}', "invalid UTF-8"),
    "a lone surrogate": (b'{"id": "x", "text": "\\ud800"}', "surrogate"),
    "a duplicate": (b'{"id": "a", "text": "kerja"}', "came before"),
    "a text above 1 MiB": (json.dumps({"id": "x", "text": "a" * (1 << 20) + "a"}).encode(), "1 MiB"),
}


@pytest.mark.parametrize(("line", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_bad_line_is_refused_and_the_rest_goes_on(line: bytes, reason: str) -> None:
    stream = io.BytesIO(b'{"id": "a", "text": "kerja", "other": 1}\n' + line + b'\n\n{"id": "b", "text": "kerja"}')
    refused: list[LineRefused] = []

    taken = list(read_lines(stream, "posts.jsonl", refused.append))

    assert [(number, one.id) for number, one in taken] == [(1, "a"), (4, "b")]
    assert [(one.file, one.line) for one in refused] == [("posts.jsonl", 2)]
    assert reason in refused[0].what
    assert refused[0].do


def test_lines_are_grouped_by_their_texts_and_images_join_nothing() -> None:
    lines = [GroupLine(id="b", text=FIRST, images=("x.png",)), GroupLine(id="a", text=SECOND, images=("x.png",))]

    assert clusters_of(group_lines(lines)) == {"b": "b", "a": "a"}


def test_an_image_that_cannot_be_looked_at_is_refused_and_its_line_stays() -> None:
    def look(path: str) -> None:
        if path == "bad.png":
            raise InputError("this is no readable picture", "save it again")

    lines = [(7, GroupLine(id="a", text=FIRST, images=("good.png", "bad.png")))]

    refused = list(image_refusals(lines, "posts.jsonl", look))

    assert [str(one) for one in refused] == [
        "posts.jsonl:7: the image 'bad.png' cannot be used: this is no readable picture; save it again"
    ]


def adjusted_rand(labels: list[str], clusters: list[str]) -> float:
    """Return the ARI (Hubert and Arabie 1985), slowly."""
    pairs = list(combinations(range(len(labels)), 2))
    same = [(labels[a] == labels[b], clusters[a] == clusters[b]) for a, b in pairs]
    both, left, right = (sum(map(kind, same)) for kind in (all, lambda one: one[0], lambda one: one[1]))
    expected = left * right / len(pairs)
    return float((both - expected) / ((left + right) / 2 - expected))


@pytest.mark.parametrize(("name", "ari", "hard"), [("en_dev", 0.988, 0.015), ("multi_dev", 0.95, 0.05)])
def test_labelled_adverts_are_grouped_as_well_as_promised(
    shared: Callable[[str], Path], name: str, ari: float, hard: float
) -> None:
    raw = gzip.decompress(shared(f"bench/dedupe/{name}.jsonl.gz").read_bytes()).splitlines()
    labelled = [json.loads(line) for line in raw]

    found = group({post["id"]: post["text"] for post in labelled})

    plain = [post for post in labelled if not post["also"]]
    clusters = clusters_of(found)
    assert adjusted_rand([post["family"] for post in plain], [clusters[post["id"]] for post in plain]) >= ari
    pairs = {(a, b) for a, b, _ in found.post_pairs()}
    footers = [
        (one["id"], other["id"])
        for one, other in combinations(sorted(labelled, key=lambda post: post["id"]), 2)
        if one["boiler"] and one["boiler"] == other["boiler"] and one["family"] != other["family"]
    ]
    assert sum(pair in pairs for pair in footers) / len(footers) <= hard
