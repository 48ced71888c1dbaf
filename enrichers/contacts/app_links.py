"""App links: who an address of an app leads to: a name, an invite, a number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote

from posts.reading import ContactType

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
_INVITE = re.compile(r"[A-Za-z0-9_-]{6,64}")
_LINE_ID = re.compile(r"@?[A-Za-z0-9._-]{2,40}")
_PAGE = re.compile(r"[A-Za-z0-9.]{3,80}")
_NUMBER = re.compile(r"\+?[0-9]{7,15}")

NO_TELEGRAM_NAME = frozenset({"addlist", "addstickers", "iv", "joinchat", "login", "proxy", "share", "socks"})
NO_FACEBOOK_NAME = frozenset(
    {"events", "hashtag", "login", "marketplace", "pages", "photo", "reel", "share", "sharer", "story", "watch"}
)


@dataclass(frozen=True, slots=True)
class Address:
    """A web address taken apart: host in lower case without www., path parts, query, scheme."""

    scheme: str
    host: str
    parts: tuple[str, ...]
    query: str

    @property
    def first(self) -> str:
        """The first part of the path."""
        return self.parts[0] if self.parts else ""

    def asked(self, name: str) -> str:
        """Return a parameter of the query."""
        return parse_qs(self.query).get(name, [""])[0].strip()


@dataclass(frozen=True, slots=True)
class Led:
    """Where an address leads: an app and either a whole value or a number that is still to be read."""

    type: ContactType
    value: str = ""
    number: str = ""


def led(address: Address) -> Led | None:
    """Return where an address of an app leads, or None for any other address."""
    resolve = BY_SCHEME.get(address.scheme) or BY_HOST.get(address.host)
    if resolve is None and address.host.endswith(".t.me"):
        return _telegram_name(address.host.removesuffix(".t.me"))
    return resolve(address) if resolve else None


def _telegram(address: Address) -> Led | None:
    first = unquote(address.first)
    if first.startswith("+"):
        code = first[1:]
        return Led("telegram", number=first) if _NUMBER.fullmatch(first) else _telegram_invite(code)
    if first == "joinchat" and len(address.parts) > 1:
        return _telegram_invite(address.parts[1])
    if first == "s" and len(address.parts) > 1:
        return _telegram_name(address.parts[1])
    return None if first.lower() in NO_TELEGRAM_NAME else _telegram_name(first)


def _telegram_name(name: str) -> Led | None:
    return Led("telegram", f"telegram:{name.lower()}") if _NAME.fullmatch(name) else None


def _telegram_invite(code: str) -> Led | None:
    return Led("telegram", f"telegram:+{code}") if _INVITE.fullmatch(code) else None


def _telegram_scheme(address: Address) -> Led | None:
    if address.host == "join":
        return _telegram_invite(address.asked("invite"))
    phone = address.asked("phone")
    return Led("telegram", number=phone) if _NUMBER.fullmatch(phone) else _telegram_name(address.asked("domain"))


def _whatsapp(address: Address) -> Led | None:
    first = unquote(address.first)
    if _NUMBER.fullmatch(first):
        return Led("whatsapp", number=_with_plus(first))
    if first in {"message", "qr"} and len(address.parts) > 1:
        return Led("whatsapp", f"whatsapp:{first}/{address.parts[1]}")
    return _whatsapp_send(address)


def _whatsapp_send(address: Address) -> Led | None:
    phone = address.asked("phone")
    return Led("whatsapp", number=_with_plus(phone)) if _NUMBER.fullmatch(phone) else None


def _whatsapp_invite(address: Address) -> Led | None:
    code = address.parts[-1] if address.parts else ""
    return Led("whatsapp", f"whatsapp:invite/{code}") if _INVITE.fullmatch(code) else None


def _line(address: Address) -> Led | None:
    last = unquote(address.parts[-1]) if address.parts else ""
    if last[:1] in {"~", "@"}:
        name = last.removeprefix("~")
        return Led("line", f"line:{name.lower()}") if _LINE_ID.fullmatch(name) else None
    return None


def _zalo(address: Address) -> Led | None:
    if _NUMBER.fullmatch(address.first):
        return Led("zalo", number=address.first)
    if address.first == "g" and len(address.parts) > 1:
        return Led("zalo", f"zalo:g/{address.parts[1]}")
    return None


def _facebook(address: Address) -> Led | None:
    first = address.first.lower()
    if first == "profile.php":
        number = address.asked("id")
        return Led("facebook", f"facebook:{number}") if number.isdigit() else None
    if first == "groups" and len(address.parts) > 1:
        return Led("facebook", f"facebook:groups/{address.parts[1].lower()}")
    if first == "people" and address.parts[-1].isdigit():
        return Led("facebook", f"facebook:{address.parts[-1]}")
    return Led("facebook", f"facebook:{first}") if _PAGE.fullmatch(first) and first not in NO_FACEBOOK_NAME else None


def _viber(address: Address) -> Led | None:
    phone = address.asked("number")
    return Led("viber", number=_with_plus(phone)) if _NUMBER.fullmatch(phone) else None


def _with_plus(number: str) -> str:
    """Return a number of a link as these apps mean it: international, with or without its plus."""
    return number if number.startswith(("+", "0")) else f"+{number}"


BY_SCHEME: Mapping[str, Callable[[Address], Led | None]] = {
    "tg": _telegram_scheme,
    "whatsapp": _whatsapp_send,
    "line": _line,
    "viber": _viber,
}
BY_HOST: Mapping[str, Callable[[Address], Led | None]] = (
    dict.fromkeys(("t.me", "telegram.me", "telegram.dog", "tx.me"), _telegram)
    | dict.fromkeys(("wa.me", "api.whatsapp.com", "web.whatsapp.com", "whatsapp.com"), _whatsapp)
    | {"chat.whatsapp.com": _whatsapp_invite, "line.me": _line, "zalo.me": _zalo}
    | dict.fromkeys(
        ("facebook.com", "m.facebook.com", "web.facebook.com", "fb.com", "fb.me", "m.me", "messenger.com"), _facebook
    )
)
