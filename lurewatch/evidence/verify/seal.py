"""The seal: who signed the list of lists."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lurewatch.evidence.bundle import SEALS, TAG_MANIFEST
from lurewatch.evidence.keys import allowed_signers, is_signed, is_ssh_signed, parse_public, pem
from lurewatch.evidence.verify.container import Container
from lurewatch.evidence.verify.findings import Findings


def check_seal(container: Container, findings: Findings, trusted: Ed25519PublicKey | None) -> None:
    """Check both signatures and the key copies.

    Without a trusted key the bundle's own copy can only show that it is intact, not whose it is.
    """
    key = trusted or _own_key(container, findings)
    if key is None:
        return
    message = container.load(TAG_MANIFEST) if TAG_MANIFEST in container.entries else b""
    for name, is_good in zip(SEALS, (is_signed, is_ssh_signed), strict=True):
        if name not in container.entries:
            findings.add("E_SIG_MISSING", name)
        elif not is_good(key, container.load(name), message):
            findings.add("E_SIG_BAD", name)
    for name, wanted in (("signer.pem", pem(key)), ("allowed_signers", allowed_signers(key))):
        if name in container.entries and container.load(name) != wanted:
            findings.add("E_KEY_MISMATCH", name)


def _own_key(container: Container, findings: Findings) -> Ed25519PublicKey | None:
    if "signer.pem" not in container.entries:
        return None
    try:
        return parse_public(container.load("signer.pem"))
    except ValueError:
        findings.add("E_FORMAT", "signer.pem")
        return None
