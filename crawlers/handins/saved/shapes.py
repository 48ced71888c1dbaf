"""Shapes: how the pages of platforms that we never crawl look once a browser has drawn them, as XPath.

Chosen are marks that the platforms' own programs rest on (test ids, roles, urns), not names of styles. A page that
fits none is taken as a plain page: what changed is seen there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# Where a browser keeps what a platform tells other programs about a page (Open Graph).
TOLD_ADDRESS = '//meta[@property="og:url"]/@content | //link[@rel="canonical"]/@href'
TOLD_TITLE = '//meta[@property="og:title"]/@content'
TOLD_WORDS = '//meta[@property="og:description"]/@content'


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of post on a page: where posts are, and in each where its parts are; the first that is there counts.

    `link` finds the number of a post in an address (and the account, where it is named `handle`); `address` is its
    canonical address.
    """

    platform: str
    post: str
    link: re.Pattern[str]
    address: str
    words: Sequence[str] = ()
    name: Sequence[str] = ()
    number: Sequence[str] = ()  # attributes that hold the number, where no link does
    moment: Sequence[str] = ()
    pictures: str = ""
    counts: Mapping[str, str] = field(default_factory=dict)
    clock: str = ""
    is_preview: bool = False  # a list shows the beginning of a post, or less
    is_handle: bool = False  # the name that is shown is the account's handle


# A post of Facebook's feed: its words, and the nearest frame that the platform gives to one post.
MESSAGE = (
    "//*[@data-ad-rendering-role='story_message' or @data-ad-preview='message' or @data-ad-comet-preview='message']"
)
UNIT = "@aria-posinset or @role='dialog' or starts-with(@data-pagelet, 'FeedUnit')"
X_LINK = re.compile(r"(?:^|x\.com|twitter\.com)/(?P<handle>\w{1,20})/status/(?P<id>\d{5,20})")
TIKTOK_LINK = re.compile(r"/@(?P<handle>[\w.]{1,40})/(?:video|photo)/(?P<id>\d{10,20})")
INSTAGRAM_LINK = re.compile(r"(?:^|instagram\.com)/(?:(?P<handle>[\w.]{1,40})/)?(?:p|reel|tv)/(?P<id>[\w-]{5,40})")
FACEBOOK_LINK = re.compile(
    r"(?:/posts/(?:[^/?#]{1,200}/)?|/permalink/|[?&]story_fbid=|[?&]fbid=|/videos/(?:[^/?#]{1,200}/)?|/reel/)"
    r"(?P<id>pfbid\w{10,100}|\d{6,20})"
)
LINKEDIN_URN = re.compile(r"(?:activity|share|ugcPost)[:-](?P<id>\d{10,20})")
LINKEDIN_JOB = re.compile(r"(?:jobPosting:|/jobs/view/(?:[^/?#]{0,200}-)?)(?P<id>\d{6,20})")
# Which addresses are those of one post: for pages that show it, but whose shape is none of those below.
POST_LINKS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "x": (X_LINK, "https://x.com/{handle}/status/{id}"),
    "tiktok": (TIKTOK_LINK, "https://www.tiktok.com/@{handle}/video/{id}"),
    "instagram": (INSTAGRAM_LINK, "https://www.instagram.com/p/{id}/"),
    "facebook": (FACEBOOK_LINK, ""),
    "linkedin": (LINKEDIN_URN, "https://www.linkedin.com/feed/update/urn:li:activity:{id}"),
}

