"""The settings sheet: what Scrapy may do is written down, and stays so."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from scrapy.crawler import Crawler
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from crawlers import decode, fetch, pictures, reading, settings, visit
from crawlers.network.resolver import GuardedResolver
from crawlers.network.robots import RobotsMiddleware
from crawlers.network.tap import TapDownloadHandler
from crawlers.spiders.platform import PlatformSpider
from crawlers.telegram import message
from posts import worker
from tests.conftest import ROOT

SHEET = {
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "DOWNLOAD_MAXSIZE": 8 << 20,
    "DOWNLOAD_TIMEOUT": 20,
    "DNS_TIMEOUT": 10,
    "REDIRECT_MAX_TIMES": 5,
    "METAREFRESH_ENABLED": False,
    "RETRY_TIMES": 2,
    "DEPTH_LIMIT": 200,
    "CLOSESPIDER_TIMEOUT": 900,
    "CLOSESPIDER_ERRORCOUNT": 50,
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "REFERRER_POLICY": "no-referrer",
    "ROBOTSTXT_OBEY": True,
    "MEMUSAGE_LIMIT_MB": 1024,
    "URLLENGTH_LIMIT": 2083,
    "COOKIES_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 2,
    "DOWNLOAD_DELAY": 2.0,
    "DOWNLOAD_DELAY_JITTER": 0.0,
    "COMPRESSION_ENABLED": False,
    "HTTPPROXY_ENABLED": False,
    "JOBDIR": None,
}


@pytest.fixture(scope="module")
def sheet() -> Settings:
    made = Settings()
    made.setmodule(settings, priority="project")
    return made


@pytest.mark.parametrize("name", SHEET)
def test_the_sheet_holds(sheet: Settings, name: str) -> None:
    assert sheet.get(name) == SHEET[name]


def test_only_http_and_https_have_a_handler_and_it_is_the_listening_one(sheet: Settings) -> None:
    handlers = {scheme: path for scheme, path in sheet.getwithbase("DOWNLOAD_HANDLERS").items() if path is not None}

    assert {scheme: load_object(path) for scheme, path in handlers.items()} == dict.fromkeys(
        ("http", "https"), TapDownloadHandler
    )


def test_robots_txt_is_asked_first_and_the_archive_sees_the_bytes_last(sheet: Settings) -> None:
    layers = {path: at for path, at in sheet.getwithbase("DOWNLOADER_MIDDLEWARES").items() if at is not None}

    assert "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware" not in layers
    assert load_object(min((at, path) for path, at in layers.items() if at >= 100)[1]) is RobotsMiddleware
    assert max((at, path) for path, at in layers.items())[1] == "crawlers.network.archiving.ArchiveMiddleware"


def test_names_are_resolved_by_the_guard(sheet: Settings) -> None:
    assert load_object(sheet.get("TWISTED_DNS_RESOLVER")) is GuardedResolver


def test_only_gzip_is_asked_for(sheet: Settings) -> None:
    assert sheet.get("DEFAULT_REQUEST_HEADERS")["Accept-Encoding"] == "gzip"


def test_limits_outside_scrapy_are_those_of_the_sheet() -> None:
    assert decode.MAX_BODY_BYTES == 8 << 20
    assert decode.MAX_TAG_BYTES == 64 << 10
    assert reading.PAGE_SECONDS == 5
    assert pictures.MAX_PICTURE_BYTES == 20 << 20
    assert pictures.MAX_PICTURES == 20
    assert message.MAX_LINKS == 50
    assert (worker.MEMORY_BYTES, worker.OPEN_FILES) == (1536 << 20, 64)
    assert visit.VISIT_TIME.total_seconds() + fetch.MAX_WAIT_SECONDS <= SHEET["CLOSESPIDER_TIMEOUT"]  # type: ignore[operator]  # a number


def test_scrapy_finds_the_project_and_its_one_spider() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == [PlatformSpider.name]


def test_the_suffix_list_is_never_fetched() -> None:
    assert os.environ["TLDEXTRACT_PUBLIC_SUFFIX_LIST_URLS"] == ""


def test_a_crawl_of_the_project_builds(sheet: Settings) -> None:
    assert Crawler(PlatformSpider, sheet).settings.getbool("ROBOTSTXT_OBEY")
