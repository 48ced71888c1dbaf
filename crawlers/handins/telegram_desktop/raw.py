"""Raw: the fields of a message in result.json, as Telegram Desktop writes them (export_output_json.cpp)."""

from __future__ import annotations

from typing import Any

import msgspec


class Part(msgspec.Struct, frozen=True):
    """A part of a text with a meaning: a link, a mention, bold words."""

    type: str = ""
    text: str = ""
    href: str | None = None


class Contact(msgspec.Struct, frozen=True):
    """A contact that was shared."""

    first_name: str = ""
    last_name: str = ""
    phone_number: str = ""


class Place(msgspec.Struct, frozen=True):
    """Where something is."""

    latitude: float = 0.0
    longitude: float = 0.0


class Answer(msgspec.Struct, frozen=True):
    """One answer of a poll."""

    text: str | list[str | Part] = ""


class Poll(msgspec.Struct, frozen=True):
    """A question with its answers."""

    question: str | list[str | Part] = ""
    answers: list[Answer] = []
    total_voters: int | None = None


class Reaction(msgspec.Struct, frozen=True):
    """How often a sign was set under a message."""

    count: int = 0
    emoji: str | None = None
    document_id: str | None = None
    type: str | None = None


class Raw(msgspec.Struct, frozen=True):
    """One message; fields that say nothing to us are passed over."""

    id: int | None = None
    type: str = ""
    date: str | None = None
    date_unixtime: str | int | None = None
    edited_unixtime: str | int | None = None
    sender: str | None = msgspec.field(name="from", default=None)
    sender_id: str | int | None = msgspec.field(name="from_id", default=None)
    actor: str | None = None
    actor_id: str | int | None = None
    action: str | None = None
    title: str | None = None
    members: list[str | None] = []
    author: str | None = None
    forwarded_from: str | None = None
    forwarded_from_id: str | int | None = None
    saved_from: str | None = None
    reply_to_message_id: int | None = None
    reply_to_peer_id: str | int | None = None
    text: str | list[str | Part] = ""
    photo: str | None = None
    file: str | None = None
    file_name: str | None = None
    poster: str | None = msgspec.field(name="thumbnail", default=None)
    media_type: str | None = None
    mime_type: str | None = None
    width: int | None = None
    height: int | None = None
    duration_seconds: int | None = None
    contact_information: Contact | None = None
    contact_vcard: str | None = None
    place: Place | None = msgspec.field(name="location_information", default=None)
    place_name: str | None = None
    address: str | None = None
    poll: Poll | None = None
    game_title: str | None = None
    information_text: str | None = None
    reactions: list[Reaction] = []


class Chat(msgspec.Struct, frozen=True):
    """One chat: its kind, its number, its messages unread."""

    messages: list[Any]
    type: str = ""
    id: int | None = None


class Chats(msgspec.Struct, frozen=True):
    """The chats of an account."""

    chats: list[Any] = msgspec.field(name="list", default_factory=list)
