"""bundle: an evidence bundle of a query, a cluster or a post."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from lurewatch.call import Call, common_options
from lurewatch.cases import by_cluster, by_post, by_query
from lurewatch.counted import counted
from lurewatch.deciding import audited
from lurewatch.evidence.bundle import write_bundle
from lurewatch.evidence.case import Case
from lurewatch.evidence.keys import fingerprint, load_or_make
from lurewatch.installation import Installation, opened
from posts.errors import InputError
from posts.identity import sha256_hex
from posts.mark import AuditLine


@click.command()
@common_options
@click.option("--query", help="All public posts that answer a query.")
@click.option("--cluster", help="All posts of a cluster.")
@click.option("--post", help="One post.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The ZIP file.")
@click.option("--actor", default=getpass.getuser, show_default="your login name", help="Who exports (a code).")
@click.option("--reason", default="not stated", help="What for; stands in the audit.")
def command(call: Call, output: Path, actor: str, reason: str, **asked: str | None) -> None:
    """Export evidence that can be checked without this software.

    Example: lurewatch bundle --cluster c1_… -o case.zip
    """
    with opened(call.made_home, call.clock) as here:
        case = _case(here, asked)
        key = load_or_make(here.home.custody)
        write_bundle(case, here.home, key, output)
        line = AuditLine(actor=actor, at=call.clock(), action="bundle", target=case.slug, reason=reason)
        with here.ledger.writing() as connection:
            audited(connection, line)
    parts = f"{counted(len(case.members), 'post')}, {counted(len(case.captures), 'capture')}"
    call.say(f"{output}: {parts}, {len(case.withheld)} withheld")
    call.say(f"signed with {fingerprint(key.public)}; check it with: lurewatch verify {output}")
    facts = {"file": str(output), "posts": len(case.members), "withheld": len(case.withheld), "left_out": case.left_out}
    call.answer(facts | {"sha256": sha256_hex(output.read_bytes()), "key": fingerprint(key.public)})


MAKERS = {"query": by_query, "cluster": by_cluster, "post": by_post}


def _case(here: Installation, asked: dict[str, str | None]) -> Case:
    given = [(kind, value) for kind, value in asked.items() if value is not None]
    if len(given) != 1:
        raise InputError("say what to bundle", "give exactly one of --query, --cluster and --post")
    kind, value = given[0]
    return MAKERS[kind](here, value)
