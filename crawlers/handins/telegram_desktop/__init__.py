"""Chats and accounts as Telegram Desktop exports them: result.json or messages.html, with the media beside."""
