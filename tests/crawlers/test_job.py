"""Who collects: nobody leaves this machine without a name and a way to be reached."""

from __future__ import annotations

import pytest

from crawlers.job import Job, Operator, check_operator
from crawlers.watchlist import Source
from posts.errors import SettingsError

OUTSIDE = Job(source=Source(platform="telegram_web", name="loker__contoh"))
HERE = Job(source=Source(platform="telegram_web", name="x__y", base_url="http://127.0.0.1:9000"))


def test_the_user_agent_is_honest_and_one_plain_line() -> None:
    operator = Operator(name="Lembaga Contoh (NGO)\r\nX: 1", contact="kontak@example.org")

    assert operator.user_agent == "Lurewatch/0.1 (+Lembaga Contoh NGOX: 1; kontak@example.org)"
    assert Operator().user_agent == "Lurewatch/0.1"


@pytest.mark.parametrize(
    "operator", [Operator(), Operator(name="a"), Operator(contact="a"), Operator(name="ទំនាក់", contact="ទំនង")]
)
def test_outside_needs_a_name_and_a_contact_that_a_user_agent_can_hold(operator: Operator) -> None:
    with pytest.raises(SettingsError, match=r"operator .*contact") as told:
        check_operator((HERE, OUTSIDE), operator)

    assert "lurewatch.toml" in told.value.do


def test_loopback_needs_nobody() -> None:
    check_operator((HERE,), Operator())
    check_operator((OUTSIDE,), Operator(name="Lembaga Contoh", contact="kontak@example.org"))
