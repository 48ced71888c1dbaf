"""Names of media files: what a file is by the end of its name, where its bytes are not looked at."""

from __future__ import annotations

from posts.post import MediaKind

ENDINGS: dict[str, tuple[MediaKind, str]] = {
    "jpg": ("image", "image/jpeg"),
    "jpeg": ("image", "image/jpeg"),
    "png": ("image", "image/png"),
    "webp": ("image", "image/webp"),
    "gif": ("image", "image/gif"),
    "heic": ("image", "image/heic"),
    "heif": ("image", "image/heif"),
    "tgs": ("sticker", "application/x-tgsticker"),
    "mp4": ("video", "video/mp4"),
    "mov": ("video", "video/quicktime"),
    "3gp": ("video", "video/3gpp"),
    "webm": ("video", "video/webm"),
    "mkv": ("video", "video/x-matroska"),
    "opus": ("audio", "audio/ogg"),
    "ogg": ("audio", "audio/ogg"),
    "oga": ("audio", "audio/ogg"),
    "m4a": ("audio", "audio/mp4"),
    "mp3": ("audio", "audio/mpeg"),
    "aac": ("audio", "audio/aac"),
    "amr": ("audio", "audio/amr"),
    "wav": ("audio", "audio/wav"),
    "pdf": ("document", "application/pdf"),
    "vcf": ("document", "text/vcard"),
}


def kind_of_name(name: str) -> MediaKind:
    """Return what a file of this name is; WhatsApp's stickers begin with STK."""
    if name.startswith("STK-"):
        return "sticker"
    return ENDINGS.get(_ending(name), ("document", ""))[0]


def mime_of_name(name: str) -> str | None:
    """Return the type that a file's name claims, None where we do not know it."""
    return ENDINGS[_ending(name)][1] if _ending(name) in ENDINGS else None


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()
