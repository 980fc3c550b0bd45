"""`chidao explain`, `chidao show`: facts for a person."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chidao.cli.common import OK, PROBLEM, UsageError, app, console, records_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chidao.model import Article, Record, Reject


@app.command()
def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT|FILE", help="A sentence, a file of articles, or -.")],
    published: Annotated[
        str | None, typer.Option("--published", metavar="DAY", help="Day from which dates without a year are counted.")
    ] = None,
    why: Annotated[
        bool, typer.Option("--why", help="Add what was weighed, facts or none, and what spoke for and against it.")
    ] = False,
) -> None:
    """Show a text with its facts and their rules.

    Every fact is marked, its values and the rule that made it stand below.
    """
    from chidao.clean import clean
    from chidao.explain import explanation, weights
    from chidao.extractors.weighed import weighed
    from chidao.model import Article, Reject
    from chidao.run import process

    screen = console()
    failed = False
    for article in _articles(text, published):
        result = process(article) if not isinstance(article, Reject) else article
        if isinstance(result, Reject):
            print(f"chidao: {result.path}: {result.stage}: {result.reason}", file=sys.stderr)
            failed = True
        else:
            screen.print(explanation(result))
            if why and isinstance(article, Article):
                screen.print(weights(result.text, weighed(clean(article))))
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
        return bool(name.strip()) and Path(name).exists()
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

    screen = console()
    shown = 0
    for record in records_of(records):
        if article is not None and not _names(record, article):
            continue
        if shown:
            screen.rule()
        screen.print(explanation(record) if text else summary(record))
        shown += 1
        if shown == limit:
            break
    if not shown:
        raise UsageError(f"{records}: no record of {article}" if article else f"{records}: no records")


def _names(record: "Record", article: str) -> bool:
    path = record.source.path
    return article in (record.id, path, Path(path).name, Path(path).stem, record.source.metadata.get("id"))
