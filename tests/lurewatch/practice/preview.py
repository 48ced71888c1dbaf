"""A reader of preview pages of its own: a few selectors, so that the practice pages are not judged by the crawlers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml import html

ADDRESS = re.compile(r"url\('([^']+)'\)")


@dataclass(frozen=True, slots=True)
class Message:
    """What a person would see of one message."""

    native_id: str
    text: str
    posted: str
    views: str
    is_edited: bool
    is_service: bool
    pictures: tuple[str, ...]
    links: tuple[str, ...]
    forwarded: str | None
    replied: str | None


def messages(body: bytes) -> list[Message]:
    """Return the messages of a page in page order."""
    root = html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8"))
    return [_message(part) for part in root.xpath("//div[@data-post]")]


def _message(part: Any) -> Message:
    own = part.xpath(
        ".//div[contains(@class,'js-message_text')][not(ancestor::div[contains(@class,'js-message_text')])]"
    )
    styles = part.xpath(".//*[not(contains(@class,'emoji'))]/@style")
    return Message(
        native_id=part.get("data-post"),
        text="".join(_words(one) for one in own).strip(),
        posted=part.xpath(".//a[@class='tgme_widget_message_date']/time/@datetime")[0],
        views="".join(part.xpath(".//span[@class='tgme_widget_message_views']/text()")),
        is_edited="edited" in "".join(part.xpath(".//span[@class='tgme_widget_message_meta']/text()")),
        is_service="service_message" in part.get("class"),
        pictures=tuple(found for style in styles for found in ADDRESS.findall(style)),
        links=tuple(str(link) for one in own for link in one.xpath(".//a/@href")),
        forwarded=_first(part, ".//a[@class='tgme_widget_message_forwarded_from_name']/@href"),
        replied=_first(part, ".//a[contains(@class,'tgme_widget_message_reply')]/@href"),
    )


def _first(part: Any, path: str) -> str | None:
    found = part.xpath(path)
    return str(found[0]) if found else None


def _words(element: Any) -> str:
    for broken in element.xpath(".//br"):
        broken.tail = "\n" + (broken.tail or "")
    return str(element.text_content())
