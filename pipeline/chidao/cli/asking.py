"""`chidao search`, `chidao stats`, `chidao due`: questions to an index."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chidao.cli.common import OK, PROBLEM, UsageError, app, console
from chidao.cli.indexing import needs_index

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    import msgspec
    from rich.text import Text

    from chidao.index.search import Hit


class Form(StrEnum):
    """How an answer is printed."""

    table = "table"
    json = "json"
    csv = "csv"


class Kind(StrEnum):
    """What can be searched."""

    directive = "directive"
    target = "target"
    document = "document"
    body = "body"
    article = "article"


_DB = Annotated[Path, typer.Option("--db", metavar="FILE", help="The index.")]
_FORM = Annotated[Form, typer.Option("--format", help="How to print: for people, for programs, for spreadsheets.")]
_HERE = Path("chidao.db")


@app.command()
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help='Words, with or without diacritics; 21-NQ/TW; "…".')] = "",
    db: _DB = _HERE,
    kind: Annotated[list[Kind] | None, typer.Option("--kind", help="Only this kind; may be given again.")] = None,
    body: Annotated[str | None, typer.Option("--body", metavar="NAME", help="Who orders, is asked or issued.")] = None,
    place: Annotated[str | None, typer.Option("--place", metavar="NAME", help="The article's province.")] = None,
    due_before: Annotated[
        str | None, typer.Option("--due-before", metavar="DATE", help="Due before this day, month or year begins.")
    ] = None,
    due_after: Annotated[
        str | None, typer.Option("--due-after", metavar="DATE", help="Due after this day, month or year ends.")
    ] = None,
    year: Annotated[int | None, typer.Option("--year", metavar="YYYY", help="Year of publication.")] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="At most N answers.")] = 20,
    form: _FORM = Form.table,
) -> None:
    """Find orders, targets, documents, bodies and articles in an index.

    All words have to stand there, in any order; what stands together as it was typed comes first. Exit code 1 when
    nothing was found.
    """
    with _open(db) as index:
        from chidao.index.search import KINDS, Hit, Question
        from chidao.index.search import search as ask

        question = Question(
            text=text,
            kinds=tuple(k.value for k in kind) if kind else KINDS,
            body=body,
            place=place,
            due_before=_days("--due-before", due_before)[0] if due_before is not None else None,
            due_after=_days("--due-after", due_after)[1] if due_after is not None else None,
            year=year,
            limit=limit,
        )
        answer = ask(index.connection, question)
    if form is Form.table:
        _print_table(("", *_SHOWN), ([hit.kind, *_cells(hit)] for hit in answer.hits))
        found = ", ".join(f"{kind} {count:,}" for kind, count in answer.counts.items() if count)
        print(f"found{' at least' if answer.more else ''}: {found}" if found else "nothing found")
    else:
        _print_rows(form, answer.hits, [n for n in Hit.__struct_fields__ if n != "marks"])
    raise typer.Exit(OK if answer.hits else PROBLEM)


@app.command()
def due(
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="First day, month or year.")],
    last: Annotated[str, typer.Option("--to", metavar="DATE", help="Last day, month or year.")],
    db: _DB = _HERE,
    form: _FORM = Form.table,
) -> None:
    """List what is due between two dates, in the order of days.

    A deadline is due on its last day; one that returns every year is due in each year. Exit code 1 when nothing is.
    """
    begin, end = _days("--from", first)[0], _days("--to", last)[1]
    if begin > end:
        raise UsageError(f"--from {first} is later than --to {last}")
    with _open(db) as index:
        from chidao.index.corpus import DueItem
        from chidao.index.corpus import due as due_between

        found = due_between(index.connection, begin, end)
    if form is Form.table:
        columns = ("due", "kind", "quote", "issuer", "addressees", "action", "article")
        _print_table(columns, ([getattr(item, c) for c in columns] for item in found))
        print(f"{len(found):,} deadlines")
    else:
        _print_rows(form, found, DueItem.__struct_fields__)
    raise typer.Exit(OK if found else PROBLEM)


@app.command()
def stats(
    db: _DB = _HERE,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="The first N of long lists.")] = 10,
    form: _FORM = Form.table,
) -> None:
    """Show what an index holds, in numbers."""
    import json

    with _open(db) as index:
        from chidao.index.corpus import stats as count

        tables = count(index.connection, limit)
    if form is Form.json:
        print(json.dumps({t.heading: dict(t.rows) for t in tables}, ensure_ascii=False, indent=2))
    elif form is Form.csv:
        _print_csv(("table", "name", "count"), ([t.heading, *row] for t in tables for row in t.rows))
    else:
        for table in tables:
            _print_table((table.heading, ""), ([name, f"{number:,}"] for name, number in table.rows))


class _open:
    """Open an index for one question; whatever is wrong with either is one line."""

    connection: "sqlite3.Connection"

    def __init__(self, path: Path) -> None:
        needs_index()
        from chidao.index.matching import QueryError
        from chidao.index.search import connect

        self._error = QueryError
        try:
            self.connection = connect(path)
        except QueryError as error:
            raise UsageError(str(error)) from error

    def __enter__(self) -> "_open":
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        import sqlite3

        self.connection.close()
        if isinstance(error, self._error | sqlite3.DatabaseError):
            raise UsageError(str(error)) from error


def _days(option: str, text: str) -> tuple[str, str]:
    """Return the first and the last day of what was typed as EDTF (`2016`, `2016-10`, `2016-33`) or as `30/6/2017`."""
    needs_index()
    import re

    from chidao.index.days import days

    typed = re.fullmatch(r"(?:(\d{1,2})[/.])?(\d{1,2})[/.](\d{4})", text.strip())
    edtf = "-".join(p.zfill(2) for p in reversed(typed.groups()) if p) if typed else text.strip()
    found = days(edtf)
    if found.first is None or found.last is None:
        raise UsageError(f"{option} {text}: not a date; write 2016, 2016-10, 2016-10-31 or 31/10/2016")
    return found.first, found.last


# ------------------------------------------------------------------ printing
_SHOWN = ("what", "who", "due", "where")


def _cells(hit: "Hit") -> "list[str | Text | None]":
    from rich.text import Text

    quote = Text(hit.quote)
    for start, end in hit.marks:
        quote.stylize("bold", start, end)
    who = " → ".join(p for p in (hit.issuer, hit.addressees) if p)
    where = " · ".join(p for p in (hit.published, hit.place, hit.article) if p)
    return [quote, who, hit.due_to, where]


def _print_table(columns: "Sequence[str]", rows: "Iterator[Sequence[str | Text | None]]") -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell or "") for cell in row))
    console().print(table)


def _print_rows(form: Form, rows: "Sequence[msgspec.Struct]", columns: "Sequence[str]") -> None:
    import json

    import msgspec

    values = [msgspec.to_builtins(row) for row in rows]
    if form is Form.json:
        print(json.dumps(values, ensure_ascii=False, indent=2))
    else:
        _print_csv(columns, ([value[c] for c in columns] for value in values))


def _print_csv(header: "Sequence[str]", rows: "Iterator[Sequence[Any]]") -> None:
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
