"""A WACZ of somebody else: its files against its own list, its list against its digest and signature."""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from posts.home import Home
from tests.crawlers.handins.handing import handed, saved, waiting
from tests.crawlers.handins.warc.making import packed, page, record, response, sha1, wacz

pytestmark = pytest.mark.usefixtures("inside")

WARC = packed(
    response("https://example.org/a", page("kata yang baik")), response("https://example.org/f", page("bingkai"))
)
PAGES = b'{"format":"json-pages-1.0","id":"pages"}\n{"id":"1","url":"https://example.org/a","ts":"2026-01-02T08:00:00Z"}\nnonsense\n'
FILES = {"archive/data.warc.gz": WARC, "pages/pages.jsonl": PAGES, "indexes/index.cdx": b"x"}


def taken(home: Home, tmp_path: Path, body: bytes) -> tuple[int, dict[str | None, str], tuple[str, ...]]:
    result = handed(home, "wacz", saved(tmp_path / "a.wacz", body))
    return result.accepted, {problem.file: problem.what for problem in result.refused}, result.notes


def test_the_pages_that_it_lists_are_taken_and_frames_are_counted(home: Home, tmp_path: Path) -> None:
    accepted, refused, notes = taken(home, tmp_path, wacz(FILES))

    assert (accepted, refused) == (1, {})
    assert [post.url for post in waiting(home).posts] == ["https://example.org/a"]
    assert any("frames and data without posts" in note and note.endswith("1") for note in notes)
    assert any("contoh 1" in note for note in notes)
    assert any("no datapackage-digest.json" in note for note in notes)


def test_without_a_list_of_pages_every_page_is_taken(home: Home, tmp_path: Path) -> None:
    assert taken(home, tmp_path, wacz({"archive/data.warc.gz": WARC}))[0] == 2


@pytest.mark.parametrize(
    ("more", "listed", "what"),
    [
        ({}, {"archive/gone.warc.gz": b"x"}, ("archive/gone.warc.gz", "and missing")),
        ({"archive/more.warc.gz": WARC}, {}, ("archive/more.warc.gz", "not in the archive's own list")),
        ({}, {"indexes/index.cdx": b"y"}, ("indexes/index.cdx", "do not fit the archive's list")),
        ({}, {"indexes/index.cdx": b"yy"}, ("indexes/index.cdx", "1 bytes, and 2")),
        ({}, {"archive/data.warc.gz": WARC[::-1]}, ("archive/data.warc.gz", "changed or damaged")),
    ],
)
def test_each_file_that_differs_from_its_list_is_named_and_not_taken(
    home: Home, tmp_path: Path, more: dict[str, bytes], listed: dict[str, bytes], what: tuple[str, str]
) -> None:
    accepted, refused, _ = taken(home, tmp_path, wacz({**FILES, **more}, {**FILES, **listed}))

    name, words = what
    assert accepted == (name != "archive/data.warc.gz")
    assert words in refused[f"a.wacz/{name}"]


