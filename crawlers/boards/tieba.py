"""Pages of Tieba: a board's list (inside comments of the markup), a thread, the answers below its floors, a search."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawlers.boards.thread import THREAD, ThreadReader, data_of, post_of_thread
from crawlers.html import Element, by_class, first, text_or_none, values
from crawlers.json_page import as_int, as_list, as_map, maps
from crawlers.page import Listed, Missing, Page
from crawlers.posting import Gathered, gathered, here, own_address
from posts.capture import Capture
from posts.post import with_fields

TAKEN_AWAY = "该贴已被删除"  # a statement on this thread alone
CLOSED = ("本吧暂不开放", "根据相关法律法规和政策", "此贴已被屏蔽", "抱歉，您访问的贴子被隐藏")
LIST, LINE, FLOOR, FOUND, ANSWER = "thread_list", "j_thread_list", "l_post", "s_post", "lzl_single_post"
LINE_PARTS = ("threadlist_abs", "is_show_create_time", "threadlist_rep_num", "threadlist_title")


def page_of(root: Element, text: str, capture: Capture) -> Page | None:
    """Return what a page of Tieba holds; None where it is none."""
    for name, read in ((FLOOR, _thread), (LINE, _list), (FOUND, _search), (ANSWER, _answers)):
        if found := by_class(root, name):
            return read(root, found, capture)
    if TAKEN_AWAY in text:
        return Page(outcome="unclaimed", detail="Tieba says that the thread was taken away")
    if any(sign in text for sign in CLOSED):
        return Page(outcome="no_preview", detail="the board or thread is closed by Tieba")
    if root.xpath(f'//*[@id="{LIST}"]'):
        if parse_qs(urlsplit(capture.url or "").query).get("pn", ["0"]) != ["0"]:
            return Page(numbers=())  # past the last page
        return Page(outcome="page_changed", detail="the board's list holds no thread of the shape we know")
    return None


def _list(root: Element, lines: list[Element], capture: Capture) -> Page:
    reader = ThreadReader(capture)
    done = gathered([{"line": line} for line in lines], lambda one: reader.line(one["line"]), needed={})
    lost = next((name for name in LINE_PARTS if not any(by_class(line, name) for line in lines)), None)
    gaps = [Missing(kind="unknown_part", sentence=f"no thread has the part {lost!r}: the list's shape has changed")]
    page = _made(done, reader, capture, _next(root, capture), [_listed(line, capture) for line in lines])
    return with_fields(page, gaps=(*page.gaps, *gaps)) if lost else page


def _listed(line: Element, capture: Capture) -> Listed | None:
    facts = data_of(line)
    links = values(line, ".//a/@href")
    own = next((int(found.group(1)) for link in links if (found := THREAD.search(link))), None)
    number = as_int(facts.get("id")) or as_int(line.get("data-tid")) or own
    if number is None:
        return None
    return Listed(url=f"{here(capture)}/p/{number}", post=post_of_thread(number, as_int(facts.get("first_post_id"))))


def _thread(root: Element, floors: list[Element], capture: Capture) -> Page:
    title = text_or_none(first(root, "core_title_txt"))
    own = THREAD.search(urlsplit(capture.url or "").path)
    reader = ThreadReader(capture, title)
    thread = int(own.group(1)) if own else None
    real = [floor for floor in floors if not _is_paid(floor)]
    if not real:
        return Page(outcome="page_changed", detail="the thread holds no floor of the shape we know")
    done = gathered([{"floor": one} for one in real], lambda one: reader.floor(one["floor"], thread), needed={})
    page = _made(done, reader, capture, _next(root, capture), [])
    titleless = Missing(kind="unknown_part", sentence="the thread has no title: its shape has changed")
    return page if title else with_fields(page, gaps=(*page.gaps, titleless))


def _is_paid(floor: Element) -> bool:
    """Say whether a floor is an advertisement that Tieba put between the others."""
    return not floor.get("data-field") and not by_class(floor, "d_post_content")


def _search(root: Element, lines: list[Element], capture: Capture) -> Page:
    reader = ThreadReader(capture)
    done = gathered([{"line": line} for line in lines], lambda one: reader.found(one["line"]), needed={})
    return _made(done, reader, capture, None, [])


def _answers(root: Element, lines: list[Element], capture: Capture) -> Page:
    asked = parse_qs(urlsplit(capture.url or "").query)
    reader, thread = ThreadReader(capture), as_int(asked.get("tid", [""])[0])
    done = gathered([{"line": line} for line in lines], lambda one: reader.shown_answer(one["line"], thread), needed={})
    return _made(done, reader, capture, None, [])


def answers(found: Any, capture: Capture) -> Page:
    """Return the answers below floors, as the page's own scripts ask for them (JSON)."""
    data = as_map(as_map(found).get("data"))
    floors = as_map(data.get("comment_list"))
    items = [one for floor in floors.values() for one in as_list(as_map(floor).get("comment_info"))]
    if not items:
        code = as_int(as_map(found).get("errno") or as_map(found).get("no"))
        if code:
            return Page(outcome="blocked", detail=f"Tieba refuses ({code})")
        if isinstance(data.get("comment_list"), (dict, list)):
            return Page(outcome="no_preview", detail="no floor of this page has an answer")
        return Page(outcome="page_changed", detail="the answer has no part that we know")
    own = parse_qs(urlsplit(capture.url or "").query).get("tid", [""])[0]
    reader = ThreadReader(capture)
    done = gathered(items, lambda one: reader.answer(one, as_int(own)), needed={})
    unseen = sum(
        max(0, (as_int(one.get("comment_num")) or 0) - len(as_list(one.get("comment_info"))))
        for one in maps(list(floors.values()))
    )
    missing = Missing(kind="not_shown", sentence=f"answers that Tieba does not show at once: {unseen}")
    page = _made(done, reader, capture, None, [])
    return with_fields(page, gaps=(*page.gaps, missing)) if unseen else page


def _made(
    done: Gathered, reader: ThreadReader, capture: Capture, onward: str | None, listed: list[Listed | None]
) -> Page:
    return Page(
        posts=done.posts,
        listed=tuple(one for one in listed if one is not None),
        numbers=(),  # lists stand in the order of the last answer
        next=onward,
        gaps=(*done.gaps, *reader.gaps()),
        outcome=done.outcome,
        detail=done.detail,
    )


def _next(root: Element, capture: Capture) -> str | None:
    links = root.xpath('//a[contains(text(), "下一页") or contains(concat(" ", @class, " "), " next ")]/@href')
    return next(filter(None, (own_address(capture, link) for link in links)), None)
