"""Jobs of SEEK's platform (SEEK, JobStreet, JobsDB) as Adverts: of a list, of a job's own page, of a page's cards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crawlers.html import Element, text_of, text_or_none, values
from crawlers.jobs.addresses import address_of, place_of
from crawlers.jobs.advert import Advert
from crawlers.json_page import as_list, as_map, as_text, maps
from crawlers.moments import Moment, written
from crawlers.page import Missing
from crawlers.posting import Needed, evasion_in, here, labels_of
from crawlers.prose import Prose, prose, text_of_blocks
from posts.capture import Capture
from posts.errors import PageChanged
from posts.post import PREVIEW

LISTED: Needed = {"id": (str, int), "title": str}
# What every job of a list has, also where it says nothing (recordings of 2026).
USUAL = (
    "advertiser",
    "advertiser.description",
    "listingDate",
    "locations",
    "locations.label",
    "teaser",
    "salaryLabel",
    "workTypes",
    "bulletPoints",
    "companyName",
    "isFeatured",
    "classifications",
)
DETAIL: Needed = {"id": (str, int), "title": str, "content": str}
USUAL_DETAIL = (
    "advertiser",
    "advertiser.name",
    "location",
    "location.label",
    "salary",
    "listedAt",
    "listedAt.dateTimeUtc",
    "workTypes",
    "abstract",
    "isExpired",
    "phoneNumber",
    "contactMatches",
    "contactMatches.value",
)
# What every card and every job's own page shows, by the names that the platform's own tests use.
CARD_PARTS = ("jobTitle", "jobCompany", "jobLocation", "jobShortDescription", "jobListingDate")
PAGE_PARTS = ("job-detail-title", "advertiser-name", "job-detail-location", "job-detail-work-type")
# An advertiser who hides, in the languages of the platform: told as a label, for people to weigh.
ANONYMOUS = frozenset(
    {
        "pengiklan anonim",
        "private advertiser",
        "anonymous advertiser",
        "confidential",
        "company confidential",
        "perusahaan anonim",
        "ผู้ลงประกาศไม่ระบุชื่อ",
    }
)


class SeekReader:
    """Reads the jobs of one page; keeps what could not be parsed of them."""

    def __init__(self, capture: Capture) -> None:
        self._capture = capture
        self._proses: list[Prose] = []

    def gaps(self) -> tuple[Missing, ...]:
        """Return what may be hidden in the markup of the jobs read so far."""
        return evasion_in(self._proses)

    def url(self, number: Any) -> str:
        """Return the address of a job's own page."""
        return f"{here(self._capture)}/job/{str(number)[:30]}"

    def listed(self, job: dict[str, Any]) -> Advert:
        """Return the preview that a list shows of a job."""
        url = self.url(job["id"])
        company = as_text(job.get("companyName")) or as_text(as_map(job.get("advertiser")).get("description"))
        places = [as_text(one.get("label")) for one in maps(job.get("locations"))] or [as_text(job.get("location"))]
        points = [as_text(point) for point in as_list(job.get("bulletPoints"))]
        teaser = as_text(job.get("teaser"))
        return Advert(
            native_id=place_of(url, self._capture),
            url=address_of(url, self._capture),
            title=job["title"],
            company=company,
            logo=as_text(as_map(job.get("branding")).get("serpLogoUrl")),
            place="; ".join(filter(None, places)) or None,
            pay=as_text(job.get("salaryLabel")) or as_text(job.get("salary")),
            lines=tuple(_kinds(job)),
            text="\n".join(filter(None, (*points, teaser))),
            posted=written(as_text(job.get("listingDate"))),
            labels=(PREVIEW, *_labels(job, company)),
        )

    def detail(self, job: dict[str, Any]) -> Advert:
        """Return the advert of a job's own page."""
        url = self.url(job["id"])
        company = as_text(as_map(job.get("advertiser")).get("name"))
        self._proses.append(words := prose(job["content"]))
        salary = as_map(job.get("salary"))
        branding = as_map(as_map(job.get("products")).get("branding"))
        return Advert(
            native_id=place_of(url, self._capture),
            url=address_of(url, self._capture),
            title=job["title"],
            company=company,
            logo=as_text(as_map(branding.get("logo")).get("url")),
            place=as_text(as_map(job.get("location")).get("label")) or as_text(job.get("location")),
            pay=" ".join(filter(None, (as_text(salary.get("label")), as_text(salary.get("currencyLabel"))))) or None,
            lines=(*_kinds(job), *filter(None, _contacts(job))),
            text=words.text,
            posted=_listed_at(job),
            links=words.links,
            pictures=words.pictures,
            labels=_labels(job, company),
        )

    def card(self, card: Element) -> Advert:
        """Return the preview that a card of a page shows, where its scripts were not saved with it."""
        title = _part(card, "jobTitle")
        number = card.get("data-job-id") or _number(values(card, ".//a/@href"))
        if title is None or number is None:
            raise PageChanged("a job's card has no title or number")
        url = self.url(number)
        return Advert(
            native_id=place_of(url, self._capture),
            url=address_of(url, self._capture),
            title=title,
            company=_part(card, "jobCompany"),
            place=_part(card, "jobLocation"),
            pay=_part(card, "jobSalary"),
            text=_part(card, "jobShortDescription") or "",
            posted=Moment(raw=_part(card, "jobListingDate")),
            labels=(PREVIEW, *_labels({}, _part(card, "jobCompany"))),
        )

    def shown(self, root: Element, words: Element) -> Advert:
        """Return the advert of a job's own page as it is shown."""
        url = self._capture.url or ""
        company = _part(root, "advertiser-name")
        return Advert(
            native_id=place_of(url, self._capture),
            url=address_of(url, self._capture),
            title=_part(root, "job-detail-title") or "",
            company=company,
            place=_part(root, "job-detail-location"),
            pay=_part(root, "job-detail-salary"),
            lines=tuple(filter(None, (_part(root, "job-detail-work-type"),))),
            text=text_of_blocks(words),
            links=tuple(values(words, ".//a/@href")),
            labels=_labels({}, company),
        )


