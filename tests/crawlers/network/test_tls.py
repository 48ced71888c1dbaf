"""TLS: certificates are checked, and the hash of the one that was shown goes into the capture."""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from posts.home import Home
from posts.identity import sha256_hex
from tests.crawlers.crawling import crawl, job
from tests.crawlers.loopback import Site, channel

NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a key and a certificate for localhost that nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(NAME, NAME, key.public_key(), 7, now - dt.timedelta(1), now + dt.timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(plain + made.public_bytes(pem))
    return path


@pytest.fixture
def site(certificate: Path) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    made = Site({"/s/loker__contoh": channel("loker__contoh", range(1, 4))})
    made._server.socket = context.wrap_socket(made._server.socket, server_side=True)
    with made:
        yield made


def address(site: Site) -> str:
    return f"https://localhost:{site.port}"


def test_an_unknown_certificate_is_refused_and_nothing_is_asked(home: Home, site: Site) -> None:
    done = crawl(home, [job(address(site), "loker__contoh")])

    visit = done.visit("loker__contoh")
    assert (visit.outcome, visit.detail) == ("unreachable", "its TLS certificate is not valid")
    assert site.asked == []


def test_the_certificate_that_was_shown_is_in_the_capture(
    home: Home, site: Site, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    done = crawl(home, [job(address(site), "loker__contoh")])

    shown = ssl.PEM_cert_to_DER_cert(certificate.read_text()[certificate.read_text().index("-----BEGIN CERT") :])
    assert done.ids("loker__contoh") == [1, 2, 3]
    assert {capture.certificate for capture in done.captures["loker__contoh"]} == {sha256_hex(shown)}
