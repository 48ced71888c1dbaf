"""What attackers, insiders and mail programs do to a bundle (evidence study §5); each returns the files it leaves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from lurewatch.evidence.bundle import SEALS, TAG_MANIFEST
from lurewatch.evidence.keys import EvidenceKey, allowed_signers, pem

Files = dict[str, bytes]
TOP = "cluster-c1_a/"


def remade(files: Files, key: EvidenceKey | None) -> Files:
    """Recompute all manifests; with a key, sign them too."""
    payload = {name.removeprefix(TOP): data for name, data in files.items() if name.startswith(f"{TOP}data/")}
    for algorithm in ("sha256", "sha512"):
        lines = [f"{hashlib.new(algorithm, payload[name]).hexdigest()}  {name}\n" for name in sorted(payload)]
        files[f"{TOP}manifest-{algorithm}.txt"] = "".join(lines).encode()
    info = files[f"{TOP}bag-info.txt"].decode().splitlines()
    oxum = f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}"
    rows = [oxum if line.startswith("Payload-Oxum") else line for line in info]
    files[f"{TOP}bag-info.txt"] = ("\n".join(rows) + "\n").encode()
    if key is not None:
        files[f"{TOP}signer.pem"] = pem(key.public)
        files[f"{TOP}allowed_signers"] = allowed_signers(key.public)
    tags = sorted(
        name
        for name in files
        if not name.startswith((f"{TOP}data/", f"{TOP}seal/")) and not name.endswith(TAG_MANIFEST)
    )
    sealed = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name.removeprefix(TOP)}\n" for name in tags).encode()
    files[f"{TOP}{TAG_MANIFEST}"] = sealed
    if key is not None:
        files[f"{TOP}{SEALS[0]}"], files[f"{TOP}{SEALS[1]}"] = key.sign(sealed), key.sshsig(sealed)
    return files


def named(files: Files, part: str) -> str:
    return next(name for name in sorted(files) if part in name)


def changed(part: str, edit: Callable[[bytes], bytes]) -> Callable[[Files], Files]:
    def apply(files: Files) -> Files:
        name = named(files, part)
        files[name] = edit(files[name])
        return files

    return apply


def dropped(part: str) -> Callable[[Files], Files]:
    def apply(files: Files) -> Files:
        del files[named(files, part)]
        return files

    return apply


def added(name: str, data: bytes = b"new") -> Callable[[Files], Files]:
    def apply(files: Files) -> Files:
        files[name] = data
        return files

    return apply


def flip(data: bytes) -> bytes:
    return data[:-2] + bytes([data[-2] ^ 1]) + data[-1:]


def swapped(files: Files) -> Files:
    first, second = sorted(name for name in files if name.endswith("/response.html"))[:2]
    files[first], files[second] = files[second], files[first]
    return files


def renamed_picture(files: Files) -> Files:
    name = named(files, "data/media/")
    files[f"{TOP}data/media/{'0' * 64}.png"] = files.pop(name)
    return files


def log_lines(edit: Callable[[list[bytes]], list[bytes]]) -> Callable[[Files], Files]:
    return changed("custody/log.jsonl", lambda data: b"".join(edit(data.splitlines(keepends=True))))


# name: (what is done, how it is sealed again: "" | manifests | stranger | insider, codes that must be found)
TAMPERINGS: dict[str, tuple[Callable[[Files], Files], str, set[str]]] = {
    "1 flip a byte of a page": (changed("response.html", flip), "", {"E_HASH"}),
    "3 drop a payload file": (dropped("text-1.txt"), "", {"E_MISSING", "E_OXUM"}),
    "4 add an unlisted payload file": (added(f"{TOP}data/extra.txt"), "", {"E_EXTRA"}),
    "5 add an unlisted root file": (added(f"{TOP}extra.txt"), "", {"E_EXTRA"}),
    "6 add a script under seal": (added(f"{TOP}seal/run.sh"), "", {"E_EXTRA"}),
    "7 swap two pages": (swapped, "", {"E_HASH"}),
    "8 rename a picture": (renamed_picture, "", {"E_MISSING", "E_EXTRA"}),
    "9 edit bag-info": (changed("bag-info.txt", lambda data: data.replace(b"Example", b"Other")), "", {"E_TAG_HASH"}),
    "10 delete the tag manifest": (dropped(f"c1_a/{TAG_MANIFEST}"), "", {"E_MISSING_TAG"}),
    "11 edit an item, recompute the manifests": (
        changed("item.json", lambda data: data.replace(b"Loker", b"Lokar")),
        "manifests",
        {"E_SIG_BAD"},
    ),
    "12 remove a signature": (dropped("sshsig"), "", {"E_SIG_MISSING"}),
    "13 sign with an own key": (changed("text-1.txt", flip), "stranger", {"E_SIG_BAD", "E_KEY_MISMATCH"}),
    "14 insider edits a text": (changed("text-1.txt", flip), "insider", {"E_XREF"}),
    "14b insider edits a page": (changed("response.html", flip), "insider", {"E_XREF"}),
    "19 reorder two log lines": (log_lines(lambda lines: [lines[1], lines[0], *lines[2:]]), "insider", {"E_LOG_SEQ"}),
    "20 delete a middle log line": (
        log_lines(lambda lines: [lines[0], *lines[2:]]),
        "insider",
        {"E_LOG_SEQ", "E_ITEM_NOT_IN_LOG"},
    ),
    "21 cut the log's tail": (log_lines(lambda lines: lines[:-1]), "insider", {"E_LOG_HEAD"}),
    "24 change an address": (
        changed("capture.json", lambda data: data.replace(b"http://127", b"http://128")),
        "",
        {"E_HASH"},
    ),
    "27 zip slip": (added(f"{TOP}../../evil.txt"), "", {"E_PATH_UNSAFE"}),
    "28 absolute path": (added("/evil.txt"), "", {"E_PATH_UNSAFE"}),
    "29 backslash path": (added(f"{TOP}..\\evil.txt"), "", {"E_PATH_UNSAFE"}),
    "31 a name that differs in case": (added(f"{TOP}BAGIT.txt"), "", {"E_CASE_COLLISION"}),
    "32 a look-alike name": (added(f"{TOP}data/cafe\u0301.txt"), "", {"E_PATH_UNSAFE"}),
    "33 a bidi override": (added(f"{TOP}data/\u202etxt.exe"), "", {"E_PATH_UNSAFE"}),
    "34 a device name": (added(f"{TOP}data/NUL.txt"), "", {"E_PATH_UNSAFE"}),
    "35 a second top folder": (added("other/bagit.txt"), "", {"E_MULTI_ROOT"}),
    "39 a manifest line twice": (
        changed("manifest-sha256.txt", lambda data: data + data.splitlines(keepends=True)[0]),
        "",
        {"E_MANIFEST_DUP"},
    ),
    "40 the second manifest lists fewer": (
        changed("manifest-sha512.txt", lambda data: b"".join(data.splitlines(keepends=True)[1:])),
        "",
        {"E_MANIFESTS_DIFFER"},
    ),
    "41 a mail gateway changes line ends": (
        changed("manifest-sha256.txt", lambda data: data.replace(b"\n", b"\r\n")),
        "",
        {"E_MANIFEST_FORMAT"},
    ),
    "42 a fetch.txt": (added(f"{TOP}fetch.txt", b"https://example.org/ 1 data/a\n"), "", {"E_EXTRA"}),
    "45 the web archive disagrees": (dropped("data/captures/"), "insider", {"E_XREF"}),
}
