"""The story: what the practice site's visits found, told in plain sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.ledger.coverage import every_visit
from index.ledger.groups import largest
from index.ledger.known import Known, every, find
from index.ledger.schema import PUBLIC
from lurewatch.alerts.digest import Sent
from lurewatch.cases import by_cluster
from lurewatch.counted import counted
from lurewatch.differences import shown
from lurewatch.evidence.bundle import write_bundle
from lurewatch.evidence.keys import load_or_make
from lurewatch.evidence.verify import verify
from lurewatch.installation import Installation
from lurewatch.practice.scene import Scene
from lurewatch.searching import Options, search
from lurewatch.seeing import seen
from lurewatch.templates import template_of
from posts.identity import sha256_hex

Say = Callable[[str], None]
SHOWN_HITS = 3
LONGEST_PHRASE = 32


@dataclass(frozen=True, slots=True)
class Teller:
    """What the story is told from."""

    here: Installation
    scene: Scene
    say: Say

    def tell(self, sent: list[Sent], bundle: Path) -> None:
        """Tell the whole story; `sent` are the mails of this run."""
        parts: tuple[tuple[str, Callable[[], None]], ...] = (
            ("What was visited", self._coverage),
            ("A template that comes back", self._template),
            ("One hit in each of eight languages", self._languages),
            ("Why a post is flagged", self._why),
            ("What was kept out, and why", self._kept_out),
            ("A family asks: was this number seen before?", self._asked),
            ("The mail", lambda: self._mail(sent)),
            ("Evidence", lambda: self._evidence(bundle)),
        )
        for title, part in parts:
            self.say(f"\n== {title}")
            part()

    def _coverage(self) -> None:
        with self.here.ledger.reading() as connection:
            visits = every_visit(connection)
        by_source: dict[str, list[str]] = {}
        for visit in visits:
            by_source.setdefault(visit.source, []).append(f"{visit.started_at:%d %b}: {visit.outcome}")
        for source, outcomes in by_source.items():
            self.say(f"  {source:40} {', '.join(outcomes)}")

    def _template(self) -> None:
        with self.here.ledger.reading() as connection:
            biggest = largest(connection, 1)[0]
            template = template_of(connection, biggest.id)
            if template is None:
                return
            texts = [find(connection, [row.post])[row.post].post.text for row in template.members]
        self.say(f"  {template.cluster}: {counted(template.size, 'post')}; ▢ stands where they differ")
        for line in template.text.splitlines():
            self.say(f"    {line}")
        for row in template.rows:
            self.say(f"  {row.at:%d %b %H:%M} UTC  {row.kind:8} {row.value}")
        for member in template.members:
            if member.is_gone:
                self.say(f"  {member.post} is no longer shown; our copy is kept.")
        self.say("  The first against the last of them:")
        for line in shown(texts[0], texts[-1]).splitlines():
            self.say(f"    {line}")

    def _languages(self) -> None:
        for lang, query in self.scene.searches.items():
            answer = search(self.here, query, Options(limit=SHOWN_HITS))
            found = f"{answer.hits[0].source}, score {answer.hits[0].score:g}" if answer.hits else "nothing"
            self.say(f"  {lang}: {query}  ->  {counted(answer.total, 'post')}, first: {found}")

    def _why(self) -> None:
        with self.here.ledger.reading() as connection:
            flagged = [one for one in every(connection, PUBLIC) if one.reading.alertable]
        best = max(flagged, key=lambda one: (one.reading.score.total, one.post.id))
        self.say(f"  {best.post.id} in {best.post.source} scores {best.reading.score.total:g}, the sum of:")
        for part in best.reading.score.parts:
            words = dict.fromkeys(hit.phrase for hit in best.reading.indicators if hit.id == part.id)
            self.say(f"    {part.points:+g} {self.here.indicator_names.get(part.id, part.id)}: {'; '.join(words)}")
        self.say("  These are indicators, not a verdict: whoever runs the account may be coerced.")

    def _kept_out(self) -> None:
        with self.here.ledger.reading() as connection:
            public = list(every(connection, PUBLIC))
        for sentence in _reasons(public):
            self.say(f"  {sentence}")
        left_out = search(self.here, "poipet", Options(limit=1)).left_out
        self.say(f"  {counted(left_out, 'post')} by or about people to protect: kept apart, in the restricted lane.")

    def _asked(self) -> None:
        answer = seen(self.here, self.scene.asked_number)
        self.say(f"  {self.scene.asked_number} is read as {', '.join(answer.understood)}")
        for post in answer.posts:
            self.say(f"  yes: {post.source} {post.reason}, cluster {post.cluster}")
        self.say(f"  {answer.searched.sentence()}")

    def _mail(self, sent: list[Sent]) -> None:
        for one in sent:
            self.say(f"  to {one.recipient}: {counted(one.leads, 'lead')}, {one.file or one.state}")
        if not sent:
            self.say("  nothing new, so nothing was mailed")

    def _evidence(self, bundle: Path) -> None:
        with self.here.ledger.reading() as connection:
            biggest = largest(connection, 1)[0]
        key = load_or_make(self.here.home.custody)
        case = by_cluster(self.here, biggest.id)
        bundle.unlink(missing_ok=True)
        write_bundle(case, self.here.home, key, bundle)
        parts = f"{counted(len(case.members), 'post')}, {counted(len(case.captures), 'capture')}"
        self.say(f"  {bundle}: {parts}, {len(case.withheld)} withheld")
        self.say(f"  sha256 {sha256_hex(bundle.read_bytes())}")
        self.say(f"  verified: {verify(bundle, key.public).verdict}")
        self._flip(bundle)

    def _flip(self, bundle: Path) -> None:
        """Change one byte of a copy and show that it is refused."""
        key = load_or_make(self.here.home.custody)
        data = bytearray(bundle.read_bytes())
        data[len(data) // 3] ^= 1
        copy = bundle.with_name(f"changed-{bundle.name}")
        copy.write_bytes(data)
        verdict = verify(copy, key.public)
        self.say(f"  one byte of a copy changed: {verdict.verdict}")
        for problem in verdict.problems[:2]:
            self.say(f"    {problem.sentence}")
        copy.unlink()


def _reasons(public: list[Known]) -> Iterator[str]:
    """Yield a sentence for each post that was held back, and for clusters without any alert."""
    for one in public:
        kinds = dict.fromkeys(because.kind for because in one.reading.suppressed_because)
        for kind in kinds:
            phrases = [because.phrase for because in one.reading.suppressed_because if because.kind == kind]
            words = "; ".join(" ".join(phrase.split())[:LONGEST_PHRASE] for phrase in phrases)
            yield f"{one.post.id} in {one.post.source}: held back, {kind}: {words}"
    clusters: dict[str, list[Known]] = {}
    for one in public:
        if one.cluster:
            clusters.setdefault(one.cluster, []).append(one)
    for cluster, members in clusters.items():
        if len(members) >= 3 and not any(one.reading.alertable for one in members):
            best = max(one.reading.score.total for one in members)
            yield f"{cluster}: the same advert {len(members)} times, no alert: its highest score is {best:g}"
