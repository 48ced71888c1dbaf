"""Keys: made once, kept private, and signatures that OpenSSL and OpenSSH make and take the same."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lurewatch.evidence.keys import (
    PRIVATE_FILE,
    PUBLIC_FILE,
    EvidenceKey,
    allowed_signers,
    fingerprint,
    is_signed,
    is_ssh_signed,
    load_or_make,
    load_public,
    parse_public,
    pem,
)
from posts.errors import InputError, SettingsError
from posts.files import write_whole
from tests.lurewatch.evidence.by_hand import needs_stock_tools

MESSAGE = b"the list of lists\n"
SIGN = ("ssh-keygen", "-q", "-Y", "sign", "-n", "evidence-bundle")


def run(*words: str | Path, given: bytes = b"") -> bytes:
    return subprocess.run(words, input=given, capture_output=True, check=True, timeout=60).stdout


def test_the_key_is_made_once_and_private(tmp_path: Path) -> None:
    first, second = load_or_make(tmp_path), load_or_make(tmp_path)

    assert first.sign(b"x") == second.sign(b"x")
    assert (tmp_path / PRIVATE_FILE).stat().st_mode & 0o777 == 0o600
    assert load_public(tmp_path / PUBLIC_FILE) == first.public
    assert sorted(path.name for path in tmp_path.iterdir()) == [PRIVATE_FILE, PUBLIC_FILE]


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    load_or_make(tmp_path)
    (tmp_path / PRIVATE_FILE).chmod(0o640)

    with pytest.raises(InputError, match="mode is 0640"):
        load_or_make(tmp_path)


def test_of_two_that_make_a_key_at_once_the_first_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Ed25519PrivateKey.generate
    others = []

    def while_another_makes_one() -> Ed25519PrivateKey:
        monkeypatch.setattr("lurewatch.evidence.keys.Ed25519PrivateKey.generate", real)
        others.append(load_or_make(tmp_path))
        return real()

    monkeypatch.setattr("lurewatch.evidence.keys.Ed25519PrivateKey.generate", while_another_makes_one)
    own = load_or_make(tmp_path)

    assert own.public == others[0].public


def test_a_public_file_that_is_missing_or_old_is_written_anew(tmp_path: Path) -> None:
    key = load_or_make(tmp_path)
    for spoil in (Path.unlink, lambda path: path.write_bytes(b"old")):
        spoil(tmp_path / PUBLIC_FILE)

        load_or_make(tmp_path)

        assert load_public(tmp_path / PUBLIC_FILE) == key.public


def pkcs8(key: Ed25519PrivateKey | ec.EllipticCurvePrivateKey, password: bytes = b"") -> bytes:
    how = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"no key", "no private key in PEM form"),
        (pkcs8(Ed25519PrivateKey.generate(), b"secret"), "without a password"),
        (pkcs8(ec.generate_private_key(ec.SECP256R1())), "not Ed25519"),
    ],
    ids=["no key", "locked", "another kind"],
)
def test_a_key_file_that_we_cannot_use_is_told(data: bytes, said: str, tmp_path: Path) -> None:
    write_whole(tmp_path / PRIVATE_FILE, data)

    with pytest.raises(SettingsError, match=said):
        load_or_make(tmp_path)


def test_a_public_key_that_is_none_is_told(tmp_path: Path) -> None:
    other = ec.generate_private_key(ec.SECP256R1()).public_key()
    form = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    for number, data in enumerate((b"no key", other.public_bytes(*form))):
        path = tmp_path / str(number)
        path.write_bytes(data)
        with pytest.raises(SettingsError, match="no Ed25519 public key"):
            load_public(path)
    with pytest.raises(SettingsError, match="no Ed25519 public key"):
        load_public(tmp_path / "none")
    unknown = b"-----BEGIN PUBLIC KEY-----\nMAswBQYDKgMEAwIAAA==\n-----END PUBLIC KEY-----\n"
    with pytest.raises(ValueError, match="not Ed25519"):
        parse_public(unknown)


def test_a_signature_holds_for_its_message_and_key_only(tmp_path: Path) -> None:
    key, other = load_or_make(tmp_path / "a"), load_or_make(tmp_path / "b")

    assert is_signed(key.public, key.sign(MESSAGE), MESSAGE)
    assert is_ssh_signed(key.public, key.sshsig(MESSAGE), MESSAGE)
    assert not is_signed(other.public, key.sign(MESSAGE), MESSAGE)
    assert not is_ssh_signed(other.public, key.sshsig(MESSAGE), MESSAGE)
    assert not is_signed(key.public, key.sign(MESSAGE), MESSAGE + b"x")
    assert not is_ssh_signed(key.public, key.sshsig(MESSAGE), MESSAGE + b"x")
    assert not is_signed(key.public, b"short", MESSAGE)


def test_no_bit_of_an_ssh_signature_can_change(tmp_path: Path) -> None:
    key = load_or_make(tmp_path)
    good = key.sshsig(MESSAGE)

    bad = [good[:at] + bytes([good[at] ^ (1 << at % 8)]) + good[at + 1 :] for at in range(len(good))]

    assert not [text for text in (*bad, b"", good[:-1], good + b"\n") if is_ssh_signed(key.public, text, MESSAGE)]


@needs_stock_tools
def test_openssh_makes_the_same_signature(tmp_path: Path) -> None:
    key = load_or_make(tmp_path)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption())
    write_whole(tmp_path / "ssh", key.private.private_bytes(*form))

    made = run(*SIGN, "-f", tmp_path / "ssh", given=MESSAGE)

    assert made == key.sshsig(MESSAGE)


@needs_stock_tools
def test_openssl_makes_and_takes_the_same_signature(tmp_path: Path) -> None:
    key = load_or_make(tmp_path)
    message, signature = tmp_path / "m", tmp_path / "s"
    message.write_bytes(MESSAGE)
    signature.write_bytes(key.sign(MESSAGE))

    made = run("openssl", "pkeyutl", "-sign", "-inkey", tmp_path / PRIVATE_FILE, "-rawin", "-in", message)
    checked = ("-pubin", "-inkey", tmp_path / PUBLIC_FILE, "-rawin", "-in", message, "-sigfile", signature)

    assert made == key.sign(MESSAGE)
    assert b"Verified Successfully" in run("openssl", "pkeyutl", "-verify", *checked)


@needs_stock_tools
def test_openssh_prints_the_same_fingerprint(tmp_path: Path) -> None:
    key = load_or_make(tmp_path)
    line = allowed_signers(key.public).split(b" ", 2)[2]

    assert fingerprint(key.public).encode() in run("ssh-keygen", "-l", "-f", "-", given=line)


def test_a_public_key_survives_its_written_form() -> None:
    key = EvidenceKey(Ed25519PrivateKey.generate()).public

    assert parse_public(pem(key)) == key
