"""schema.org's JobPosting as an Advert, with what is missing of it told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from crawlers.jobs.advert import Advert
from crawlers.json_page import as_map, as_text, clean, maps
from crawlers.moments import Moment, written
from crawlers.page import Missing
from crawlers.posting import evasion_in, labels_of, strange_in
from crawlers.prose import Prose, prose
from posts.errors import PageChanged
from posts.post import PREVIEW

# What every search engine asks a job posting for; one without them has changed its shape or shows a beginning only.
ASKED = ("description", "hiringOrganization", "jobLocation", "datePosted")
ELSEWHERE = frozenset({"jobLocationType", "applicantLocationRequirements"})  # in the place of jobLocation
THING = frozenset(
    {"@context", "@type", "@id", "additionalType", "alternateName", "description", "disambiguatingDescription"}
    | {"identifier", "image", "mainEntityOfPage", "name", "potentialAction", "sameAs", "subjectOf", "url", "@graph"}
)
FIELDS: Mapping[str, Collection[str]] = {
    "": THING
    | {"applicantLocationRequirements", "applicationContact", "baseSalary", "benefits", "datePosted", "directApply"}
    | {"educationRequirements", "eligibilityToWorkRequirement", "employerOverview", "employmentType", "employmentUnit"}
    | {"estimatedSalary", "experienceInPlaceOfEducation", "experienceRequirements", "hiringOrganization", "incentives"}
    | {"incentiveCompensation", "industry", "jobBenefits", "jobImmediateStart", "jobLocation", "jobLocationType"}
    | {"jobStartDate", "occupationalCategory", "physicalRequirement", "qualifications", "relevantOccupation", "skills"}
    | {"responsibilities", "salaryCurrency", "securityClearanceRequirement", "sensoryRequirement", "specialCommitments"}
    | {"title", "totalJobOpenings", "validThrough", "workHours", "dateModified", "author", "publisher", "keywords"}
    | {"applyUrl", "applicationUrl", "dateCreated", "datePublished", "expires", "logo", "isAccessibleForFree"},
    "hiringOrganization": THING
    | {"address", "logo", "email", "telephone", "department", "industry", "numberOfEmployees", "location", "legalName"}
    | {"foundingDate", "founder", "parentOrganization", "contactPoint", "brand", "value", "slogan", "faxNumber"},
    "baseSalary": THING | {"currency", "value", "minValue", "maxValue", "unitText", "validFrom", "duration", "median"},
    "baseSalary.value": THING | {"minValue", "maxValue", "value", "unitText", "unitCode", "currency"},
    "jobLocation": THING
    | {"address", "geo", "latitude", "longitude", "hasMap", "telephone", "maximumAttendeeCapacity"},
    "jobLocation.address": THING
    | {"streetAddress", "addressLocality", "addressRegion", "postalCode", "addressCountry", "postOfficeBoxNumber"},
    "applicationContact": THING | {"telephone", "email", "contactType", "faxNumber", "availableLanguage"},
}
PARTS = ("description", "responsibilities", "qualifications", "skills", "jobBenefits", "experienceRequirements")
ADDRESS = ("streetAddress", "addressLocality", "addressRegion", "addressCountry")
SEPARATOR = ", "


class Schema:
    """Reads the job postings of one page; keeps what was missing in them."""

    def __init__(self, fetched_at: datetime | None = None, *, is_list: bool = False) -> None:
        self._fetched_at = fetched_at
        self._is_list = is_list
        self._gaps: list[Missing] = []
        self._proses: list[Prose] = []

    def gaps(self) -> tuple[Missing, ...]:
        """Return what was missing or unknown in the postings read so far, each once."""
        return (*dict.fromkeys(self._gaps), *evasion_in(self._proses))

    def advert(self, found: dict[str, Any], native_id: str, url: str) -> Advert:
        """Return the advert of a JobPosting."""
        title = as_text(found.get("title")) or as_text(found.get("name"))
        if title is None:
            raise PageChanged("a job posting has no field 'title'")
        words = [self._prose(text) for name in PARTS for text in _texts(found.get(name))]
        self._gaps += (*_missing(found, self._is_list), *strange_in([found], FIELDS))
        company = _first(found.get("hiringOrganization"))
        closes = written(as_text(found.get("validThrough"))).at
        return Advert(
            native_id=native_id,
            url=url,
            title=self._prose(title).text,
            company=as_text(company.get("name")) or as_text(found.get("hiringOrganization")),
            company_url=as_text(company.get("sameAs")) or as_text(company.get("url")),
            logo=as_text(company.get("logo")) or as_text(_first(company.get("logo")).get("url")),
            place=place_of(found),
            pay=pay_of(found),
            lines=tuple(_lines(found)),
            text="\n\n".join(dict.fromkeys(one.text for one in words if one.text)),
            posted=_posted(found),
            links=tuple(link for one in words for link in one.links),
            pictures=(*_pictures(found), *(url for one in words for url in one.pictures)),
            labels=(
                *((PREVIEW,) if not any(one.text for one in words) else ()),
                *labels_of(closed=bool(closes and self._fetched_at and closes < self._fetched_at)),
            ),
        )

    def _prose(self, text: str) -> Prose:
        self._proses.append(prose(clean(text)))
        return self._proses[-1]


def _missing(found: dict[str, Any], is_list: bool) -> Iterator[Missing]:
    """Yield a gap for each part that every posting has; lists leave the descriptions to the pages of the jobs."""
    for name in ASKED[1:] if is_list else ASKED:
        if found.get(name) in (None, "", [], {}) and not (name == "jobLocation" and ELSEWHERE & set(found)):
            yield Missing(kind="unknown_part", sentence=f"a job posting has no field {name!r}")
    if not as_text(_first(found.get("hiringOrganization")).get("name")) and not as_text(
        found.get("hiringOrganization")
    ):
        yield Missing(kind="unknown_part", sentence="a job posting does not name who hires")
    if found.get("datePosted") and written(as_text(found["datePosted"])).at is None:
        yield Missing(kind="unknown_part", sentence="a job posting's date is written in a way that we do not know")
    if found.get("jobLocation") and not place_of(found):
        yield Missing(kind="unknown_part", sentence="a job posting's place has no words")
    if found.get("baseSalary") and not pay_of(found):
        yield Missing(kind="unknown_part", sentence="a job posting's pay has no amount")


def _posted(found: dict[str, Any]) -> Moment:
    return written(as_text(found.get("datePosted")) or as_text(found.get("datePublished")))


def place_of(found: dict[str, Any]) -> str | None:
    """Return where a job is, as words from the street to the country; several places are joined by `; `."""
    places = [_address(one) for one in _many(found.get("jobLocation"))]
    places += [as_text(one.get("name")) for one in maps(_many(found.get("applicantLocationRequirements")))]
    if as_text(found.get("jobLocationType")):
        places.append(as_text(found.get("jobLocationType")))
    return "; ".join(dict.fromkeys(place for place in places if place)) or None


def _address(place: Any) -> str | None:
    inner = as_map(place).get("address", place)
    if isinstance(inner, list):
        inner = inner[0] if inner else None
    if not isinstance(inner, dict):
        return as_text(inner) or as_text(as_map(place).get("name"))
    words = [as_text(inner.get(name)) or as_text(_first(inner.get(name)).get("name")) for name in ADDRESS]
    return SEPARATOR.join(dict.fromkeys(word.strip() for word in words if word)) or as_text(inner.get("name"))


def pay_of(found: dict[str, Any]) -> str | None:
    """Return what a job pays, as words: the amount or range, the currency, the period."""
    for name in ("baseSalary", "estimatedSalary"):
        for one in _many(found.get(name)):
            if words := _pay(one, as_text(found.get("salaryCurrency"))):
                return words
    return None


def _pay(salary: Any, currency: str | None) -> str | None:
    if not isinstance(salary, dict):
        amount = _number(salary)
        return " ".join(filter(None, (amount, currency))) or None
    value = as_map(salary.get("value")) or salary
    low, high = _number(value.get("minValue")), _number(value.get("maxValue"))
    amount = f"{low} - {high}" if low and high and low != high else low or high or _number(value.get("value"))
    if not amount:
        return None
    unit = as_text(value.get("unitText")) or as_text(salary.get("unitText"))
    code = as_text(salary.get("currency")) or as_text(value.get("currency")) or currency
    return " ".join(filter(None, (amount, code, f"/ {unit.lower()}" if unit else None)))


def _number(value: Any) -> str | None:
    if isinstance(value, str):
        return " ".join(value.split()) or None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return f"{value:.15g}" if is_number else None


def _lines(found: dict[str, Any]) -> Iterator[str]:
    kinds = [as_text(one) for one in _many(found.get("employmentType"))]
    if any(kinds):
        yield SEPARATOR.join(kind for kind in kinds if kind)
    for contact in (*_many(found.get("applicationContact")), *_many(found.get("hiringOrganization"))):
        for name in ("telephone", "email"):
            if text := as_text(as_map(contact).get(name)):
                yield text


def _pictures(found: dict[str, Any]) -> Iterator[str]:
    for image in _many(found.get("image")):
        if url := as_text(image) or as_text(as_map(image).get("url")) or as_text(as_map(image).get("contentUrl")):
            yield url


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _first(value: Any) -> dict[str, Any]:
    return next((one for one in _many(value) if isinstance(one, dict)), {})


def _texts(value: Any) -> list[str]:
    return [text for one in _many(value) if (text := as_text(one) or as_text(as_map(one).get("description")))]
