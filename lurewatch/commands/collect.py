"""collect: visit public sources now; pages go to the archive and the inbox."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

import click
import msgspec

from crawlers.asked import PLAIN, asked_for
from crawlers.browser.fonts import missing
from crawlers.browser.program import INSTALL, trouble
from crawlers.collect import Collected, collect
from crawlers.job import Job, Look, Operator
from crawlers.looks import is_asked_for
from crawlers.watchlist import WATCHLIST_FILE, Source, check_base_url, load_watchlist
from index.ledger.coverage import asked_to_wait, known_pictures, known_whole, last_joined, pages_since
from index.ledger.revisits import due_pages, due_posts
from index.ledger.store import Connection, open_ledger
from lurewatch.call import Call, common_options
from lurewatch.counted import counted
from lurewatch.settings import load_settings
from posts.capture import GOOD_OUTCOMES, Visit
from posts.errors import InputError

SENTENCES = {
    "posts": "read, with new posts",
    "nothing_new": "read, nothing new",
    "no_preview": "has no public preview",
    "unclaimed": "nobody has this name",
    "invalid_name": "this cannot be a name",
    "page_changed": "the page has changed: the spider cannot read it; posts may be missing until it is mended",
    "blocked": "the platform blocks us",
    "robots": "robots.txt forbids it",
    "unreachable": "could not be reached",
    "budget": "what may be spent left nothing to read",
}


@click.command()
@common_options
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--base-url", help="Read a mirror or test server instead: scheme://host:port.")
@click.option("--url", help="Save one public post now, with a screenshot, instead of visiting sources.")
def command(call: Call, sources: tuple[str, ...], base_url: str | None, url: str | None) -> int:
    """Visit sources of watchlist.toml now; all enabled ones when none is named.

    Example: lurewatch collect telegram_web:some__channel
    """
    home = call.made_home
    settings = load_settings(home)
    if url is not None:
        if sources:
            raise InputError("a SOURCE and --url do not go together", "give one of them")
        operator = Operator(name=settings.operator, contact=settings.contact)
        return save(call, operator, url, check_base_url(base_url) if base_url is not None else None)
    file = home.settings_file(WATCHLIST_FILE)
    chosen = choose(load_watchlist(file), sources, str(file))
    if not chosen:
        call.say(f"no source to visit: name one in {file}, or switch one on")
    if base_url is not None:
        plain = check_base_url(base_url)
        chosen = [msgspec.structs.replace(source, base_url=plain) for source in chosen]
    ledger = open_ledger(home)
    with ledger.reading() as connection:
        jobs = [job_for(connection, source, call.clock().astimezone(settings.tz)) for source in chosen]
    ledger.close()
    operator = Operator(name=settings.operator, contact=settings.contact)
    result = collect(jobs, home, operator, told=lambda visit: call.say(sentence(visit)))
    call.answer({"visits": result.visits})
    code = call.refuse_all(result.refused)
    return code or int(any(visit.outcome not in GOOD_OUTCOMES for visit in result.visits))


def save(call: Call, operator: Operator, url: str, base_url: str | None) -> int:
    """Save one public post with a screenshot, where there is a browser to take one."""
    asked = asked_for(url, base_url)
    wrong = trouble()
    has_browser = wrong is None
    host = urlsplit(url).hostname or ""
    source = Source(platform=PLAIN, name=host, base_url=base_url, browser=has_browser)
    result = collect([Job(source=source, url=url)], call.made_home, operator)
    lacking = missing() if has_browser else None
    if wrong is not None:
        call.say(f"saving without a screenshot: {wrong[0]}; {wrong[1]}")
    elif lacking:
        call.say(f"the screenshot shows boxes instead of {', '.join(lacking)}: no font has them; {INSTALL}")
    for visit in result.visits:
        call.say(_saved(result, visit, asked.page))
    facts = {"saved": result.saved, "screenshot": result.screenshot, "visits": result.visits}
    call.answer(facts)
    return call.refuse_all(result.refused) or int(not result.saved)


def _saved(result: Collected, visit: Visit, page: str) -> str:
    picture = ", with its screenshot" if result.screenshot else ""
    if not result.saved:
        kept = f"; the page is kept{picture}" if visit.pages else ""
        return f"no post: {visit.detail or visit.outcome}{kept}"
    return f"saved {', '.join(result.saved)} from {page}{picture}; next: lurewatch ingest"


def choose(watchlist: tuple[Source, ...], keys: tuple[str, ...], file: str) -> list[Source]:
    """Return the sources to visit: the named ones, else all that are enabled."""
    by_key = {source.key: source for source in watchlist}
    for key in keys:
        if key not in by_key:
            raise InputError(f"{key} is no source of the watchlist", f"use one of: {', '.join(by_key)}", file=file)
    off = next((key for key in keys if not by_key[key].enabled), None)
    if off is not None:
        raise InputError(f"{off} is switched off (enabled = false)", "switch it on to visit it", file=file)
    return [by_key[key] for key in keys] or [source for source in watchlist if source.enabled]


def job_for(connection: Connection, source: Source, now: datetime) -> Job:
    """Return the job of one source with what the ledger knows of it; a day begins at midnight of the given zone."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    last = last_joined(connection, source.key)
    return Job(
        source=source,
        known_highest=int(last.last_id) if last and last.last_id else None,
        unread_before=last.unread_before if last else None,
        spent_today=pages_since(connection, source.key, today),
        day=f"{today:%Y-%m-%d}",
        not_before=asked_to_wait(connection, source.key),
        known_media=known_pictures(connection, source.key),
        known_posts=known_whole(connection, source.key),
        looks=looks_for(connection, source, now) if is_asked_for(source.platform) else (),
        revisit={} if is_asked_for(source.platform) else due_pages(connection, source.key, now),
    )


def looks_for(connection: Connection, source: Source, now: datetime) -> tuple[Look, ...]:
    """Return the posts of a source that a visit looks for now."""
    due = due_posts(connection, source.key, now)
    return tuple(Look(post=post.id, native_id=post.native_id or "", url=post.url) for post in due)


def sentence(visit: Visit) -> str:
    """Return what came of a visit, for people."""
    said = SENTENCES[visit.outcome]
    detail = f" ({visit.detail})" if visit.detail and visit.detail != said else ""
    return f"{visit.source}: {said}{detail}; {counted(visit.posts, 'post')} on {counted(len(visit.pages), 'page')}"