def lacking_in(roots: Sequence[Element], parts: Sequence[str]) -> tuple[Missing, ...]:
    """Return a gap where none of some elements has a part that each of them should have."""
    absent = [name for name in parts if not any(part(root, name) is not None for root in roots)]
    sentence = f"no job has the part {absent[0]!r}: the page's shape has changed" if absent else ""
    return (Missing(kind="unknown_part", sentence=sentence),) if absent else ()


def part(element: Element, name: str) -> Element | None:
    """Return the first element that the platform's own tests know by a name; class names are made anew each week."""
    found = element.xpath(f'.//*[@data-automation="{name}"]')
    return found[0] if found else None


def _part(element: Element, name: str) -> str | None:
    found = part(element, name)
    text = text_or_none(found)
    return " ".join(text.split()) if text and found is not None and text_of(found) else None


def _number(links: list[str]) -> str | None:
    found = (link.partition("/job/")[2].partition("?")[0].partition("#")[0] for link in links)
    return next((number for number in found if number.isascii() and number.isdigit()), None)


def _kinds(job: dict[str, Any]) -> Iterator[str]:
    kinds = job.get("workTypes")
    names = [as_text(one) for one in as_list(kinds)] or [
        as_text(as_map(kinds).get("label")) or as_text(job.get("workType"))
    ]
    yield ", ".join(filter(None, names))


def _contacts(job: dict[str, Any]) -> Iterator[str | None]:
    yield as_text(job.get("phoneNumber"))
    for one in maps(job.get("contactMatches")):
        yield as_text(one.get("value"))


def _labels(job: dict[str, Any], company: str | None) -> tuple[str, ...]:
    is_private = job.get("isPrivateAdvertiser") is True or (company or "").strip().lower() in ANONYMOUS
    return labels_of(
        anonymous_advertiser=is_private, closed=job.get("isExpired") is True, paid=job.get("isFeatured") is True
    )


def _listed_at(job: dict[str, Any]) -> Moment:
    at = job.get("listedAt")
    return written(as_text(as_map(at).get("dateTimeUtc")) or as_text(at) or as_text(job.get("listingDate")))
