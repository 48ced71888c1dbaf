"""A small fictional case with everything a bundle can hold, and a page beside it that must stay out."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from lurewatch.evidence.bundle import write_bundle
from lurewatch.evidence.case import Case, ClusterFacts, Member, SlotRow, Subject, Version, Withheld
from lurewatch.evidence.custody import CustodyEvent, chained
from lurewatch.evidence.keys import EvidenceKey, load_or_make
from posts.capture import Capture, FileFacts, Gap, Observation, Visit
from posts.files import write_whole
from posts.home import Home
from posts.identity import sha256_hex
from posts.mark import Mark
from posts.post import Media, with_fields
from posts.reading import ContextHit, IndicatorHit, Pay, Place, Reading, Score, ScorePart
from posts.warc import Exchange, Segment
from tests.conftest import START, make_capture, make_contact, make_post, make_reading

PAGE = b"<html><p>Lowongan kerja ke Poipet, tiket ditanggung <script>alert(1)</script></p></html>"
PROTECTED = b"<html><p>Mohon bantu adik saya Sari Contohwati, nomor +1 202-555-0143</p></html>"
PLANTS = (b"Sari", b"Contohwati", b"202-555-0143", b"Bu Rina")  # nowhere in a bundle, unpacked or not
PICTURE = b"\x89PNG\r\n\x1a\n fictional picture"
SOURCE = "telegram_web:loker__contoh"
TEXT = 'Lowongan kerja {} <img src="https://example.org/x">\n=HYPERLINK("x")\u202e'
TICKET = IndicatorHit(id="ben_flight", phrase="tiket ditanggung", start=0, end=5, weight=1.5, source="S01")
LICENSED = ContextHit(kind="licensed", phrase="izin", start=0, end=4)
PAID = Pay(
    min=800, max=None, currency="USD", period="month", usd_month_min=800, usd_month_max=None, raw="$800", start=0, end=4
)
LURE = make_reading(
    contacts=(make_contact("telegram:hr__contoh"),),
    pay=(PAID,),
    places=(Place(id="kh-poipet", raw="Poipet", start=0, end=6),),
    indicators=(TICKET,),
    context=(LICENSED,),
    score=Score(total=1.5, parts=(ScorePart(id="ben_flight", points=1.5),)),
    suppressed_because=(LICENSED,),
)


def archived(home: Home, bodies: list[bytes]) -> list[Capture]:
    """Archive a page for each body, then a picture and a handed-in file."""
    segment = Segment(home.archive, "20260105T030000Z-aaaaaa", START)
    made = [_page(segment, number, body) for number, body in enumerate(bodies)]
    picture = make_capture(
        90, purpose="media", sha256=sha256_hex(PICTURE), bytes=len(PICTURE), url="http://127.0.0.1/p"
    )
    made.append(
        segment.add_http(picture, Exchange(b"GET /p HTTP/1.1\r\n\r\n", b"", b"HTTP/1.1 200 OK\r\n\r\n", PICTURE))
    )
    line = b'{"platform":"telegram_web"}\n'
    facts = FileFacts(original_name="posts.jsonl", received_at=START, received_from="partner-3")
    handed = make_capture(91, kind="file", purpose="hand_in", sha256=sha256_hex(line), bytes=len(line), file=facts)
    made.append(segment.add_resource(handed, "urn:example", "application/x-ndjson", line))
    segment.close()
    return made


def _page(segment: Segment, number: int, body: bytes) -> Capture:
    capture = make_capture(
        number,
        sha256=sha256_hex(body),
        bytes=len(body),
        url=f"http://127.0.0.1:9/s/{number}",
        headers=(("Content-Type", "text/html"),),
        fetched_at=START + timedelta(hours=number),
    )
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    return segment.add_http(capture, Exchange(b"GET / HTTP/1.1\r\n\r\n", b"", head, body))


def _member(number: int, capture: Capture, withheld: Capture) -> Member:
    picture = Media(sha256=sha256_hex(PICTURE), mime="image/png")
    post = make_post(number, TEXT.format(number), media=(picture, Media(kind="video", why_missing="too large")))
    edited = with_fields(post, text=post.text + " baru", edited_at=capture.fetched_at)
    versions = (Version(1, capture.fetched_at, post), Version(2, capture.fetched_at, edited))
    seen = Observation(post=post.id, rev=1, capture=capture.id, seen_at=capture.fetched_at, state="present")
    also = Observation(post=post.id, rev=1, capture=withheld.id, seen_at=withheld.fetched_at, state="present")
    mark = Mark(kind="post", target=post.id, value="lead", actor="desk", at=START, reason="Bu Rina called")
    return Member(
        id=post.id,
        versions=versions if number else versions[:1],
        reading=LURE if number else make_reading(),
        observations=(seen, also) if number else (seen,),
        marks=(mark,) if number else (),
        cluster="c1_a" if number else None,
        first_seen_at=START,
        not_shown_at=START if number else None,
    )


def _events(member: Member, capture: Capture) -> list[CustodyEvent]:
    return [
        CustodyEvent(
            t=capture.fetched_at,
            event="item.collect" if version.rev == 1 else "item.revise",
            item=member.id,
            rev=version.rev,
            capture=capture.id,
            sha256=capture.sha256,
        )
        for version in member.versions
    ]


def make_case(home: Home, posts: int = 3) -> Case:
    """Return the same case each time; its archive also holds a page that shows a protected post."""
    *pages, withheld, picture, handed = archived(home, [*(PAGE + b"%d" % at for at in range(posts)), PROTECTED])
    write_whole(home.media / picture.sha256[:2] / picture.sha256, PICTURE)
    members = [_member(number, page, withheld) for number, page in enumerate(pages)]
    events = [event for member, page in zip(members, pages, strict=True) for event in _events(member, page)]
    slot = SlotRow(slot="place", value="Poipet", post=members[0].id, at=START)
    visit = Visit(source=SOURCE, run="r", started_at=START, ended_at=START, requests=1, outcome="posts")
    return Case(
        slug="cluster-c1_a",
        subject=Subject("cluster", "c1_a", "All posts of the template c1_a."),
        operator="Example Desk",
        contact="desk@example.org",
        members=tuple(members),
        captures=(*pages, picture, handed),
        withheld=(Withheld(capture=withheld.id, sha256=withheld.sha256, reason="-its page shows a protected post"),),
        left_out=2,
        media=((picture.sha256, "image/png"),),
        custody=tuple(line for _, _, line in chained(7, b"an earlier line", events)),
        visits=(
            visit,
            with_fields(visit, run="s", outcome="nothing_new"),
            with_fields(visit, run="t", outcome="unreachable", detail="503"),
        ),
        gaps=(Gap(source=SOURCE, run="r", kind="page", sentence="page 2 answered 503", noticed_at=START),),
        clusters=(
            ClusterFacts(id="c1_a", posts=posts, template="Lowongan kerja ▢", slots=(slot,)),
            ClusterFacts(id="c1_b", posts=1, template="Kerja", slots=()),
        ),
        newest_event_at=pages[-1].fetched_at,
    )


def bare_case(home: Home) -> Case:
    """Return the smallest case: one post, one page, nothing else."""
    case = make_case(home, 1)
    return replace(
        case,
        operator="",
        contact="",
        captures=case.captures[:1],
        members=(replace(case.members[0], versions=_without_media(case.members[0].versions)),),
        media=(),
        withheld=(),
        gaps=(),
        visits=(),
        clusters=(),
    )


def _without_media(versions: tuple[Version, ...]) -> tuple[Version, ...]:
    return tuple(replace(version, post=with_fields(version.post, media=())) for version in versions)


def with_reading(case: Case, reading: Reading) -> Case:
    """Return a case whose first post is read differently."""
    return replace(case, members=(replace(case.members[0], reading=reading), *case.members[1:]))


def exported(home: Home, target: Path, posts: int = 3) -> tuple[Path, EvidenceKey]:
    """Export the case of a home."""
    key = load_or_make(home.custody)
    write_bundle(make_case(home, posts), home, key, target)
    return target, key


def contents(path: Path) -> dict[str, bytes]:
    """Return the files of a ZIP by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Mapping[str, bytes], target: Path) -> Path:
    """Write files with the standard library in the form of our own writer, so that only what a test changes differs."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)  # its date is 1980-01-01
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, data)
    return target
