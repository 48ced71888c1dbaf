"""Threads of Tieba as Posts: a line of a list, a floor, an answer below a floor, a line of a search."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from crawlers.counts import count
from crawlers.html import Element, by_class, first, text_of, text_or_none, values
from crawlers.json_page import as_int, as_map, as_text, clean, counts_of, whole_signs
from crawlers.moments import Moment
from crawlers.page import Missing
from crawlers.posting import labels_of, links_of, made, numbered, picture
from crawlers.prose import is_emoji, prose, text_of_blocks
from posts.capture import Capture
from posts.errors import PageChanged
from posts.identity import named_id
from posts.post import PREVIEW, Author, Post, with_fields

SITE = "https://tieba.baidu.com"
BEIJING = timezone(timedelta(hours=8))  # where all its clocks stand; no page says so
TIME = re.compile(r"(20\d{2})-(\d{1,2})-(\d{1,2})(?:\s+(\d{1,2}):(\d{2}))?")
THREAD = re.compile(r"/p/(\d{1,15})(?:[/?#]|$)")
POST = re.compile(r"[?&]pid=(\d{1,15})")
AUTHOR_SAYS = "主题作者:"
MEDIA_PATH = "bpic"  # attribute with the address of a whole picture in a list


class ThreadReader:
    """Reads what one page of Tieba holds; keeps what it could not find."""

    def __init__(self, capture: Capture, title: str | None = None) -> None:
        self._capture = capture
        self._title = title
        self._gaps: list[Missing] = []

    def gaps(self) -> tuple[Missing, ...]:
        """Return what was missing in the posts read so far, each once."""
        return tuple(dict.fromkeys(self._gaps))

    def line(self, line: Element) -> Post:
        """Return the preview that a list shows of a thread."""
        facts = data_of(line)
        title = first(line, "j_th_tit")
        links = [title] if title is not None and title.tag == "a" else by_class(line, "j_th_tit")
        thread = _thread_in([link.get("href") or "" for link in links] + values(line, ".//a/@href"))
        number = as_int(facts.get("id")) or as_int(line.get("data-tid")) or thread
        name = _line_title(line, title)
        if number is None or not name:
            raise PageChanged("a thread of the list has no address or title")
        author = as_text(facts.get("author_nickname")) or as_text(facts.get("author_name")) or _shown_author(line)
        if author is None:
            self._gaps.append(_gone("its author"))
        if not facts:
            self._gaps.append(_gone("its facts"))
        start = as_int(facts.get("first_post_id"))
        summary = text_or_none(first(line, "threadlist_abs"))
        replies = text_or_none(first(line, "threadlist_rep_num"))
        return made(
            "board",
            self._capture,
            native_id=native_id(number, start),
            url=f"{SITE}/p/{number}",
            author=_author(author, as_text(facts.get("author_name")), as_text(facts.get("author_portrait"))),
            text="\n\n".join(part for part in (name, summary) if part),
            **_moment(text_or_none(first(line, "is_show_create_time"))).fields(),
            media=numbered(
                [picture(url, "post") for url in links_of(*values(line, f".//img/@{MEDIA_PATH}"), here=SITE)]
            ),
            labels=(PREVIEW, *labels_of(pinned=bool(facts.get("is_top")))),
            counts=counts_of(replies=facts.get("reply_num"))
            or ({"replies": found} if (found := count(replies or "")) else {}),
        )

    def floor(self, floor: Element, thread: int | None) -> Post:
        """Return a floor of a thread: what somebody posted in it."""
        facts = data_of(floor)
        who, what = as_map(facts.get("author")), as_map(facts.get("content"))
        body = first(floor, "d_post_content")
        number = as_int(what.get("post_id")) or as_int(floor.get("data-pid")) or _number_in(body)
        thread = as_int(what.get("thread_id")) or thread
        if body is None or number is None:
            raise PageChanged("a floor has no words or number")
        shown = [text_of(one) for one in by_class(floor, "tail-info")]
        place = as_int(what.get("post_no"))
        at = next((found for text in (as_text(what.get("date")), *shown) if (found := _moment(text)).at), Moment())
        name = (
            as_text(who.get("user_nickname"))
            or as_text(who.get("user_name"))
            or text_or_none(first(floor, "p_author_name"))
        )
        for part, is_missing in {"its time": at.at is None, "its author": name is None, "its facts": not facts}.items():
            self._gaps += [_gone(part)] if is_missing else []
        heads = [self._title] if self._title and place == 1 else []
        return made(
            "board",
            self._capture,
            native_id=native_id(thread, number),
            url=f"{SITE}/p/{thread}?pid={number}#{number}" if thread else self._capture.final_url,
            author=_author(name, as_text(who.get("user_name")), as_text(who.get("portrait"))),
            text=clean("\n\n".join(part for part in (*heads, _words(body)) if part)),
            **at.fields(),
            media=numbered([picture(url, "post") for url in links_of(*_pictures(body), here=SITE)]),
            links=links_of(*values(body, ".//a/@href"), here=SITE),
            counts=counts_of(comments=what.get("comment_num")),
        )

    def answer(self, found: dict[str, Any], thread: int | None) -> Post:
        """Return an answer below a floor, as the page's own scripts ask for it."""
        number, floor = as_int(found.get("comment_id")), as_int(found.get("post_id"))
        words = found.get("content")
        if number is None or not isinstance(words, str):
            raise PageChanged("an answer has no number or words")
        read = prose(words)
        thread = as_int(found.get("thread_id")) or thread
        name = as_text(found.get("show_nickname")) or as_text(found.get("username"))
        seconds = as_int(found.get("now_time"))
        at = datetime.fromtimestamp(seconds, BEIJING) if seconds and seconds < 1 << 33 else None
        return made(
            "board",
            self._capture,
            native_id=native_id(thread, number),
            url=f"{SITE}/p/{thread}?pid={floor}&cid={number}#{number}" if thread else self._capture.final_url,
            author=_author(name, as_text(found.get("username")), as_text(found.get("portrait"))),
            text=read.text,
            **(Moment(at=at, raw=str(seconds), zone="stated", precision="second") if at else Moment()).fields(),
            links=links_of(*read.links, here=SITE),
            reply_to=native_id(thread, floor) if floor else None,
        )

    def shown_answer(self, line: Element, thread: int | None) -> Post:
        """Return an answer below a floor, as its own page shows it."""
        facts, words = data_of(line), first(line, "lzl_content_main")
        number, name = as_int(facts.get("spid")), as_text(facts.get("showname")) or as_text(facts.get("user_name"))
        if number is None or words is None:
            raise PageChanged("an answer has no number or words")
        at = _moment(text_or_none(first(line, "lzl_time")))
        self._gaps += [_gone("its time")] if at.at is None else []
        return made(
            "board",
            self._capture,
            native_id=native_id(thread, number),
            url=f"{SITE}/p/{thread}?cid={number}#{number}" if thread else self._capture.final_url,
            author=_author(name, as_text(facts.get("user_name")), as_text(facts.get("portrait"))),
            text=_words(words),
            **at.fields(),
            links=links_of(*values(words, ".//a/@href"), here=SITE),
        )

    def found(self, line: Element) -> Post:
        """Return the preview that a search shows of a post."""
        link = next(iter(by_class(line, "p_title") or [line]), line)
        addresses = values(link, ".//a/@href | @href")
        thread, number = _thread_in(addresses), _matched(POST, addresses)
        title = text_or_none(link)
        if thread is None or title is None:
            raise PageChanged("a found post has no address or title")
        names = [text_of(one) for one in by_class(line, "p_violet")]
        return made(
            "board",
            self._capture,
            native_id=native_id(thread, number),
            url=f"{SITE}/p/{thread}" + (f"?pid={number}#{number}" if number else ""),
            author=_author(names[-1] if names else None, None, None),
            text="\n\n".join(part for part in (title, text_or_none(first(line, "p_content"))) if part),
            **_moment(text_or_none(first(line, "p_date"))).fields(),
            labels=(PREVIEW,),
        )


