"""review: a form with the cues of one language for a native speaker, and taking the filled-in form."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from enrichers.reviews import COLUMNS, CueReview, Reviews, form, load_reviews, read_form, write_form
from lurewatch.call import Call, common_options
from lurewatch.counted import counted
from lurewatch.installation import REVIEWS, opened
from posts.errors import InputError, LineRefused
from posts.files import write_whole


@click.group()
def command() -> None:
    """Have the cues of a language checked by people who speak it.

    Example: lurewatch review form id -o cues-id.csv
    """


@command.command("form")
@common_options
@click.argument("lang")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The CSV file.")
def make_form(call: Call, lang: str, output: Path) -> None:
    """Write a form with every cue of LANG; a native speaker fills in verdict: right, wrong or better.

    Example: lurewatch review form id -o cues-id.csv
    """
    with opened(call.made_home, call.clock) as here:
        rows = list(form(here.data.books, lang, here.data.english))
    if not rows:
        raise InputError(f"no cues for the language {lang}", "take a code of docs/reference/reading.md")
    with output.open("w", encoding="utf-8-sig", newline="") as stream:
        number = write_form(rows, stream)
    call.say(
        f"{output}: {counted(number, 'cue')}; fill in {', '.join(COLUMNS[4:])}, then: lurewatch review apply {output}"
    )
    call.answer({"file": str(output), "cues": number})


@command.command("apply")
@common_options
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def apply_form(call: Call, path: Path) -> int:
    """Take the verdicts of a filled-in form: wrong cues go, better words take their place. Posts are read anew later.

    Example: lurewatch review apply cues-id.csv
    """
    home = call.made_home
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(read_form(stream, str(path)))
    taken = tuple(row for row in rows if isinstance(row, CueReview))
    code = call.refuse_all(row for row in rows if isinstance(row, LineRefused))
    kept = home.settings_file(REVIEWS)
    before = load_reviews(kept.read_text("utf-8"), str(kept)) if kept.exists() else Reviews()
    write_whole(kept, msgspec.json.format(msgspec.json.encode(Reviews(rows=(*before.rows, *taken)))))
    with opened(home, call.clock) as here:
        done = sorted(here.data.reviewed)
    call.say(f"{counted(len(taken), 'verdict')} taken; reviewed languages: {', '.join(done) or 'none yet'}")
    call.say("New posts are read with them; posts that stand in the ledger are read again by: lurewatch rebuild")
    call.answer({"taken": len(taken), "reviewed": done})
    return code
