"""seen: whether a number, handle, link, text or picture was seen before."""

from __future__ import annotations

from pathlib import Path

import click

from lurewatch.call import Call, common_options
from lurewatch.counted import counted
from lurewatch.installation import opened
from lurewatch.seeing import seen, seen_picture
from posts.errors import InputError

SHOWN = 20
CLUSTERS_SHOWN = 10


@click.command()
@common_options
@click.argument("anything", required=False)
@click.option(
    "--image",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A picture file; ANYTHING is then what is written in it.",
)
def command(call: Call, anything: str | None, image: Path | None) -> None:
    """Look up ANYTHING a family was sent: a number, handle, link, pasted text or post id; or a picture.

    The words of a picture are read where Tesseract is there (see doctor); else type them beside --image.
    Example: lurewatch seen "0840-0000-0101"
    """
    if anything is None and image is None:
        raise InputError("say what to look for", "give a number, handle, link or text, or --image FILE")
    with opened(call.made_home, call.clock) as here:
        answer = seen(here, anything or "") if image is None else seen_picture(here, image, anything)
    if answer.understood:
        call.say("Understood as: " + ", ".join(answer.understood))
    for post in answer.posts[:SHOWN]:
        cluster = f", cluster {post.cluster}" if post.cluster else ""
        call.say(f"{post.score:.2f}  {post.id}  {post.source}: {post.reason}{cluster}")
        call.say(f"      {' '.join(post.text.split())[:120]}")
    if answer.total > SHOWN:
        call.say(f"and {answer.total - SHOWN} more: add --json to see all")
    for group in answer.clusters[:CLUSTERS_SHOWN]:
        call.say(f"{group.score:.2f}  cluster {group.id} of {counted(group.posts, 'post')}: {group.reason}")
    for sentence in answer.incomplete:
        call.say(f"Incomplete: {sentence}")
    call.say(f"{counted(answer.total, 'post')}. {answer.searched.sentence()}")
    call.say(f"The restricted lane was not searched: {counted(answer.left_out, 'post')} kept apart.")
    if not answer.posts:
        call.say("Not seen does not mean harmless: it only means that it does not stand in what was searched.")
    call.answer(answer)
