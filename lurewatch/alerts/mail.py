"""Mail: a letter in text and HTML, its headers checked after they are written (the only door to smtplib).

No text of a post ever stands in a header (CVE-2024-6923 on some Python versions writes new header lines).
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.utils import format_datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from lurewatch.alerts.letter import Letter
from lurewatch.settings import MailSettings
from posts.errors import LurewatchError, SettingsError
from posts.files import require_private, write_whole

TIMEOUT_SECONDS = 30
BODY_HEADERS = {"MIME-Version", "Content-Type", "Content-Transfer-Encoding"}  # EmailMessage adds them
MAIL_POLICY = policy.SMTP.clone(max_line_length=76, cte_type="7bit")


class MailRefused(LurewatchError):
    """The server refused the mail or could not be reached: nothing was delivered, try again."""


class MailUncertain(LurewatchError):
    """The line broke after the mail was handed over: it may have been delivered."""


class MailDead(LurewatchError):
    """The server refused this recipient for good."""


def compose(letter: Letter, sender: str, message_id: str, made_at: datetime) -> bytes:
    """Return the mail of a letter as bytes, 7-bit safe, with exactly the headers we mean."""
    text, html = (_templates().get_template(f"digest.{form}").render(letter=letter) for form in ("txt", "html"))
    return _mail((letter.subject, text, html), (sender, letter.recipient), message_id, made_at)


def plain(said: tuple[str, str], ends: tuple[str, str], message_id: str, made_at: datetime) -> bytes:
    """Return a mail of (subject, text) from one address to another, under the same rules."""
    return _mail((*said, ""), ends, message_id, made_at)


def _mail(said: tuple[str, str, str], ends: tuple[str, str], message_id: str, made_at: datetime) -> bytes:
    subject, text, html = said
    headers = {
        "Subject": subject,
        "From": _address(ends[0]),
        "To": _address(ends[1]),
        "Date": format_datetime(made_at),
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
    }
    mail = EmailMessage(policy=MAIL_POLICY)
    for name, value in headers.items():
        mail[name] = value
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    data = mail.as_bytes()
    _check_headers(data, headers)
    return data


def send(mail: bytes, recipient: str, settings: MailSettings) -> None:
    """Hand one mail to the server; raise MailRefused, MailUncertain or MailDead with the server's words."""
    with _server(settings) as server:
        try:
            server.sendmail(settings.sender, [recipient], mail)
        except smtplib.SMTPRecipientsRefused as problem:
            code, words = next(iter(problem.recipients.values()))
            raise _refusal(code, words) from problem
        except smtplib.SMTPResponseException as problem:
            raise _refusal(problem.smtp_code, problem.smtp_error) from problem
        except (smtplib.SMTPException, OSError) as problem:
            raise MailUncertain(f"the line broke: {problem}", "it is sent again with the same Message-ID") from problem


def write_eml(mail: bytes, folder: Path, message_id: str) -> Path:
    """Write a mail as a file where no server is set; the same mail is the same file."""
    path = folder / f"{message_id.strip('<>').partition('@')[0]}.eml"
    write_whole(path, mail)
    return path


@contextmanager
def _server(settings: MailSettings) -> Iterator[smtplib.SMTP]:
    try:
        server = _connect(settings)
    except (smtplib.SMTPException, OSError) as problem:
        what = f"the mail server {settings.host}:{settings.port} cannot be used: {problem}"
        raise MailRefused(what, "check [mail] in lurewatch.toml; the mail waits in the ledger") from problem
    with server:
        yield server


def _connect(settings: MailSettings) -> smtplib.SMTP:
    password = _password(settings) if settings.user else ""
    context = ssl.create_default_context()
    host = settings.host or ""
    if settings.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, settings.port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, settings.port, timeout=TIMEOUT_SECONDS)
    if settings.security == "starttls":
        server.starttls(context=context)
    if settings.user:
        server.login(settings.user, password)
    return server


def _password(settings: MailSettings) -> str:
    if not settings.password_file:
        raise SettingsError("[mail] names a user but no password_file", "add password_file, mode 0600")
    path = Path(settings.password_file).expanduser()
    require_private(path)
    return path.read_text(encoding="utf-8").strip()


def _refusal(code: int, words: bytes | str) -> LurewatchError:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    if code < 0:
        return MailUncertain("the line broke before the server answered", "it is sent again with the same Message-ID")
    what = f"the mail server said {code} {said}"
    if 500 <= code < 600:
        return MailDead(what, "correct the recipient in alerts.toml")
    return MailRefused(what, "it is tried again at the next digest")


def _address(text: str) -> Address:
    try:
        return Address(addr_spec=text)
    except (ValueError, IndexError) as problem:
        raise SettingsError(f"{text!r} is no mail address", "correct it in alerts.toml or [mail]") from problem


def _check_headers(data: bytes, intended: dict[str, object]) -> None:
    written = message_from_bytes(data, policy=MAIL_POLICY)
    extra = set(written.keys()) - intended.keys() - BODY_HEADERS
    changed = {name for name, value in intended.items() if _read_back(written, name) != [_unfolded(str(value))]}
    if extra or changed:
        what = f"the mail's headers came out other than meant: {', '.join(sorted(extra | changed))}"
        raise MailDead(what, "tell the makers of Lurewatch; nothing was sent")


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("lurewatch.alerts"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _read_back(written: Message, name: str) -> list[str]:
    return [_unfolded(str(value)) for value in written.get_all(name, [])]


def _unfolded(value: str) -> str:
    """Return a value without white space: folding adds some, CPython loses some between encoded words."""
    return "".join(value.split())
