"""A page of a job board, whichever way it can be read: structured data, declared selectors, or as it is shown.

A list leads to the pages of jobs; where it holds jobs itself, those are previews until their own page was read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from urllib.parse import urlsplit

from crawlers.declared import elements, texts
from crawlers.decode import check_tags
from crawlers.html import Element, Parsed, parse, seen_length, stripped_length, text_of, values
from crawlers.jobs.addresses import JOB_PATH, address_of, job_links, own_links, place_of, post_at
from crawlers.jobs.advert import Advert, post_of
from crawlers.jobs.schema import Schema
from crawlers.jobs.shown import FEWEST_CHARS, has_headline, is_job, main_of, posted_in, title_of, words_of
from crawlers.jobs.structured import things_in, unreadable_in
from crawlers.json_page import as_list, as_map, as_text, maps
from crawlers.moments import written
from crawlers.page import Listed, Missing, Page
from crawlers.posting import Gathered, gathered, own_address
from crawlers.prose import text_of_blocks
from crawlers.walls import TORN, is_torn, says_gone, wall
from posts.capture import Capture
from posts.errors import PageChanged
from posts.identity import sha256_hex
from posts.post import PREVIEW, Post

JOB = "JobPosting"
LIST = "ItemList"
UNKNOWN = (
    "the page holds no job that we can find: no structured data, no declared selector that fits, no words of a job"
)
NO_LIST = "the declared selector for 'list' finds nothing: the board's markup has changed, or the list is empty"
SCRIPTED = "the page is built by scripts and holds no words: set browser = true for this source"
SHELL = '//*[@id="__nuxt" or @id="__next" or @id="app" or @id="root" or @id="___gatsby"]'
FEWEST_LINKS = 3  # fewer that look like jobs are chance
MANY_LINKS = 10  # no wall leads to so many
HIDDEN_CHARS, HIDDEN_SHARE = 400, 4  # of a whole page: boards hide menus and templates that readers do not see
DIGEST_CHARS = 12
MOST_TWICE = 500  # things of a page that are compared with each other


class Board:
    """Reads one page of a board for one platform."""

    def __init__(self, platform: str, body: bytes, capture: Capture, job_path: re.Pattern[str] = JOB_PATH) -> None:
        self._platform = platform
        self._body = body
        self._capture = capture
        check_tags(body)
        self._parsed: Parsed = parse(body)
        self._root: Element = self._parsed.root
        self._declared: Mapping[str, str] = capture.declared
        self._job_path = job_path
        self._gaps: list[Missing] = []

    def page(self, *, may_be_job: bool) -> Page:
        """Return what the page holds; `may_be_job` says whether its words alone may make it a job."""
        found = _each_once(things_in(self._root, JOB))
        listed = self._links()
        if found:
            return self._structured(found, listed)
        if listed:
            return self._list(listed)
        if "title" in self._declared and texts(self._root, self._declared["title"]):
            return self._one(self._selected())
        return self._as_shown(may_be_job=may_be_job)

    def _as_shown(self, *, may_be_job: bool) -> Page:
        """Read a page that says nothing to programs: boards have a login in each head, so walls are looked for last."""
        guessed = [] if may_be_job or "list" in self._declared else self.links()
        if len(guessed) >= MANY_LINKS:
            return self._list(guessed)
        if may_be_job and (advert := self._shown()) is not None and not says_gone(advert.title):
            return self._one(advert)
        if (stopped := wall(self._root, self._body)) is not None:
            return stopped
        return self._list(guessed) if len(guessed) >= FEWEST_LINKS else self._nothing()

    def structured(self) -> Page | None:
        """Return the jobs of the page's structured data; None where it has none."""
        found = _each_once(things_in(self._root, JOB))
        return self._structured(found, []) if found else None

    def links(self) -> list[str]:
        """Return the links of the page whose paths look like those of jobs."""
        return job_links(self._root, self._capture, self._job_path)

    def names_itself(self) -> bool:
        """Say whether the page names an address of a job as its own, as saved pages do."""
        said = values(self._root, '//link[@rel="canonical"]/@href | //meta[@property="og:url"]/@content')
        return any(self._job_path.fullmatch(urlsplit(url).path) for url in said if _is_address(url))

    def _nothing(self) -> Page:
        """Return why the page holds neither a job nor a list."""
        if "list" in self._declared:
            return Page(outcome="page_changed", detail=NO_LIST)
        if len(text_of(self._root)) < FEWEST_CHARS and self._root.xpath(SHELL):
            return Page(outcome="page_changed", detail=SCRIPTED)
        broken = unreadable_in(self._root)
        why = f"{UNKNOWN} ({broken} pieces of structured data are broken)" if broken else UNKNOWN
        return Page(outcome="page_changed", detail=why)

    def _structured(self, found: list[dict[str, object]], listed: Sequence[str]) -> Page:
        schema = Schema(self._capture.fetched_at, is_list=len(found) > 1)
        here = self._capture.url or ""

        def read(thing: dict[str, object]) -> Post:
            own = as_text(thing.get("url")) or as_text(as_map(thing.get("mainEntityOfPage")).get("@id"))
            url = own_address(self._capture, own) if len(found) > 1 else here
            native = place_of(url, self._capture) if url else self._numbered(thing)
            return post_of(
                self._platform, self._capture, schema.advert(thing, native, address_of(url or here, self._capture))
            )

        done = gathered(found, read, needed={})
        links = (
            [url for thing in found if (url := own_address(self._capture, as_text(thing.get("url"))))]
            if len(found) > 1
            else []
        )
        return self._made(done, [*links, *listed], [*schema.gaps()])

    def _numbered(self, thing: dict[str, object]) -> str:
        """Return the id of one of several jobs that have no page of their own."""
        own = as_text(thing.get("identifier")) or as_text(as_map(thing.get("identifier")).get("value"))
        key = own or sha256_hex(f"{thing.get('title')}".encode())[:DIGEST_CHARS]
        return f"{place_of(self._capture.url or '', self._capture)}#{key}"

    def _list(self, listed: Sequence[str]) -> Page:
        """Return a list of links; the words of a link stand for a job whose page cannot be read."""
        names = self._names()
        previews = [post for url in listed if (post := self._preview(url, names)) is not None]
        return self._made(Gathered(tuple(previews), ()), listed, [])

    def _names(self) -> dict[str, str]:
        named: dict[str, str] = {}
        for link in self._root.iter("a"):
            target = own_address(self._capture, link.get("href"))
            words = " ".join(text_of(link).split()) or (link.get("title") or "").strip()
            if target and len(words) > len(named.get(target, "")):
                named[target] = words
        return named

    def _preview(self, url: str, names: Mapping[str, str]) -> Post | None:
        name = names.get(url)
        if not name:
            return None
        native, address = place_of(url, self._capture), address_of(url, self._capture)
        advert = Advert(native_id=native, url=address, title=name, labels=(PREVIEW,))
        return post_of(self._platform, self._capture, advert)

    def _links(self) -> list[str]:
        """Return the pages of jobs that this page lists: by the declared selector, by an ItemList, by their paths."""
        if "list" in self._declared:
            found = [one.get("href") for one in elements(self._root, self._declared["list"])]
            found += [text for text in texts(self._root, self._declared["list"]) if "/" in text or "?" in text]
            return own_links(found, self._capture)
        items = [one for thing in things_in(self._root, LIST) for one in as_list(thing.get("itemListElement"))]
        found = [as_text(one.get("url")) or _target(one.get("item")) for one in maps(items)]
        if None in found:
            self._gaps.append(
                Missing(kind="unknown_part", sentence=f"listed jobs have no address: {found.count(None)}")
            )
        return own_links(found, self._capture)

    def _one(self, advert: Advert) -> Page:
        done = gathered([{}], lambda _: post_of(self._platform, self._capture, advert), needed={})
        return self._made(done, [], [])

    def _made(self, done: Gathered, listed: Sequence[str], gaps: Collection[Missing]) -> Page:
        hidden = Missing(kind="possible_evasion", sentence="the page holds more text than can be parsed")
        links = list(dict.fromkeys(listed))
        torn = [TORN] if is_torn(self._body) else []
        return Page(
            posts=done.posts,
            listed=tuple(Listed(url=url, post=post_at(self._platform, url, self._capture)) for url in links),
            numbers=(),  # boards put what they are paid for first: no place on a page is a place in time
            next=self._next(),
            gaps=(*done.gaps, *gaps, *self._gaps, *torn, *((hidden,) if self._hides_text() else ())),
            outcome=done.outcome,
            detail=done.detail,
        )

    def _next(self) -> str | None:
        selector = self._declared.get("next")
        if selector:
            found = [one.get("href") for one in elements(self._root, selector)] or texts(self._root, selector)
        else:
            found = values(self._root, '//link[@rel="next"]/@href | //a[@rel="next"]/@href')
        return next(filter(None, (own_address(self._capture, link) for link in found)), None)

    def _selected(self) -> Advert:
        parts = {name: texts(self._root, self._declared.get(name)) for name in self._declared}
        images = [one.get("src") or "" for one in elements(self._root, self._declared.get("picture"))]
        parts["picture"] = [url for url in images if url]
        for name, found in parts.items():
            if not found and name in self._declared and name not in {"list", "next"}:
                self._gaps.append(
                    Missing(kind="unknown_part", sentence=f"the declared selector for {name!r} finds nothing")
                )
        blocks = [text_of_blocks(one) for one in elements(self._root, self._declared.get("text"))]
        if "text" in self._declared and not any(blocks):
            raise PageChanged("the declared selector for 'text' finds nothing: the board's markup has changed")
        text = "\n\n".join(blocks)
        links = [url for one in elements(self._root, self._declared.get("text")) for url in values(one, ".//a/@href")]
        native, url = self._own()
        return Advert(
            native_id=native,
            url=url,
            title=_first(parts, "title") or "",
            company=_first(parts, "company"),
            place=_first(parts, "place"),
            pay=_first(parts, "pay"),
            lines=tuple(parts.get("contact", ())),
            text=text,
            posted=written(_first(parts, "posted")),
            links=tuple(links),
            pictures=tuple(parts["picture"]),
        )

    def _own(self) -> tuple[str, str]:
        """Return what names the job of this page, and its canonical address."""
        url = self._capture.url or ""
        return place_of(url, self._capture), address_of(url, self._capture)

    def _shown(self) -> Advert | None:
        """Return the job that a page shows, where its words leave no doubt that it is one."""
        title, main = title_of(self._root), main_of(self._root)
        if main is None or title is None:
            return None
        posted = posted_in(self._root)
        text = words_of(main)
        links, images = values(main, ".//a/@href"), values(main, ".//img/@src")
        if not is_job(text):
            return None
        if not has_headline(self._root):
            self._gaps.append(
                Missing(kind="unknown_part", sentence="the job has no headline: the page's name stands for it")
            )
        head, _, rest = text.partition("\n")
        body = rest.strip() if " ".join(head.split()) == title else text
        native, url = self._own()
        return Advert(
            native_id=native,
            url=url,
            title=title,
            text=body,
            posted=posted,
            links=tuple(links),
            pictures=tuple(images),
        )

    def _hides_text(self) -> bool:
        """Say whether far more text stands in the page than its parser gives (depth evasion, reliability 2.1)."""
        seen = seen_length(text_of(self._root))
        return not self._parsed.is_whole or stripped_length(self._body) - seen > max(HIDDEN_CHARS, seen // HIDDEN_SHARE)


def _each_once(things: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return things without those that are said twice, word for word."""
    return (
        [thing for at, thing in enumerate(things) if thing not in things[:at]] if len(things) < MOST_TWICE else things
    )


def _is_address(url: str) -> bool:
    try:
        return bool(urlsplit(url).path)
    except ValueError:
        return False


def _first(parts: Mapping[str, list[str]], name: str) -> str | None:
    return next(iter(parts.get(name, [])), None)


def _target(item: object) -> str | None:
    return as_text(item) or as_text(as_map(item).get("url")) or as_text(as_map(item).get("@id"))
