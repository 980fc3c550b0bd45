"""`chidao run`."""

import re
import sys
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chidao.cli.common import OK, PROBLEM, UsageError, app, console
from chidao.cli.reading import reads_articles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from chidao.ingest import Options
    from chidao.results import Layout, Packing
    from chidao.run import Line, Summary


class Engine(StrEnum):
    local = "local"
    ray = "ray"


class Compress(StrEnum):
    none = "none"
    gzip = "gzip"
    zstd = "zstd"


class Format(StrEnum):
    jsonl = "jsonl"
    parquet = "parquet"


@app.command()
@reads_articles
def run(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT", help="Files, folders, globs, or - for standard input.")
    ],
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Folder for the results.")],
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", help="Processes; as many as there are processors if unsaid.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a run that DIR holds already.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a run that was stopped.")] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Take over the records of what is unchanged since the run in DIR.")
    ] = False,
    shard_size: Annotated[
        str | None, typer.Option("--shard-size", metavar="SIZE", help="Begin a new file after so much (200MB, 1GB).")
    ] = None,
    compress: Annotated[Compress | None, typer.Option("--compress", help="Pack the results.")] = None,
    json_log: Annotated[bool, typer.Option("--json-log", help="Progress as JSON Lines on standard error.")] = False,
    engine: Annotated[Engine, typer.Option("--engine", help="Here, or on a Ray cluster.")] = Engine.local,
    address: Annotated[
        str | None,
        typer.Option("--address", metavar="HOST:PORT", help="The Ray cluster; one on this machine if unsaid."),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="What Ray writes.")] = Format.jsonl,
    *,
    options: "Options",
) -> None:
    """Read articles, write their records.

    DIR gets records.jsonl, rejects.jsonl (what gave no record, and why) and run.json (counts, versions, speed).
    """
    if engine is Engine.ray:
        _refuse_local(resume=resume, update=update, json_log=json_log)
        from chidao.ray import run as run_on_ray

        size = None if shard_size is None else _bytes(shard_size)
        summary = run_on_ray(
            inputs,
            out,
            address=address,
            workers=workers,
            force=force,
            options=options,
            form=form.value,
            shard=size,
            packing=_packing(compress),
        )
        _print_summary(summary, out)
        raise typer.Exit(PROBLEM if summary.rejected else OK)
    if address is not None or form is not Format.jsonl:
        raise UsageError("--address and --format go with --engine ray")
    if force + resume + update > 1:
        raise UsageError("--force, --resume and --update exclude each other")

    from chidao.results import Results
    from chidao.run import default_workers
    from chidao.run import run as run_all

    count = default_workers() if workers is None else workers
    layout = _layout(shard_size, compress)
    folder = Path(out)
    try:
        with _progress(inputs, json_log=json_log) as advance:
            summary = run_all(
                inputs,
                folder,
                workers=count,
                force=force,
                resume=resume,
                update=update,
                layout=layout,
                options=options,
                progress=advance,
            )
    except KeyboardInterrupt:
        stopped = Results(folder).checkpoint()
        if stopped is not None:
            print(f"chidao: {stopped.tally.articles:,} articles are safe, --resume goes on from there", file=sys.stderr)
        raise
    _print_summary(summary, out)
    raise typer.Exit(PROBLEM if summary.rejected else OK)


def _refuse_local(*, resume: bool, update: bool, json_log: bool) -> None:
    for flag, given in (("--resume", resume), ("--update", update), ("--json-log", json_log)):
        if given:
            raise UsageError(f"{flag} does not go with --engine ray: Ray retries what is lost, and has its own log")


def _layout(shard_size: str | None, compress: Compress | None) -> "Layout | None":
    from chidao.results import Layout

    if shard_size is None and compress is None:
        return None
    size = None if shard_size is None else _bytes(shard_size)
    return Layout(shard=size, packing=_packing(compress))


def _packing(compress: Compress | None) -> "Packing":
    names: dict[Compress | None, Packing] = {Compress.gzip: "gzip", Compress.zstd: "zstd"}
    return names.get(compress, "none")


_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?(|[KMGT]?B)", re.IGNORECASE)
_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}


def _bytes(size: str) -> int:
    m = _SIZE.fullmatch(size.strip())
    found = round(float(m[1]) * _UNITS[m[2].upper()]) if m else 0
    if found < 1:
        raise UsageError(f"--shard-size {size}: write a size as 200MB or 1GB")
    return found


def _progress(inputs: "Sequence[str]", *, json_log: bool) -> "AbstractContextManager[Callable[[Line], None] | None]":
    """Return what tells of the run's progress: a log for machines, a line on a terminal, or nothing."""
    from chidao.cli.progress import Bar, JsonLog

    if json_log:
        return JsonLog(inputs)
    return Bar(inputs) if sys.stderr.isatty() else nullcontext()


def _print_summary(summary: "Summary", out: str) -> None:
    from rich.table import Table

    table = Table(title="chidao run", title_justify="left", show_header=False, box=None, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_row("articles", f"{summary.articles:,}")
    if summary.reused:
        table.add_row("  unchanged", f"{summary.reused:,}")
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
    plain = Path(out) / "records.jsonl"
    screen.print(str(plain if plain.exists() else out), markup=False, highlight=False, soft_wrap=True)
