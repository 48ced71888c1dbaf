"""ZIP form: the structural bytes of a bundle's ZIP file, made in one place for the writer and the verifier.

Stored, one date, no extra fields, no comments, version 2.0 (APPNOTE.TXT 6.3 §4.3); above 65,535 files a ZIP64 end.
Compression depends on the zlib build and clocks on the machine: without them the same case gives the same bytes.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
END64 = struct.Struct("<4sQ2H2L4Q")
LOCATOR = struct.Struct("<4sLQL")
END_BYTES = END64.size + LOCATOR.size + END.size  # at most
LOCAL_SIGN, CENTRAL_SIGN, END_SIGN = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
END64_SIGN, LOCATOR_SIGN = b"PK\x06\x06", b"PK\x06\x07"

MAX_BYTES = (4 << 30) - 1  # offsets of 32 bits, which every unpacker reads; our own verifier takes no more
MAX_ENTRIES = 200_000  # evidence study §5
MANY = 0xFFFF  # this count in the end record means: see the ZIP64 one
VERSION, VERSION64 = 20, 45
UNIX = 3
FILE_MODE = 0o100644
DATE_1980 = 0 << 9 | 1 << 5 | 1  # 1980-01-01, the first day that the format knows


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored file: its whole name, CRC-32, size, and where its local header stands."""

    name: bytes
    crc: int
    size: int
    offset: int

    @property
    def data_offset(self) -> int:
        """Where its bytes begin."""
        return self.offset + LOCAL.size + len(self.name)

    @property
    def stop(self) -> int:
        """Where its bytes end."""
        return self.data_offset + self.size


def local_header(entry: Entry) -> bytes:
    """Return the header that stands before a file's bytes."""
    return LOCAL.pack(LOCAL_SIGN, VERSION, *_common(entry)) + entry.name


def central_header(entry: Entry) -> bytes:
    """Return a file's line in the list at the end."""
    tail = (0, 0, 0, FILE_MODE << 16, entry.offset)
    return CENTRAL.pack(CENTRAL_SIGN, UNIX << 8 | VERSION, VERSION, *_common(entry), *tail) + entry.name


def end_records(count: int, size: int, offset: int) -> bytes:
    """Return what stands behind the list: how many files, and the size and offset of the list."""
    end = END.pack(END_SIGN, 0, 0, min(count, MANY), min(count, MANY), size, offset, 0)
    if count < MANY:
        return end
    made_by = UNIX << 8 | VERSION64
    end64 = END64.pack(END64_SIGN, END64.size - 12, made_by, VERSION64, 0, 0, count, count, size, offset)
    return end64 + LOCATOR.pack(LOCATOR_SIGN, 0, offset + size, 1) + end


def _common(entry: Entry) -> tuple[int, ...]:
    return (0, 0, 0, DATE_1980, entry.crc, entry.size, entry.size, len(entry.name), 0)
