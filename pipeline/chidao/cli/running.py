"""`chidao run`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chidao.cli.common import OK, PROBLEM, app, console
from chidao.cli.reading import reads_articles

if TYPE_CHECKING:
    from collections.abc import Callable

    from chidao.ingest import Options
    from chidao.run import Line, Summary


@app.command()
@reads_articles
def run(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT", help="Files, folders, globs, or - for standard input.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the results.")],
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", help="Processes; as many as there are processors if unsaid.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a run that DIR holds already.")] = False,
    *,
    options: "Options",
) -> None:
    """Read articles, write their records.

    DIR gets records.jsonl, rejects.jsonl (what gave no record, and why) and run.json (counts, versions, speed).
    """
    from chidao.run import default_workers
    from chidao.run import run as run_all

    with _progress() as advance:
        count = default_workers() if workers is None else workers
        summary = run_all(inputs, out, workers=count, force=force, options=options, progress=advance)
    _print_summary(summary, out)
    raise typer.Exit(PROBLEM if summary.rejected else OK)


class _progress:
    """Show articles, facts and speed while a run goes on, on a terminal only."""

    def __enter__(self) -> "Callable[[Line], None] | None":
        self._bar = None
        if not sys.stderr.isatty():
            return None
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = TextColumn("{task.completed} articles · {task.fields[facts]} facts · {task.fields[rejects]} rejected")
        self._bar = Progress(
            SpinnerColumn(), columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True
        )
        task = self._bar.add_task("run", total=None, facts=0, rejects=0)
        self._bar.start()
        facts = rejects = 0

        def advance(line: "Line") -> None:
            nonlocal facts, rejects
            facts += sum(line.facts.values())
            rejects += line.rejected is not None
            assert self._bar is not None
            self._bar.update(task, advance=1, facts=facts, rejects=rejects)

        return advance

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()


def _print_summary(summary: "Summary", out: Path) -> None:
    from rich.table import Table

    table = Table(title="chidao run", title_justify="left", show_header=False, box=None, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_row("articles", f"{summary.articles:,}")
    table.add_row("records", f"{summary.records:,}")
    for kind, count in summary.facts.items():
        table.add_row(f"  {kind}", f"{count:,}")
    table.add_row("duplicates", f"{summary.duplicates:,}")
    table.add_row("rejected", f"{summary.rejected:,}")
    for reason, count in summary.rejects.items():
        table.add_row(f"  {reason}", f"{count:,}")
    table.add_row("seconds", f"{summary.seconds:,.1f}")
    table.add_row("MB/s", f"{summary.megabytes_per_second:,.2f}")
    screen = console()
    screen.print(table)
    screen.print(f"{out / 'records.jsonl'}", markup=False, highlight=False, soft_wrap=True)
