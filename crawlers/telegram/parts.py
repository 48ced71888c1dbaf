"""The parts of a message of a preview page, by the class names that Telegram gives them."""

from __future__ import annotations

PREFIX = "tgme_widget_message"

TEXT = f"{PREFIX}_text"
REPLY = f"{PREFIX}_reply"
# What holds words that were published, beside the text: a poll, a shared contact, a place.
WORDS = frozenset(
    {
        TEXT,
        f"{PREFIX}_poll_question",
        f"{PREFIX}_poll_option_text",
        f"{PREFIX}_contact_name",
        f"{PREFIX}_contact_phone",
        f"{PREFIX}_location_title",
        f"{PREFIX}_location_address",
    }
)

PHOTO = f"{PREFIX}_photo_wrap"
VOICE = f"{PREFIX}_voice_player"
DOCUMENT = f"{PREFIX}_document_wrap"
PREVIEW = f"{PREFIX}_link_preview"
PLACE = f"{PREFIX}_location_wrap"
VIDEOS = (f"{PREFIX}_video_player", f"{PREFIX}_roundvideo_player")
STICKER = f"{PREFIX}_sticker"
MOVING_STICKERS = (f"{PREFIX}_tgsticker", f"{PREFIX}_videosticker")
MEDIA = frozenset({PHOTO, VOICE, DOCUMENT, PREVIEW, PLACE, *VIDEOS, STICKER, *MOVING_STICKERS})

# What stands around the words and media: who, when, how often, and what the preview says of itself.
FRAME = frozenset(
    {
        REPLY,
        f"{PREFIX}_user",
        f"{PREFIX}_author",
        f"{PREFIX}_forwarded_from",
        f"{PREFIX}_poll",
        f"{PREFIX}_contact_wrap",
        f"{PREFIX}_reactions",
        f"{PREFIX}_inline_keyboard",
        f"{PREFIX}_footer",
        f"{PREFIX}_info",
        f"{PREFIX}_date",
        "message_media_not_supported_wrap",
        "message_media_not_supported",
    }
)
KNOWN = WORDS | MEDIA | FRAME
