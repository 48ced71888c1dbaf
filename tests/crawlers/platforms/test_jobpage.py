"""Job boards: names, adverts in all dialects of structured data, declared selectors, and pages without either."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from crawlers.jobs.addresses import place_of
from crawlers.jobs.schema import pay_of
from crawlers.jobs.schema import place_of as words_of_place
from crawlers.platforms.jobpage import is_name, older, read, start
from crawlers.reading import PageReader
from posts.post import with_fields
from tests.conftest import make_capture
from tests.crawlers.platforms.cases import Case
from tests.crawlers.platforms.mutations import outcome_of, renamed_classes, renamed_fields, tells

SITE = "https://jobs.example.org"


@pytest.mark.parametrize("name", ["jobs.example.org/", "jobs.example.org/kamboja?sort=new", "a.b.example/x/y"])
def test_a_name_is_an_address_without_its_scheme(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name", ["", "jobs.example.org", "https://jobs.example.org/", "/x", "jobs.example.org/a b", "a.example/#x"]
)
def test_anything_else_is_no_name(name: str) -> None:
    assert not is_name(name)


def test_addresses_are_the_board_s_own() -> None:
    assert start("jobs.example.org/kamboja?p=1", "") == f"{SITE}/kamboja?p=1"
    assert start("jobs.example.org/kamboja", "http://127.0.0.1:1") == "http://127.0.0.1:1/kamboja"
    assert older("jobs.example.org/kamboja", "", 7) is None


@pytest.mark.parametrize(
    ("url", "place"),
    [
        (f"{SITE}/lowongan/cs-901", "jobs.example.org/lowongan/cs-901"),
        (f"{SITE}/lowongan/cs-901/?utm_source=x&ref=list&pos=3", "jobs.example.org/lowongan/cs-901"),
        (f"{SITE}/job?id=7&ref=list", "jobs.example.org/job?id=7"),
        (f"{SITE}/job/901", "jobs.example.org/job:901"),
        ("http://127.0.0.1:9/job/x", "jobs.example.org/job/x"),
        (SITE, "jobs.example.org/"),
    ],
)
def test_a_job_is_named_by_its_address_without_what_says_where_a_reader_came_from(url: str, place: str) -> None:
    assert place_of(url, make_capture(url=url, source="jobpage:jobs.example.org/kamboja")) == place


def test_microdata_and_rdfa_say_the_same() -> None:
    first, second = (Case("jobpage", name).read() for name in ("microdata", "rdfa"))

    assert first == second


def test_a_list_and_the_page_of_a_job_mean_the_same_post() -> None:
    listed = Case("jobpage", "list_declared").read().listed[0]
    (post,) = Case("jobpage", "json_ld").read().posts

    assert listed.post == post.id


def test_a_mirror_s_jobs_have_the_addresses_of_the_site() -> None:
    case = Case("jobpage", "json_ld")
    mirror = with_fields(case.capture, url="http://127.0.0.1:9/lowongan/cs-poipet-901", final_url=None)

    assert read(case.body, mirror).posts[0].url == case.read().posts[0].url


def with_renamed_attributes(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a page once for each value of an attribute of structured data, renamed wherever it stands."""
    text = body.decode()
    for name in sorted(set(re.findall(r'(?:itemprop|itemtype|typeof|property)="([^"]*)"', text))):
        yield name, text.replace(f'="{name}"', '="x_renamed"').encode()


@pytest.mark.parametrize(
    "name", ["json_ld", "microdata", "rdfa", "selectors", "list_declared", "list_item_list", "as_shown"]
)
def test_renamed_markup_never_changes_posts_silently(name: str) -> None:
    case = Case("jobpage", name)
    before = case.read()

    changed = [*renamed_fields(case.body), *with_renamed_attributes(case.body), *renamed_classes(case.body)]

    assert [what for what, body in changed if not tells(outcome_of(case, body), before)] == []


@pytest.mark.parametrize(
    ("salary", "words"),
    [
        ({"baseSalary": "1.200 USD"}, "1.200 USD"),
        ({"baseSalary": 1200, "salaryCurrency": "USD"}, "1200 USD"),
        ({"baseSalary": {"currency": "USD", "value": 1200.5}}, "1200.5 USD"),
        (
            {"baseSalary": {"currency": "THB", "value": {"minValue": "30,000", "unitText": "MONTH"}}},
            "30,000 THB / month",
        ),
        ({"baseSalary": {"value": {"minValue": 5, "maxValue": 5, "unitText": "HOUR"}}}, "5 / hour"),
        ({"estimatedSalary": [{"currency": "VND", "value": {"minValue": 1, "maxValue": 2}}]}, "1 - 2 VND"),
        ({"baseSalary": {"currency": "USD"}}, None),
        ({"baseSalary": True}, None),
        ({}, None),
    ],
)
def test_pay_is_told_in_words(salary: dict[str, object], words: str | None) -> None:
    assert pay_of(salary) == words


@pytest.mark.parametrize(
    ("job", "words"),
    [
        ({"jobLocation": "Poipet"}, "Poipet"),
        (
            {"jobLocation": {"address": {"addressLocality": "Bavet", "addressCountry": {"name": "Cambodia"}}}},
            "Bavet, Cambodia",
        ),
        ({"jobLocation": [{"address": "Bavet"}, {"name": "Poipet"}]}, "Bavet; Poipet"),
        ({"jobLocation": {"address": [{"addressRegion": "Svay Rieng"}]}}, "Svay Rieng"),
        (
            {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": {"name": "Indonesia"}},
            "Indonesia; TELECOMMUTE",
        ),
        ({"jobLocation": {"address": {}}}, None),
    ],
)
def test_a_place_is_told_in_words(job: dict[str, object], words: str | None) -> None:
    assert words_of_place(job) == words


def test_a_job_that_somebody_points_to_is_read_by_its_structured_data() -> None:
    case = Case("jobpage", "json_ld")
    asked = with_fields(case.capture, source=None, declared={})

    with PageReader() as reader:
        page = reader.read(asked, case.body)

    (post,) = page.posts
    assert (post.platform, post.source, post.via) == ("jobpage", "jobpage:jobs.example.org", "url_request")
    assert post.text == case.read().posts[0].text
