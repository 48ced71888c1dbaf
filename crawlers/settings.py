"""Scrapy's settings: polite, identified, closed (settings sheet of the reliability study).

Scrapy's defaults favour scraping: they open two ports that execute code, check no certificate, take answers of 1 GiB.
"""

from __future__ import annotations

import os

# tldextract would fetch the public suffix list on first use; it must never ask a host that is not a source's.
os.environ.setdefault("TLDEXTRACT_PUBLIC_SUFFIX_LIST_URLS", "")

BOT_NAME = "lurewatch"
SPIDER_MODULES = ["crawlers.spiders"]
NEWSPIDER_MODULE = "crawlers.spiders"
USER_AGENT = "Lurewatch/0.1"  # `collect` adds operator and contact

TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

ROBOTSTXT_OBEY = True  # by crawlers.network.robots instead of Scrapy's own middleware
HTTPPROXY_ENABLED = False  # the environment shall not send our requests, nor our evidence, through a third party
CONCURRENT_REQUESTS = 2
CONCURRENT_REQUESTS_PER_DOMAIN = 2
DOWNLOAD_DELAY = 2.0  # seconds between two requests to a host; none on loopback
DOWNLOAD_DELAY_JITTER = 0.0  # Scrapy's own would halve the delay at times
DOWNLOAD_TIMEOUT = 20
DNS_TIMEOUT = 10
DOWNLOAD_MAXSIZE = 8 << 20
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = False  # a cut answer is archived and marked partial
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {
    "http": "crawlers.network.tap.TapDownloadHandler",
    "https": "crawlers.network.tap.TapDownloadHandler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawlers.network.tokens.TokenMiddleware": 90,
    "crawlers.network.robots.RobotsMiddleware": 100,
    "crawlers.network.archiving.ArchiveMiddleware": 999,  # nearest to the downloader
}
COMPRESSION_ENABLED = False  # bodies are unpacked in the worker, from the archived bytes, up to a cap

REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the visit itself says so, in one sentence
RETRY_HTTP_CODES = [408, 500, 502, 504]  # 429 and 503 say themselves how long to wait: the spider listens
HTTPERROR_ALLOW_ALL = True  # each answer has its own outcome
DEPTH_LIMIT = 200
URLLENGTH_LIMIT = 2083
CLOSESPIDER_TIMEOUT = 900
CLOSESPIDER_TIMEOUT_NO_ITEM = 0  # the visit keeps its own budget of pages without a new id
CLOSESPIDER_ERRORCOUNT = 50
MEMUSAGE_LIMIT_MB = 1024
EXTENSIONS = {"scrapy.extensions.memusage.MemoryUsage": None, "crawlers.memory.OwnMemory": 0}

COOKIES_ENABLED = False
REFERRER_POLICY = "no-referrer"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml",
    "Accept-Language": "en",
    "Accept-Encoding": "gzip",
}
TWISTED_DNS_RESOLVER = "crawlers.network.resolver.GuardedResolver"
LOG_LEVEL = "ERROR"
