"""Account: result.json of one chat or of a whole account, each message a post."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from crawlers.handins.found import Asked, Found, Refusal
from crawlers.handins.telegram_desktop.message import post_of
from crawlers.handins.telegram_desktop.raw import Chat, Chats, Raw
from crawlers.handins.texts import decoded_text, storable
from crawlers.handins.zones import zone_of
from posts.errors import InputError, LineRefused

LISTS = ("chats", "left_chats")
NAMED = 50  # of messages that cannot be read, so many are named
NO_ZONE = "some times have no zone: their words are kept, but no moment; say it with --zone, like Asia/Jakarta"


def read_json(body: bytes, asked: Asked) -> Found:
    """Return the messages of an export as JSON; raise InputError where it is none."""
    zone = zone_of(asked.options["zone"]) if "zone" in asked.options else None
    posts, refused = [], []
    for number, chat in enumerate(_chats(_parsed(body))):
        if isinstance(chat, Refusal):
            refused.append(chat)
            continue
        for at, raw in enumerate(chat.messages):
            try:
                posts.append(post_of(msgspec.convert(raw, Raw, strict=False), chat, (number, at), asked.sha256, zone))
            except (msgspec.ValidationError, LineRefused) as problem:
                refused.append(_refused(problem, raw, at))
    open_times = any(post.posted_at is None for post in posts)
    more = (
        [Refusal(what=f"{len(refused) - NAMED} more messages", do="look at the file")] if len(refused) > NAMED else []
    )
    return Found(posts=tuple(posts), refused=(*refused[:NAMED], *more), notes=(NO_ZONE,) if open_times else ())


def _parsed(body: bytes) -> Any:
    try:
        data = msgspec.json.decode(body)
        return _storable(data) if b"\\u0000" in body else data
    except (msgspec.DecodeError, RecursionError):
        pass  # half a character in a name is enough for that; the standard library lets it pass
    try:
        return _storable(json.loads(decoded_text(body)))
    except RecursionError as problem:
        raise InputError("the JSON is nested too deeply", "ask for the file again") from problem
    except ValueError as problem:
        raise InputError("this is no JSON: it may be cut short", "ask for the file again") from problem


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_storable(inner) for inner in value]
    return {storable(key): _storable(inner) for key, inner in value.items()} if isinstance(value, dict) else value


def _chats(data: Any) -> Iterator[Chat | Refusal]:
    if isinstance(data, dict) and "messages" in data:
        yield _chat(data, 0)
        return
    lists = [data[name] for name in LISTS if name in data] if isinstance(data, dict) else []
    if not lists:
        raise InputError("this JSON holds no chats of Telegram", "hand in result.json as Telegram Desktop wrote it")
    try:
        chats = [chat for one in lists for chat in msgspec.convert(one, Chats).chats]
    except msgspec.ValidationError as problem:
        raise InputError(f"the list of chats is none: {problem}", "ask for the file again") from problem
    for number, chat in enumerate(chats):
        yield _chat(chat, number)


def _chat(data: Any, number: int) -> Chat | Refusal:
    try:
        return msgspec.convert(data, Chat)
    except msgspec.ValidationError as problem:
        return Refusal(what=f"chat {number + 1} cannot be read: {problem}", do="look at the file")


def _refused(problem: Exception, raw: Any, at: int) -> Refusal:
    name = raw.get("id", at) if isinstance(raw, dict) else at
    what = problem.what if isinstance(problem, LineRefused) else str(problem)
    return Refusal(what=f"message {str(name)[:20]}: {what[:1].lower()}{what[1:200]}", do="look at the file")
