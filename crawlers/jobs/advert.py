"""Advert: what any job board says of one job, and the Post that a reader of the page would see."""

from __future__ import annotations

from typing import Any

from crawlers.json_page import clean
from crawlers.moments import Moment
from crawlers.posting import links_of, made, numbered, picture
from posts.capture import Capture
from posts.errors import PageChanged
from posts.post import Author, Post, Record


class Advert(Record, frozen=True, kw_only=True):
    """One job as a page states it; `lines` are further facts in the page's own words, `text` its description."""

    native_id: str
    url: str | None
    title: str
    company: str | None = None
    company_url: str | None = None
    logo: str | None = None
    place: str | None = None
    pay: str | None = None
    lines: tuple[str, ...] = ()
    text: str = ""
    posted: Moment = Moment()
    links: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


def post_of(platform: str, capture: Capture, advert: Advert) -> Post:
    """Return an advert as a Post: title, company, place, pay and further facts on lines, then its description."""
    if not advert.title.strip():
        raise PageChanged("a job has no title")
    url = advert.url or capture.final_url or capture.url or ""
    facts = _facts(advert)
    body = advert.text.strip()
    head = "\n".join(line for line in facts if line)
    return made(
        platform,
        capture,
        native_id=advert.native_id,
        url=advert.url,
        author=_author(advert),
        text=clean("\n\n".join(part for part in (head, body) if part)),
        **advert.posted.fields(),
        media=numbered([picture(link, "post") for link in links_of(*advert.pictures, here=url)]),
        links=links_of(*advert.links, here=url),
        labels=advert.labels,
    )


def _facts(advert: Advert) -> list[str]:
    """Return the lines above the description, each once, in the order in which boards show them."""
    named: list[Any] = [advert.title, advert.company, advert.place, advert.pay, *advert.lines]
    return list(dict.fromkeys(" ".join(str(line).split()) for line in named if line and str(line).strip()))


def _author(advert: Advert) -> Author:
    name = clean(advert.company.strip()) if advert.company else None
    web = next(iter(links_of(advert.company_url, here=advert.url or "")), None)
    logo = next(iter(links_of(advert.logo, here=advert.url or "")), None)
    return Author(name=name, handle=None, url=web, avatar=logo)
