"""The parts of a message of a preview page, by the class names that Telegram gives them."""

from __future__ import annotations

PREFIX = "tgme_widget_message"

TEXT = f"{PREFIX}_text"
REPLY = f"{PREFIX}_reply"
REPLY_TEXT = "js-message_reply_text"  # words of the message that is answered; known only inside REPLY
FORWARD = f"{PREFIX}_forwarded_from"
FORWARD_NAME = f"{PREFIX}_forwarded_from_name"
# What holds words that were published, beside the text: a poll, a shared contact, a place, a bill, a game.
WORDS = frozenset(
    {
        TEXT,
        f"{PREFIX}_poll_question",
        f"{PREFIX}_poll_option_text",
        f"{PREFIX}_contact_name",
        f"{PREFIX}_contact_phone",
        f"{PREFIX}_location_title",
        f"{PREFIX}_location_address",
        f"{PREFIX}_invoice_title",
        f"{PREFIX}_invoice_description",
        f"{PREFIX}_game_title",
        f"{PREFIX}_game_description",
    }
)

PHOTO = f"{PREFIX}_photo_wrap"
VOICE = f"{PREFIX}_voice_player"
DOCUMENT = f"{PREFIX}_document_wrap"
PREVIEW = f"{PREFIX}_link_preview"
BILLS = (f"{PREFIX}_invoice", f"{PREFIX}_game")
PLACE = f"{PREFIX}_location_wrap"
VIDEOS = (f"{PREFIX}_video_player", f"{PREFIX}_roundvideo_player")
STICKER = f"{PREFIX}_sticker"
MOVING_STICKERS = (f"{PREFIX}_tgsticker", f"{PREFIX}_videosticker")
MEDIA = frozenset({PHOTO, VOICE, DOCUMENT, PREVIEW, *BILLS, PLACE, *VIDEOS, STICKER, *MOVING_STICKERS})

# What stands around the words and media: who, when, how often, and what the preview says of itself or of others.
FRAME = frozenset(
    {
        REPLY,
        f"{PREFIX}_user",
        f"{PREFIX}_author",
        FORWARD,
        f"{PREFIX}_reactions",
        f"{PREFIX}_inline_keyboard",
        f"{PREFIX}_footer",
        f"{PREFIX}_info",
        f"{PREFIX}_views",
        f"{PREFIX}_meta",
        f"{PREFIX}_date",
        "message_media_not_supported_wrap",
        "message_media_not_supported",
    }
)
VIDEO_THUMBS = (f"{PREFIX}_video_thumb", f"{PREFIX}_roundvideo_thumb")
DURATIONS = ("message_video_duration", f"{PREFIX}_roundvideo_duration", f"{PREFIX}_voice_duration")
PREVIEW_PICTURES = ("link_preview_image", "link_preview_right_image", "link_preview_video_thumb")
BILL_PICTURES = (f"{PREFIX}_invoice_image", f"{PREFIX}_game_image")
POLL = f"{PREFIX}_poll"
# The inner parts of media and polls, each named, so that a new one beside them is seen; known only in their places.
INNER = frozenset(
    {
        *VIDEO_THUMBS,
        *DURATIONS,
        *PREVIEW_PICTURES,
        *BILL_PICTURES,
        "link_preview_site_name",
        "link_preview_title",
        "link_preview_description",
        f"{PREFIX}_document_title",
        f"{PREFIX}_document_extra",
        f"{PREFIX}_location",
        f"{PREFIX}_poll_type",
        f"{PREFIX}_poll_option_percent",
    }
)
WITH_INNER = MEDIA | {POLL}
KNOWN = WORDS | FRAME | {PHOTO, STICKER, *MOVING_STICKERS}
