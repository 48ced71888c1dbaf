"""The house rules with teeth: budgets, one door per library, words, docs that cannot lie."""

from __future__ import annotations

import ast
import re
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

ROOMS = ("posts", "crawlers", "enrichers", "dedupe", "index", "lurewatch")
MAX_FUNCTION_LINES = 40
MAX_FILE_LINES = 300

# library: the files (or folders) that alone may import it
DOORS = {
    "warcio": ("posts/warc.py", "posts/warc_stream.py"),
    "icu": ("posts/text/",),
    "myanmartools": ("posts/text/zawgyi.py",),
    "scrapy": ("crawlers/",),
    "twisted": ("crawlers/",),
    "playwright": ("crawlers/",),
    "aiohttp": ("crawlers/stream/wire.py",),
    "feedparser": ("crawlers/platforms/feed.py",),
    "parsel": ("crawlers/declared.py",),
    "cssselect": ("crawlers/declared.py",),
    "phonenumbers": ("enrichers/contacts/numbering.py",),
    "gcld3": ("enrichers/votes.py",),
    "pycld2": ("enrichers/votes.py",),
    "re2": ("enrichers/patterns.py",),
    "rapidfuzz": ("dedupe/",),
    "PIL": ("dedupe/", "enrichers/pictures/", "lurewatch/practice/flyers.py"),
    "tesserocr": ("enrichers/pictures/ocr.py",),
    "zxingcpp": ("enrichers/pictures/qr.py",),
    "imagehash": ("dedupe/", "crawlers/worker/"),
    "sqlalchemy": ("index/ledger/",),
    "alembic": ("index/ledger/",),
    "lark": ("index/query/",),
    "tantivy": ("index/embedded/",),
    "elasticsearch": ("index/elastic/",),
    "apscheduler": ("lurewatch/schedule.py", "crawlers/calendar.py"),
    "smtplib": ("lurewatch/alerts/mail.py",),
    "cryptography": ("lurewatch/evidence/", "crawlers/"),
    "click": ("lurewatch/",),
    "rich": ("lurewatch/",),
    "jinja2": ("lurewatch/",),
    "yaml": ("enrichers/", "index/", "lurewatch/"),
}
FORCED_NAMES = {"from_crawler"}  # Scrapy calls it by this name
# Heavy libraries that may be imported inside a function, because a command that does not need them must start fast.
LAZY = {
    "alembic",
    "crawlers",
    "elasticsearch",
    "imagehash",
    "lurewatch",
    "playwright",
    "scipy",
    "scrapy",
    "tantivy",
    "twisted",
}


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name.split(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module.split(".")[0]


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_every_room_is_listed() -> None:
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}

    assert found == set(ROOMS)


@pytest.mark.parametrize("path", python_files(*ROOMS, "tests", "benchmarks"), ids=name_of)
def test_files_and_functions_stay_small_and_say_what_they_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    module = ast.parse(text)

    too_long = [f"{node.name}: {length(node)}" for node in functions(module) if length(node) > MAX_FUNCTION_LINES]
    lines = text.count("\n")

    assert not too_long
    assert lines <= MAX_FILE_LINES
    assert not text.strip() or (ast.get_docstring(module) or "").strip(), "the first line says what the file is"


@pytest.mark.parametrize("path", python_files(*ROOMS), ids=name_of)
def test_libraries_have_one_door_and_functions_import_only_heavy_ones(path: Path) -> None:
    module = tree(path)
    outside = {name for node in ast.walk(module) for name in imported(node)}
    forbidden = [
        library for library, doors in DOORS.items() if library in outside and not name_of(path).startswith(doors)
    ]
    inner = {name for node in functions(module) for inside in ast.walk(node) for name in imported(inside)}

    assert not forbidden
    assert inner <= LAZY


@pytest.mark.parametrize("path", python_files(*ROOMS), ids=name_of)
def test_code_asserts_nothing_and_prints_nothing_blindly(path: Path) -> None:
    module = tree(path)

    assert not [node.lineno for node in ast.walk(module) if isinstance(node, ast.Assert)]


def glossary() -> dict[str, str]:
    lines = (ROOT / "tests/glossary.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines if line and not line.startswith("#"))


def words_of(name: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)]


def public_names(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node.name
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


@pytest.mark.parametrize("path", python_files(*ROOMS), ids=name_of)
def test_names_use_the_word_of_the_glossary(path: Path) -> None:
    words = glossary()

    ours = set(public_names(tree(path))) - FORCED_NAMES
    wrong = {name: words[word] for name in ours for word in words_of(name) if word in words}

    assert not wrong


def test_budget_medians_are_printed_not_gated() -> None:
    sizes = [length(node) for path in python_files(*ROOMS) for node in functions(tree(path))]
    files = [path.read_text(encoding="utf-8").count("\n") for path in python_files(*ROOMS)]
    for label, values in (("functions", sizes), ("files", files)):
        ranked = sorted(values)
        p90 = ranked[int(len(ranked) * 0.9)]
        sys.stdout.write(f"{label}: median {statistics.median(ranked)}, p90 {p90}, max {ranked[-1]}\n")

    assert sizes
    assert files
