"""Docs cannot lie: reference pages are what the code makes, commands in pages exist, links lead somewhere."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from lurewatch.cli import COMMANDS, lurewatch
from lurewatch.reference import pages
from tests.conftest import ROOT

PAGES = sorted(path for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")))
LINK = re.compile(r"\]\(([^)#\s]+)")
CALL = re.compile(r"^(?:scripts/run|lurewatch) (.+)$", re.MULTILINE)
PLACEHOLDER = re.compile(r"[A-Z_|\[\].…]+")  # ID, FILE, [SOURCE]...


def command_named(words: list[str]) -> tuple[click.Command, list[str]]:
    command: click.Command = lurewatch
    context = click.Context(lurewatch)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(context, words[0])
        assert found is not None, f"no command {words[0]}"
        command, words = found, words[1:]
    return command, words


def every_command() -> Iterator[tuple[str, click.Command]]:
    for name in COMMANDS:
        command, _ = command_named([name])
        yield name, command
        if isinstance(command, click.Group):
            for inner, below in command.commands.items():
                yield f"{name} {inner}", below


@pytest.mark.parametrize("name", pages())
def test_a_reference_page_is_what_the_code_makes(name: str) -> None:
    path = ROOT / "docs" / "reference" / name

    assert path.read_text(encoding="utf-8") == pages()[name], "run scripts/make-docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]

    missing = [link for link in links if not (page.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_in_pages_exist_with_their_options(page: Path) -> None:
    for line in CALL.findall(page.read_text(encoding="utf-8")):
        command, rest = command_named([word for word in shlex.split(line) if not PLACEHOLDER.fullmatch(word)])
        known = {option for one in command.params for option in (*one.opts, *one.secondary_opts)}
        given = {word.partition("=")[0] for word in rest if word.startswith("-") and word != "-"}
        assert given <= known | {"--help", "-h"}, line


@pytest.mark.parametrize("name", [name for name, _ in every_command()])
def test_every_command_says_what_it_does_and_shows_an_example_that_exists(name: str) -> None:
    text = dict(every_command())[name].help or ""

    example = re.search(r"Example: (?:.*\| )?lurewatch (.+)", text)
    assert example is not None
    words = shlex.split(example.group(1).split(" > ")[0].split(" && ")[0])
    command_named(words)


def test_every_option_is_explained() -> None:
    silent = [
        f"{name} {option.opts[0]}"
        for name, command in every_command()
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]

    assert silent == []
