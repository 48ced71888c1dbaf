"""The parts of a Telegram preview page: channel, message, media."""
