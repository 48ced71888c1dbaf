"""What an item of a feed may hold: an element without a namespace that no format of feeds has is a changed shape."""

from __future__ import annotations

from typing import Any

# feedparser's names of what RSS 0.9x-2.0, RDF and Atom 0.3-1.0 define, and of what it makes of them.
KNOWN = frozenset(
    {"title", "title_detail", "link", "links", "href", "id", "guidislink", "summary", "summary_detail", "content"}
    | {"published", "published_parsed", "updated", "updated_parsed", "created", "created_parsed", "expired"}
    | {"author", "authors", "author_detail", "contributors", "publisher", "publisher_detail", "rights", "rights_detail"}
    | {"tags", "category", "comments", "enclosures", "source", "language", "expired_parsed", "subtitle", "image"}
)


def unknown_elements(feed: Any) -> list[str]:
    """Return the elements of items that have no namespace and no meaning."""
    prefixes = tuple(f"{prefix}_" for prefix in feed.namespaces if prefix)
    names = {name for entry in feed.entries for name in entry if not name.startswith(prefixes or ("\0",))}
    return sorted(names - KNOWN - WITH_NAMESPACE)


# Elements of namespaces that feedparser renames or knows without their prefix.
WITH_NAMESPACE = frozenset(
    {"media_content", "media_thumbnail", "media_credit", "media_rating", "media_keywords", "media_player", "where"}
    | {"credit", "subtitle_detail", "media_restriction", "media_license"}
    | {"slash_comments", "wfw_commentrss", "thr_total", "itunes_duration", "itunes_explicit", "itunes_episode"}
    | {"geo_lat", "geo_long", "georss_point", "gd_image", "feedburner_origlink", "license", "coverage", "relation"}
)
