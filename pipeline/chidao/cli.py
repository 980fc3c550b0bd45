"""The command line. Only what parses arguments is imported here; the stages load when a command needs them."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from chidao.model import Article, Record, Reject
    from chidao.run import Line, Summary

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


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; whatever the user did wrong is one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows no `ỷ` is no reason to stop
    try:
        code = app(args=None if args is None else list(args), prog_name="chidao", standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        print("chidao: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # `chidao show … | head`: the reader has gone, the interpreter need not say so
        return OK
    except Exception as error:
        line = _one_line(error)
        if line is None:
            raise
        print(f"chidao: {line}", file=sys.stderr)
        return USAGE
    return code if isinstance(code, int) else OK


def _one_line(error: Exception) -> str | None:
    """Return the line for an error that the user can mend, None for one of ours."""
    if hasattr(error, "format_message"):  # what typer raises for arguments that it cannot parse
        return " ".join(str(error.format_message()).split()) or "--help shows how it is used"
    from chidao.ingest import InputError
    from chidao.records import RecordError
    from chidao.run import RunError

    return str(error) if isinstance(error, UsageError | InputError | RecordError | RunError) else None


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as version_of

        print(f"chidao {version_of('chidao')}")
    elif context.invoked_subcommand is None:
        print(context.get_help())


# ------------------------------------------------------------------ run
@app.command()
def run(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT", help="Files, folders, globs, or - for standard input.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the results.")],
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", help="Processes; as many as there are processors if unsaid.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a run that DIR holds already.")] = False,
) -> None:
    """Read articles, write their records.

    DIR gets records.jsonl, rejects.jsonl (what gave no record, and why) and run.json (counts, versions, speed).
    """
    from chidao.run import default_workers
    from chidao.run import run as run_all

    with _progress() as advance:
        count = default_workers() if workers is None else workers
        summary = run_all(inputs, out, workers=count, force=force, progress=advance)
    _print_summary(summary, out)
    raise typer.Exit(PROBLEM if summary.rejected else OK)


class _progress:  # noqa: N801 (a context manager used as a function)
    """Show articles, facts and speed while a run goes on, on a terminal only."""

    def __enter__(self) -> "Callable[[Line], None] | None":
        self._bar = None
        if not sys.stderr.isatty():
            return None
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = TextColumn("{task.completed} articles · {task.fields[facts]} facts · {task.fields[rejects]} rejected")
        self._bar = Progress(SpinnerColumn(), columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)
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
    table.add_row("rejected", f"{summary.rejected:,}")
    for reason, count in summary.rejects.items():
        table.add_row(f"  {reason}", f"{count:,}")
    table.add_row("seconds", f"{summary.seconds:,.1f}")
    table.add_row("MB/s", f"{summary.megabytes_per_second:,.2f}")
    console = _console()
    console.print(table)
    console.print(f"{out / 'records.jsonl'}", markup=False, highlight=False, soft_wrap=True)


# ------------------------------------------------------------------ seeing
@app.command()
def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT|FILE", help="A sentence, a file of articles, or -.")],
    published: Annotated[
        str | None, typer.Option("--published", metavar="DAY", help="Day from which dates without a year are counted.")
    ] = None,
) -> None:
    """Show a text with its facts and their rules.

    Every fact is marked, its values and the rule that made it stand below.
    """
    from chidao.explain import explanation
    from chidao.model import Reject
    from chidao.run import process

    console = _console()
    failed = False
    for article in _articles(text, published):
        result = process(article) if not isinstance(article, Reject) else article
        if isinstance(result, Reject):
            print(f"chidao: {result.path}: {result.stage}: {result.reason}", file=sys.stderr)
            failed = True
        else:
            console.print(explanation(result))
    raise typer.Exit(PROBLEM if failed else OK)


def _articles(text: str, published: str | None) -> "Iterator[Article | Reject]":
    from chidao import ingest

    if published is not None and not _is_day(published):
        raise UsageError(f"--published {published}: not a day; write 2016-09-26 or 26/9/2016")
    given = {"published": published} if published else {}
    if text == "-" or _is_file(text):
        for found in ingest.read([text]):
            yield _dated(found, given)
    elif not text.strip():
        raise UsageError("the text is empty")
    elif not any(c.isspace() for c in text.strip()):
        raise UsageError(f"{text}: no such file (and one word is no sentence)")
    else:
        yield ingest.article(text.encode("utf-8", "replace").decode(), path="<text>", metadata=given)


def _dated(article: "Article | Reject", given: dict[str, str]) -> "Article | Reject":
    import msgspec

    from chidao.model import Article

    if not given or not isinstance(article, Article):
        return article
    source = msgspec.structs.replace(article.source, metadata={**article.source.metadata, **given})
    return msgspec.structs.replace(article, source=source)


def _is_file(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # a long sentence is no file name, nor is one with a NUL
        return False


def _is_day(text: str) -> bool:
    from datetime import datetime

    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            datetime.strptime(text, form)  # noqa: DTZ007 (only the form is asked for)
            return True
        except ValueError:
            continue
    return False


@app.command()
def show(
    records: Annotated[str, typer.Argument(metavar="RECORDS", help="A records.jsonl, plain or gzip, or -.")],
    article: Annotated[
        str | None, typer.Option("--article", metavar="ID", help="Only the article with this id, path or metadata id.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="Stop after N records.")] = None,
    text: Annotated[bool, typer.Option("--text", help="Show the text too, with every fact marked.")] = False,
) -> None:
    """Show records for a person."""
    from chidao.explain import explanation, summary

    console = _console()
    shown = 0
    for record in _records(records):
        if article is not None and not _names(record, article):
            continue
        if shown:
            console.rule()
        console.print(explanation(record) if text else summary(record))
        shown += 1
        if shown == limit:
            break
    if not shown:
        raise UsageError(f"{records}: no record of {article}" if article else f"{records}: no records")


def _names(record: "Record", article: str) -> bool:
    path = record.source.path
    return article in (record.id, path, Path(path).name, Path(path).stem, record.source.metadata.get("id"))


def _records(path: str) -> "Iterator[Record]":
    from chidao.records import read

    return read(Path(path) / "records.jsonl" if path != "-" and Path(path).is_dir() else path)


# ------------------------------------------------------------------ judging
@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Facts that people marked, as JSON Lines.")],
    records: Annotated[Path, typer.Argument(metavar="RECORDS", help="Records of the same articles.")],
    errors: Annotated[
        str | None, typer.Option("--errors", metavar="KIND", help="List every loss of a kind instead of the tables.")
    ] = None,
    rules: Annotated[bool, typer.Option("--rules", help="Add the table of precision per rule.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print every figure as JSON.")] = False,
    floors: Annotated[
        Path | None, typer.Option("--floors", metavar="FILE", help="Fail (exit code 1) under the floors of this file.")
    ] = None,
    name: Annotated[
        str, typer.Option("--set", metavar="NAME", help="The set of floors inside that file.")
    ] = "sample",
) -> None:
    """Score records against gold.

    Strict and partial, per kind and field; docs/evaluation.md says how each figure is counted.
    """
    import json

    from chidao import evaluate as scoring

    try:
        scores = scoring.evaluate(scoring.read_jsonl(gold), scoring.read_jsonl(records))
        if errors is not None:
            print("\n".join(scoring.error_lines(scores, errors)))
        elif as_json:
            print(json.dumps(scoring.rows(scores), ensure_ascii=False, indent=2))
        else:
            console = _console()
            for table in (*scoring.tables(scores), *([scoring.rule_table(scores)] if rules else [])):
                console.print(table.rich())
        low = scoring.below_floor(scores, _floors(floors, name)) if floors else []
    except ValueError as error:
        raise UsageError(str(error)) from error
    for line in low:
        print(f"chidao: {line}", file=sys.stderr)
    raise typer.Exit(PROBLEM if low else OK)


def _floors(path: Path, name: str) -> dict[str, float]:
    import json

    try:
        sets = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    except ValueError as error:
        raise UsageError(f"{path}: not JSON: {error}") from error
    if not isinstance(sets, dict) or not isinstance(sets.get(name), dict):
        raise UsageError(f"{path}: holds no set {name!r}")
    floors: dict[str, float] = sets[name]
    return floors


@app.command()
def verify(
    records: Annotated[str, typer.Argument(metavar="RECORDS", help="A records.jsonl, plain or gzip, or -.")],
) -> None:
    """Check the promises of a records file.

    Every quote is the text at its offsets and stands in no boilerplate, every reference leads somewhere.
    """
    from chidao.records import quotes
    from chidao.records import verify as problems_of

    count = evidence = wrong = 0
    for record in _records(records):
        count += 1
        evidence += sum(1 for _ in quotes(record))
        for problem in problems_of(record):
            wrong += 1
            print(f"{record.source.path} ({record.id}): {problem}")
    print(f"{count:,} records, {evidence:,} quotes, {wrong:,} problems")
    raise typer.Exit(PROBLEM if wrong else OK)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a record."""
    import json

    from chidao.records import schema as record_schema

    print(json.dumps(record_schema(), ensure_ascii=False, indent=2))


def _console() -> "Console":
    from rich.console import Console

    # A pipe has no width of its own: 80 columns would fold every quote.
    return Console(highlight=False, width=None if sys.stdout.isatty() else 120)
