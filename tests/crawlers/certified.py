"""Certificates for loopback that nobody has signed but themselves."""

from __future__ import annotations

import datetime as dt
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from posts.identity import sha256_hex
from tests.crawlers.loopback import Site

NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])


def self_signed(folder: Path) -> Path:
    """Return a file with a key and a certificate for localhost that nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(NAME, NAME, key.public_key(), 7, now - dt.timedelta(1), now + dt.timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "both.pem"
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(plain + made.public_bytes(pem))
    return path


def served_with(certificate: Path, site: Site) -> Site:
    """Let a site speak TLS with a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    site._server.socket = context.wrap_socket(site._server.socket, server_side=True)
    return site


def hash_of(certificate: Path) -> str:
    """Return the hash of a certificate as captures have it."""
    text = certificate.read_text(encoding="ascii")
    return sha256_hex(ssl.PEM_cert_to_DER_cert(text[text.index("-----BEGIN CERT") :]))
