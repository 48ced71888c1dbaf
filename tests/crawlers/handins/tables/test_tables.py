"""Tables of other tools, handed in as CSV and JSON: each row a post, each that is none named with line and column."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from crawlers.handins.again import posts_again
from crawlers.handins.tables import gathering
from posts.home import Home
from posts.identity import post_id
from posts.segments import segments, whole
from tests.conftest import ROOT
from tests.crawlers.handins.handing import handed, saved, waiting

pytestmark = pytest.mark.usefixtures("inside")
TABLES = ROOT / "tests/pages/tables"
HEAD = "id,body,author,tiktok_url,unix_timestamp\n"


def test_a_table_of_4cat_is_read_and_its_odd_rows_are_named(home: Home) -> None:
    result = handed(home, "csv", TABLES / "4cat_tiktok.csv")

    first, second = waiting(home).posts
    assert (first.platform, first.native_id, first.text) == (
        "tiktok",
        "7590000000000000001",
        "Kerja Kamboja,\ngaji 12 juta\nMinat DM",
    )
    assert (first.author.handle, first.author.name, first.counts["views"].value) == (
        "loker__contoh",
        "Loker Contoh",
        20300,
    )
    assert (str(first.posted_at), first.posted_zone) == ("2026-01-02 08:00:00+00:00", "stated")
    assert [(one.kind, one.url) for one in first.media] == [
        ("image", "https://p16.example.org/c.jpg"),
        ("video", "https://v16.example.org/v.mp4"),
    ]
    assert second.posted_raw == "2026-13-45 08:00:00"
    assert [(one.file, one.line) for one in result.refused] == [("4cat_tiktok.csv", 4), ("4cat_tiktok.csv", 5)]
    assert "column 'unix_timestamp | timestamp': '2026-13-45 08:00:00' is no time" in result.refused[0].what
    assert "the row has 4 cells for 17 columns (the last that fits: 'author_full')" in result.refused[1].what
    assert result.notes[0].endswith("columns are read as '4CAT table: TikTok'")


def test_a_table_of_crowdtangle_has_zones_of_the_united_states(home: Home) -> None:
    result = handed(home, "csv", TABLES / "crowdtangle_facebook.csv")

    first, second = waiting(home).posts
    assert (first.native_id, first.text) == ("400000000000012", "Lowongan CS Poipet\nGAJI $900")
    assert (str(first.posted_at), first.posted_raw) == ("2021-05-10 13:12:08+00:00", "2021-05-10 09:12:08 EDT")
    assert first.links == ("https://example.org/daftar",)
    assert first.counts["interactions"].value == 1205
    assert second.posted_at is None
    assert [one.line for one in result.refused] == [3]


def test_a_table_of_somebodys_own_needs_a_map(home: Home, tmp_path: Path) -> None:
    refused = handed(home, "csv", TABLES / "own.tsv")
    other = Home(tmp_path / "other")

    result = handed(other, "csv", TABLES / "own.tsv", map=(TABLES / "own.toml").read_text("utf-8"), zone="Asia/Jakarta")

    assert "no map fits these columns: Nomor, Akun, Isi, Waktu" in refused.refused[0].what
    assert [post.text for post in waiting(other).posts] == ["Dicari operator", "Gaji $900"]
    assert [str(post.posted_at) for post in waiting(other).posts] == ["None", "2026-01-05 03:30:00+00:00"]
    assert [(one.line, "05/01/2026" in one.what) for one in result.refused] == [(2, True)]


def test_lines_of_zeeschuimer_are_read_by_their_platforms_and_others_are_named(home: Home) -> None:
    result = handed(home, "ndjson", TABLES / "zeeschuimer.ndjson")

    assert [(post.platform, post.native_id, post.text) for post in waiting(home).posts] == [
        ("tiktok", "7590000000000000001", "Kerja Kamboja gaji 12 juta"),
        ("linkedin", "7413000000000000000", "Hiring chat support"),
        ("douyin", "7500000000000000001", "招聘客服 柬埔寨"),
        ("xiaohongshu", "65a000000000000000000001", "海外客服\n月薪两万"),
        ("threads", "DThr01", "CS Poipet"),
    ]
    assert [(one.line, one.what.partition(" (")[0]) for one in result.refused] == [
        (6, "no map fits this object"),
        (7, "this is no JSON: it may be cut short"),
    ]


def test_the_same_post_in_two_tables_is_one(home: Home, tmp_path: Path) -> None:
    handed(home, "csv", TABLES / "4cat_tiktok.csv")
    other = Home(tmp_path / "other")
    handed(other, "ndjson", TABLES / "zeeschuimer.ndjson")

    first, second = waiting(home).posts[0], waiting(other).posts[0]
    assert first.id == second.id == post_id(first)


def test_a_large_table_is_read_in_pieces_and_again_alike(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "PIECE_POSTS", 7)
    rows = "".join(f"{number},kata {number},a,https://example.org/{number},1767340800\n" for number in range(1, 24))

    result = handed(home, "csv", saved(tmp_path / "a.csv", (HEAD + rows).encode()))
    again = [
        post
        for name in segments(home.archive)
        for one in whole(home.archive, name).captures
        for post in posts_again(home, one)
    ]

    assert result.accepted == 23
    assert [post.text for post in waiting(home).posts] == [f"kata {number}" for number in range(1, 24)]
    assert again == waiting(home).posts
    assert len(result.notes) == 1


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_tables_are_read_whatever_parts_their_columns(home: Home, tmp_path: Path, sign: str, encoding: str) -> None:
    text = (
        (HEAD + '1,"kata, ""dua""\nbaris",a,https://example.org/1,\n')
        .replace(",", sign)
        .replace(f"kata{sign}", "kata,")
    )

    result = handed(home, "csv", saved(tmp_path / "a.csv", text.encode(encoding)))

    assert result.refused == ()
    assert [post.text for post in waiting(home).posts] == ['kata, "dua"\nbaris']


@pytest.mark.parametrize(
    ("body", "line", "what"),
    [
        (b"", 1, "no head of column names"),
        (b"\n\n", 1, "no head of column names"),
        (b"a,b\n1,2\n", 1, "no map fits these columns: a, b"),
        (HEAD.encode() + b'1,"kata,a,x,1\n', 2, "cannot be read on from here"),
        (HEAD.encode() + b"1,kata,a\n", 2, "the row has 3 cells for 5 columns"),
        (b"\xff\xfeabc", None, "is not UTF-16-LE"),
        (HEAD.encode() + b"1,\xff,a,x,1\n", None, "the file is not UTF-8: byte"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_line(
    home: Home, tmp_path: Path, body: bytes, line: int | None, what: str
) -> None:
    result = handed(home, "csv", saved(tmp_path / "a.csv", body))

    assert result.accepted == 0
    assert (result.refused[0].line, what in result.refused[0].what) == (line, True)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"", "no object of this JSON has a shape"),
        (b"[]", "no object of this JSON has a shape"),
        (b'{"a": 1}', "no object of this JSON has a shape"),
        (b"[" * 100_000, "no JSON"),
        (b'{"a": 1}\n{"b": 2}\n', "no map fits this object (it has: a)"),
        (b"null\n5\n", "this is no JSON"),
        (b"[" + b"{}," * 600_000 + b"{}]", "more than 150,000 objects"),
    ],
)
def test_json_without_a_known_shape_is_never_silently_nothing(
    home: Home, tmp_path: Path, body: bytes, what: str
) -> None:
    result = handed(home, "ndjson", saved(tmp_path / "a.ndjson", body))

    assert result.accepted == 0
    assert what in result.refused[0].what


def test_half_characters_and_nulls_are_replaced(home: Home, tmp_path: Path) -> None:
    line = b'{"source_platform":"tiktok.com","data":{"id":"1","desc":"a\\ud83d\\u0000b","createTime":1,"author":"x"}}'

    handed(home, "ndjson", saved(tmp_path / "a.ndjson", line))

    assert [post.text for post in waiting(home).posts] == ["a\ufffd\ufffdb"]


def test_a_list_of_objects_is_read_object_by_object(home: Home, tmp_path: Path) -> None:
    objects = [{"id": "1", "desc": "satu", "createTime": 1767340800, "author": "x"}, {"other": 1}]

    result = handed(home, "ndjson", saved(tmp_path / "a.json", json.dumps(objects, indent=1).encode()))

    assert result.accepted == 1
    assert [(one.line, one.what.partition(" (")[0]) for one in result.refused] == [
        (None, "object 2: no map fits this object")
    ]


@pytest.mark.parametrize(
    ("name", "platform", "posts"),
    [
        ("x_twitter/gql_raw_search.json", "x", 25),
        ("x_twitter/fx_SearchTimeline_neo.json", "x", 9),
        ("x_twitter/fx_SearchTimeline_empty_query_error.json", "", 0),
        ("instagram/hashtag.json", "instagram", 43),
        ("bluesky/jetstream_expected_v1.jsonl", "bluesky", 17),
        ("bluesky/capture_atprotocom.json", "bluesky", 20),
        ("mastodon/v1_lookup_timelines.json", "mastodon", 20),
        ("reddit/praw_sub_new_01.json", "reddit", 100),
        ("vk/wall_get_hackit_2020.json", "vk", 10),
    ],
)
def test_recorded_answers_are_read(
    home: Home, shared: Callable[[str], Path], name: str, platform: str, posts: int
) -> None:
    result = handed(home, "ndjson", shared(f"pages/{name}"))

    assert result.accepted == posts
    assert {post.platform for post in waiting(home).posts} == ({platform} if posts else set())
    assert bool(result.refused) is (posts == 0)


def test_lists_of_extraction_programs_are_read(home: Home, tmp_path: Path) -> None:
    posts = [
        {
            "post_url": "https://www.facebook.com/groups/100000000000001/posts/400000000000012/?x=1",
            "group": "Loker Contoh",
            "posted_at": "2026-01-02T08:00:00Z",
            "text": "Lowongan CS",
            "author": {"name": "Agen Contoh", "url": "https://www.facebook.com/agen.contoh"},
            "reactions": 5,
            "media": [{"url": "https://scontent.example.org/a.jpg"}],
        },
        {"post_url": "https://www.facebook.com/permalink.php?story_fbid=400000000000013&id=1", "text": "Kerja"},
    ]
    weibo = {
        "mid": "5",
        "created_at": "Fri Jan 02 16:00:00 +0800 2026",
        "text": "招聘<br />客服 &amp; 翻译",
        "user": {"screen_name": "示例"},
    }

    handed(home, "ndjson", saved(tmp_path / "fb.json", json.dumps(posts).encode()))
    other = Home(tmp_path / "other")
    handed(other, "ndjson", saved(tmp_path / "w.json", json.dumps({"data": {"cards": [{"mblog": weibo}]}}).encode()))

    first, second = waiting(home).posts
    assert (first.native_id, first.author.name, first.counts["reactions"].value) == (
        "400000000000012",
        "Agen Contoh",
        5,
    )
    assert (str(first.posted_at), len(first.media)) == ("2026-01-02 08:00:00+00:00", 1)
    assert second.native_id == "400000000000013"
    assert [(one.platform, one.text, str(one.posted_at)) for one in waiting(other).posts] == [
        ("weibo", "招聘\n客服 & 翻译", "2026-01-02 08:00:00+00:00")
    ]
