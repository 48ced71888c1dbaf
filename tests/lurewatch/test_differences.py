"""Differences: a page gives back both texts, whatever stands in them, and tells all without colours and script."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lurewatch.differences import page
from lurewatch.templates import MemberRow
from tests.lurewatch.calling import call
from tests.lurewatch.conftest import Street

WHEN = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
HOSTILE = [
    "<script>alert(1)</script>",
    "&lt;b&gt;",
    "{{ cluster }}",
    "' onload=x \"",
    "</div></main>",
    "\u202egnp.exe",
    "ค่าแรง",
]
words = st.sampled_from([*HOSTILE, "gaji", "kota", "1200", "USD", "\n", " "])
texts = st.lists(words, max_size=12).map(" ".join)


class Read(HTMLParser):
    """What a page says: its tags, and the text that stands in the first post, and in the second."""

    def __init__(self, data: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.old = self.new = ""
        self._open: list[str] = []
        self.feed(data.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        classes = dict(attrs).get("class") or ""
        if tag != "meta":
            self._open.append("skip" if classes in {"heard", "mark"} else classes or tag)

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if "text" not in self._open or "skip" in self._open:
            return
        if "ins" not in self._open:
            self.old += data
        if "del" not in self._open:
            self.new += data


def member(post: str) -> MemberRow:
    return MemberRow(post, "telegram_web:loker__<i>contoh", WHEN, 4.0, True, "", False)


@given(texts, texts)
def test_a_page_gives_back_both_texts_and_runs_nothing(old: str, new: str) -> None:
    read = Read(page("c1_x", (member("p1_a"), old), (member("p1_b"), new)))

    assert (read.old, read.new) == (old, new)
    assert not read.tags & {"script", "a", "img", "link", "iframe", "b", "i"}


def test_a_difference_is_told_without_colours() -> None:
    shown = page("c1_x", (member("p1_a"), "gaji 900 USD"), (member("p1_b"), "gaji 1200 USD")).decode()

    for words in (
        "[-</span>900<span",
        "{+</span>1200<span",
        "only in the first: ",
        "2026-01-05 08:30",
        "A lead, not proof",
    ):
        assert words in shown


def test_two_members_of_a_cluster_are_written_to_a_page(street: Street, tmp_path: Path) -> None:
    home, path = street.home.path, tmp_path / "difference.html"
    cluster = call("clusters", "--home", home, "--json").json["clusters"][0]["id"]

    said = call("cluster", cluster, "--html", path, "--home", home, "--json")

    read = Read(path.read_bytes())
    segments = said.json["diff"]["segments"]
    assert read.old == "".join(one["text"] for one in segments if one["kind"] != "added")
    assert read.new == "".join(one["text"] for one in segments if one["kind"] != "removed")
