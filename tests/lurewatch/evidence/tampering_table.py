"""The table of tamperings (evidence study §5): what is done, who seals again, what must be found, whether by hand."""

from __future__ import annotations

import gzip

from lurewatch.evidence.bundle import TAG_MANIFEST
from tests.lurewatch.evidence.tampering import (
    TOP,
    Tampering,
    added,
    archive_rewritten,
    changed,
    dropped,
    earlier,
    flip,
    log_bytes,
    log_rebuilt,
    named,
    renamed_picture,
    replaced,
    row,
    swapped,
    together,
)

TAMPERINGS: dict[str, Tampering] = {
    "1 flip a byte of a page": row(changed("response.html", flip), "", "E_HASH", "E_XREF"),
    "3 drop a payload file": row(dropped("text-1.txt"), "", "E_MISSING", "E_OXUM", "E_XREF"),
    "3b drop an item": row(dropped("item.json"), "", "E_MISSING", "E_ITEM_MISSING", "E_OXUM"),
    "4 add an unlisted payload file": row(added(f"{TOP}data/extra.txt"), "", "E_EXTRA", "E_OXUM"),
    "5 add an unlisted root file": row(added(f"{TOP}extra.txt"), "", "E_EXTRA"),
    "6 add a script under seal": row(added(f"{TOP}seal/run.sh"), "", "E_EXTRA"),
    "7 swap two pages": row(swapped, "", "E_HASH", "E_XREF"),
    "7b insider swaps two pages": row(swapped, "insider", "E_XREF", by_hand=False),
    "8 rename a picture": row(renamed_picture, "", "E_MISSING", "E_EXTRA", "E_MEDIA_NAME"),
    "8b insider renames a picture": row(renamed_picture, "insider", "E_MEDIA_NAME", "E_XREF", by_hand=False),
    "9 edit bag-info": row(replaced("bag-info.txt", b"Example", b"Other"), "", "E_TAG_HASH"),
    "10 delete the tag manifest": row(dropped(f"c1_a/{TAG_MANIFEST}"), "", "E_MISSING_TAG", "E_SIG_BAD"),
    "10b delete a manifest": row(dropped("c1_a/manifest-sha512"), "", "E_MISSING_TAG"),
    "10c delete bag-info": row(dropped("bag-info"), "", "E_MISSING_TAG", "E_LOG_HEAD"),
    "11 edit an item, recompute the lists": row(
        replaced("item.json", b"Lowongan", b"Lowangan"), "lists", "E_SIG_BAD", "E_XREF"
    ),
    "12 remove a signature": row(dropped("sshsig"), "", "E_SIG_MISSING"),
    "12b remove the other signature": row(dropped("ed25519"), "", "E_SIG_MISSING"),
    "13 sign with an own key": row(changed("text-1.txt", flip), "stranger", "E_SIG_BAD", "E_KEY_MISMATCH"),
    "13b put another key beside it": row(
        replaced("allowed_signers", b"signer", b"sinner"), "", "E_KEY_MISMATCH", "E_TAG_HASH"
    ),
    "14 insider edits a text": row(changed("text-1.txt", flip), "insider", "E_XREF", by_hand=False),
    "14b insider edits a page": row(changed("response.html", flip), "insider", "E_XREF", by_hand=False),
    "14c insider adds a version": row(added(f"{TOP}data/items/p1_x/text-3.txt"), "insider", by_hand=False),
    "14d insider drops a required file": row(dropped("withheld.csv"), "insider", "E_MISSING", by_hand=False),
    "14e insider declares another BagIt": row(
        replaced("bagit.txt", b"1.0", b"0.97"), "insider", "E_BAGIT", by_hand=False
    ),
    "19 reorder two log lines": row(log_bytes(lambda lines: [lines[1], lines[0], *lines[2:]]), "insider", "E_LOG_SEQ"),
    "19b reorder two log lines, rebuild the chain": row(
        log_rebuilt(lambda lines: [lines[1], lines[0], *lines[2:]]), "insider", "E_LOG_FORK", by_hand=False
    ),
    "20 delete a middle log line": row(
        log_bytes(lambda lines: [lines[0], *lines[3:]]), "insider", "E_LOG_SEQ", "E_ITEM_NOT_IN_LOG"
    ),
    "21 cut the log's tail": row(log_bytes(lambda lines: lines[:-1]), "insider", "E_LOG_HEAD"),
    "21b cut the log's last line end": row(
        changed("custody/log.jsonl", lambda data: data[:-1]), "insider", "E_LOG_SEQ"
    ),
    "22 set a capture back in time, rebuild the chain": row(
        together(log_rebuilt(earlier), replaced("capture.json", b"2026-01-05T03:00:00Z", b"2025-12-24T03:00:00Z")),
        "insider",
        "E_LOG_FORK",
        "E_WARC_XREF",
        by_hand=False,
    ),
    "22b the same, with the home's hash made up": row(
        log_rebuilt(earlier, home_too=True), "insider", "E_LOG_FORK", "E_XREF", by_hand=False
    ),
    "24 change an address": row(
        replaced("capture.json", b"http://127.0.0.1:9", b"http://127.0.0.2:9"), "insider", "E_WARC_XREF", by_hand=False
    ),
    "24b change an address in the web archive": row(
        archive_rewritten(b'"url":"http://127.0.0.1:9', b'"url":"http://127.0.0.2:9'),
        "insider",
        "E_WARC_XREF",
        by_hand=False,
    ),
    "25 an item the log never saw": row(
        log_rebuilt(lambda lines: lines[1:]), "insider", "E_ITEM_NOT_IN_LOG", by_hand=False
    ),
    "25b a version the log never saw": row(log_rebuilt(lambda lines: lines[:-1]), "insider", "E_XREF", by_hand=False),
    "27 zip slip": row(added(f"{TOP}../../evil.txt"), "", "E_PATH_UNSAFE"),
    "28 absolute path": row(added("/evil.txt"), "", "E_PATH_UNSAFE"),
    "29 backslash path": row(added(f"{TOP}..\\evil.txt"), "", "E_PATH_UNSAFE"),
    "31 a name that differs in case": row(added(f"{TOP}BAGIT.txt"), "", "E_CASE_COLLISION"),
    "32 a look-alike name": row(added(f"{TOP}data/cafe\u0301.txt"), "", "E_PATH_UNSAFE"),
    "33 a bidi override": row(added(f"{TOP}data/\u202etxt.exe"), "", "E_PATH_UNSAFE"),
    "34 a device name": row(added(f"{TOP}data/NUL.txt"), "", "E_PATH_UNSAFE"),
    "35 a second top folder": row(added("other/bagit.txt"), "", "E_MULTI_ROOT", by_hand=False),
    "39 a manifest line twice": row(
        changed("manifest-sha256.txt", lambda data: data + b"0" + data.splitlines(keepends=True)[0][1:]),
        "",
        "E_MANIFEST_DUP",
    ),
    "40 the second manifest lists fewer": row(
        changed("manifest-sha512.txt", lambda data: b"".join(data.splitlines(keepends=True)[1:])),
        "",
        "E_MANIFESTS_DIFFER",
    ),
    "40b a manifest lists a tag file": row(
        changed("manifest-sha512.txt", lambda data: data + b"0" * 128 + b"  VERIFY.txt\n"), "", "E_MANIFEST_FORMAT"
    ),
    "41 a mail gateway changes line ends": row(
        replaced("manifest-sha256.txt", b"\n", b"\r\n"), "", "E_MANIFEST_FORMAT"
    ),
    "42 a fetch.txt": row(added(f"{TOP}fetch.txt", b"https://example.org/ 1 data/a\n"), "", "E_EXTRA"),
    "45 the web archive disagrees": row(
        archive_rewritten(b"Poipet, tiket", b"Bavet!, tiket"), "insider", "E_WARC_XREF", by_hand=False
    ),
    "45b a capture without its page": row(dropped("response.html"), "insider", "E_XREF", by_hand=False),
    "45c a page without its capture": row(dropped("capture.json"), "insider", "E_XREF", "E_WARC_XREF", by_hand=False),
    "45d a capture with two pages": row(
        lambda files: {**files, f"{named(files, 'response.html')}.txt": b""}, "insider", "E_XREF", by_hand=False
    ),
    "45e the web archive is no archive": row(
        changed("records.warc.gz", lambda _: b"x" * 99), "insider", "E_FORMAT", by_hand=False
    ),
    "45f the web archive is cut short": row(
        changed("records.warc.gz", lambda data: data[:-9]), "insider", "E_FORMAT", by_hand=False
    ),
    "45g the web archive hides a second layer": row(
        changed("records.warc.gz", lambda data: gzip.compress(data, mtime=0)), "insider", "E_FORMAT", by_hand=False
    ),
    "45h the web archive lacks a page": row(
        changed("records.warc.gz", lambda data: data[data.index(b"\x1f\x8b\x08", 3) :]),
        "insider",
        "E_WARC_XREF",
        by_hand=False,
    ),
    "46 an item that is no item": row(changed("item.json", lambda _: b"[]"), "insider", "E_FORMAT", by_hand=False),
    "46b a capture that is no capture": row(
        changed("capture.json", lambda _: b"{}"), "insider", "E_FORMAT", by_hand=False
    ),
    "46c a log that is no log": row(changed("custody/log.jsonl", lambda _: b"{}\n"), "insider", "E_FORMAT"),
    "46d a head that is no head": row(
        changed("custody/head.json", lambda _: b"{}\n"), "insider", "E_FORMAT", by_hand=False
    ),
    "46e a key that is no key": row(changed("signer.pem", lambda _: b"key"), "", "E_KEY_MISMATCH", "E_TAG_HASH"),
    "46f no log": row(dropped("custody/log.jsonl"), "insider", "E_MISSING", "E_ITEM_NOT_IN_LOG"),
    "46g no head": row(dropped("custody/head.json"), "insider", "E_MISSING", "E_LOG_HEAD", by_hand=False),
    "46h an item names a capture that is not there": row(
        replaced("item.json", b'"captures":["<urn:uuid:', b'"captures":["<urn:uuid:0'),
        "insider",
        "E_XREF",
        by_hand=False,
    ),
    "46i an item names a picture that is not there": row(
        replaced("item.json", b'"media":["', b'"media":["0","'), "insider", "E_XREF", by_hand=False
    ),
    "46j an item says it was seen at another time": row(
        replaced("item.json", b'"seen_at":"2026', b'"seen_at":"2025'), "insider", "E_XREF", by_hand=False
    ),
}
