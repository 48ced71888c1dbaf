"""What people type for a contact, to the normal forms that readings hold: any of them may be meant."""

from __future__ import annotations

from posts.text import fold

HANDLES = ("telegram", "line", "wechat", "facebook", "zalo", "viber", "qq")
NUMBERED = ("tel", "phone", "whatsapp", "viber", "zalo")  # apps whose contact is a telephone number
KINDS = (*HANDLES, "tel", "phone", "whatsapp", "email", "url", "wallet")
TELEGRAM_HOSTS = ("t.me", "telegram.me", "telegram.dog")
NUMBER_SIGNS = frozenset("0123456789+-() ./")
FEWEST_DIGITS = 5  # shorter than any telephone number; QQ ids begin there too


def typed_contacts(text: str) -> tuple[str, ...]:
    """Return every normal form that a typed contact may mean, the likeliest first."""
    said = fold(text).text.strip()
    kind, colon, rest = said.partition(":")
    if colon and kind in KINDS:
        return (_of_kind(kind, rest.strip()),)
    if _is_number(said):
        return (_number(said), f"qq:{_digits(said)}")
    if said.startswith("@"):
        return (f"telegram:{said[1:]}", f"line:{said}", *(f"{app}:{said[1:]}" for app in HANDLES[1:]))
    if "@" in said:
        return (f"email:{said}",)
    if "/" in said or "." in said.strip("."):
        return _address(said)
    return tuple(f"{app}:{said}" for app in HANDLES)


def _of_kind(kind: str, rest: str) -> str:
    if kind in NUMBERED and _is_number(rest):
        return _number(rest)
    if kind == "url":
        return _address(rest)[-1]
    return f"{kind}:{rest.removeprefix('@') if kind == 'telegram' else rest}"


def _is_number(text: str) -> bool:
    return len(_digits(text)) >= FEWEST_DIGITS and NUMBER_SIGNS.issuperset(text)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _number(text: str) -> str:
    digits = _digits(text)
    if text.startswith("+"):
        return f"tel:+{digits}"
    return f"tel:+{digits[2:]}" if digits.startswith("00") else f"tel:{digits}"


def _address(text: str) -> tuple[str, ...]:
    """Return what an address leads to, an account where its host says so, and always the address itself last."""
    plain = text.partition("://")[2] or text
    plain = plain.partition("?")[0].partition("#")[0].rstrip("/").removeprefix("www.")
    host, _, path = plain.partition("/")
    account = _account(host, path)
    return (account, f"url:{plain}") if account else (f"url:{plain}",)


def _account(host: str, path: str) -> str | None:
    name = path.removeprefix("s/")
    if host in TELEGRAM_HOSTS and name:
        invite = name.removeprefix("joinchat/")
        return f"telegram:+{invite}" if invite != name else f"telegram:{name.partition('/')[0]}"
    if host == "wa.me" and _digits(path):
        return f"tel:+{_digits(path)}"
    if host == "chat.whatsapp.com" and path:
        return f"whatsapp:invite/{path}"
    return None
