"""Wallets: addresses of TRON, Bitcoin, Ethereum and TON whose own checksum holds; anything else is no wallet."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from binascii import crc_hqx
from collections.abc import Iterator
from hashlib import sha256

from enrichers.contacts.announced import Announced
from enrichers.contacts.found import Asked, Found
from enrichers.contacts.keccak import keccak256
from enrichers.patterns import Hit, Pattern
from posts.reading import Validity

BASE58 = Pattern(r"[T13][1-9A-HJ-NP-Za-km-z]{24,34}", edges=(True, True))
BECH32 = Pattern(r"(?:bc1[02-9ac-hj-np-z]{11,71}|BC1[02-9AC-HJ-NP-Z]{11,71})", edges=(True, True))
HEX = Pattern(r"0x[0-9a-fA-F]{40}", edges=(True, True))
TON = Pattern(r"(?:EQ|UQ|kQ|0Q)[A-Za-z0-9_-]{46}", edges=(True, True))

SURE = 0.95
ALPHABET58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ALPHABET32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
PREFIXES = {"T": {0x41}, "1": {0x00}, "3": {0x05}}  # TRON; Bitcoin, to a key and to a script
BECH32_SUMS = {1, 0x2BC830A3}  # Bech32 (BIP 173) and Bech32m (BIP 350)
BECH32_STEPS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
TON_BYTES, TON_BODY = 36, 34


def find_wallets(words: Announced, _asked: Asked) -> Iterator[Found]:
    """Yield the addresses whose checksum holds; an Ethereum address in one case has none and is marked unknown."""
    for pattern, check, is_cased in (
        (BASE58, is_base58, True),
        (BECH32, is_bech32, False),
        (HEX, is_ethereum, False),
        (TON, is_ton, True),
    ):
        for hit in pattern.find(words.form):
            valid = check(hit.group())
            if valid != "false":
                yield _wallet(hit, valid, is_cased)


def _wallet(hit: Hit, valid: Validity, is_cased: bool) -> Found:
    start, end = hit.given()
    address = hit.group() if is_cased else hit.group().lower()
    return Found("wallet", f"wallet:{address}", start, end, SURE, valid)


def is_base58(address: str) -> Validity:
    """Check the four bytes at the end of a TRON or Bitcoin address (Base58Check)."""
    number = 0
    for char in address:
        number = number * 58 + ALPHABET58.index(char)
    if number >= 1 << 200:
        return "false"
    data = number.to_bytes(25, "big")
    body, check = data[:-4], data[-4:]
    holds = sha256(sha256(body).digest()).digest()[:4] == check
    return "true" if holds and body[0] in PREFIXES[address[0]] else "false"


def is_bech32(address: str) -> Validity:
    """Check the six signs at the end of a Bitcoin address of the newer kinds (BIP 173, BIP 350)."""
    prefix, _, rest = address.lower().partition("1")
    values = [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix]
    total = 1
    for value in (*values, *(ALPHABET32.index(char) for char in rest)):
        top = total >> 25
        total = (total & 0x1FFFFFF) << 5 ^ value
        for bit, step in enumerate(BECH32_STEPS):
            total ^= step if top >> bit & 1 else 0
    return "true" if total in BECH32_SUMS else "false"


def is_ethereum(address: str) -> Validity:
    """Check the upper and lower case of an Ethereum address (EIP-55)."""
    digits = address[2:]
    if digits in (digits.lower(), digits.upper()):
        return "unknown"
    marks = keccak256(digits.lower().encode()).hex()
    expected = "".join(
        char.upper() if int(mark, 16) > 7 else char for char, mark in zip(digits.lower(), marks, strict=False)
    )
    return "true" if digits == expected else "false"


def is_ton(address: str) -> Validity:
    """Check the two bytes at the end of a TON address (CRC-16 of XMODEM)."""
    data = urlsafe_b64decode(address)
    holds = len(data) == TON_BYTES and crc_hqx(data[:TON_BODY], 0).to_bytes(2, "big") == data[TON_BODY:]
    return "true" if holds else "false"
