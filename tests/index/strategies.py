"""Posts and queries that Hypothesis invents: few words and values, so that they meet often."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from index.analysis import exact_text
from index.document import Document, PayRange
from tests.index.search_corpus import SEEN, make_document

WORDS = (
    "kerja", "Kerja", "k3rj4", "кerja", "gaji", "usd", "800usd", "1.200", "việc", "viec", "don't",
    "a@gaji.com", "k e r j a", "柬埔寨", "柬.埔.寨", "高薪", "機票", "机票", "งาน", "งานปอยเปต",
    "ปอย เปต", "ប៉ោយប៉ែត", "ទៅប៉ោយ", "မြန်မာ", "မြန်မာ့", "캄보디아에서", "नौकरी", "ሥራ", "نوکری", "😀",
    "\n", "_x_", "¶", "IT人",
)  # fmt: skip
ASKED = (
    "kerja", "gaji", "usd", "800", "viec", "việc", "don't", "柬埔寨", "柬", "高薪", "机票", "งาน",
    "ปอยเปต", "ปอย", "ប៉ោយ", "မြန်မာ", "캄보디아", "नौकरी", "ሥራ", "نوکری", "IT人", "x", "ต",
)  # fmt: skip
RESEMBLING = ("kerja~", "kreja~1", "gji~", "gaj~2", "k*ja", "k*", "g?ji", "ke*j*", "vi?c", "nauk~", "us?")
FILTERS = (
    "lang:id", "lang:hi", "lang:hi-Latn", "place:kh", "place:kh-poipet", "contact:@b__c",
    "contact:tel:+62*", "source:kanal__a", "source:telegram_web:*", "platform:vk", "author:b__c",
    "has:image", "mark:lead", "cluster:*", "cluster:c1_b", "via:crawl", "alertable:true",
    "alertable:false", "protected:true", "score:>2", "score:[1 TO 3]", "score:<=1", "pay:*", "pay:>900",
    "pay:[500 TO 900]", "pay:<500", "posted:2026-01-05", "posted:>2026-01-05", "posted:*", "gone:*",
    "first_seen:<=2026-01-07", "collected:[2026-01 TO *]", "context:warning", "indicator:ben_*", "*",
)  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(st.sampled_from(["", " ", " "])).join(
        draw(st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=8))
    )
    days = st.none() | st.integers(-3, 3).map(lambda day: SEEN - timedelta(days=2 + day, seconds=day))
    platform = draw(st.sampled_from(("telegram_web", "vk")))
    return make_document(
        draw(st.sampled_from("abcdefghijklmnop")),
        text,
        platform=platform,
        source=f"{platform}:kanal__{draw(st.sampled_from('ab'))}",
        author_handle=draw(st.sampled_from((None, "b__c"))),
        langs=draw(some(("id", "hi", "hi-Latn"))),
        contacts=draw(some(("telegram:B__C", "tel:+628005550100", "tel:8005550100"))),
        places=draw(some(("kh", "kh-poipet", "th-maesot"))),
        pay=draw(st.sampled_from((None, PayRange(low=0.0, high=800.0), PayRange(low=900.0, high=None)))),
        indicators=draw(some(("ben_flight", "ben_housing"))),
        contexts=draw(some(("warning", "news"))),
        score=draw(st.sampled_from((0.0, 1.0, 2.5))),
        alertable=draw(st.booleans()),
        protected=draw(st.booleans()),
        cluster=draw(st.sampled_from((None, "c1_a", "c1_b"))),
        marks=draw(some(("lead", "note"))),
        has=draw(some(("image", "link"))),
        image_text=draw(some(("kerja 柬埔寨", "งาน"))),
        posted_at=draw(days),
        gone=draw(days),
    )


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True).map(tuple)


def queries() -> st.SearchStrategy[str]:
    word = st.sampled_from(ASKED)
    phrase = st.lists(word, min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"')
    patterned = st.sampled_from(RESEMBLING)
    near = st.lists(word, min_size=2, max_size=3, unique=True).flatmap(_near)
    leaf = patterned | near | word | word.map(lambda one: f"{one}*") | phrase | st.sampled_from(FILTERS)
    return st.recursive(leaf, _joined, max_leaves=5)


def _near(words: list[str]) -> st.SearchStrategy[str]:
    phrase = " ".join(words)
    fits = len(set(exact_text(phrase).split())) > 1
    return st.integers(0, 4).map(lambda within: f'"{phrase}"~{within}' if fits else f'"{phrase}"')


def _joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    two = st.tuples(parts, st.sampled_from((" ", " AND ", " OR ", " NOT ", " -")), parts)
    return two.map(lambda pair: f"({''.join(pair)})") | parts.map(lambda one: f"NOT {one}")
