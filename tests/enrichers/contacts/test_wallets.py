"""Wallets: only addresses whose own checksum holds; the test vectors are those of the standards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrichers.contacts.keccak import keccak256
from enrichers.contacts.wallets import ALPHABET58, is_base58, is_bech32, is_ethereum
from tests.enrichers.reading import read


def test_keccak_gives_the_published_hashes() -> None:
    assert keccak256(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert keccak256(b"abc").hex() == "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"
    assert len(keccak256(b"x" * 300)) == 32


@pytest.mark.parametrize(
    "address",
    [
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    ],
)
def test_ethereum_addresses_of_the_standard_hold_and_a_changed_case_does_not(address: str) -> None:
    changed = address[:2] + address[2:].swapcase()

    assert is_ethereum(address) == "true"
    assert is_ethereum(changed) == "false"
    assert is_ethereum(address.lower()) == "unknown"


@pytest.mark.parametrize(
    "address",
    [
        "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    ],
)
def test_bitcoin_addresses_of_the_newer_kinds_hold(address: str) -> None:
    assert is_bech32(address) == "true"
    assert is_bech32(address[:-1] + ("q" if address[-1] != "q" else "p")) == "false"


@given(st.text(ALPHABET58, min_size=24, max_size=33), st.sampled_from("T13"))
def test_a_random_address_hardly_ever_holds_and_never_raises(rest: str, first: str) -> None:
    assert is_base58(first + rest) in {"true", "false"}


def test_a_wallet_is_marked_with_the_validity_of_its_checksum() -> None:
    [wallet] = read("Bayar USDT ke TJRabPrwbZy45sbavfcjinPJC18kjpRTv8").contacts

    assert (wallet.type, wallet.valid) == ("wallet", "true")
