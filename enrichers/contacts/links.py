"""Links: web addresses, whether they lead to an app or not, and e-mail addresses; also written in disguise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from enrichers.contacts.announced import Announced
from enrichers.contacts.app_links import Address, led
from enrichers.contacts.found import Asked, Found
from enrichers.contacts.numbering import read_number
from enrichers.contacts.words import ContactData
from enrichers.patterns import Hit, Pattern, goes_on

_SAID_DOT = r"(?:dot|titik|chấm|tuldok|ponto|point|punto|точка|点|點|จุด|nukta)"
DOT = rf"(?:\.| \. | ?[\[({{] ?(?:\.|{_SAID_DOT}) ?[\])}}] ?| {_SAID_DOT} )"
AT = r"(?:@| ?[\[({] ?(?:at|@|arroba) ?[\])}] ?)"
PATH = r"[!#-&(-;=?-~]"  # the signs of an address: no quotation marks, no angle brackets

SCHEME = Pattern(rf"(?i)(?:https?|hxxps?|tg|viber|whatsapp|line)://{PATH}{{2,900}}", edges=(True, False))
APP = Pattern(
    rf"(?i)(?:(?:t|telegram|wa|line|zalo|fb|m){DOT}(?:me|dog)|(?:chat|api){DOT}whatsapp{DOT}com) ?/ ?{PATH}{{1,300}}",
    edges=(True, False),
)
MAIL = Pattern(
    rf"(?i)[a-z0-9._%+-]{{1,64}}{AT}[a-z0-9-]{{1,63}}(?:{DOT}[a-z0-9-]{{2,63}}){{1,3}}"
    rf"|[a-z0-9._%+-]{{1,64}} (?:at|arroba) [a-z0-9-]{{1,63}}(?: {_SAID_DOT} [a-z0-9-]{{2,63}}){{1,3}}",
    edges=(True, True),
)

_TRAILING = re.compile(r"[.,;:!?*_~|>\]})]+$")
_DISGUISED_DOT = re.compile(rf" ?[\[({{]? ?\. ?[\])}}]? ?|[ \[({{]+{_SAID_DOT}[ \])}}]+", re.IGNORECASE)
_DISGUISED_AT = re.compile(r" ?[\[({] ?(?:at|@|arroba) ?[\])}] ?| (?:at|arroba) ", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9.-]+\.[a-z0-9-]{2,63}|\[[0-9a-f:.]+\]|localhost")


def find_links(words: Announced, asked: Asked) -> Iterator[Found]:
    """Yield the addresses with a scheme, those of apps without one, and hosts that end like a host."""
    form, data = words.form, words.data
    taken = 0
    hits = [*SCHEME.find(form), *APP.find(form), *data.bare_hosts.find(form)]
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start < taken or (hit.start and form.text[hit.start - 1] == "@"):
            continue
        found = _link(hit, data, asked)
        if found:
            taken = hit.end
            yield found


def find_mail(words: Announced, _asked: Asked) -> Iterator[Found]:
    """Yield the e-mail addresses."""
    text = words.form.text
    for hit in MAIL.find(words.form):
        raw = hit.group()
        if text[max(0, hit.start - 1) : hit.start] == "/":
            continue  # a part of an address
        address = _DISGUISED_DOT.sub(".", _DISGUISED_AT.sub("@", raw)).replace(" ", "").lower().strip(".")
        start, end = hit.given()
        yield Found("email", f"email:{address}", start, end, 0.95, valid="unknown", hidden=" " in raw or "(" in raw)


def _link(hit: Hit, data: ContactData, asked: Asked) -> Found | None:
    raw = _TRAILING.sub("", hit.group())
    address = _address(raw)
    if address is None or (not address.parts and goes_on(hit.form.text, hit.start + len(raw))):
        return None
    if "://" not in raw and not address.parts and _is_no_host(raw):
        return None
    start, end = hit.form.span(hit.start, hit.start + len(raw))
    hidden = " " in raw or "[" in raw[:30] or "(" in raw[:30]
    goal = led(address)
    if goal is None:
        if not address.scheme.startswith(("http", "hxxp")):
            return None
        path = "/".join(("", *address.parts)).rstrip("/")
        return Found("url", f"url:{address.host}{path}", start, end, 0.9, hidden=hidden)
    if goal.number:
        number = read_number(goal.number, data, asked.by_app(data.rows.home_of.get(goal.type)))
        return Found(goal.type, number.value, start, end, 0.95, number.valid, number.candidates, hidden)
    return Found(goal.type, goal.value, start, end, 0.95, hidden=hidden)


def _is_no_host(raw: str) -> bool:
    """Say whether two words joined by a dot only look like a host: kerja.di, come.in."""
    labels = raw.lower().split(".")
    return len(labels) == 2 and len(labels[1]) == 2


def _address(raw: str) -> Address | None:
    scheme, divider, rest = raw.partition("://")
    if not divider:
        scheme, rest = "https", raw
        host, slash, path = rest.partition("/")
        rest = _DISGUISED_DOT.sub(".", host).replace(" ", "") + slash + path.strip()
    try:
        split = urlsplit(f"{scheme.lower()}://{rest}")
        host = (split.hostname or "").removeprefix("www.")
    except ValueError:  # a bracket or port that is none; hostile texts hold them
        return None
    if scheme.lower() in {"http", "https", "hxxp", "hxxps"} and not _HOST.fullmatch(host):
        return None
    parts = tuple(part for part in split.path.split("/") if part)
    return Address(scheme.lower(), host, parts, split.query)
