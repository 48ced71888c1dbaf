"""init: make a home with commented settings files; nothing that is there is changed."""

from __future__ import annotations

from importlib.resources import files

import click

from index.embedded.engine import open_embedded
from index.ledger.store import open_ledger
from lurewatch.call import Call, common_options
from posts.files import write_whole

FILES = ("lurewatch.toml", "watchlist.toml", "alerts.toml")


@click.command()
@common_options
def command(call: Call) -> None:
    """Make a home with commented settings files.

    Example: lurewatch init --home ~/watch
    """
    home = call.home
    home.make()
    templates = files("lurewatch.commands") / "files"
    made = []
    for name in FILES:
        path = home.settings_file(name)
        if path.exists():
            call.say(f"kept    {path}")
            continue
        write_whole(path, (templates / name).read_bytes())
        made.append(name)
        call.say(f"made    {path}")
    open_ledger(home).close()
    for lane in ("public", "restricted"):
        open_embedded(home, lane).make()
    call.say(f"Next: set operator and contact in {home.settings_file('lurewatch.toml')}, name your sources in")
    call.say(f"{home.settings_file('watchlist.toml')}, then run: lurewatch collect && lurewatch ingest")
    call.answer({"home": str(home.path), "made": made})
