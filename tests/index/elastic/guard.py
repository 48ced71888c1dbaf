"""A TLS proxy in front of the test node, which has no security of its own: it asks for a key."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.index.elastic.node import settings_of

NODE = "elasticsearch 8"


class Guarded(BaseHTTPRequestHandler):
    """Passes on what carries the key, and turns away the rest."""

    target = ""
    key: str | None = "ApiKey abc"
    protocol_version = "HTTP/1.1"

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.key is not None and self.headers.get("authorization") != self.key:
            self._reply(401, "application/json", b'{"error":{"type":"security_exception"}}')
            return
        onward = HTTPConnection(self.target)
        kept = {name: value for name, value in self.headers.items() if name in {"content-type", "accept"}}
        onward.request(self.command, self.path, body, kept)
        reply = onward.getresponse()
        self._reply(reply.status, reply.headers["content-type"], reply.read())
        onward.close()

    def do_GET(self) -> None:
        self._pass()

    def do_POST(self) -> None:
        self._pass()

    def do_PUT(self) -> None:
        self._pass()

    def do_DELETE(self) -> None:
        self._pass()

    def _reply(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        pass


@contextmanager
def guarded(folder: Path, key: str | None = "ApiKey abc") -> Iterator[str]:
    """Run a TLS proxy in front of the node; its certificate is folder/ca.pem."""
    target = urlsplit(settings_of(NODE).url).netloc
    handler = type("Handler", (Guarded,), {"target": target, "key": key})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(make_certificate(folder))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def make_certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "ca.pem").write_bytes(pem)
    (folder / "both.pem").write_bytes(secret + pem)
    return folder / "both.pem"


def make_key(folder: Path) -> str:
    path = folder / "key"
    path.write_text("abc\n", encoding="ascii")
    path.chmod(0o600)
    return str(path)
