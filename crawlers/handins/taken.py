"""Taken: the ids and marks of posts that stand in somebody else's data; none of them is a post that we collected."""

from __future__ import annotations

from posts.identity import hand_in_id, post_id
from posts.post import Post, with_fields

# Platforms that no spider of ours visits: their own numbers name a post, so that two people who hand in the same one
# hand in one post. What we collect ourselves keeps ids of its own: a file that somebody made can never pass for it,
# change it, or move it into another lane.
NEVER_CRAWLED = frozenset(
    {"facebook", "instagram", "tiktok", "x", "linkedin", "threads", "douyin", "xiaohongshu", "weibo", "telegram"}
)


def taken(post: Post, sha256: str, place: str) -> Post:
    """Return a post with the id it has as a hand-in; `place` is where it stands in the file of that hash."""
    if post.platform in NEVER_CRAWLED and post.native_id:
        own = post_id(post)
    else:
        own = hand_in_id(sha256, f"{post.platform}/{post.native_id or place}")
    return with_fields(post, id=own, source=f"{post.platform}:import", via="hand_in", capture=None)
