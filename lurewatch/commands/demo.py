"""demo: the whole main job on the practice site, told in plain sentences."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import click

from crawlers.collect import collect
from crawlers.job import Operator
from crawlers.watchlist import WATCHLIST_FILE, load_watchlist
from index.ledger.coverage import every_visit
from index.ledger.schema import LANES
from lurewatch.alerts.digest import Sent, send_digests
from lurewatch.alerts.rules import ALERTS_FILE
from lurewatch.call import DEFAULT_HOME, Call, common_options
from lurewatch.commands.collect import job_for, sentence
from lurewatch.installation import Installation, opened
from lurewatch.pipeline import Intake, ingest
from lurewatch.practice.scene import scene
from lurewatch.practice.site import PracticeServer
from lurewatch.practice.story import Teller
from lurewatch.rebuilding import rebuild
from lurewatch.settings import SETTINGS_FILE
from posts.errors import EngineError
from posts.files import write_whole
from posts.home import Home

SETTINGS = 'operator = "Practice desk"\ncontact = "desk@example.org"\nzone = "Asia/Jakarta"\n'
LATER = timedelta(hours=1)


@click.command()
@common_options
def command(call: Call) -> None:
    """Show the whole job on a small invented scene on this machine; the second time it finds nothing new.

    Example: lurewatch demo
    """
    home = Home(call.path or Path(f"{DEFAULT_HOME}-demo").expanduser())
    home.make()
    call.say("Everything in this demonstration is invented; nothing leaves this machine.")
    with PracticeServer() as server:
        _write_settings(home, server.base_url)
        _renew(call, home)
        sent: list[Sent] = []
        for visit, now in _due(home):
            server.visit = visit
            with opened(home, partial(_fixed, now)) as here:
                intake = _visit(call, here, visit, now)
                sent += send_digests(here)
        with opened(home, partial(_fixed, now)) as here:
            Teller(here, scene(), call.say).tell(sent, home.path / "demo-case.zip")
    call.say(f"\nThe home of this demonstration: {home.path}")
    call.say(f"Look around: lurewatch search poipet --home {home.path}")
    call.answer({"home": str(home.path), "new": intake.new, "mails": sent, "bundle": str(home.path / "demo-case.zip")})


def _renew(call: Call, home: Home) -> None:
    """Make the index anew where another version of Lurewatch made it: whoever tries the demo again should see it."""
    with opened(home, partial(_fixed, scene().visits[0])) as here:
        try:
            for lane in LANES:
                here.engine(lane).cursor()
        except EngineError as stale:
            call.say(f"{stale.what}: it is made anew")
            rebuild(here, lambda _: None)


def _fixed(now: datetime) -> datetime:
    return now


def _write_settings(home: Home, base_url: str) -> None:
    write_whole(home.settings_file(SETTINGS_FILE), SETTINGS.encode())
    write_whole(home.settings_file(WATCHLIST_FILE), scene().watchlist(base_url).encode())
    write_whole(home.settings_file(ALERTS_FILE), scene().alerts.encode())


def _due(home: Home) -> list[tuple[int, datetime]]:
    """Return the visits still to make; when all are made, one more look at the last day."""
    days = list(enumerate(scene().visits, 1))
    with opened(home, partial(_fixed, days[0][1])) as here, here.ledger.reading() as connection:
        made = [visit.started_at for visit in every_visit(connection)]
    if not made:
        return days
    left = [(number, day) for number, day in days if day > max(made)]
    return left or [(len(days), max(made) + LATER)]


def _visit(call: Call, here: Installation, number: int, now: datetime) -> Intake:
    call.say(f"\n== Visit {number}, {now:%d %B %Y}")
    sources = load_watchlist(here.home.settings_file(WATCHLIST_FILE))
    with here.ledger.reading() as connection:
        jobs = [job_for(connection, source, now.astimezone(here.settings.tz)) for source in sources]
    operator = Operator(name=here.settings.operator, contact=here.settings.contact)
    collect(jobs, here.home, operator, now=now, told=lambda visit: call.say(f"  {sentence(visit)}"))
    intake = ingest(here)
    call.say(f"  {intake.new} new posts, {intake.revised} changed, {intake.not_shown} no longer shown")
    return intake
