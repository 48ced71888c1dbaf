"""The site on loopback: the visits, the answers that are no pages, kept connections, counted requests."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from typing import NoReturn

import pytest

from lurewatch.practice.flyers import flyer
from lurewatch.practice.pages import CLIP, address, history
from lurewatch.practice.scene import SceneSource, scene
from lurewatch.practice.site import PracticeServer
from tests.lurewatch.practice.preview import messages

SCENE = scene()
DOWN = "/s/ngan__poipet"


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer() as running:
        yield running


@pytest.fixture
def client(server: PracticeServer) -> Iterator[HTTPConnection]:
    connection = HTTPConnection(server.base_url.removeprefix("http://"), timeout=10)
    yield connection
    connection.close()


def get(client: HTTPConnection, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    client.request("GET", path, headers=headers)
    answer = client.getresponse()
    return answer, answer.read()


def source(name: str) -> SceneSource:
    return next(one for one in SCENE.sources if one.name == name)


def test_it_listens_on_loopback_only(server: PracticeServer) -> None:
    assert server.base_url.startswith("http://127.0.0.1:")


def test_one_connection_serves_many_requests(client: HTTPConnection) -> None:
    socks: list[socket.socket | None] = []
    for path in ("/robots.txt", "/s/loker__kamboja", "/belum__ada", "/file/nothing", "/s/loker__kamboja?before=104"):
        answer, body = get(client, path)
        socks.append(client.sock)

        assert int(answer.headers["Content-Length"]) == len(body)

    assert len(set(socks)) == 1
    assert socks[0] is not None


def test_the_day_moves_when_it_is_told(server: PracticeServer, client: HTTPConnection) -> None:
    seen = []
    for visit in (1, 2, 3):
        server.visit = visit
        answer, body = get(client, "/s/kerja__asean")
        seen.append((answer.headers["Date"], [one.native_id.partition("/")[2] for one in messages(body)]))

    assert seen == [
        ("Mon, 05 Jan 2026 03:00:00 GMT", ["40", "41", "42", "43"]),
        ("Wed, 07 Jan 2026 03:00:00 GMT", ["40", "42", "43"]),
        ("Fri, 09 Jan 2026 03:00:00 GMT", ["40", "42", "43", "44", "45"]),
    ]


def test_one_source_is_down_during_the_second_visit_alone(server: PracticeServer, client: HTTPConnection) -> None:
    statuses = {}
    for visit in (1, 2, 3):
        server.visit = visit
        statuses[visit] = [get(client, path)[0].status for path in (DOWN, "/s/loker__kamboja")]

    assert statuses == {1: [200, 200], 2: [503, 200], 3: [200, 200]}


def test_a_busy_source_asks_nobody_to_wait(server: PracticeServer, client: HTTPConnection) -> None:
    server.visit = 2

    assert get(client, DOWN)[0].headers["Retry-After"] is None


@pytest.mark.parametrize("name", ["tutup__pratinjau", "grup__obrolan", "belum__ada", "nobody__here"])
def test_a_name_without_preview_leads_to_its_landing_page(
    server: PracticeServer, client: HTTPConnection, name: str
) -> None:
    answer, _ = get(client, f"/s/{name}")
    landing, _ = get(client, f"/{name}")

    assert (answer.status, answer.headers["Location"]) == (302, f"{server.base_url}/{name}")
    assert landing.status == 200


def test_a_name_is_the_same_in_capitals(client: HTTPConnection) -> None:
    assert get(client, "/s/Loker__KAMBOJA")[1] == get(client, "/s/loker__kamboja")[1]


def test_an_older_page_is_asked_for_by_number(server: PracticeServer, client: HTTPConnection) -> None:
    _, body = get(client, "/s/info__luarnegeri?before=207")

    assert body.decode() == history(SCENE, source("info__luarnegeri"), 1, 207, server.base_url)


def test_robots_allow_reading(client: HTTPConnection) -> None:
    answer, body = get(client, "/robots.txt")

    assert (answer.status, body) == (200, b"User-agent: *\nAllow: /\n")


def test_a_page_is_packed_for_those_who_take_it_packed(client: HTTPConnection) -> None:
    plain = get(client, "/s/jobs__abroad")[1]
    answer, packed = get(client, "/s/jobs__abroad", **{"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert get(client, "/s/jobs__abroad", **{"Accept-Encoding": "gzip"})[1] == packed


def test_a_picture_is_given_until_its_address_expires(server: PracticeServer, client: HTTPConnection) -> None:
    kamboja = source("loker__kamboja")
    path = address(kamboja, kamboja.post(102), 0, 1)
    first, picture = get(client, path)
    server.visit = 2
    second, _ = get(client, path)

    assert (first.status, first.headers["Content-Type"], picture) == (200, "image/png", flyer("flyer"))
    assert second.status == 404


def test_the_flyer_is_the_same_file_under_every_post(server: PracticeServer, client: HTTPConnection) -> None:
    server.visit = 2
    files = set()
    for native_id in SCENE.story["same_flyer"]:
        of = source(native_id.partition("/")[0])
        post = of.post(int(native_id.partition("/")[2]))
        files.add(get(client, address(of, post, 0, 2))[1])

    assert files == {flyer("flyer")}


def test_a_video_gives_its_head(server: PracticeServer, client: HTTPConnection) -> None:
    server.visit = 3
    asean = source("kerja__asean")
    answer, body = get(client, address(asean, asean.post(44), CLIP, 3))

    assert (answer.status, answer.headers["Content-Type"]) == (200, "video/mp4")
    assert body[4:8] == b"ftyp"


def test_requests_are_counted_by_path(server: PracticeServer, client: HTTPConnection) -> None:
    for path in ("/s/loker__kamboja", "/s/loker__kamboja?before=104", "/robots.txt"):
        get(client, path)

    assert server.asked == {"/s/loker__kamboja": 2, "/robots.txt": 1}


def test_it_says_nothing_on_stderr_not_even_to_those_who_hang_up(
    server: PracticeServer, capfd: pytest.CaptureFixture[str]
) -> None:
    host, port = server.base_url.removeprefix("http://").split(":")
    rude = socket.create_connection((host, int(port)), timeout=10)
    rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")  # reset, no goodbye
    rude.sendall(b"GET /s/info__luarnegeri HTTP/1.1\r\nHost: x\r\n\r\n" * 50)
    rude.close()
    polite = HTTPConnection(host, int(port), timeout=10)
    get(polite, "/s/loker__kamboja")
    polite.close()

    assert capfd.readouterr().err == ""


def test_a_mistake_of_its_own_is_not_hidden(
    server: PracticeServer, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: str) -> NoReturn:
        raise LookupError

    monkeypatch.setattr(server, "answer", broken)
    client = HTTPConnection(server.base_url.removeprefix("http://"), timeout=10)

    with pytest.raises(ConnectionError):
        get(client, "/robots.txt")
    client.close()

    assert "LookupError" in capfd.readouterr().err


def test_it_stops_when_its_block_ends() -> None:
    with PracticeServer() as server:
        host, port = server.base_url.removeprefix("http://").split(":")

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=10)
