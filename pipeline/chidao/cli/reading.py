"""The options of every command that reads articles: which columns hold what, how much is too much."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chidao.cli.common import UsageError

if TYPE_CHECKING:
    from chidao.ingest import Options

FIELDS = ("text", "title", "published", "url", "author", "id")


def _limit(flag: str, unit: str, text: str) -> Any:
    return typer.Option(flag, metavar=unit, min=0 if unit == "S" else 1, help=text)


_COLUMNS = {
    "text_field": Annotated[
        str | None,
        typer.Option("--text-field", metavar="COLUMN", help="Column of JSON, CSV or Parquet that holds the text."),
    ],
    "fields": Annotated[
        list[str] | None,
        typer.Option("--field", metavar="FIELD=COLUMN", help="Column of title, published, url, author or id."),
    ],
}
# By the names of `chidao.ingest.Limits`.
_LIMITS = {
    "article_bytes": Annotated[int | None, _limit("--max-bytes", "N", "Bytes of one article, 20,000,000 if unsaid.")],
    "members": Annotated[int | None, _limit("--max-members", "N", "Members of one archive, 200,000 if unsaid.")],
    "ratio": Annotated[int | None, _limit("--max-ratio", "N", "Times its size a packed file may grow, 200 if unsaid.")],
    "depth": Annotated[int | None, _limit("--max-depth", "N", "Containers in each other, 6 if unsaid.")],
    "nesting": Annotated[int | None, _limit("--max-nesting", "N", "Elements in each other, 2,000 if unsaid.")],
    "seconds": Annotated[float | None, _limit("--max-seconds", "S", "Seconds of one article, 30 if unsaid; 0: any.")],
}


def reads_articles(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of reading; it gets what they say as its argument `options`."""
    added = _COLUMNS | _LIMITS

    @wraps(command)
    def with_options(**given: Any) -> None:
        command(**{k: v for k, v in given.items() if k not in added}, options=_options(given))

    own = [p for p in inspect.signature(command, eval_str=False).parameters.values() if p.name != "options"]
    new = [inspect.Parameter(n, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=a) for n, a in added.items()]
    with_options.__signature__ = inspect.Signature([*own, *new])  # type: ignore[attr-defined]
    with_options.__annotations__ = {p.name: p.annotation for p in (*own, *new)}
    return with_options


def _options(given: dict[str, Any]) -> "Options":
    from chidao.ingest import Limits, Options

    columns = {"text": given["text_field"]} if given["text_field"] else {}
    for one in given["fields"] or ():
        field, _, column = one.partition("=")
        if field not in FIELDS or not column:
            raise UsageError(f"--field {one}: write FIELD=COLUMN, FIELD is one of {', '.join(FIELDS)}")
        columns[field] = column
    return Options(limits=Limits(**{n: given[n] for n in _LIMITS if given[n] is not None}), columns=columns)
