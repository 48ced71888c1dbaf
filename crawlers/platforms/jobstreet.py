"""JobStreet, JobsDB and SEEK: one platform, whose pages carry their jobs as state for their own scripts.

A source is a search (id.jobstreet.com/kamboja-jobs?sortmode=ListedDate); each job is read from its own page. The terms
forbid more than reading by people (sources): keep `pages_per_day` low, or hand in saved pages, which read the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawlers.charset import decode_page
from crawlers.decode import check_tags
from crawlers.html import Element, parse, values
from crawlers.jobs.addresses import post_at
from crawlers.jobs.advert import Advert, post_of
from crawlers.jobs.page import Board
from crawlers.jobs.seek import CARD_PARTS, DETAIL, LISTED, PAGE_PARTS, USUAL, USUAL_DETAIL, SeekReader, lacking_in, part
from crawlers.jobs.state import objects_in, state_named
from crawlers.json_page import as_int, as_list, as_map, load, looks_like_json, maps
from crawlers.page import Listed, Page
from crawlers.posting import Gathered, gathered, here, own_address, with_lost
from crawlers.walls import TORN, is_torn, wall
from posts.capture import Capture
from posts.post import Post, with_fields

BASE = ""  # every source names its country's site
HOSTS = frozenset({"jobstreet.com", "jobstreet.co.id", "jobsdb.com", "seek.com", "seek.com.au", "seek.co.nz"})
MEDIA_HOSTS = ("seekcdn.com",)

DOMAINS = r"jobstreet\.(?:com|co\.id|com\.(?:my|ph|sg|vn))|jobsdb\.com|seek\.com\.au|seek\.co\.nz|seek\.com"
NAME = re.compile(rf"((?:[a-z]{{2,3}}\.)?(?:{DOMAINS}))(/[^\s#\x00-\x1f]{{0,500}})")
STATE = "SEEK_REDUX_DATA"
CARDS = '//article[@data-job-id or @data-testid="job-card" or @data-automation="normalJob"]'
FEWEST_KEYS = {"id", "title"}
NOTHING = "the search finds no job: nothing fits its words"
STATELESS = "the page carries neither its state nor cards nor a job of the shape we know"


def is_name(name: str) -> bool:
    """Say whether a name is the address of a search or job on one of the platform's sites."""
    return NAME.fullmatch(name) is not None


def start(name: str, base: str) -> str:
    """Return the address of the search."""
    found = NAME.fullmatch(name)
    host, path = found.groups() if found else (name, "/")
    return f"{base or f'https://{host}'}{path}"


def older(name: str, base: str, before: int) -> str | None:
    """Return nothing: a search cannot be entered at a moment."""
    return None


def read(body: bytes, capture: Capture) -> Page:
    """Return the jobs of a search, or the job of its own page: from state, from cards, or from the search's answer."""
    if looks_like_json(body):
        return _answer(load(body), capture)
    decoded = decode_page(body, capture.headers)
    plain = decoded.text.encode("utf-8", "replace")
    check_tags(plain)
    root = parse(plain).root
    state = state_named(decoded.text, STATE)
    page = _of_state(as_map(state), root, plain, capture) if state is not None else _of_page(root, plain, capture)
    if page.outcome is None and is_torn(plain):
        page = with_fields(page, gaps=(*page.gaps, TORN))
    return with_lost(page, decoded.lost)


def _answer(found: Any, capture: Capture) -> Page:
    """Read what the search itself answers (JSON)."""
    for one in objects_in(found):
        for name in ("data", "jobs"):
            if _are_jobs(one.get(name)):
                return _list(one[name], capture, None)
        if FEWEST_KEYS | {"content"} <= set(one):
            return _detail(one, capture)
    if isinstance(found, dict) and found.get("data") == [] and "totalCount" in found:
        return Page(outcome="no_preview", detail=NOTHING)
    return Page(outcome="page_changed", detail="the answer has no part that we know")


def _are_jobs(value: Any) -> bool:
    return any(set(one) >= FEWEST_KEYS and ("advertiser" in one or "teaser" in one) for one in maps(value))


