"""Pictures of the terminal for people who have never used one: each command run for real, its answer drawn as SVG."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Sequence
from html import escape
from pathlib import Path

LINE, LETTER, EDGE, WIDTH = 18, 8.4, 16, 110  # pixels, pixels, pixels, letters: what a page of text can show
STYLE = "font-family:'DejaVu Sans Mono','Noto Sans Mono',monospace;font-size:14px;white-space:pre"
PAPER, INK, TYPED = "#1b1f24", "#d7dde4", "#8fd18f"
# name of the picture: (what is typed, first line shown, last line shown)
PICTURES: dict[str, tuple[str, str, str]] = {
    "demo": ("scripts/run demo", "== A template that comes back", "03 Jan 07:00 UTC  contact"),
    "seen": ("scripts/run seen --home HOME 0840-0000-0101", "", ""),
    "search": ('scripts/run search --home HOME "operator place:kh-poipet" --limit 3', "", ""),
}


def main(folder: Path) -> None:
    """Write one picture for each entry of PICTURES."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        home = f"{name}/home"
        story = answer(f"scripts/run demo --home {home}")
        for picture, (typed, first, last) in PICTURES.items():
            said = story if picture == "demo" else answer(typed.replace("HOME", home))
            shown = part(said.replace(name, "~").splitlines(), first, last)
            text = drawn(typed.replace(" --home HOME", ""), wrapped(shown))
            (folder / f"{picture}.svg").write_text(text, encoding="utf-8")


def answer(command: str) -> str:
    """Return what a command of the project's own prints; exit 1 is an honest no."""
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)  # noqa: S603, S607 - our own commands
    if done.returncode > 1:
        raise SystemExit(f"{command}: {done.stderr}")
    return done.stdout


def part(lines: Sequence[str], first: str, last: str) -> list[str]:
    """Return the lines from the one that begins with `first` to the one that holds `last`, or all."""
    start = next(at for at, line in enumerate(lines) if line.startswith(first))
    end = next((at for at, line in enumerate(lines) if last and at > start and last in line), len(lines) - 1)
    return list(lines[start : end + 1])


def wrapped(lines: Sequence[str]) -> list[str]:
    """Return the lines as a window of WIDTH letters shows them."""
    return [
        row
        for line in lines
        for row in textwrap.wrap(line, WIDTH, subsequent_indent="    ", drop_whitespace=False) or [""]
    ]


def drawn(typed: str, lines: Sequence[str]) -> str:
    """Return the terminal as SVG: the typed line, then the answer."""
    rows = [(TYPED, f"$ {typed}"), *((INK, line) for line in lines)]
    height, width = LINE * len(rows) + 2 * EDGE, round(LETTER * max(len(row) for _, row in rows)) + 2 * EDGE
    texts = [
        f'<text x="{EDGE}" y="{EDGE + LINE * (at + 1) - 5}" fill="{colour}" style="{STYLE}">{escape(row)}</text>'
        for at, (colour, row) in enumerate(rows)
    ]
    box = f'<rect width="{width}" height="{height}" rx="8" fill="{PAPER}"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img">'
    return "\n".join([head, f"<title>{escape(typed)}</title>", box, *texts, "</svg>", ""])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