def native_id(thread: int | None, number: int | None) -> str:
    """Return the id of a post: its own number, unique on all of Tieba; a thread's where a list does not tell it."""
    return f"tieba.baidu.com/p:{number}" if number else f"tieba.baidu.com/t:{thread}"


def post_of_thread(thread: int | None, number: int | None) -> str:
    """Return the id of the post that opens a thread."""
    return named_id("p1_", "board", native_id(thread, number))


def data_of(element: Element) -> dict[str, Any]:
    """Return the facts that an element carries for scripts; some pages write them with other quotes."""
    raw = element.get("data-field") or ""
    for text in (raw, raw.replace("'", '"')):
        try:
            return as_map(whole_signs(json.loads(text, strict=False)))
        except (ValueError, RecursionError):
            continue
    return {}


def _line_title(line: Element, title: Element | None) -> str | None:
    found = [title] if title is not None else []
    texts = [one.get("title") or text_of(one) for one in found] + [text_of(one) for one in found]
    return next((" ".join(text.split()) for text in texts if text and text.strip()), None)


def _shown_author(line: Element) -> str | None:
    said = [title.partition(AUTHOR_SAYS)[2].strip() for title in values(line, ".//span/@title") if AUTHOR_SAYS in title]
    return next(filter(None, said), None) or text_or_none(first(line, "frs-author-name"))


def _author(name: str | None, handle: str | None, portrait: str | None) -> Author:
    own = (portrait or "").partition("?")[0] or None
    return Author(
        native_id=own,
        handle=clean(handle or name or own or "") or None,
        name=clean(name) if name else None,
        url=f"{SITE}/home/main?id={own}" if own else None,
    )


def _words(body: Element) -> str:
    for image in body.iter("img"):
        if image.get("text") or "Smiley" in (image.get("class") or ""):  # a sign of the text, with its name beside it
            image.set("class", "emoji")
            named = image.get("text") or image.get("alt") or ""
            image.set("alt", "".join(sign for sign in named if sign.isprintable()))  # XML takes no control characters
    return text_of_blocks(body)


def _pictures(body: Element) -> list[str]:
    return [one.get("src") or "" for one in body.iter("img") if not is_emoji(one) and one.get("src")]


def _moment(raw: str | None) -> Moment:
    """Return a time of Beijing's clocks; a time without its year (8-15, 10:20) is kept as it is written."""
    found = TIME.search(raw or "")
    if found is None:
        return Moment(raw=raw)
    year, month, day, hour, minute = (int(part) if part else 0 for part in found.groups())
    try:
        at = datetime(year, month, day, hour, minute, tzinfo=BEIJING)
    except ValueError:
        return Moment(raw=raw)
    precision = "minute" if found.group(4) else "day"
    return with_fields(Moment(raw=found.group(), zone="assumed"), at=at.astimezone(UTC), precision=precision)


def _thread_in(links: list[str]) -> int | None:
    return _matched(THREAD, links)


def _matched(sign: re.Pattern[str], links: list[str]) -> int | None:
    return next((int(found.group(1)) for link in links if (found := sign.search(link))), None)


def _number_in(body: Element | None) -> int | None:
    own = (body.get("id") or "").removeprefix("post_content_") if body is not None else ""
    return as_int(own)


def _gone(part: str) -> Missing:
    return Missing(kind="unknown_part", sentence=f"a post has lost {part}: the page's shape has changed")
