"""The table of sources, and the mail that comes once a day until it is mended."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

from lurewatch.alerts.digest import send_digests
from lurewatch.health.machine import findings
from lurewatch.health.telling import compose_health
from lurewatch.installation import opened
from posts.files import write_whole
from posts.home import Home
from tests.conftest import START, Clock
from tests.lurewatch.calling import call, every_file
from tests.lurewatch.conftest import Street

FAILING = ("tutup__pratinjau", "grup__obrolan", "belum__ada")
TO = '[health]\nto = ["desk@example.org"]\n'


def mails(home: Home) -> list[str]:
    found = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in every_file(home.outbox)]
    return [mail.get_content() for mail in found if not mail.is_multipart()]


def test_the_table_names_each_source_and_what_is_wrong(street: Street) -> None:
    said = call("sources", "--home", street.home.path)

    assert said.code == 1
    for name in FAILING:
        assert f"telegram_web:{name}" in said.out
    assert "no_preview since 2026-01-05 03:00Z: no_preview" in said.out
    assert "at 3 visits in a row" in said.out
    rows = call("sources", "--home", street.home.path, "--json").json["sources"]
    assert len(rows) == 12
    assert {row["source"] for row in rows if row["outcome"] in {"no_preview", "unclaimed"}} == {
        f"telegram_web:{name}" for name in FAILING
    }


def test_a_finding_is_mailed_once_a_day_and_its_end_once(street: Street, tmp_path: Path) -> None:
    home = street.copy(tmp_path / "home")
    settings = home.settings_file("lurewatch.toml")
    settings.write_text(settings.read_text(encoding="utf-8") + TO, encoding="utf-8")
    clock = Clock(START + timedelta(days=4, minutes=5))

    def day() -> int:
        with opened(home, clock) as here:
            told = compose_health(here)
            send_digests(here)
        return told

    first, again = day(), day()
    clock.forward(days=1)
    next_day = day()
    watchlist = home.settings_file("watchlist.toml")
    watchlist.write_text("", encoding="utf-8")
    mended, quiet = day(), day()

    assert (again, mended, quiet) == (0, 0, 0)
    assert (first, next_day) == (3, 3 + 12)  # a day later none of the twelve was visited for long
    texts = mails(home)
    assert len(texts) == 3
    assert all("While this stands, answers may be incomplete." in text for text in texts)
    assert sum("mended: telegram_web:belum__ada unclaimed" in text for text in texts) == 1


def test_a_full_inbox_that_nobody_takes_is_a_finding(home: Home) -> None:
    write_whole(home.inbox / "a-000001.jsonl", b"")
    at = (home.inbox / "a-000001.jsonl").stat().st_mtime
    soon = START.fromtimestamp(at, START.tzinfo)

    assert [one.kind for one in findings(home, soon + timedelta(minutes=59)) if one.kind == "queue"] == []
    assert [one.kind for one in findings(home, soon + timedelta(minutes=61)) if one.kind == "queue"] == ["queue"]
