"""The reference pages, made from the code itself so that they cannot lie; scripts/make-docs writes them."""

from __future__ import annotations

import importlib
import inspect
import typing
from collections.abc import Iterator

import click
import msgspec

from index.query.filters import FILTERS
from lurewatch.alerts.patterns import PATTERNS
from lurewatch.alerts.rules import AlertsFile
from lurewatch.cli import COMMANDS, lurewatch
from lurewatch.reading_page import reading_page
from lurewatch.settings import Settings
from posts import capture, mark, post, reading

MADE = "<!-- made by scripts/make-docs; do not edit -->\n"
RECORD_MODULES = (post, capture, reading, mark)


def pages() -> dict[str, str]:
    """Return every reference page by its file name."""
    return {
        "commands.md": _commands(),
        "settings.md": _settings(),
        "query-language.md": _query_language(),
        "data-format.md": _data_format(),
        "patterns.md": _patterns(),
        "reading.md": reading_page(),
    }


def _commands() -> str:
    parts = [MADE, "# Commands\n", (lurewatch.help or "").strip() + "\n"]
    for name in COMMANDS:
        command = lurewatch.get_command(click.Context(lurewatch), name)
        if command is not None:
            parts += list(_command(("lurewatch", name), command))
    return "\n".join(parts)


def _command(path: tuple[str, ...], command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=path[-1])
    yield f"## {' '.join(path[1:])}\n"
    yield "```"
    usage = " ".join([*path, *command.collect_usage_pieces(context)])
    yield f"{usage}\n```\n"
    yield inspect.cleandoc(command.help or "").replace("\b\n", "") + "\n"
    for option in command.params:
        record = option.get_help_record(context)
        if record is not None:
            yield f"- `{record[0]}` {record[1]}"
    yield ""
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _command((*path, name), inner)


def _settings() -> str:
    from crawlers.watchlist import Watchlist

    files = {"lurewatch.toml": Settings, "watchlist.toml": Watchlist, "alerts.toml": AlertsFile}
    parts = [MADE, "# Settings\n", "Every key of every settings file; an unknown key is refused with its line.\n"]
    for name, kind in files.items():
        parts += [f"## {name}\n", *_keys(typing.cast("type[msgspec.Struct]", kind), "")]
    return "\n".join(parts)


def _keys(kind: type[msgspec.Struct], prefix: str) -> Iterator[str]:
    if prefix:
        yield f"### [{prefix}]\n"
    yield f"{inspect.getdoc(kind)}\n"
    inner: list[tuple[str, type[msgspec.Struct]]] = []
    for field in msgspec.structs.fields(kind):
        nested = next((one for one in (field.type, *typing.get_args(field.type)) if _is_record(one)), None)
        if nested is not None:
            inner.append((field.encode_name, nested))
        else:
            yield f"- `{field.encode_name}` ({_type_name(field.type)}){_default(field)}"
    yield ""
    for name, nested in inner:
        yield from _keys(nested, name)


def _query_language() -> str:
    head = """# Query language

Words must all be there; the order does not matter. A word is also found without its diacritics, in another form of
Chinese, or in a light disguise; posts that hold it as typed come first.

| form | means |
|---|---|
| `operator tiket` | both words |
| `"customer service"` | these words in this order |
| `kerja OR loker` | one of them |
| `tiket NOT hotel` | the first without the second |
| `(poipet OR bavet) tiket` | parentheses group |
| `kerj*`, `k*rja`, `ker?a` | every word of that form: * is any letters, ? is one |
| `lowongn~`, `kerja~1` | the word, also with a slip of the pen (two in longer words) |
| `"gaji tiket"~5` | each word at most five words from the next, in either order |
| `like:p1_…` | posts that share many words with that one |
| `field:value` | one of the fields below |
| `contact:tel:+62*` | every value that begins so; `gone:*` any value |
| `score:>=8`, `posted:[2026-01-01 TO 2026-01-31]` | comparisons and ranges |
| `first_seen:>now-7d`, `posted:<now-12h` | counted back from now: m minutes, h hours, d days, w weeks |

Dates are days of the home zone. A mistake is answered with its position and a suggestion.

| field | example | says |
|---|---|---|
"""
    rows = [f"| `{one.name}` | `{one.example}` | {one.says.format('…')} |" for one in FILTERS]
    return MADE + head + "\n".join(rows) + "\n"


def _data_format() -> str:
    parts = [
        MADE,
        "# Data format\n",
        "Every record as JSON lines: UTF-8, times UTC with zone, languages BCP 47, countries ISO 3166, currency",
        "ISO 4217. An unknown field is refused.\n",
    ]
    for module in RECORD_MODULES:
        for name, kind in vars(module).items():
            if _is_record(kind) and kind.__module__ == module.__name__ and name != "Record":
                parts += [f"## {name}\n", f"{inspect.getdoc(kind)}\n", "| field | type | default |", "|---|---|---|"]
                for field in msgspec.structs.fields(kind):
                    parts.append(f"| `{field.encode_name}` | {_type_name(field.type)} |{_default(field)} |")
                parts.append("")
    return "\n".join(parts)


def _patterns() -> str:
    parts = [MADE, "# Patterns\n", "What alerts.toml may name as `kind`.\n"]
    for kind in PATTERNS:
        module = importlib.import_module(PATTERNS[kind].__name__)
        parts += [f"## {kind}\n", f"{inspect.getdoc(module)}\n", f"Says in the mail: {module.SENTENCE}.\n"]
    return "\n".join(parts)


def _is_record(kind: object) -> typing.TypeGuard[type[msgspec.Struct]]:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.default is msgspec.NODEFAULT and field.default_factory is msgspec.NODEFAULT:
        return " required"
    value = field.default if field.default is not msgspec.NODEFAULT else None
    shown = "empty" if value in (None, "", ()) or _is_record(type(value)) else str(value)
    return f" {shown}"


def _type_name(kind: object) -> str:
    name = kind.__name__ if isinstance(kind, type) else str(kind)
    for long, short in (("typing.", ""), ("datetime.datetime", "time"), ("datetime", "time"), ("NoneType", "null")):
        name = name.replace(long, short)
    return (
        name.replace("posts.post.", "").replace("posts.capture.", "").replace("posts.reading.", "").replace("|", "or")
    )
