"""Message: who says what, with which media; lines that WhatsApp itself wrote are told apart."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, field, replace

from crawlers.handins.media_names import kind_of_name
from crawlers.handins.whatsapp.words import MARKS, plain, words
from posts.post import SERVICE, Media

NAME_LETTERS = 120  # a contact's name is shorter; what stands before a later colon is a sentence
NOT_EXPORTED = "left out when the chat was exported"
WITHDRAWN = "withdrawn"  # the sender took it back before the chat was exported
EDITED = "edited"
FILE = r"[^<>\n/\\]{1,250}\.\w{1,8}"
ON_IOS = re.compile(rf"[{MARKS}]*<(?P<word>[^<>\n:：,،]{{1,40}})[:：,،] ?(?P<name>{FILE})>")
ON_ANDROID = re.compile(rf"[{MARKS}]*(?P<name>{FILE}) \((?P<word>[^()\n]{{1,60}})\)[{MARKS} ]*(?:\n|$)")
OWN_NAME = re.compile(r"(?:IMG|VID|AUD|PTT|STK|DOC|GIF)-\d{8}-WA\d{4,6}\.\w{1,5}")  # as the phone names them
TAIL = re.compile(rf"\s*[{MARKS}]*<(?P<words>[^<>\n]{{1,60}})>[{MARKS}]*$")


@dataclass(frozen=True, slots=True)
class Message:
    """What a line and those below it say: its sender (None: WhatsApp itself), words, media, labels."""

    sender: str | None
    text: str
    media: tuple[Media, ...] = ()
    labels: tuple[str, ...] = field(default=())


def sender_of(rest: str) -> str | None:
    """Return the name before the colon, None where the line has none or is a sentence of WhatsApp's own."""
    name, colon, _ = rest.partition(": ")
    if not colon and rest.rstrip().endswith(":"):
        name, colon = rest.rstrip()[:-1], ":"
    if not colon or not name.strip() or len(name) > NAME_LETTERS:
        return None
    return None if any(part in plain(name) for part in words().long_service) else name


def message_of(rest: str, senders: Set[str], beside: Set[str]) -> Message:
    """Return the message of a header's rest; `senders` are the names of the file, `beside` the files next to it."""
    sender = sender_of(rest)
    if sender is None and (short := rest.partition(":")[0]) in senders:
        sender = short  # a message that begins right behind the colon
    if sender is None:
        return Message(None, rest.strip(MARKS).rstrip(), labels=(SERVICE,))
    text = rest[len(sender) + 1 :].removeprefix(" ")
    by_whatsapp = text.startswith(tuple(MARKS)) and any(part in plain(text) for part in words().service)
    said = _without_tail(Message(sender.strip(MARKS + " "), text.rstrip()))
    if by_whatsapp and "\n" not in said.text:
        return replace(said, text=said.text.strip(MARKS), labels=(SERVICE,))
    return _with_media(said, beside)


def _without_tail(said: Message) -> Message:
    """Take off the sign that a message was edited, and say it as a label."""
    tail = TAIL.search(said.text)
    if tail is None or plain(tail["words"]) not in words().edited:
        return said
    return replace(said, text=said.text[: tail.start()], labels=(EDITED,))


def _with_media(said: Message, beside: Set[str]) -> Message:
    head, _, below = said.text.partition("\n")
    bare = plain(head)
    if bare in words().withdrawn and not below:
        return replace(said, text=head.strip(MARKS), labels=(*said.labels, WITHDRAWN))
    if bare in words().omitted:
        return replace(said, text=below.strip(), media=(_left_out(bare),))
    if (document := _document_left_out(head)) is not None:
        return replace(said, text="\n".join(filter(None, (document, below))), media=(_left_out("document omitted"),))
    for form in (ON_ANDROID.match(said.text), *ON_IOS.finditer(said.text)):
        if form is not None and _is_attached(form, beside):
            text = "\n".join(filter(None, (said.text[: form.start()].strip(), said.text[form.end() :].strip())))
            return replace(said, text=text.strip(MARKS + " "), media=(_named(form["name"]),))
    return replace(said, text=said.text.lstrip(MARKS))


def _document_left_out(head: str) -> str | None:
    """Return the name before the words that a document was left out ("offer.pdf • 2 pages document omitted")."""
    for mark in "\u200e\u200f":
        name, sign, rest = head.rpartition(mark)
        if sign and name.strip(MARKS + " ") and words().omitted.get(plain(rest)) == "document":
            return name.replace(mark, "").strip()
    return None


def _is_attached(form: re.Match[str], beside: Set[str]) -> bool:
    """Say whether a file's name in a message stands for a file: by WhatsApp's word, or because it lies beside."""
    name = form["name"]
    return plain(form["word"]) in words().attached or name in beside or OWN_NAME.fullmatch(name) is not None


def _left_out(bare: str) -> Media:
    return Media(kind=words().omitted[bare], why_missing=NOT_EXPORTED)


def _named(name: str) -> Media:
    return Media(kind=kind_of_name(name), url=name)
