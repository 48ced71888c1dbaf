"""What attackers, insiders and mail programs do to a bundle (evidence study §5); each returns the files it leaves."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from lurewatch.evidence.bundle import SEALS, TAG_MANIFEST
from lurewatch.evidence.custody import head_of
from lurewatch.evidence.keys import EvidenceKey, allowed_signers, pem
from posts import jsonl

Files = dict[str, bytes]
Act = Callable[[Files], Files]
Line = dict[str, Any]
TOP = "cluster-c1_a/"
LOG, HEAD, INFO = f"{TOP}data/custody/log.jsonl", f"{TOP}data/custody/head.json", f"{TOP}bag-info.txt"
# Who seals again afterwards: nobody, somebody who only recomputes lists, one with an own key, one with the real key.
Sealing = Literal["", "lists", "stranger", "insider"]


@dataclass(frozen=True)
class Tampering:
    """One row of the study's table: what is done, who seals again, what `verify` must find, do stock tools find it."""

    act: Act
    sealing: Sealing
    codes: frozenset[str]
    by_hand: bool

    def done(self, files: Files, key: EvidenceKey, stranger: EvidenceKey) -> Files:
        files = self.act(files)
        return (
            remade(files, {"lists": None, "stranger": stranger, "insider": key}[self.sealing])
            if self.sealing
            else files
        )


def row(act: Act, sealing: Sealing, *codes: str, by_hand: bool = True) -> Tampering:
    return Tampering(act, sealing, frozenset(codes), by_hand)


def remade(files: Files, key: EvidenceKey | None) -> Files:
    """Recompute all lists; with a key, sign them too."""
    payload = {name.removeprefix(TOP): data for name, data in files.items() if name.startswith(f"{TOP}data/")}
    for algorithm in ("sha256", "sha512"):
        lines = [f"{hashlib.new(algorithm, payload[name]).hexdigest()}  {name}\n" for name in sorted(payload)]
        files[f"{TOP}manifest-{algorithm}.txt"] = "".join(lines).encode()
    files[INFO] = stated(files[INFO], "Payload-Oxum", f"{sum(map(len, payload.values()))}.{len(payload)}")
    if key is not None:
        files[f"{TOP}signer.pem"] = pem(key.public)
        files[f"{TOP}allowed_signers"] = allowed_signers(key.public)
    inner = (f"{TOP}data/", f"{TOP}seal/")
    tags = sorted(name for name in files if not name.startswith(inner) and not name.endswith(TAG_MANIFEST))
    sealed = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name.removeprefix(TOP)}\n" for name in tags).encode()
    files[f"{TOP}{TAG_MANIFEST}"] = sealed
    if key is not None:
        files[f"{TOP}{SEALS[0]}"], files[f"{TOP}{SEALS[1]}"] = key.sign(sealed), key.sshsig(sealed)
    return files


def stated(info: bytes, label: str, value: str) -> bytes:
    rows = [f"{label}: {value}" if line.startswith(label) else line for line in info.decode().splitlines()]
    return ("\n".join(rows) + "\n").encode()


def named(files: Files, part: str) -> str:
    return next(name for name in sorted(files) if part in name)


def changed(part: str, edit: Callable[[bytes], bytes]) -> Act:
    def apply(files: Files) -> Files:
        name = named(files, part)
        files[name] = edit(files[name])
        return files

    return apply


def replaced(part: str, old: bytes, new: bytes) -> Act:
    """Change words in the first file of this name that holds them."""

    def apply(files: Files) -> Files:
        name = next(name for name in sorted(files) if part in name and old in files[name])
        files[name] = files[name].replace(old, new)
        return files

    return apply


def dropped(part: str) -> Act:
    def apply(files: Files) -> Files:
        del files[named(files, part)]
        return files

    return apply


def added(name: str, data: bytes = b"new") -> Act:
    return lambda files: {**files, name: data}


def flip(data: bytes) -> bytes:
    return data[:-2] + bytes([data[-2] ^ 1]) + data[-1:]


def swapped(files: Files) -> Files:
    first, second = sorted(name for name in files if name.endswith("/response.html"))[:2]
    files[first], files[second] = files[second], files[first]
    return files


def renamed_picture(files: Files) -> Files:
    files[f"{TOP}data/media/{'0' * 64}.png"] = files.pop(named(files, "data/media/"))
    return files


def log_bytes(edit: Callable[[list[bytes]], list[bytes]]) -> Act:
    return changed("custody/log.jsonl", lambda data: b"".join(edit(data.splitlines(keepends=True))))


def log_rebuilt(edit: Callable[[list[Line]], list[Line]], *, home_too: bool = False) -> Act:
    """Change the log as an insider would: chain, head and bag-info made anew; the home's own log cannot be changed."""

    def apply(files: Files) -> Files:
        raw = [head_of(None), head_of(None)]
        made = []
        for number, line in enumerate(edit([json.loads(line) for line in files[LOG].splitlines()]), 1):
            own = line | {"seq": number, "prev": raw[0]}
            if home_too:
                home = {name: value for name, value in own.items() if not name.startswith("home_")}
                home |= {"seq": own["home_seq"], "prev": own["home_prev"]}
                own["home_sha256"] = head_of(jsonl.canonical(home))
            made.append(jsonl.canonical(own))
            raw = [head_of(made[-1]), own["home_sha256"]]
        files[LOG] = b"".join(line + b"\n" for line in made)
        head = {"lines": len(made), "sha256": raw[0], "home_seq": own["home_seq"], "home_sha256": raw[1]}
        files[HEAD] = jsonl.canonical(head) + b"\n"
        files[INFO] = stated(files[INFO], "Custody-Head", raw[0])
        return files

    return apply


def together(*acts: Act) -> Act:
    def apply(files: Files) -> Files:
        for act in acts:
            files = act(files)
        return files

    return apply


def earlier(lines: list[Line]) -> list[Line]:
    return [lines[0] | {"t": "2025-12-24T03:00:00Z"}, *lines[1:]]


def archive_rewritten(old: bytes, new: bytes) -> Act:
    """Change words inside the web archive and pack it again, as far as its digests allow."""
    return changed("records.warc.gz", lambda data: _packed_again(data, old, new))


def _packed_again(data: bytes, old: bytes, new: bytes) -> bytes:
    plain = gzip.decompress(data)
    assert old in plain
    records = plain.replace(old, new).split(b"\r\n\r\nWARC/1.1\r\n")
    bodies = [records[0], *(b"WARC/1.1\r\n" + record for record in records[1:])]
    return b"".join(gzip.compress(body + b"\r\n\r\n", mtime=0) for body in bodies)
