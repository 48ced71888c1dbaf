"""Verify: is a bundle what its signer sealed? Each problem with a stable code and a sentence a lawyer can read."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lurewatch.evidence.verify.container import open_container
from lurewatch.evidence.verify.findings import Findings, Verdict
from lurewatch.evidence.verify.manifests import check_manifests
from lurewatch.evidence.verify.seal import check_seal
from lurewatch.evidence.verify.story import check_story


def verify(path: Path, trusted: Ed25519PublicKey | None) -> Verdict:
    """Check a bundle against a key known from elsewhere; raise BundleError for a file that is no bundle at all."""
    findings = Findings()
    with open_container(path, findings) as container:
        measures = check_manifests(container, findings)
        check_seal(container, findings, trusted)
        check_story(container, findings, measures)
    return findings.verdict(is_known=trusted is not None)
