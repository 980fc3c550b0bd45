"""`chidao index`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chidao.cli.common import OK, PROBLEM, UsageError, app, console

if TYPE_CHECKING:
    from collections.abc import Callable

    from chidao.index import Summary

_SHOWN_REASONS = 5


@app.command("index")
def index_(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="RECORDS", help="Files of records, folders of a run, or - for standard input."),
    ],
    db: Annotated[Path, typer.Option("--db", metavar="FILE", help="The index, made where it is not there.")] = Path(
        "chidao.db"
    ),
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin with an empty index.")] = False,
) -> None:
    """Bring records into an index.

    One SQLite file with tables and full text; what it holds already stays, what has changed is replaced.
    """
    needs_index()
    from chidao.index import IndexFileError, build

    with _counting() as advance:
        try:
            summary = build(inputs, db, fresh=fresh, progress=advance)
        except IndexFileError as error:
            raise UsageError(str(error)) from error
    _print_summary(summary, db)
    for reason in summary.refused[:_SHOWN_REASONS]:
        print(f"chidao: {reason}", file=sys.stderr)
    if len(summary.refused) > _SHOWN_REASONS:
        print(f"chidao: and {len(summary.refused) - _SHOWN_REASONS:,} more, in the table refusals", file=sys.stderr)
    raise typer.Exit(PROBLEM if summary.refused else OK)


def needs_index() -> None:
    """Say what to install where the extra `index` is missing."""
    from importlib.util import find_spec

    if missing := [m for m in ("sqlite_utils", "edtf") if find_spec(m) is None]:
        raise UsageError(f"needs {' and '.join(missing)}: pip install 'chidao[index]'")


class _counting:
    """Show how many records are read, on a terminal only."""

    def __enter__(self) -> "Callable[[int], None] | None":
        self._status = None
        if not sys.stderr.isatty():
            return None
        from rich.console import Console

        self._status = Console(stderr=True).status("0 records")
        self._status.start()
        return self._advance

    def _advance(self, count: int) -> None:
        if self._status and count % 100 == 0:
            self._status.update(f"{count:,} records")

    def __exit__(self, *_: object) -> None:
        if self._status:
            self._status.stop()


def _print_summary(summary: "Summary", db: Path) -> None:
    from rich.table import Table

    table = Table(title="chidao index", title_justify="left", show_header=False, box=None, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    for what in ("added", "replaced", "unchanged"):
        table.add_row(what, f"{getattr(summary, what):,}")
    table.add_row("refused", f"{len(summary.refused):,}")
    for name, count in summary.rows.items():
        table.add_row(f"  {name}", f"{count:,}")
    screen = console()
    screen.print(table)
    screen.print(str(db), markup=False, highlight=False, soft_wrap=True)
