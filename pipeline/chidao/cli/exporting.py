"""`chidao export`, `chidao formats`, `chidao gold`, `chidao report`: records for other people's tools."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from chidao.cli.common import UsageError, app, console


@app.command()
def export(
    records: Annotated[
        str, typer.Argument(metavar="RECORDS", help="A records.jsonl, plain or gzip, a run's folder, or -.")
    ],
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="One of those that `chidao formats` lists.")],
    out: Annotated[Path, typer.Option("--out", metavar="PATH", help="The file or folder to write.")],
    gold: Annotated[
        Path | None, typer.Option("--gold", metavar="FILE", help="Take the facts from gold (brat, label-studio).")
    ] = None,
    sources: Annotated[
        list[Path] | None, typer.Option("--sources", metavar="DIR", help="Where the articles' files are (bagit).")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file; a folder is never replaced.")] = False,
) -> None:
    """Write records in a format that other tools read.

    What has no place in the format is counted and printed.
    """
    from chidao.export import export as write

    written = write(records, to, out, gold=gold, sources=sources or (), force=force)
    print(f"{written.count:,} {written.things}: {out}")
    for reason, count in sorted(written.left_out.items()):
        print(f"left out: {count:,} {reason}")


@app.command()
def formats() -> None:
    """List the formats of `chidao export`."""
    from rich.table import Table

    from chidao.export import FORMATS

    table = Table(box=None, pad_edge=False)
    for heading in ("format", "for", "writes", "what"):
        table.add_column(heading)
    for one in FORMATS:
        table.add_row(one.name, one.reader, one.out, one.what)
    console().print(table)


@app.command()
def gold(
    marked: Annotated[Path, typer.Argument(metavar="PATH", help="A folder of brat, or an export of Label Studio.")],
    tool: Annotated[Literal["brat", "label-studio"], typer.Option("--from", help="The tool that wrote it.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The gold JSON Lines to write.")],
    force: Annotated[bool, typer.Option("--force", help="Replace FILE.")] = False,
) -> None:
    """Read what people marked in brat or Label Studio back into gold."""
    from chidao.export.gold import write

    if out.is_dir() or (out.exists() and not force):
        raise UsageError(f"{out}: exists already" + ("" if out.is_dir() else "; --force replaces it"))
    print(f"{write(marked, tool, out):,} articles: {out}")


@app.command()
def report(
    records: Annotated[
        str, typer.Argument(metavar="RECORDS", help="A records.jsonl, plain or gzip, a run's folder, or -.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="report.html, or report.png for the pictures.")],
    force: Annotated[bool, typer.Option("--force", help="Replace FILE.")] = False,
) -> None:
    """Draw what records hold: years, bodies, places, deadlines, targets, the document graph.

    One self-contained HTML file, or one PNG.
    """
    from chidao.report import ReportError
    from chidao.report import write as draw

    if out.is_dir() or (out.exists() and not force):
        raise UsageError(f"{out}: exists already" + ("" if out.is_dir() else "; --force replaces it"))
    try:
        count = draw(records, out)
    except ReportError as error:
        raise UsageError(str(error)) from error
    print(f"{count:,} records: {out}")
