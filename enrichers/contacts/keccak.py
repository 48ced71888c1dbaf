"""Keccak-256 as Ethereum uses it: the sponge of FIPS 202 with its first padding, which hashlib does not have."""

from __future__ import annotations

RATE = 136  # bytes taken in at a time by the variant of 256 bits
LANE = (1 << 64) - 1


def keccak256(data: bytes) -> bytes:
    """Return the hash of a short message."""
    padded = bytearray(data + b"\x01" + bytes(RATE - len(data) % RATE - 1))
    padded[-1] |= 0x80
    state = [[0] * 5 for _ in range(5)]
    for block in range(0, len(padded), RATE):
        for lane in range(RATE // 8):
            at = block + lane * 8
            state[lane % 5][lane // 5] ^= int.from_bytes(padded[at : at + 8], "little")
        state = _permuted(state)
    return b"".join(state[lane % 5][lane // 5].to_bytes(8, "little") for lane in range(4))


def _permuted(state: list[list[int]]) -> list[list[int]]:
    register = 1
    for _ in range(24):
        state = _mixed(state)
        for bit in range(7):  # the round's constant, from a shift register of eight bits
            register = (register << 1 ^ (register >> 7) * 0x71) % 256
            if register & 2:
                state[0][0] ^= 1 << ((1 << bit) - 1)
    return state


def _mixed(state: list[list[int]]) -> list[list[int]]:
    """Return the state after the steps theta, rho, pi and chi of one round."""
    parity = [row[0] ^ row[1] ^ row[2] ^ row[3] ^ row[4] for row in state]
    spread = [parity[(x + 4) % 5] ^ _turned(parity[(x + 1) % 5], 1) for x in range(5)]
    state = [[lane ^ spread[x] for lane in row] for x, row in enumerate(state)]
    x, y, current = 1, 0, state[1][0]
    for step in range(24):
        x, y = y, (2 * x + 3 * y) % 5
        current, state[x][y] = state[x][y], _turned(current, (step + 1) * (step + 2) // 2)
    return [[state[x][y] ^ (~state[(x + 1) % 5][y] & LANE & state[(x + 2) % 5][y]) for y in range(5)] for x in range(5)]


def _turned(lane: int, bits: int) -> int:
    bits %= 64
    return (lane << bits | lane >> (64 - bits)) & LANE
