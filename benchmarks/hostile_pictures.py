"""What hostile pictures cost: seconds, memory and the sentence, each in the process that may be killed.

Run: python -m benchmarks.hostile_pictures
"""

from __future__ import annotations

import io
import struct
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from lurewatch.looking import looked_at, looking
from posts.worker import Worker

PACKED_TEXT = 1 << 28


def png(image: Image.Image) -> bytes:
    """Return a picture as PNG."""
    target = io.BytesIO()
    image.save(target, "PNG", compress_level=1)
    return target.getvalue()


def jpeg(image: Image.Image) -> bytes:
    """Return a picture as JPEG."""
    target = io.BytesIO()
    image.convert("RGB").save(target, "JPEG")
    return target.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    """Return one chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def moving() -> bytes:
    """Return a GIF of 3,000 frames."""
    target = io.BytesIO()
    frames = [Image.new("L", (400, 400), number % 255) for number in range(3_000)]
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    return target.getvalue()


def cases() -> Iterator[tuple[str, bytes]]:
    """Yield each hostile picture with its name."""
    small = png(Image.new("L", (300, 300)))
    claimed = chunk(b"IHDR", struct.pack(">IIBBBBB", 90_000, 90_000, 8, 0, 0, 0, 0))
    yield "36-megapixel JPEG", jpeg(Image.new("RGB", (6_000, 6_000), "navy"))
    yield "36-megapixel PNG of noise", png(Image.effect_noise((6_000, 6_000), 60))
    yield "13,000 x 13,000 PNG of one bit", png(Image.new("1", (13_000, 13_000)))
    yield "PNG that claims 90,000 x 90,000", small[:8] + claimed + small[33:]
    yield (
        "PNG with 256 MB of packed text",
        (small[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(PACKED_TEXT))) + small[33:]),
    )
    yield (
        "JPEG with an archive and a script behind it",
        (jpeg(Image.effect_noise((800, 600), 60)) + b"PK\x03\x04" + b"<script>" * 1_000),
    )
    yield "page that begins like a GIF", b"GIF89a<html><script>" + b"x" * 5_000
    yield "GIF of 3,000 frames", moving()
    yield "50 MB of zeros", bytes(50 << 20)


def peak(worker: Worker) -> str:
    """Return the most memory that the process has held, in MB."""
    child = worker._child  # noqa: SLF001 - only the process itself knows its peak
    if child is None:
        return "ended"
    lines = Path(f"/proc/{child.pid}/status").read_text(encoding="ascii").splitlines()
    return f"{next(int(line.split()[1]) for line in lines if line.startswith('VmHWM')) // 1024}"


def main() -> None:
    """Print the table."""
    print("| picture | MB | seconds | peak MB | answer |\n|---|---|---|---|---|")
    for name, data in cases():
        with looking() as worker:
            looked_at(worker, jpeg(Image.new("L", (64, 64))))
            began = time.perf_counter()
            found = looked_at(worker, data)
            taken = time.perf_counter() - began
            said = f"looked at, {found.facts.width} x {found.facts.height}" if found.facts else f"{found.problem}"
            print(f"| {name} | {len(data) / 1e6:.1f} | {taken:.1f} | {peak(worker)} | {said} |", flush=True)


if __name__ == "__main__":
    main()
