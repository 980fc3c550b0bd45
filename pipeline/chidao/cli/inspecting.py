"""`chidao inspect`."""

from typing import TYPE_CHECKING, Annotated

import typer

from chidao.cli.common import OK, PROBLEM, app, console
from chidao.cli.reading import reads_articles

if TYPE_CHECKING:
    from chidao.ingest import Options
    from chidao.inspection import Inspection


@app.command()
@reads_articles
def inspect(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT", help="Files, folders, globs, or - for standard input.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print every figure as JSON.")] = False,
    *,
    options: "Options",
) -> None:
    """Say what is in there, without running extraction.

    Formats, encodings, languages, the days covered, how many articles, what would be rejected and why.
    """
    import msgspec

    from chidao.inspection import inspect as inspect_all

    found = inspect_all(inputs, options)
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    else:
        _print(found)
    raise typer.Exit(PROBLEM if found.rejects else OK)


def _print(found: "Inspection") -> None:
    from rich.table import Table

    table = Table(title="chidao inspect", title_justify="left", show_header=False, box=None, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_row("files", f"{found.files:,}")
    table.add_row("articles", f"{found.articles:,}")
    table.add_row("  copies of another", f"{found.copies:,}")
    table.add_row("bytes", f"{found.bytes:,}")
    for title, counts in (
        ("formats", found.formats),
        ("encodings", found.encodings),
        ("languages", found.languages),
        (f"published {found.first} to {found.last}" if found.first else "published", found.published),
    ):
        table.add_row(title, "")
        for name, count in counts.items():
            table.add_row(f"  {name}", f"{count:,}")
    table.add_row("  no day", f"{found.undated:,}")
    table.add_row("would be rejected", f"{found.rejects:,}")
    screen = console()
    screen.print(table, markup=False)
    for rejected in found.rejected:
        screen.print(f"  {rejected.count:,} {rejected.stage}: {rejected.reason}", markup=False, soft_wrap=True)
        for example in rejected.examples:
            screen.print(f"      {example}", markup=False, soft_wrap=True)
