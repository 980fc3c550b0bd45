"""`chidao evaluate`, `chidao verify`, `chidao schema`: what others can check."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from chidao.cli.common import OK, PROBLEM, UsageError, app, console, records_of


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
    name: Annotated[str, typer.Option("--set", metavar="NAME", help="The set of floors inside that file.")] = "sample",
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
            screen = console()
            for table in (*scoring.tables(scores), *([scoring.rule_table(scores)] if rules else [])):
                screen.print(table.rich())
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
    for record in records_of(records):
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
