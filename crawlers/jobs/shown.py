"""A job page as it is shown: its title and its main words, where a board offers no structured data.

Nothing here leans on class names: a page counts as a job only when its own words say so, in the languages of boards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawlers.html import Element, text_of, values
from crawlers.moments import Moment, written
from crawlers.prose import text_of_blocks

FEWEST_CHARS = 120  # of a job's description; the shortest real one had 300
MOST_SEEN = 80_000  # characters of a page that are looked at for signs
FEWEST_SIGNS = 2  # facts that a page about something else does not have together
BESIDE = frozenset(
    {"header", "nav", "footer", "aside", "form", "noscript", "script", "style", "template", "button", "select"}
)
MAIN = ("//main", '//*[@role="main"]', "//article", '//*[@id="content" or @id="main" or @id="main-content"]')
# Words under which boards show the facts of a job.
SIGNS = (
    re.compile(r"\b(?:salary|wage|pay|gaji|lương|เงินเดือน)\b|ប្រាក់ខែ|工资|薪资|薪水|ငွေလစာ|လစာ|зарплата", re.IGNORECASE),
    re.compile(r"\b(?:location|workplace|lokasi|địa điểm)\b|ទីតាំង|สถานที่|地点|地址|место работы", re.IGNORECASE),
    re.compile(r"\b(?:closing date|deadline|close date|apply before|hạn nộp)\b|ថ្ងៃផុតកំណត់|截止", re.IGNORECASE),
    re.compile(
        r"\b(?:requirements?|qualifications?|kualifikasi|yêu cầu)\b|តម្រូវការ|คุณสมบัติ|要求|требования", re.IGNORECASE
    ),
    re.compile(
        r"\b(?:responsibilit(?:y|ies)|job description|deskripsi|mô tả công việc)\b|ការងារ|职责|обязанности",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:employer|company|perusahaan|công ty)\b|ក្រុមហ៊ុន|บริษัท|公司|компания", re.IGNORECASE),
    re.compile(r"\b(?:full[- ]?time|part[- ]?time|contract|penuh waktu|toàn thời gian)\b|ពេញម៉ោង|全职", re.IGNORECASE),
    re.compile(
        r"\b(?:apply now|how to apply|apply for|lamar|ứng tuyển|send (?:your )?cv)\b|ដាក់ពាក្យ|投递|申请", re.IGNORECASE
    ),
)
POSTED = re.compile(
    r"(?:posted|publish(?:ed)?|posting|publish date|diposting|đăng ngày)\s*(?:date|on)?\s*:?\s*", re.IGNORECASE
)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?")


def title_of(root: Element) -> str | None:
    """Return the headline of a page: its first one, else what it gives to those who share it, else its name."""
    heads = [text_of(one) for one in root.iter("h1")]
    shared = values(root, '//meta[@property="og:title"]/@content')
    names = [text_of(one) for one in root.iter("title")]
    return next((" ".join(text.split()) for text in (*heads, *shared, *names) if text.strip()), None)


def has_headline(root: Element) -> bool:
    """Say whether a page has a headline, or gives one to those who share it."""
    shared = values(root, '//meta[@property="og:title"]/@content')
    return any(text.strip() for text in (*(text_of(one) for one in root.iter("h1")), *shared))


def main_of(root: Element) -> Element | None:
    """Return the element with the words of a page: the one marked as such that has most, else its body."""
    found = [one for path in MAIN for one in root.xpath(path)]
    best = max(found, key=lambda one: len(text_of(one)), default=None)
    return best if best is not None and len(text_of(best)) >= FEWEST_CHARS else root.find("body")


def words_of(main: Element) -> str:
    """Return the words of a page without what stands beside them: menus, forms, feet."""
    for one in list(main.iter()):
        if one is not main and one.tag in BESIDE and one.getparent() is not None:
            one.clear(keep_tail=True)  # taking it out whole fails where control characters stand behind it
    return text_of_blocks(main)


def is_job(text: str) -> bool:
    """Say whether the words of a page are those of one job."""
    return (
        len(text) >= FEWEST_CHARS and sum(sign.search(text[:MOST_SEEN]) is not None for sign in SIGNS) >= FEWEST_SIGNS
    )


def posted_in(root: Element) -> Moment:
    """Return when a page says that it was published: in a form that leaves no doubt, or not at all."""
    said = values(root, '//meta[@property="article:published_time" or @itemprop="datePosted"]/@content')
    for raw in (*said, *_dates_after(text_of(root)[:MOST_SEEN])):
        if (found := written(raw)).at is not None:
            return found
    return Moment()


def _dates_after(text: str) -> Iterator[str]:
    for sign in POSTED.finditer(text):
        if date := DATE.match(text, sign.end()):
            yield date.group()
