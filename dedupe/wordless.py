"""Wordless: posts without letters are told apart by their pictures: those that show copies of one are one cluster."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from dedupe.joined import joined

Groups = Sequence[tuple[str, ...]]


def wordless(posts: Collection[str], copies: Iterable[tuple[str, str]]) -> Groups:
    """Return the groups of posts without letters, each in order; `copies` are pairs of them that show one picture."""
    own = set(posts)
    return joined([*((post, post) for post in own), *(pair for pair in copies if own.issuperset(pair))])


def complete(groups: Groups, posts: Iterable[str]) -> Groups:
    """Return groups, and each post that none of them holds as a group by itself."""
    held = {post for group in groups for post in group}
    return [*groups, *((post,) for post in posts if post not in held)]
