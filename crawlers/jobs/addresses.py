"""Addresses of adverts: which link is one and the same job, and which links of a page lead to jobs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawlers.html import Element, values
from crawlers.posting import name_of, own_address, unnumbered
from posts.capture import Capture
from posts.identity import named_id

# What boards hang onto a link to see where somebody came from: it changes from page to page, the job does not.
TRACKERS = re.compile(
    r"utm_.*|ref|refid|referrer|source|src|from|origin|trk|trackingid|tracking|position|pos|pagenum|page_num|searchid|"
    r"search_id|sol|type|gclid|fbclid|sid|session|jobsource|sponsor|token|savedsearch|lipi|pageposition|title"
)
MOST_JOBS = 200  # listed on one page; real pages have at most 100
JOB_PATH = re.compile(
    r"/(?:a/)?(?:job|jobs|job[-_]detail|job[-_]details|job-ad|vacancy|vacancies|career|careers|lowongan|loker|lowongan-kerja|"
    r"viec-lam|tuyen-dung|recruit|position|positions|opportunity|career-opportunity|jobad|viewjob|view)"
    r"/[^/?#]{3,300}(?:/[^/?#]{1,300})?/?"
)


def host_of(capture: Capture) -> str:
    """Return the host that a source names; a mirror stands for it."""
    own = urlsplit(capture.url or "").netloc
    return name_of(capture).partition("/")[0] or own


def place_of(url: str, capture: Capture) -> str:
    """Return what names a job: its host and path, without what only says where a reader came from."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if not TRACKERS.fullmatch(name.lower())]
    query = f"?{urlencode(kept)}" if kept else ""
    return unnumbered(f"{host_of(capture).removeprefix('www.')}{parts.path.rstrip('/') or '/'}") + query


def address_of(url: str, capture: Capture) -> str:
    """Return the canonical address of a page: on the site itself, also where a mirror was asked."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if not TRACKERS.fullmatch(name.lower())]
    named, asked = host_of(capture), urlsplit(capture.url or "").netloc
    host = asked if asked.removeprefix("www.") == named.removeprefix("www.") else named
    return f"https://{host}{parts.path or '/'}{f'?{urlencode(kept)}' if kept else ''}"


def post_at(platform: str, url: str, capture: Capture) -> str:
    """Return the id of the post that the page at an address shows."""
    return named_id("p1_", platform, place_of(url, capture))


def own_links(found: Iterable[str | None], capture: Capture) -> list[str]:
    """Return links that stay on the source's own host, absolute, each job once, without the page itself."""
    own = place_of(capture.url or "", capture)
    kept: dict[str, str] = {}
    for link in found:
        address = own_address(capture, link)
        if address is not None and place_of(address, capture) != own:
            kept.setdefault(place_of(address, capture), address)
    return list(kept.values())[:MOST_JOBS]


def job_links(root: Element, capture: Capture, path: re.Pattern[str] = JOB_PATH) -> list[str]:
    """Return the links of a page whose paths look like those of single jobs."""
    found = [link for link in values(root, "//a/@href") if not link.startswith(("#", "javascript:", "mailto:", "tel:"))]
    return [link for link in own_links(found, capture) if path.fullmatch(urlsplit(link).path)]
