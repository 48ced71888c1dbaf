"""The mail: its headers are exactly those we mean, nothing of a post stands in them, nothing can be clicked."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from hypothesis import given
from hypothesis import strategies as st

from lurewatch.alerts.letter import Lead, Letter, Reason, SlotChange, defang
from lurewatch.alerts.mail import MailDead, MailRefused, MailUncertain, compose, send, write_eml
from lurewatch.settings import MailSettings
from posts.errors import LurewatchError, SettingsError
from tests.conftest import START

LEAD = Lead(
    rule="growth",
    rule_sentence="one template stands in at least 3 posts",
    rule_revision=1,
    subject="c1_abc",
    posts=3,
    sources=("telegram_web:loker__contoh",),
    first_at="2026-01-05 10:00 WIB",
    last_at="2026-01-06 10:00 WIB",
    slots=(SlotChange("place", "Poipet", "Bavet", "2026-01-06"),),
    score="9.5",
    reasons=(Reason("Ticket paid by the company", "+1.5", ("tiket ditanggung",)),),
    counter=(),
    not_counted=("1 warning that quotes it",),
    no_longer_shown=("p1_abc: not shown at 2 visits",),
    commands=("lurewatch cluster c1_abc",),
)
LETTER = Letter("desk@example.org", (LEAD,), (), (), "line 7, sha256 abcd")


def parts(data: bytes) -> tuple[Any, str, str]:
    mail = message_from_bytes(data, policy=policy.default)
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    return mail, text.get_content(), html.get_content()


def test_the_mail_says_what_why_and_what_to_do() -> None:
    mail, text, html = parts(compose(LETTER, "watch@example.org", "<1@lurewatch>", START))

    assert mail["Subject"] == "[Lurewatch] 1 new lead: growth c1_abc"
    assert mail["Auto-Submitted"] == "auto-generated"
    for words in (
        "It is a lead, not proof",
        "may be coerced",
        "at least 3 posts",
        "tiket ditanggung",
        "none found",
        "1 warning that quotes it",
        "not shown at 2 visits",
        "lurewatch cluster c1_abc",
        "line 7, sha256 abcd",
    ):
        assert words in text
        assert words in html
    assert "Poipet -> Bavet" in text


def test_nothing_in_it_can_be_clicked_or_loaded() -> None:
    _, text, html = parts(compose(LETTER, "watch@example.org", "<1@lurewatch>", START))

    for word in ("<a ", "href", "<img", "http://", "https://", "src="):
        assert word not in html
        assert word not in text


def test_text_of_a_post_is_escaped_in_html() -> None:
    evil = replace(LEAD, reasons=(Reason("x", "+1", ("<script>alert(1)</script>",)),))

    _, _, html = parts(compose(replace(LETTER, leads=(evil,)), "watch@example.org", "<1@lurewatch>", START))

    assert "<script>" not in html


@given(st.integers(min_value=1, max_value=120), st.integers(min_value=1, max_value=3))
def test_a_subject_of_any_length_is_read_as_it_was_meant(length: int, leads: int) -> None:
    letter = replace(LETTER, leads=(replace(LEAD, rule="x" * length),) * leads)

    mail, _, _ = parts(compose(letter, "watch@example.org", "<1@lurewatch>", START))

    assert mail["Subject"].split() == letter.subject.split()


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_no_name_of_a_rule_makes_a_header(name: str) -> None:
    letter = replace(LETTER, leads=(replace(LEAD, rule=name),))

    data = compose(letter, "watch@example.org", "<1@lurewatch>", START)

    head = data.partition(b"\r\n\r\n")[0]
    names = {line.partition(b":")[0] for line in head.split(b"\r\n") if line[:1] not in {b" ", b"\t"}}
    assert names <= {
        b"Subject",
        b"From",
        b"To",
        b"Date",
        b"Message-ID",
        b"Auto-Submitted",
        b"MIME-Version",
        b"Content-Type",
    }
    data.decode("ascii")


def test_an_encoded_newline_in_a_name_is_refused_or_harmless() -> None:
    letter = replace(LETTER, leads=(replace(LEAD, rule="=?utf-8?q?x=0A?=Bcc: spy@example.org"),))

    try:
        data = compose(letter, "watch@example.org", "<1@lurewatch>", START)
    except LurewatchError:
        return

    assert b"\nBcc:" not in data


def test_contacts_are_defanged() -> None:
    assert defang("url:t.me/some__one") == "url:t[.]me/some__one"
    assert defang("email:a@example.org") == "email:a(at)example[.]org"
    assert defang("tel:+628005550100") == "tel:(+)628005550100"


def test_without_a_server_the_mail_is_one_file_however_often_it_is_written(tmp_path: Path) -> None:
    paths = {write_eml(b"mail", tmp_path, "<digest-1@lurewatch>") for _ in range(2)}

    assert paths == {tmp_path / "digest-1.eml"}


def test_a_wrong_address_is_refused_with_what_to_do() -> None:
    with pytest.raises(SettingsError, match="is no mail address"):
        compose(replace(LETTER, recipient="nobody at all\nBcc: x@example.org"), "watch@example.org", "<1@x>", START)


class Post:
    """A mail server that answers as it is told."""

    def __init__(self, rcpt: str = "250 OK", data: str = "250 OK") -> None:
        self.rcpt, self.data = rcpt, data
        self.taken: list[bytes] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802  # aiosmtpd's own name and form
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's own name and form
        self.taken.append(envelope.content)
        if self.data == "drop":
            session.loop.call_soon(server.transport.abort)
        return self.data


@contextmanager
def running(post: Post) -> Iterator[MailSettings]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield MailSettings(host="127.0.0.1", port=port, security="none")
    finally:
        controller.stop()


def test_a_mail_is_handed_over_whole() -> None:
    mail = compose(LETTER, "watch@example.org", "<1@lurewatch>", START)
    with running(post := Post()) as settings:
        send(mail, "desk@example.org", settings)

    assert post.taken[0].rstrip() == mail.rstrip()


ANSWERS: dict[str, tuple[Callable[[], Post], type[LurewatchError]]] = {
    "refused for now": (lambda: Post(rcpt="451 try later"), MailRefused),
    "refused for good": (lambda: Post(rcpt="550 no such user"), MailDead),
    "refused after the text": (lambda: Post(data="451 try later"), MailRefused),
    "the line breaks after the text": (lambda: Post(data="drop"), MailUncertain),
}


@pytest.mark.parametrize(("post", "wanted"), ANSWERS.values(), ids=ANSWERS)
def test_each_answer_of_a_server_has_its_own_error(post: Callable[[], Post], wanted: type[LurewatchError]) -> None:
    with running(post()) as settings, pytest.raises(wanted):
        send(b"Subject: x\r\n\r\nx", "desk@example.org", settings)


def test_a_server_that_is_not_there_is_told_plainly() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(MailRefused, match="the mail waits in the ledger"):
        send(b"x", "desk@example.org", MailSettings(host="127.0.0.1", port=port, security="none"))


def test_a_user_without_a_password_file_is_refused(tmp_path: Path) -> None:
    with running(Post()) as settings, pytest.raises(SettingsError, match="password_file"):
        send(b"x", "desk@example.org", MailSettings(host=settings.host, port=settings.port, security="none", user="u"))