SHAPES = (
    Shape(
        platform="x",
        post='//article[@data-testid="tweet"]',
        link=X_LINK,
        address="https://x.com/{handle}/status/{id}",
        words=('.//*[@data-testid="tweetText"][not(ancestor::div[@role="link"])]',),
        name=('.//*[@data-testid="User-Name"]//a[1]', './/*[@data-testid="User-Name"]'),
        moment=(".//time/@datetime",),
        pictures='.//*[@data-testid="tweetPhoto"]//img/@src',
        counts={
            "replies": './/*[@data-testid="reply"]/@aria-label',
            "shares": './/*[@data-testid="retweet"]/@aria-label',
            "likes": './/*[@data-testid="like"]/@aria-label',
        },
        clock="x",
    ),
    Shape(
        platform="linkedin",
        post='//*[contains(@data-urn, "activity:") or @data-activity-urn or contains(@data-id, "urn:li:activity:")]',
        link=LINKEDIN_URN,
        number=("./@data-urn", "./@data-activity-urn", "./@data-id"),
        address="https://www.linkedin.com/feed/update/urn:li:activity:{id}",
        words=(
            './/*[contains(@class, "update-components-text")]',
            './/*[@data-test-id="main-feed-activity-card__commentary"]',
            './/*[contains(@class, "attributed-text-segment-list__content")]',
            './/*[contains(@class, "feed-shared-text")]',
        ),
        name=(
            './/*[contains(@class, "update-components-actor__title")]//span[@aria-hidden="true"]',
            './/*[contains(@class, "update-components-actor__title")]',
            './/a[contains(@data-tracking-control-name, "actor")][normalize-space()]',
        ),
        moment=(
            './/*[contains(@class, "update-components-actor__sub-description")]//span[@aria-hidden="true"]',
            ".//time",
        ),
        pictures='.//*[contains(@class, "update-components-image")]//img/@src',
        clock="linkedin",
    ),
    Shape(
        platform="linkedin",
        post='//*[contains(@data-entity-urn, "jobPosting:")]',
        link=LINKEDIN_JOB,
        number=("./@data-entity-urn",),
        address="https://www.linkedin.com/jobs/view/{id}",
        words=('.//*[contains(@class, "base-search-card__info")]', "."),
        name=('.//*[contains(@class, "subtitle")]',),
        moment=(".//time/@datetime",),
        is_preview=True,
    ),
    Shape(
        platform="linkedin",
        post='//*[contains(@class, "top-card-layout")]/ancestor::main[1]',
        link=LINKEDIN_JOB,
        address="https://www.linkedin.com/jobs/view/{id}",
        words=(".",),
        name=('.//*[contains(@class, "topcard__org-name-link")]',),
        moment=('.//*[contains(@class, "posted-time-ago__text")]',),
    ),
    Shape(
        platform="facebook",
        post=f"//*[@role='article' or (self::article and @data-ft)] | {MESSAGE}/ancestor::*[{UNIT}][1]"
        f" | {MESSAGE}/ancestor::*[.//*[@data-ad-rendering-role='profile_name']][1]",
        link=FACEBOOK_LINK,
        address="",
        words=(
            './/*[@data-ad-comet-preview="message" or @data-ad-preview="message"]',
            './/*[@data-ad-rendering-role="story_message"]',
            './/*[contains(@class, "userContent")]',
            ".//*[@data-ft]//p",
            './/div[@dir="auto"][normalize-space()]',
        ),
        name=('.//*[@data-ad-rendering-role="profile_name"]', ".//h2//a", ".//h3//a", ".//h4//a", ".//strong//a"),
        moment=(".//abbr/@data-utime", ".//abbr"),
        pictures='.//a[contains(@href, "photo")]//img/@src',
    ),
    Shape(
        platform="tiktok",
        post='//*[@data-e2e="user-post-item" or @data-e2e="search_top-item" or @data-e2e="search_video-item"'
        ' or @data-e2e="challenge-item" or @data-e2e="explore-item" or @data-e2e="recommend-list-item-container"]',
        link=TIKTOK_LINK,
        address="https://www.tiktok.com/@{handle}/video/{id}",
        words=('.//*[@data-e2e="video-desc"]', './/*[contains(@data-e2e, "caption")]', ".//img/@alt"),
        name=('.//*[contains(@data-e2e, "unique-id")]',),
        pictures=".//picture//img/@src",
        clock="tiktok",
        is_preview=True,
    ),
    Shape(
        platform="tiktok",
        post='//*[@data-e2e="browse-video-desc" or @data-e2e="video-desc"]',
        link=TIKTOK_LINK,
        address="https://www.tiktok.com/@{handle}/video/{id}",
        words=(".",),
        name=('//*[@data-e2e="browse-username" or @data-e2e="video-author-uniqueid"]',),
        clock="tiktok",
    ),
    Shape(
        platform="instagram",
        post="//article[.//time[@datetime]] | //main[.//h1 and .//time[@datetime]][not(.//article)]",
        link=INSTAGRAM_LINK,
        address="https://www.instagram.com/p/{id}/",
        words=(".//h1", './/ul//span[@dir="auto"]', './/span[@dir="auto"][string-length(normalize-space()) > 20]'),
        name=(".//header//a[normalize-space()]", './/a[@role="link"][normalize-space()]'),
        moment=(".//time/@datetime",),
        pictures=".//img[@srcset or @sizes]/@src",
        is_handle=True,
    ),
)
