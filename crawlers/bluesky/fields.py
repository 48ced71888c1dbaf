"""The fields that objects of Bluesky may have; another one is told: an optional field may have been renamed to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

EMBED = frozenset(
    {
        "$type",
        "images",
        "items",
        "video",
        "external",
        "record",
        "media",
        "alt",
        "aspectRatio",
        "captions",
        "presentation",
    }
    | {"cid", "playlist", "thumbnail"}
)
CARD = frozenset(
    {"$type", "uri", "title", "description", "thumb", "labels", "source", "createdAt", "updatedAt", "readingTime"}
    | {"associatedRefs"}
)
# Of a record: the lexicon's, and what bridges and old clients add.
RECORD: Mapping[str, Collection[str]] = {
    "": frozenset(
        {"$type", "createdAt", "langs", "text", "facets", "embed", "reply", "labels", "tags", "entities", "via"}
        | {"bridgyOriginalText", "bridgyOriginalUrl", "fediverseId", "originalText", "originalUrl"}
    ),
    "reply": frozenset({"$type", "root", "parent"}),
    "embed": EMBED,
    "embed.external": CARD,
}
VIEW: Mapping[str, Collection[str]] = {
    "": frozenset(
        {"$type", "uri", "cid", "author", "record", "embed", "replyCount", "repostCount", "likeCount", "quoteCount"}
        | {"bookmarkCount", "indexedAt", "viewer", "labels", "threadgate", "debug", "value", "embeds"}
    ),
    "embed": EMBED,
    "embed.external": CARD,
}
ITEM: Mapping[str, Collection[str]] = {
    "": frozenset({"$type", "post", "reply", "reason", "feedContext", "reqId"}),
    "reply": frozenset({"$type", "root", "parent", "grandparentAuthor"}),
}
