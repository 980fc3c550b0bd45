"""What the commands share: the application, exit codes, the console, reading records."""

import sys
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from chidao.model import Record

# Exit codes: all well; something was rejected, wrong or under its floor; the command was used wrongly; interrupted.
OK, PROBLEM, USAGE, INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    name="chidao",
    help="Read Vietnamese Party and state news and write down what was ordered, each fact with its exact characters.",
    add_completion=False,
    rich_markup_mode=None,
    epilog="Exit code: 0 all well, 1 something was rejected or found wrong, 2 the command was used wrongly.",
)


class UsageError(ValueError):
    """What the user has to do differently, in one line."""


def records_of(path: str) -> "Iterator[Record]":
    from chidao.records import read

    return read(path)


def console() -> "Console":
    from rich.console import Console

    # A pipe has no width of its own: 80 columns would fold every quote.
    return Console(highlight=False, width=None if sys.stdout.isatty() else 120)
