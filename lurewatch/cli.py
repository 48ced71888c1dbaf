"""The command line: every command in one table, every refusal in one line, exit codes as promised.

Exit 0 done; 1 the honest answer is "no"; 2 bad input or usage; 3 intact but below the demanded policy.
"""

from __future__ import annotations

import importlib
import sys

import click

from lurewatch.call import Call, common_options
from posts.errors import InputError, LurewatchError

# name: module below lurewatch.commands; loaded only when asked for, so that each command starts fast
COMMANDS = {
    "demo": "demo",
    "init": "init",
    "doctor": "doctor",
    "collect": "collect",
    "import": "hand_in",
    "ingest": "ingest",
    "read": "read",
    "group": "group",
    "search": "search",
    "export": "export",
    "suggest": "suggest",
    "seen": "seen",
    "explain": "explain",
    "clusters": "clusters",
    "cluster": "cluster",
    "campaigns": "campaigns",
    "campaign": "campaign",
    "regroup": "regroup",
    "sources": "sources",
    "alerts": "alerts",
    "digest": "digest",
    "mark": "mark",
    "review": "review",
    "bundle": "bundle",
    "verify": "verify",
    "rebuild": "rebuild",
    "check": "check",
    "watch": "watch",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"lurewatch.commands.{COMMANDS[cmd_name]}")
        found: click.Command = module.command
        return found


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="lurewatch")
@common_options
def lurewatch(call: Call) -> None:
    """Find, group and prove public posts that lure people into scam compounds.

    Start with: lurewatch demo
    """


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit with its code."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; refusals go to stderr, one line each."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        code = lurewatch.main(args=given, prog_name="lurewatch", standalone_mode=False)
    except LurewatchError as problem:
        Call(as_json="--json" in given).refuse(problem)
        return problem.exit_code
    except click.exceptions.NoArgsIsHelpError as problem:
        click.echo(problem.format_message(), err=True)
        return problem.exit_code
    except click.ClickException as problem:
        Call(as_json="--json" in given).refuse(_usage(problem))
        return problem.exit_code
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return code if isinstance(code, int) else 0


def _usage(problem: click.ClickException) -> InputError:
    context = problem.ctx if isinstance(problem, click.UsageError) else None
    words = " ".join(problem.format_message().split()).rstrip(".")
    return InputError(words[:1].lower() + words[1:], f"see: {context.command_path if context else 'lurewatch'} --help")
