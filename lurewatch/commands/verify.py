"""verify: whether a bundle is what its signer sealed."""

from __future__ import annotations

from pathlib import Path

import click

from lurewatch.call import Call, common_options
from lurewatch.evidence.keys import PUBLIC_FILE, load_public
from lurewatch.evidence.verify import verify

SAYINGS = {
    "valid": "valid: every file is as it was sealed, by the expected key",
    "tampered": "TAMPERED: this bundle is not as it was sealed",
    "unknown_key": "intact, but nobody vouched for the key: give the signer's key with --key",
}


@click.command()
@common_options
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--key", type=click.Path(path_type=Path, dir_okay=False), help="The signer's public key (PEM).")
def command(call: Call, bundle: Path, key: Path | None) -> int:
    """Check a bundle; exit 0 valid, 1 tampered, 2 unreadable, 3 intact but the key is unknown.

    Example: lurewatch verify case.zip --key evidence.pub.pem
    """
    own = call.home.custody / PUBLIC_FILE
    path = key or (own if own.exists() else None)
    verdict = verify(bundle, load_public(path) if path else None)
    call.say(SAYINGS[verdict.verdict])
    for problem in verdict.problems:
        call.say(f"  {problem.code} {problem.sentence}")
    call.answer(verdict)
    return verdict.exit_code
