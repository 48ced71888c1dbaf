"""Apps: a name behind the name of an app: Telegram: hr__contoh, ไลน์ไอดี contoh88, 微信 contoh_88, QQ 12345678."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from enrichers.contacts.announced import Announced, Word
from enrichers.contacts.found import Asked, Found
from posts.reading import ContactType

# Between an app's name and an id: the word id in some languages, signs, an arrow or a finger.
_SIGNS = r"[:=\-–—→>~()\[\]/|.,*_'\"👉➡⏩📲📩☎:]"
_ID_WORD = r"(?:id|ไอดี|号|號|帳號|账号|user(?:name)?|nick|ник|contact|số)"
_BETWEEN = re.compile(rf"(?:[ \t]*(?:{_SIGNS}|{_ID_WORD}(?![a-z])))" + r"{0,6}[ \t]*", re.IGNORECASE)
_SAID = re.compile(rf"[:=@→👉➡]|{_ID_WORD}", re.IGNORECASE)

IDS: Mapping[str, tuple[ContactType, re.Pattern[str]]] = {
    "telegram": ("telegram", re.compile(r"@?[ ]?([A-Za-z][A-Za-z0-9_]{3,31})(?![A-Za-z0-9_])")),
    "line": ("line", re.compile(r"(@?(?=[0-9._-]*[A-Za-z])[A-Za-z0-9][A-Za-z0-9._-]{2,29})(?![A-Za-z0-9])")),
    "wechat": ("wechat", re.compile(r"([A-Za-z][A-Za-z0-9_-]{4,19})(?![A-Za-z0-9_])")),
    "qq": ("qq", re.compile(r"([1-9][0-9]{4,11})(?![0-9])")),
    "facebook": ("facebook", re.compile(r"@?((?=[A-Za-z.]*[0-9.])[A-Za-z][A-Za-z0-9.]{4,49})(?![A-Za-z0-9])")),
}
_TELLING = re.compile(r"[0-9_]")  # a name with a digit or an underscore is no everyday word
SURE = 0.95
LIKELY = 0.8


def find_app_ids(words: Announced, _asked: Asked) -> Iterator[Found]:
    """Yield the names that stand behind the name of their app."""
    for word in words.apps:
        found = _id_behind(words, word)
        if found:
            yield found


def _id_behind(words: Announced, word: Word) -> Found | None:
    if word.app not in IDS:
        return None
    text = words.form.text
    kind, pattern = IDS[word.app]
    between = _BETWEEN.match(text, word.end)
    at = between.end() if between else word.end
    name = pattern.match(text, at)
    if name is None:
        return None
    said = bool(_SAID.search(text[word.end : name.start(1)]))
    if not _is_name(name.group(1), words, said):
        return None
    start, end = words.form.span(at if text[at] == "@" else name.start(1), name.end(1))
    value = f"{kind}:{name.group(1).strip('.').lower()}"
    return Found(kind, value, start, end, SURE if said else LIKELY, hidden=word.hidden)


def _is_name(name: str, words: Announced, said: bool) -> bool:
    if name.lower() in words.data.no_name or name.lower() in words.data.app_of:
        return False
    return bool(_TELLING.search(name)) or said