def changed(body: bytes, name: str, data: bytes | None) -> bytes:
    """Return a ZIP in which one file is another one, or gone."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(body)) as old, zipfile.ZipFile(buffer, "w") as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info))
        if data is not None:
            new.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("package", "what"),
    [
        (None, "this is no WACZ: datapackage.json is missing"),
        (b"{", "datapackage.json is no JSON"),
        (b"[]", "datapackage.json is no JSON object"),
        (b"{}", "datapackage.json lists no files"),
        (b'{"resources": []}', "datapackage.json lists no files"),
        (b'{"resources": ' + b"[" * 90_000, "datapackage.json is no JSON"),
    ],
)
def test_an_archive_without_a_list_is_refused_whole(
    home: Home, tmp_path: Path, package: bytes | None, what: str
) -> None:
    accepted, refused, _ = taken(home, tmp_path, changed(wacz(FILES), "datapackage.json", package))

    assert (accepted, list(refused.values())) == (0, [what])


def signed(body: bytes, hashed: bytes | None = None, key: ec.EllipticCurvePrivateKey | None = None) -> bytes:
    """Return a WACZ whose list of files is signed by a key without a name."""
    with zipfile.ZipFile(BytesIO(body)) as archive:
        listed = archive.read("datapackage.json")
    digest = f"sha256:{hashlib.sha256(hashed if hashed is not None else listed).hexdigest()}"
    private = ec.generate_private_key(ec.SECP256R1())
    public = (key or private).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    data = {
        "hash": digest,
        "created": "2026-01-02T09:00:00Z",
        "publicKey": base64.b64encode(public).decode(),
        "signature": base64.b64encode(private.sign(digest.encode(), ec.ECDSA(hashes.SHA256()))).decode(),
    }
    package = json.dumps({"path": "datapackage.json", "hash": digest, "signedData": data}).encode()
    return changed(body, "datapackage-digest.json", package)


def test_a_signature_that_fits_is_told_and_so_is_what_it_does_not_prove(home: Home, tmp_path: Path) -> None:
    accepted, refused, notes = taken(home, tmp_path, signed(wacz(FILES)))

    assert (accepted, refused) == (1, {})
    assert any("the signature fits its key; whose key that is was not checked" in note for note in notes)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (signed(wacz(FILES), b"other"), "its list of files was changed after its digest was written"),
        (signed(wacz(FILES), key=ec.generate_private_key(ec.SECP256R1())), "its signature does not fit its list"),
        (changed(wacz(FILES), "datapackage-digest.json", b"nonsense"), "datapackage-digest.json is no JSON"),
    ],
)
def test_a_list_that_is_not_the_signed_one_is_refused_whole(home: Home, tmp_path: Path, body: bytes, what: str) -> None:
    accepted, refused, _ = taken(home, tmp_path, body)

    assert accepted == 0
    assert what in refused["a.wacz"]


def test_a_key_that_we_cannot_check_is_told(home: Home, tmp_path: Path) -> None:
    body = signed(wacz(FILES))
    with zipfile.ZipFile(BytesIO(body)) as archive:
        data = json.loads(archive.read("datapackage-digest.json"))
    data["signedData"]["publicKey"] = "AAAA"

    accepted, _, notes = taken(home, tmp_path, changed(body, "datapackage-digest.json", json.dumps(data).encode()))

    assert accepted == 1
    assert any("in a way that we cannot check" in note for note in notes)


def test_an_archive_cut_short_is_refused(home: Home, tmp_path: Path) -> None:
    accepted, refused, _ = taken(home, tmp_path, wacz(FILES)[:-40])

    assert (accepted, refused) == (0, {"a.wacz": "the ZIP is damaged, or none at all"})


@pytest.mark.parametrize(
    ("name", "posts", "refused"),
    [
        ("pywacz_valid_example_1.wacz", 1, {}),
        ("pywacz_valid_signed_example_1.wacz", 1, {}),
        (
            "pywacz_invalid_example_1.wacz",
            0,
            {
                "pywacz_invalid_example_1.wacz/data/indexes/index.cdx.gz": "it is in the archive's list of files, "
                "and missing",
                "pywacz_invalid_example_1.wacz/data/archive/test.txt": "it is not in the archive's own list of files",
                "pywacz_invalid_example_1.wacz": "no file of the ZIP is of the kind wacz",
            },
        ),
    ],
)
def test_recordings_are_taken_or_refused_with_exact_reasons(
    home: Home, shared: Callable[[str], Path], name: str, posts: int, refused: dict[str, str]
) -> None:
    result = handed(home, "wacz", shared(f"pages/warc_wacz/{name}"))

    assert result.accepted == posts
    assert {problem.file: problem.what for problem in result.refused} == refused
    if "signed" in name:
        assert any("the signature fits its key" in note for note in result.notes)


def test_a_warc_handed_in_as_a_wacz_is_sent_to_its_own_kind(home: Home, tmp_path: Path) -> None:
    accepted, refused, _ = taken(home, tmp_path, WARC)

    assert (accepted, refused) == (0, {"a.wacz": "this is no WACZ: it is no ZIP"})


def test_a_later_visit_may_point_to_another_file_of_the_same_archive(home: Home, tmp_path: Path) -> None:
    same = {"WARC_Target_URI": "https://example.org/a", "WARC_Payload_Digest": sha1(page("kata yang baik"))}
    later = packed(
        record(b"HTTP/1.1 200 OK\r\n\r\n", "revisit", None, **same), response("https://example.org/b", page("b"))
    )

    accepted, refused, _ = taken(home, tmp_path, wacz({"archive/1.warc.gz": WARC, "archive/2.warc.gz": later}))

    assert (accepted, refused) == (3, {})
