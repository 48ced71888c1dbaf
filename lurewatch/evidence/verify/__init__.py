"""Verify: is a bundle what its signer sealed? Each problem with a stable code and a sentence a lawyer can read."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lurewatch.evidence.verify.container import open_container
from lurewatch.evidence.verify.findings import Findings, Verdict
from lurewatch.evidence.verify.manifests import check_manifests
from lurewatch.evidence.verify.seal import check_seal
from lurewatch.evidence.verify.story import check_story


def verify(path: Path, trusted: Ed25519PublicKey | None, known: Collection[Ed25519PublicKey] = ()) -> Verdict:
    """Check a bundle; raise BundleError for a file that is no bundle at all.

    `trusted` is the key it must be sealed with: any other is tampering. Without it, any key shows that the bundle is
    intact, and one of the `known` keys also whose it is.
    """
    findings = Findings()
    with open_container(path, findings) as container:
        measures = check_manifests(container, findings)
        is_known = check_seal(container, findings, trusted, known)
        check_story(container, findings, measures)
    return findings.verdict(is_known=is_known)
