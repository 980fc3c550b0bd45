"""Scores for people and for gates: tables, lists of errors, figures by name, floors."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from chidao.evaluate.scores import FIELDS, KINDS, Counts, Error, Partial, Scores

if TYPE_CHECKING:
    from rich.table import Table as RichTable

OUTCOMES = ("missed", "extra", "differs", "field")


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table as text cells; the first `words` columns hold words, the others figures."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1

    def rich(self) -> "RichTable":
        """Return the table for a terminal; a narrow one folds long words, it never cuts them."""
        from rich.box import SIMPLE_HEAD  # loaded only where a table is shown
        from rich.table import Table as RichTable
        from rich.text import Text

        table = RichTable(title=self.title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
        for at, column in enumerate(self.columns):
            width = max((len(row[at]) for row in self.rows), default=0)
            if at == 0 or at >= self.words:
                table.add_column(column, justify="right" if at else "left", min_width=width, overflow="fold")
            else:
                table.add_column(column, overflow="fold")
        for row in self.rows:
            table.add_row(*map(Text, row))
        return table

    def markdown(self) -> str:
        """Return the table in Markdown, for documents that are generated."""
        rule = ["---" if at < self.words else "---:" for at in range(len(self.columns))]
        cells = (self.columns, rule, *self.rows)
        return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells)


def rows(scores: Scores) -> dict[str, Any]:
    """Return every figure at four decimals, nested by row: what `--json` prints.

    `documents` holds the strict row with the fields that were measured, `documents.span` and `documents.partial` the
    looser ones, and so on for each kind; `published` (null: not measured) and `macro_f1` are single.
    """
    table: dict[str, Any] = {}
    for kind in KINDS:
        score = scores.kinds[kind]
        fields = {name: _rounded(field.value) for name, field in score.fields.items() if field.of}
        table[kind] = {**_rates(score.strict), **fields}
        table[f"{kind}.span"] = _rates(score.span)
        table[f"{kind}.partial"] = _rates(score.partial)
    table["published"] = _rounded(scores.published.value)
    table["macro_f1"] = scores.macro_f1
    return table


def figures(scores: Scores) -> dict[str, float | None]:
    """Return the figures a floor may name, at four decimals; None where nothing was measured.

    `documents` is the kind's strict F1; `documents.precision` and `.recall` are its parts, `documents.span` and
    `.partial` the looser F1, `documents.issuer` and the like the fields; then `published` and `macro_f1`.
    """
    named: dict[str, float | None] = {}
    for kind in KINDS:
        score = scores.kinds[kind]
        named[kind] = _rounded(score.strict.f1)
        named[f"{kind}.precision"] = _rounded(score.strict.precision)
        named[f"{kind}.recall"] = _rounded(score.strict.recall)
        named[f"{kind}.span"] = _rounded(score.span.f1)
        named[f"{kind}.partial"] = _rounded(score.partial.f1)
        for name in FIELDS[kind]:
            named[f"{kind}.{name}"] = _rounded(score.fields[name].value)
    named["published"] = _rounded(scores.published.value)
    named["macro_f1"] = scores.macro_f1
    return named


def below_floor(scores: Scores, floors: Mapping[str, float]) -> list[str]:
    """Return one line per figure under its floor, in the order of the floors; none means the gate is open.

    `floors` is one set's floors by the names of `figures`. A floor whose figure was not measured is reported too.
    Raises ValueError for a floor that names no figure or is no number.
    """
    reached = figures(scores)
    lines = []
    for name, floor in floors.items():
        if name not in reached:
            raise ValueError(f"floors: there is no figure {name!r}")
        if isinstance(floor, bool) or not isinstance(floor, int | float):
            raise ValueError(f"floors: {name} is {floor!r}, not a number")
        value = reached[name]
        if value is None:
            lines.append(f"{name}: nothing was measured, the floor is {floor:.4f}")
        elif value < floor:
            lines.append(f"{name}: {value:.4f} is under its floor of {floor:.4f}")
    return lines


def tables(scores: Scores) -> list[Table]:
    """Return the table of kinds and the table of fields."""
    kinds = []
    for kind in KINDS:
        score = scores.kinds[kind]
        strict = score.strict
        counts = (str(strict.tp), str(strict.fp), str(strict.fn))
        rates = (strict.precision, strict.recall, strict.f1, score.span.f1, score.partial.f1)
        kinds.append((kind, *counts, *map(_shown, rates)))
    blank = ("",) * 5
    kinds.append(("macro F1", *blank, _shown(scores.macro_f1), "", ""))
    fields = [
        (kind, name, str(field.of), _shown(field.value))
        for kind in KINDS
        for name, field in scores.kinds[kind].fields.items()
    ]
    fields.append(("article", "published", str(scores.published.of), _shown(scores.published.value)))
    without = f", {len(scores.missing)} without a record" if scores.missing else ""
    return [
        Table(
            title=f"Facts in {scores.articles} articles{without}",
            columns=("kind", "right", "extra", "missed", "precision", "recall", "F1", "span F1", "partial F1"),
            rows=tuple(kinds),
        ),
        Table(
            title="Fields of the facts found",
            columns=("kind", "field", "facts", "accuracy"),
            rows=tuple(fields),
            words=2,
        ),
    ]


def rule_table(scores: Scores) -> Table:
    """Return precision per rule with its 95 % interval, in the order of kinds and rule ids."""
    return Table(
        title="Precision per rule",
        columns=("kind", "rule", "found", "right", "other", "extra", "precision", "95 % interval"),
        rows=tuple(
            (
                rule.kind,
                rule.rule,
                *map(str, (rule.found, rule.correct, rule.differs, rule.extra)),
                _shown(rule.precision),
                "{:.2f}-{:.2f}".format(*rule.interval),
            )
            for rule in scores.rules
        ),
        words=2,
    )


def error_lines(scores: Scores, kind: str, outcomes: Sequence[str] = OUTCOMES) -> list[str]:
    """Return the losses of one kind as lines: a head line each, and indented the sentence, the values and the rule.

    Raises ValueError for a kind or an outcome that does not exist.
    """
    if kind not in KINDS:
        raise ValueError(f"no kind {kind!r}: one of {', '.join(KINDS)}")
    for outcome in outcomes:
        if outcome not in OUTCOMES:
            raise ValueError(f"no outcome {outcome!r}: one of {', '.join(OUTCOMES)}")
    chosen = (error for error in scores.errors if error.kind == kind and error.outcome in outcomes)
    return [line for error in chosen for line in _error(error)]


def _error(error: Error) -> Iterator[str]:
    yield f"{error.article}  {error.outcome}  {_line(error.quote)}"
    if error.sentence and error.sentence != error.quote:
        yield f"    in         {_line(error.sentence)}"
    for label, values in (("gold", error.gold), ("predicted", error.predicted)):
        if shown := {name: value for name, value in values.items() if value not in (None, [])}:
            yield f"    {label:10} {_pairs(shown)}"
        elif values and error.outcome in ("differs", "field"):
            yield f"    {label:10} {', '.join(values)}: none"
    if error.rule:
        yield f"    {'rule':10} {error.rule}"


def _pairs(values: Mapping[str, Any]) -> str:
    return "  ".join(
        f"{name}={_line('; '.join(value)) if isinstance(value, list) else _line(_plain(value))}"
        for name, value in values.items()
    )


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)


def _line(text: str) -> str:
    return " ".join(text.split())


def _rates(rates: Counts | Partial) -> dict[str, float]:
    counted: dict[str, float] = {
        "precision": round(rates.precision, 4),
        "recall": round(rates.recall, 4),
        "f1": round(rates.f1, 4),
    }
    if isinstance(rates, Counts):
        return {**counted, "tp": rates.tp, "fp": rates.fp, "fn": rates.fn}
    return {**counted, "credit": round(rates.credit, 4), "predicted": rates.predicted, "gold": rates.gold}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
