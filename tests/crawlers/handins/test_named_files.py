"""Which files a chat or page names as its own."""

from __future__ import annotations

import pytest

from crawlers.handins.named_files import is_named, is_trimming, names_in


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"03/01/26 - Budi: IMG-1.jpg (file terlampir)", "IMG-1.jpg"),
        (b"<attached: 0007-PHOTO.jpg>", "a/0007-PHOTO.jpg"),
        (b'<img src="x_files/bukti%20satu.png">', "x_files/bukti satu.png"),
        (b'{"photo": "photos/photo_1@03-01.jpg"}', "photos/photo_1@03-01.jpg"),
        (b"IMG-1.JPG", "img-1.jpg"),
        (b"Flyer WhatsApp 2026.jpg", "Flyer WhatsApp 2026.jpg"),
    ],
)
def test_a_file_that_is_mentioned_is_named(body: bytes, name: str) -> None:
    assert is_named(name, names_in(body))
    assert not is_named("other.jpg", names_in(body))


@pytest.mark.parametrize(
    ("name", "is_so"),
    [
        ("chat/css/style.css", True),
        ("chat/images/back.png", True),
        ("chat/photos/a.jpg", False),
        ("images/a.jpg", False),
        ("chat/images/deep/a.png", False),
    ],
)
def test_what_makes_an_export_look_well_is_told_apart(name: str, is_so: bool) -> None:
    assert is_trimming(name, frozenset({"chat"})) is is_so