def _of_state(state: dict[str, Any], root: Element, body: bytes, capture: Capture) -> Page:
    detail = as_map(as_map(as_map(state.get("jobdetails")).get("result")).get("job"))
    if "content" in detail or "isExpired" in detail:
        return _detail(detail, capture)
    results = as_map(as_map(state.get("results")).get("results"))
    if _are_jobs(results.get("jobs")):
        return _list(as_list(results["jobs"]), capture, _next(root, results, capture))
    if results.get("jobs") == []:
        return _nothing(as_int(results.get("totalCount") or as_map(state.get("results")).get("totalCount")) or 0)
    found = next((one["jobs"] for one in objects_in(state) if _are_jobs(one.get("jobs"))), None)
    if found is not None:
        return _list(found, capture, _next(root, {}, capture))
    page = _of_page(root, body, capture)
    return page if page.posts or page.outcome != "page_changed" else Page(outcome="page_changed", detail=STATELESS)


def _nothing(total: int) -> Page:
    if total:
        return Page(outcome="page_changed", detail=f"the search counts {total} jobs and shows none")
    return Page(outcome="no_preview", detail=NOTHING)


def _list(jobs: Sequence[Any], capture: Capture, onward: str | None) -> Page:
    reader = SeekReader(capture)
    done = gathered(jobs, _to_post(reader.listed, capture), LISTED, USUAL)
    return _made(done, [reader.url(one["id"]) for one in maps(jobs) if "id" in one], reader, capture, onward)


def _detail(job: dict[str, Any], capture: Capture) -> Page:
    if job.get("isExpired") is True and not job.get("content"):
        return Page(outcome="unclaimed", detail="the job is no longer advertised")
    reader = SeekReader(capture)
    return _made(gathered([job], _to_post(reader.detail, capture), DETAIL, USUAL_DETAIL), [], reader, capture, None)


def _of_page(root: Element, body: bytes, capture: Capture) -> Page:
    """Read a page without its state, as browsers save it."""
    reader = SeekReader(capture)
    cards = root.xpath(CARDS)
    if cards:
        done = gathered([{"card": card} for card in cards], lambda one: _to_post(reader.card, capture)(one["card"]), {})
        once = tuple({post.id: post for post in done.posts}.values())
        done = replace(done, posts=once, gaps=(*done.gaps, *lacking_in(cards, CARD_PARTS)))
        urls = [f"{here(capture)}{urlsplit(post.url or '').path}" for post in done.posts]
        return _made(done, urls, reader, capture, _next(root, {}, capture))
    words = part(root, "jobAdDetails")
    if words is not None:
        done = gathered([{}], lambda _: post_of("jobstreet", capture, reader.shown(root, words)), {})
        done = replace(done, gaps=(*done.gaps, *lacking_in([root], PAGE_PARTS)))
        return _made(done, [], reader, capture, None)
    if part(root, "expiredJobPage") is not None:
        return Page(outcome="unclaimed", detail="the job is no longer advertised")
    if part(root, "searchZeroResults") is not None:
        return Page(outcome="no_preview", detail=NOTHING)
    page = wall(root, body) or Board("jobstreet", body, capture).page(may_be_job=False)
    return page if page.posts or page.outcome != "page_changed" else Page(outcome="page_changed", detail=STATELESS)


def _to_post(advert: Callable[[Any], Advert], capture: Capture) -> Callable[[Any], Post]:
    def read_one(job: Any) -> Post:
        return post_of("jobstreet", capture, advert(job))

    return read_one


def _made(done: Gathered, urls: Sequence[str], reader: SeekReader, capture: Capture, onward: str | None) -> Page:
    shown = {post.id for post in done.posts}
    listed = [Listed(url=url, post=post_at("jobstreet", url, capture)) for url in dict.fromkeys(urls)]
    return Page(
        posts=done.posts,
        listed=tuple(one for one in listed if one.post in shown),
        numbers=(),
        next=onward,
        gaps=(*done.gaps, *reader.gaps()),
        outcome=done.outcome,
        detail=done.detail,
    )


def _next(root: Element, results: dict[str, Any], capture: Capture) -> str | None:
    """Return the address of the next page: as the page links it, else counted."""
    found = values(
        root,
        '//link[@rel="next"]/@href | //a[@rel="nofollow next" or @rel="next" or @data-automation="page-next"]/@href',
    )
    if onward := next(filter(None, (own_address(capture, link) for link in found)), None):
        return onward
    total, shown = as_int(results.get("totalCount") or results.get("totalJobs")), len(as_list(results.get("jobs")))
    parts = urlsplit(capture.url or "")
    asked = dict(parse_qsl(parts.query))
    number = as_int(asked.get("page", "1")) or 1
    if total is None or not shown or number * shown >= total:
        return None
    return f"{here(capture)}{parts.path}?{urlencode(asked | {'page': str(number + 1)})}"
