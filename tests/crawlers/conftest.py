"""One crawl over many loopback sources, shared by the tests of visits, archive and robots.txt."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from crawlers.collect import Pace
from posts.home import Home
from tests.crawlers.crawling import Crawl, crawl, job
from tests.crawlers.loopback import Site, answer, channel
from tests.crawlers.scene import ANSWERS, CHANNELS, FIFTY, FREE, NEVER, ONE, broken_page


@pytest.fixture(scope="session")
def opened() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened
    NEVER.set()


@pytest.fixture(scope="session")
def site(opened: ExitStack) -> Site:
    made = opened.enter_context(Site())
    made.routes |= {f"/s/{name}": channel(name, FIFTY) for name in CHANNELS}
    made.routes |= {f"/s/{name}": said for name, said in ANSWERS.items()}
    tries = iter([answer(status=503, retry_after="0")])
    made.routes["/s/soon__again"] = lambda target: next(tries, channel("soon__again", FIFTY)(target))
    made.routes["/goes__home"] = answer(FREE)
    return made


@pytest.fixture(scope="session")
def strict(opened: ExitStack) -> Site:
    rules = answer("User-agent: *\nAllow: /\n\nUser-agent: lurewatch\nDisallow: /s/kept__out\n")
    said = {"/robots.txt": rules, "/s/kept__out": answer(ONE), "/s/let__in": answer(ONE)}
    return opened.enter_context(Site(dict(said)))


@pytest.fixture(scope="session")
def garbled(opened: ExitStack) -> Site:
    rules = answer(b"\x0b\x02\x80", content_encoding="br")
    return opened.enter_context(Site({"/robots.txt": rules, "/s/odd__rules": answer(ONE)}))


@pytest.fixture(scope="session")
def ruleless(opened: ExitStack) -> Site:
    return opened.enter_context(Site({"/robots.txt": answer(ONE, status=500), "/s/no__rules": answer(ONE)}))


@pytest.fixture(scope="session")
def done(site: Site, strict: Site, ruleless: Site, garbled: Site, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    home = Home(tmp_path_factory.mktemp("crawl") / "home")
    home.make()
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{closed.getsockname()[1]}"
    jobs = [job(site, name, **known) for name, known in CHANNELS.items()]
    jobs += [job(site, name) for name in [*ANSWERS, "soon__again", "no name!"]]
    jobs += [job(strict, "kept__out"), job(strict, "let__in"), job(ruleless, "no__rules"), job(dead, "dead__port")]
    jobs.append(job(garbled, "odd__rules"))
    jobs += [job(site, "known__503", known_highest=10), job(site, "known__404", known_highest=10)]
    site.routes["/s/known__503"] = broken_page("known__503", answer(status=503))
    site.routes["/s/known__404"] = broken_page("known__404", answer(status=404))
    return crawl(home, jobs, pace=Pace(timeout_seconds=0.6))
