"""Keys: the Ed25519 key that signs bundles, and its two forms of signature (door to cryptography).

Raw, for `openssl pkeyutl -verify`; SSHSIG (OpenSSH PROTOCOL.sshsig), for `ssh-keygen -Y verify`. Ed25519 is
deterministic, so that two exports stay byte-identical.
"""

from __future__ import annotations

import base64
import hashlib
import os
import struct
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from posts.errors import SettingsError
from posts.files import require_private, storage, write_whole

PRIVATE_FILE = "evidence.key"
PUBLIC_FILE = "evidence.pub.pem"
NAMESPACE = b"evidence-bundle"
SIGNER = "signer"  # the identity in allowed_signers
MAGIC = b"SSHSIG"
KEY_TYPE = b"ssh-ed25519"
LINE = 70


@dataclass(frozen=True, slots=True)
class EvidenceKey:
    """The key of one installation."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> Ed25519PublicKey:
        """The public half."""
        return self.private.public_key()

    def sign(self, message: bytes) -> bytes:
        """Return the raw signature, 64 bytes."""
        return self.private.sign(message)

    def sshsig(self, message: bytes) -> bytes:
        """Return the signature in OpenSSH's armour."""
        digest = hashlib.sha512(message).digest()
        signature = self.private.sign(MAGIC + _strings(NAMESPACE, b"", b"sha512", digest))
        key = _strings(KEY_TYPE, raw(self.public))
        blob = MAGIC + struct.pack(">I", 1) + _strings(key, NAMESPACE, b"", b"sha512", _strings(KEY_TYPE, signature))
        return _armoured(blob)


def _armoured(blob: bytes) -> bytes:
    text = base64.b64encode(blob).decode()
    lines = [text[at : at + LINE] for at in range(0, len(text), LINE)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""]).encode()


def load_or_make(folder: Path) -> EvidenceKey:
    """Return the installation's key, making it on first use; a key that others can read is refused."""
    path = folder / PRIVATE_FILE
    if not path.exists():
        _make(path)
    require_private(path)
    key = EvidenceKey(_private(path))
    public = folder / PUBLIC_FILE
    if not public.exists() or public.read_bytes() != pem(key.public):
        write_whole(public, pem(key.public))
    return key


def _make(path: Path) -> None:
    """Make a key; where another process makes one at the same moment, the first one stays."""
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    made = path.with_name(f".{path.name}.{os.getpid()}.new")
    write_whole(made, Ed25519PrivateKey.generate().private_bytes(*form))
    with storage(path), suppress(FileExistsError):
        path.hardlink_to(made)
    made.unlink()


def _private(path: Path) -> Ed25519PrivateKey:
    try:
        with storage(path):
            private = serialization.load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:  # TypeError: it is locked with a password
        what, do = "this is no private key in PEM form without a password", "restore it from a backup"
        raise SettingsError(what, do, file=str(path)) from problem
    if not isinstance(private, Ed25519PrivateKey):
        raise SettingsError("this key is not Ed25519", "restore the right one from a backup", file=str(path))
    return private


def load_public(path: Path) -> Ed25519PublicKey:
    """Return a public key from a PEM file, or refuse what is none."""
    try:
        return parse_public(path.read_bytes())
    except (OSError, ValueError) as problem:
        what, do = "this is no Ed25519 public key in PEM form", "give the signer's evidence.pub.pem"
        raise SettingsError(what, do, file=str(path)) from problem


def parse_public(data: bytes) -> Ed25519PublicKey:
    """Return a public key from PEM bytes; raise ValueError for anything else."""
    try:
        key = serialization.load_pem_public_key(data)
    except UnsupportedAlgorithm as problem:
        raise ValueError("not Ed25519") from problem
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not Ed25519")
    return key


def pem(key: Ed25519PublicKey) -> bytes:
    """Return a public key in PEM form."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def raw(key: Ed25519PublicKey) -> bytes:
    """Return the 32 bytes of a public key."""
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def fingerprint(key: Ed25519PublicKey) -> str:
    """Return a key's name as OpenSSH prints it, for letters and web sites."""
    digest = hashlib.sha256(_strings(KEY_TYPE, raw(key))).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def allowed_signers(key: Ed25519PublicKey) -> bytes:
    """Return the file that `ssh-keygen -Y verify` wants."""
    blob = base64.b64encode(_strings(KEY_TYPE, raw(key))).decode()
    return f'{SIGNER} namespaces="{NAMESPACE.decode()}" {KEY_TYPE.decode()} {blob}\n'.encode()


def is_signed(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    """Say whether a raw signature is this key's over this message."""
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def is_ssh_signed(key: Ed25519PublicKey, armoured: bytes, message: bytes) -> bool:
    """Say whether an SSHSIG is this key's over this message, in our namespace."""
    try:
        blob = base64.b64decode(b"".join(armoured.splitlines()[1:-1]))
    except ValueError:
        return False
    head = MAGIC + struct.pack(">I", 1) + _strings(_strings(KEY_TYPE, raw(key)), NAMESPACE, b"", b"sha512")
    tail = blob[len(head) + 4 :]
    wanted = _strings(KEY_TYPE, tail[-64:])
    if not blob.startswith(head) or tail != wanted or armoured != _armoured(head + _strings(wanted)):
        return False
    signed = MAGIC + _strings(NAMESPACE, b"", b"sha512", hashlib.sha512(message).digest())
    return is_signed(key, tail[-64:], signed)


def _strings(*parts: bytes) -> bytes:
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)
