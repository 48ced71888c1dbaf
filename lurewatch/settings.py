"""Settings: who runs this, in which time zone, with which engine, and how mail leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from index.elastic.cluster import ClusterSettings
from posts.errors import SettingsError
from posts.files import require_private
from posts.home import Home
from posts.post import Record
from posts.toml_file import line_of, load_toml

SETTINGS_FILE = "lurewatch.toml"

Security = Literal["none", "starttls", "tls"]
EngineName = Literal["embedded", "elasticsearch"]


class MailSettings(Record, frozen=True, kw_only=True, rename={"sender": "from"}):
    """How mail leaves; with no host, mails are written as .eml files into outbox/."""

    host: str | None = None
    port: int = 25
    security: Security = "starttls"
    user: str | None = None
    password_file: str | None = None
    sender: str = "lurewatch@localhost"


class HealthSettings(Record, frozen=True, kw_only=True):
    """Who is told, once a day until it is mended, when a source or the machine needs a hand."""

    to: tuple[str, ...] = ()


class Settings(Record, frozen=True, kw_only=True):
    """The whole of lurewatch.toml."""

    operator: str = ""
    contact: str = ""
    zone: str = "UTC"
    engine: EngineName = "embedded"
    mail: MailSettings = MailSettings()
    health: HealthSettings = HealthSettings()
    elasticsearch: ClusterSettings = ClusterSettings()

    @property
    def tz(self) -> ZoneInfo:
        """The home zone: dates that people type mean its days."""
        return ZoneInfo(self.zone)


def load_settings(home: Home) -> Settings:
    """Return the settings of a home; unknown keys, zones and readable secrets are refused."""
    path = home.settings_file(SETTINGS_FILE)
    settings = load_toml(path, Settings)
    _check_zone(settings, path)
    if settings.mail.password_file:
        require_private(Path(settings.mail.password_file).expanduser())
    return settings


def _check_zone(settings: Settings, path: Path) -> None:
    try:
        ZoneInfo(settings.zone)
    except (ZoneInfoNotFoundError, ValueError) as problem:
        line = line_of(path.read_text(encoding="utf-8"), ".zone")
        what, do = f"unknown time zone {settings.zone!r}", 'use a name such as "Asia/Jakarta"'
        raise SettingsError(what, do, file=str(path), line=line) from problem
