"""VERIFY.txt followed as a person would: unpack the file, put in the trusted key, run every line."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from lurewatch.evidence.keys import EvidenceKey, fingerprint, pem

TOOLS = ("openssl", "ssh-keygen", "sha256sum", "unzip")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]
needs_stock_tools = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


def commands(text: str, key: Path) -> list[str]:
    """Return the lines of VERIFY.txt that are commands: those that begin with exactly two spaces."""
    lines = [line[2:] for line in text.splitlines() if line.startswith("  ") and not line.startswith("   ")]
    return [f"KEY={key}" if line == "KEY=signer.pem" else line for line in lines]


def unpacked(path: Path, folder: Path) -> tuple[Path, bool]:
    """Unpack with unzip; return the top folder and whether it unpacked without a complaint."""
    done = subprocess.run(["unzip", "-q", "-o", path, "-d", folder], capture_output=True, check=False, timeout=60)
    return folder / "cluster-c1_a", done.returncode == 0


def check(bag: Path, key: EvidenceKey, text: str, folder: Path) -> tuple[bool, str]:
    """Run the commands of a VERIFY.txt; return whether all were content, and what they said."""
    trusted = folder / "trusted.pem"
    trusted.write_bytes(pem(key.public))
    setting, *others = commands(text, trusted)
    said, is_good = "", True
    for command in others:
        line = ["sh", "-c", f"{setting}\n{command}"]
        done = subprocess.run(line, cwd=bag, capture_output=True, text=True, check=False, timeout=60)
        said += f"$ {command}\n{done.stdout}{done.stderr}"
        is_good &= done.returncode == 0
    return is_good and fingerprint(key.public) in said, said
