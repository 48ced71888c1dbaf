"""A small fictional case with everything a bundle can hold."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from pathlib import Path

from lurewatch.evidence.bundle import write_bundle
from lurewatch.evidence.case import Case, ClusterFacts, Member, SlotRow, Subject, Version, Withheld
from lurewatch.evidence.custody import CustodyEvent, chained
from lurewatch.evidence.keys import EvidenceKey, load_or_make
from posts.capture import Capture, Gap, Observation, Visit
from posts.files import write_whole
from posts.home import Home
from posts.identity import sha256_hex
from posts.mark import Mark
from posts.post import Media
from posts.reading import ContextHit, IndicatorHit, Score, ScorePart
from posts.warc import Exchange, Segment
from tests.conftest import START, make_capture, make_post, make_reading

PAGE = b"<html><p>Lowongan kerja ke Poipet, tiket ditanggung <script>alert(1)</script></p></html>"
SOURCE = "telegram_web:loker__contoh"
PICTURE = b"\x89PNG\r\n\x1a\n fictional picture"
READING = make_reading(
    indicators=(IndicatorHit(id="ben_flight", phrase="tiket ditanggung", start=0, end=5, weight=1.5, source="S01"),),
    context=(ContextHit(kind="licensed", phrase="izin", start=0, end=4),),
    score=Score(total=1.5, parts=(ScorePart(id="ben_flight", points=1.5),)),
)


def archived(home: Home, count: int) -> list[Capture]:
    segment = Segment(home.archive, "20260105T030000Z-aaaaaa", START)
    made = []
    for number in range(count):
        body = PAGE + str(number).encode()
        capture = make_capture(
            number,
            sha256=sha256_hex(body),
            bytes=len(body),
            url=f"http://127.0.0.1:9/s/{number}",
            headers=(("Content-Type", "text/html"),),
            fetched_at=START + timedelta(hours=number),
        )
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
        made.append(segment.add_http(capture, Exchange(b"GET / HTTP/1.1\r\n\r\n", b"", head, body)))
    segment.close()
    return made


def make_case(home: Home, posts: int = 3) -> Case:
    captures = archived(home, posts)
    picture = sha256_hex(PICTURE)
    write_whole(home.media / picture[:2] / picture, PICTURE)
    members, events = [], []
    for number, capture in enumerate(captures):
        post = make_post(
            number, f"Lowongan kerja {number}\n=HYPERLINK()", media=(Media(sha256=picture, mime="image/png"),)
        )
        seen = Observation(post=post.id, rev=1, capture=capture.id, seen_at=capture.fetched_at, state="present")
        mark = Mark(kind="post", target=post.id, value="lead", actor="desk", at=START, reason="seen before")
        members.append(
            Member(post.id, (Version(1, capture.fetched_at, post),), READING, (seen,), (mark,), "c1_a", START, None)
        )
        events.append(
            CustodyEvent(
                t=capture.fetched_at,
                event="item.collect",
                item=post.id,
                rev=1,
                capture=capture.id,
                sha256=capture.sha256,
            )
        )
    slot = SlotRow(slot="place", value="Poipet", post=members[0].id, at=START)
    return Case(
        slug="cluster-c1_a",
        subject=Subject("cluster", "c1_a", "All posts of the template c1_a."),
        operator="Example Desk",
        contact="desk@example.org",
        members=tuple(members),
        captures=tuple(captures),
        withheld=(Withheld(capture="<urn:uuid:9>", sha256="1" * 64, reason="-its page also shows a protected post"),),
        left_out=2,
        media=((picture, "image/png"),),
        custody=tuple(line for _, _, line in chained(7, b"an earlier line", events)),
        visits=(
            Visit(
                source="telegram_web:loker__contoh",
                run="r",
                started_at=START,
                ended_at=START,
                requests=1,
                outcome="posts",
            ),
        ),
        gaps=(
            Gap(
                source="telegram_web:loker__contoh",
                run="r",
                kind="page",
                sentence="page 2 answered 503",
                noticed_at=START,
            ),
        ),
        clusters=(ClusterFacts(id="c1_a", posts=posts, template="Lowongan kerja ▢", slots=(slot,)),),
        newest_event_at=captures[-1].fetched_at,
    )


def exported(home: Home, target: Path, posts: int = 3) -> tuple[Path, EvidenceKey]:
    key = load_or_make(home.custody)
    write_bundle(make_case(home, posts), home, key, target)
    return target, key


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
