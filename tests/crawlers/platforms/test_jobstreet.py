"""JobStreet, JobsDB and SEEK: names, state with bare `undefined`, cards of saved pages, and jobs of one id."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from crawlers.jobs.state import state_named
from crawlers.platforms.jobstreet import is_name, older, start
from tests.crawlers.platforms.cases import Case
from tests.crawlers.platforms.mutations import outcome_of, renamed_fields, tells


@pytest.mark.parametrize(
    "name", ["id.jobstreet.com/kamboja-jobs", "th.jobsdb.com/jobs?page=2", "www.seek.com.au/x", "www.jobstreet.co.id/y"]
)
def test_a_name_is_an_address_on_one_of_the_platform_s_sites(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name", ["", "id.jobstreet.com", "jobs.example.org/x", "id.jobstreet.com.example.org/x", "x.y.seek.com/z"]
)
def test_anything_else_is_no_name(name: str) -> None:
    assert not is_name(name)


def test_addresses_are_the_site_s_own() -> None:
    assert start("id.jobstreet.com/a?b=1", "") == "https://id.jobstreet.com/a?b=1"
    assert start("id.jobstreet.com/a", "http://127.0.0.1:1") == "http://127.0.0.1:1/a"
    assert older("id.jobstreet.com/a", "", 7) is None


@pytest.mark.parametrize(
    ("script", "state"),
    [
        ('window.DATA = {"a": undefined, "b": [NaN, -Infinity]};', {"a": None, "b": [None, None]}),
        ('window.DATA={"a":"undefined } \\" {"}; window.MORE = {}', {"a": 'undefined } " {'}),
        ('window["DATA"] = {"a": {"b": 1}}', {"a": {"b": 1}}),
        ('DATA = {broken}; DATA = {"a": 1}', {"a": 1}),
        ('window.DATA = {"a": 1', None),
        ("window.DATA = 7;", None),
        ('window.OTHER = {"a": 1}', None),
        ("", None),
    ],
)
def test_state_is_read_though_it_is_no_json(script: str, state: object) -> None:
    assert state_named(script, "DATA") == state


def test_a_search_its_answer_and_its_saved_page_mean_the_same_jobs() -> None:
    ids = [
        {post.id for post in Case("jobstreet", name).read().posts}
        for name in ("search", "search_answer", "saved_search")
    ]

    assert ids[0] == ids[1]
    assert ids[0] & ids[2]


def test_a_job_has_one_id_in_lists_and_on_its_own_page() -> None:
    listed = Case("jobstreet", "search").read().listed[0]

    assert [post.id for post in Case("jobstreet", "job").read().posts] == [listed.post]
    assert [post.id for post in Case("jobstreet", "saved_job").read().posts] == [listed.post]


def test_an_advertiser_who_hides_is_labelled() -> None:
    labels = [post.labels for post in Case("jobstreet", "search").read().posts]

    assert ["anonymous_advertiser" in one for one in labels] == [False, True, False]


def with_renamed_parts(body: bytes) -> Iterator[tuple[str, bytes]]:
    text = body.decode()
    for name in sorted(
        set(re.findall(r'data-automation="([^"]*)"', text)) - {"server-state", "job-detail-salary", "jobSalary"}
    ):
        yield name, text.replace(f'data-automation="{name}"', 'data-automation="x_renamed"').encode()


@pytest.mark.parametrize("name", ["search", "job", "saved_search", "saved_job"])
def test_renamed_parts_never_change_jobs_silently(name: str) -> None:
    case = Case("jobstreet", name)
    before = case.read()

    changed = [*renamed_fields(case.body), *with_renamed_parts(case.body)]

    assert [what for what, body in changed if not tells(outcome_of(case, body), before)] == []
