"""Bombs: bodies made to hold a parser, to fill its memory, or to hide words from it; each small enough to be sent."""

from __future__ import annotations

import json
from collections.abc import Callable

Body = bytes
MANY = 60_000
DEEP = 100_000


def page(inner: str) -> bytes:
    """Return a page of markup."""
    return f"<!DOCTYPE html><html><head><title>x</title></head><body>{inner}</body></html>".encode()


def rss(inner: str, before: str = "") -> bytes:
    """Return a feed with one item."""
    head = f'<?xml version="1.0"?>{before}<rss version="2.0"><channel><title>x</title>'
    return f"{head}<item><guid>https://a.example/1</guid>{inner}</item></channel></rss>".encode()


def laughs(levels: int, times: int) -> str:
    """Return a document type whose entities unfold into each other."""
    lines = [f'<!ENTITY a{level} "{f"&a{level - 1};" * times}">' for level in range(1, levels)]
    return f'<!DOCTYPE x [<!ENTITY a0 "ha">{"".join(lines)}]>'


def linked(value: object) -> bytes:
    """Return a page with a piece of structured data."""
    text = value if isinstance(value, str) else json.dumps(value)
    return page(f'<script type="application/ld+json">{text}</script>')


JSON: dict[str, Callable[[], Body]] = {
    "deep lists": lambda: b"[" * DEEP + b"]" * DEEP,
    "deep objects": lambda: b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deep and never closed": lambda: b"[" * (8 << 20),
    "deep inside an item": lambda: b'[{"id":' + b"[" * DEEP + b"]" * DEEP + b"}]",
    "four million objects": lambda: b"[" + b"{}," * 2_700_000 + b"{}]",
    "a million keys": lambda: b"{" + b",".join(b'"%d":1' % number for number in range(700_000)) + b"}",
    "one key many times": lambda: b"{" + b'"a":1,' * 700_000 + b'"a":1}',
    "a long number": lambda: b'[{"id":' + b"9" * 1_000_000 + b"}]",
    "a long fraction": lambda: b'[{"id":0.' + b"1" * 1_000_000 + b"}]",
    "a large exponent": lambda: b'[{"created_utc":1e999999999,"id":"1"}]',
    "no numbers": lambda: b'[{"id":NaN},{"id":Infinity},{"id":-Infinity}]',
    "a long text": lambda: b'["' + b"a" * (7 << 20) + b'"]',
    "a text of escapes": lambda: b'["' + b"\\u0041" * 1_000_000 + b'"]',
    "half characters": lambda: b'["' + b"\\ud800" * 500_000 + b'"]',
    "text never ended": lambda: b'["' + b"a" * (7 << 20),
    "a mark and nothing": lambda: b"\xef\xbb\xbf",
    "nothing but space": lambda: b" " * (8 << 20),
    "lines of objects": lambda: b'{"did":"did:plc:x"}\n' * 60_000,
    "lines of lists": lambda: b"{}\n{}\n" + b"[" * DEEP,
    "not UTF-8": lambda: b'["\xff\xfe' + b"\x80" * 100_000 + b'"]',
}
MARKUP: dict[str, Callable[[], Body]] = {
    "deep divs": lambda: page("<div>" * 250_000),
    "deep divs around words": lambda: page("<div>" * 5_000 + "Lowongan Poipet " * 20 + "</div>" * 5_000),
    "deep spans": lambda: page("<span>" * 250_000),
    "deep formatting": lambda: page("<b><i><u>" * 80_000),
    "deep tables": lambda: page("<table><tr><td>" * 80_000),
    "deep lists": lambda: page("<ul><li>" * 120_000),
    "deep forms": lambda: page("<form>" * 250_000),
    "unclosed paragraphs": lambda: page("<p>" * 290_000),
    "too many paragraphs": lambda: page("<p>" * 2_500_000),
    "unclosed links": lambda: page('<a href="/job/x">' * 200_000),
    "links to jobs": lambda: page("".join(f'<a href="/job/{number}">x</a>' for number in range(MANY))),
    "one link many times": lambda: page('<a href="/job/1">x</a>' * 140_000),
    "attributes": lambda: b"<div " + b" ".join(b"a%d=1" % number for number in range(200_000)) + b">",
    "attributes in UTF-16": lambda: ("\ufeff<div " + " ".join(f"a{number}=1" for number in range(40_000)) + ">").encode(
        "utf-16-le"
    ),
    "one long attribute": lambda: page(f'<div class="{"a " * 3_000_000}">x</div>'),
    "a long tag": lambda: b"<" + b"a" * (7 << 20),
    "a tag never ended": lambda: b'<a href="' + b"x" * (7 << 20),
    "classes": lambda: page(f'<div class="{" ".join(f"c{number}" for number in range(9_000))}">x</div>' * 20),
    "comments": lambda: page("<!--x-->" * 250_000),
    "comments that open": lambda: page("<!--" * 1_500_000),
    "comments that hold markup": lambda: page("<!--<li>x</li>-->" * 90_000),
    "a comment never closed": lambda: page("<!--" + "<li>x" * 200_000),
    "numeric entities": lambda: page("&#65;" * 1_000_000),
    "entities of nothing": lambda: page("&nothing;" * 800_000),
    "entities without end": lambda: page("&#" * 3_000_000),
    "large entities": lambda: page("&#99999999999999999999;" * 200_000),
    "scripts": lambda: page("<script>x</script>" * 140_000),
    "a script never closed": lambda: page("<script>" + "x" * (6 << 20)),
    "styles": lambda: page('<i style="background:url(' + "(" * 500_000 + '">x</i>'),
    "data fields": lambda: page(f"""<li class="j_thread_list" data-field='{"[" * 60_000}'>x</li>""" * 3),
    "many data fields": lambda: page(
        """<li class="j_thread_list" data-field='{"id":1}'><a href="/p/1">x</a></li>""" * 40_000
    ),
    "many floors": lambda: page('<div class="l_post"><div class="d_post_content">x</div></div>' * 60_000),
    "deep structured data": lambda: linked('{"@type":"JobPosting","a":' + "[" * DEEP + "]" * DEEP + "}"),
    "many structured data": lambda: page('<script type="application/ld+json">{"@type":"JobPosting"}</script>' * 40_000),
    "many postings": lambda: linked([{"@type": "JobPosting", "title": f"t{number}"} for number in range(30_000)]),
    "blanks around structured data": lambda: linked("-->" + " " * 3_000_000 + "x"),
    "commas in structured data": lambda: linked("[" + ", " * 1_000_000 + "]"),
    "deep items": lambda: page('<div itemscope itemtype="https://schema.org/JobPosting"><p itemprop="x">' * 60_000),
    "properties": lambda: page(
        '<div itemscope itemtype="https://schema.org/JobPosting">' + '<p itemprop="x">y</p>' * 90_000 + "</div>"
    ),
    "many names of a property": lambda: page(
        f'<div itemscope itemtype="JobPosting"><p itemprop="{"x " * 500_000}">y</p></div>'
    ),
    "state never closed": lambda: page("<script>window.SEEK_REDUX_DATA = {" + '"a":{' * 200_000 + "</script>"),
    "states": lambda: page("<script>" + "SEEK_REDUX_DATA = {x};" * 200_000 + "</script>"),
    "state of quotes": lambda: page('<script>window.SEEK_REDUX_DATA = {"' + '\\"' * 2_000_000 + "</script>"),
    "undefined": lambda: page("<script>window.SEEK_REDUX_DATA = {" + "undefined " * 600_000 + "}</script>"),
    "words of jobs": lambda: page("<h1>x</h1><main>" + "posted    " * 600_000 + "</main>"),
    "bad encodings": lambda: b'<meta charset="punycode">' + b"\xff" * 500_000,
    "many encodings": lambda: b"<meta charset=x>" * 100_000,
    "zero bytes": lambda: b"<html>" + b"\0" * 4_000_000,
    "templates": lambda: page("<template>" * 100_000),
    "svg": lambda: page("<svg><foreignObject>" * 100_000),
    "selects": lambda: page("<select><option>" * 100_000),
}
FEEDS: dict[str, Callable[[], Body]] = {
    "a billion laughs": lambda: rss("<title>&a9;</title>", laughs(10, 10)),
    "quadratic entities": lambda: rss(
        "<title>" + "&a1;" * 50_000 + "</title>", '<!DOCTYPE x [<!ENTITY a1 "' + "a" * 100_000 + '">]>'
    ),
    "entities of each other": lambda: rss("<title>&a;</title>", '<!DOCTYPE x [<!ENTITY a "&b;"><!ENTITY b "&a;">]>'),
    "many items": lambda: rss("</item><item><title>x</title>" * 40_000),
    "many links": lambda: rss('<link href="x"/>' * 100_000),
    "deep elements": lambda: rss("<x>" * 100_000),
    "markup inside": lambda: rss(f"<description><![CDATA[{'<div>' * 100_000}]]></description>"),
    "many namespaces": lambda: rss("".join(f'<x xmlns:n{number}="u{number}"/>' for number in range(20_000))),
    "a long address": lambda: rss(f"<link>https://a.example/{'a/' * 500_000}</link><title>x</title>"),
    "dates": lambda: rss("<title>x</title>" + "<pubDate>" + "1" * 500_000 + "</pubDate>"),
}
