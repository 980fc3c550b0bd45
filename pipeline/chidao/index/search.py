"""Questions to an index: articles, directives, targets, documents and bodies by words, body, place and time.

Rows are found newest first and never more than `_CANDIDATES` are looked at, so that an answer takes milliseconds
whatever the size of the index. Of these, what stands together as it was typed comes first, then what has the very
diacritics that were typed, then the latest.
"""

import sqlite3
from bisect import bisect_left
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec

from chidao.index.matching import QueryError, Words, phrase
from chidao.index.places import named_province
from chidao.index.schema import VERSION
from chidao.text import canonical, sentences

Kind = Literal["directive", "target", "document", "body", "article"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# More than a page shows, few enough that ranking them costs little.
_CANDIDATES = 200
# Whole articles are long to read.
_ARTICLES = 100
_SNIPPET = 300
_BODIES = 100


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked. A filter that a kind cannot answer (a document is not due) finds nothing of that kind."""

    text: str = ""
    kinds: tuple[Kind, ...] = KINDS
    body: str | None = None
    place: str | None = None
    due_before: str | None = None  # first day that is too late
    due_after: str | None = None  # last day that is too early
    year: int | None = None
    limit: int = 20


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A row that answers; `marks` are the ranges of the words in `quote`. `id` is that of the row in its table."""

    kind: Kind
    id: int
    name: str | None
    quote: str
    marks: list[tuple[int, int]]
    issuer: str | None = None
    addressees: str | None = None
    due_from: str | None = None
    due_to: str | None = None
    document: str | None = None
    place: str | None = None
    article: str | None = None
    title: str | None = None
    published: str | None = None


class Answer(msgspec.Struct, frozen=True):
    """The best hits, and of each kind how many there are: up to the bound on what is looked at, `more` beyond it."""

    hits: list[Hit]
    counts: dict[Kind, int]
    more: bool


def connect(path: str | Path) -> sqlite3.Connection:
    """Open an index for reading. Raises QueryError where there is none of this version."""
    file = Path(path)
    if not file.is_file():
        raise QueryError(f"{file}: no such file; `chidao index` makes one")
    try:
        db = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        version = db.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.Error as error:
        raise QueryError(f"{file}: {error}") from error
    if version != VERSION:
        db.close()
        raise QueryError(f"{file}: no index of this version; `chidao index --fresh` makes one")
    db.row_factory = sqlite3.Row
    return db


def search(db: sqlite3.Connection, question: Question) -> Answer:
    """Return what answers a question. Raises QueryError for a question that is too long."""
    words = Words.of(question.text)
    ranked: list[tuple[tuple[Any, ...], Kind, int]] = []
    counts: dict[Kind, int] = {}
    more = False
    for kind in question.kinds:
        most = _ARTICLES if kind == "article" else _CANDIDATES
        filters = _filters(db, question, kind)
        if filters is None:
            continue
        ids = _ids(db, kind, words.all(), filters, most)
        counts[kind] = len(ids)
        more |= len(ids) >= most
        if question.limit == 0:  # only how many
            continue
        together: set[int] = set()
        if len(words.typed) > 1 and len(ids) > 1:  # with one there is nothing to put in order
            together.update(_ids(db, kind, words.together(), filters, most))
        ranked += _ranked(db, kind, list({*ids, *together}), together, words)
    best = sorted(ranked)[: question.limit]
    return Answer(_hits(db, best, words), counts, more)


# ------------------------------------------------------------------ finding
class _Filters(msgspec.Struct, frozen=True):
    match: list[str]
    where: list[str]
    values: list[Any]


_TABLE: dict[Kind, str] = {
    "directive": "directives", "target": "targets", "document": "documents", "body": "bodies", "article": "articles",
}  # fmt: skip
_WITH_BODIES = ("directive", "target", "document", "article")
_DUE = ("directive", "target")
_OF_YEARS = ("directive", "target", "article")


def _filters(db: sqlite3.Connection, question: Question, kind: Kind) -> _Filters | None:
    """Return the question's filters in the terms of a kind, or None where the kind cannot answer them."""
    found = _Filters([], [], [])
    for name in (question.body, question.place):
        if name is not None and not Words.of(name).typed:
            return None
    if question.body is not None:
        if kind not in _WITH_BODIES:
            return None
        found.match.append(_of_body(db, question.body))
    if question.place is not None:
        found.match.append(f"place : {phrase(named_province(question.place))}")
    if question.year is not None:
        if kind not in _OF_YEARS:
            return None
        found.match.append(f"year : year{question.year}")
    if question.due_before is not None or question.due_after is not None:
        if kind not in _DUE or not (years := _years(db, _TABLE[kind], question)):
            return None
        # The years bring the full text near, the days cut what is over.
        found.match.append("due : (" + " OR ".join(f"due{y}" for y in years) + ")")
        if question.due_before is not None:
            found.where.append("t.due_to < ?")
            found.values.append(question.due_before)
        if question.due_after is not None:
            found.where.append("t.due_to > ?")
            found.values.append(question.due_after)
    return found


def _of_body(db: sqlite3.Connection, name: str) -> str:
    """Return the expression for the bodies of a name: one word each, or the name itself where it is that of many."""
    match = f"name : {phrase(name)}"
    ids = [
        row[0] for row in db.execute("SELECT rowid FROM bodies_fts WHERE bodies_fts MATCH ? LIMIT ?", [match, _BODIES])
    ]
    if not ids or len(ids) == _BODIES:
        return f"bodies : {phrase(name)}"
    return f"body : ({' OR '.join(f'body{id}' for id in ids)})"


def _years(db: sqlite3.Connection, table: str, question: Question) -> range:
    """Return the years in which something in a table can be due before or after the days of a question."""
    first, last = db.execute(f"SELECT (SELECT min(due_to) FROM {table}), (SELECT max(due_to) FROM {table})").fetchone()
    if first is None:
        return range(0)
    start, stop = max(first, question.due_after or ""), min(last, question.due_before or last)
    return range(int(start[:4]), int(stop[:4]) + 1)


def _ids(db: sqlite3.Connection, kind: Kind, expression: str, filters: _Filters, most: int) -> list[int]:
    """Return the newest rows that match, as many as are looked at."""
    table = _TABLE[kind]
    match = [*([expression] if expression else []), *filters.match]
    sql, values = f"SELECT t.id FROM {table} t WHERE 1", list(filters.values)
    order = "t.id"
    if match:
        joined = f"JOIN {table} t ON t.id = f.rowid" if filters.where else ""
        sql = f"SELECT f.rowid FROM {table}_fts f {joined} WHERE {table}_fts MATCH ?"
        values.insert(0, " AND ".join(f"({m})" for m in match))
        order = "f.rowid"
    where = "".join(f" AND {w}" for w in filters.where)
    return [row[0] for row in db.execute(f"{sql}{where} ORDER BY {order} DESC LIMIT {most}", values)]


# ------------------------------------------------------------------ ranking
_RANKED: dict[Kind, str] = {
    "directive": "SELECT t.id, t.quote, a.published_from FROM directives t JOIN articles a ON a.id = t.article",
    "target": "SELECT t.id, t.quote, a.published_from FROM targets t JOIN articles a ON a.id = t.article",
    "document": "SELECT t.id, t.label || ' ' || coalesce(t.title, ''), t.last_seen FROM documents t",
    "body": "SELECT t.id, t.label, t.last_seen FROM bodies t",
    "article": "SELECT t.id, t.title, t.published_from FROM articles t",
}


def _ranked(
    db: sqlite3.Connection, kind: Kind, ids: list[int], together: set[int], words: Words
) -> list[tuple[tuple[Any, ...], Kind, int]]:
    marked = ",".join("?" * len(ids))
    rows = db.execute(f"{_RANKED[kind]} WHERE t.id IN ({marked})", ids)
    marks_typed = words.have_marks
    return [
        (
            (
                id not in together,
                marks_typed and not words.stands_in(text or ""),
                # Of equal ones the facts come before the pages they stand on.
                KINDS.index(kind),
                _later_first(published),
                -id,
            ),
            kind,
            id,
        )
        for id, text, published in rows
    ]


def _later_first(day: str | None) -> int:
    return -int(day.replace("-", "")) if day else 0


# ------------------------------------------------------------------ showing
_DETAILS: dict[Kind, str] = {
    "directive": """SELECT t.id, t.verb AS name, t.quote, i.label AS issuer, (SELECT group_concat(b.label, '; ')
        FROM addressees x JOIN bodies b ON b.id = x.body WHERE x.directive = t.id) AS addressees,
        t.due_from, t.due_to, d.label AS document, p.label AS place, a.record AS article, a.title, a.published
        FROM directives t JOIN articles a ON a.id = t.article LEFT JOIN bodies i ON i.id = t.issuer
        LEFT JOIN documents d ON d.id = t.document LEFT JOIN places p ON p.id = t.place""",
    "target": """SELECT t.id, t.indicator AS name, t.quote || coalesce(' ' || t.indicator, '') AS quote,
        i.label AS issuer, t.due_from, t.due_to, d.label AS document, p.label AS place, a.record AS article, a.title,
        a.published FROM targets t JOIN articles a ON a.id = t.article LEFT JOIN bodies i ON i.id = t.issuer
        LEFT JOIN documents d ON d.id = t.document LEFT JOIN places p ON p.id = t.place""",
    "document": """SELECT t.id, t.label AS name, t.label || coalesce(': ' || t.title, '') AS quote, i.label AS issuer,
        t.scope AS place, t.issued AS published FROM documents t LEFT JOIN bodies i ON i.id = t.issuer""",
    "body": """SELECT t.id, t.label AS name, t.label AS quote, p.label AS place
        FROM bodies t LEFT JOIN places p ON p.id = t.province""",
    "article": """SELECT t.id, t.title AS name, t.text AS quote, p.label AS place, t.record AS article, t.title,
        t.published FROM articles t LEFT JOIN places p ON p.id = t.place""",
}


def _hits(db: sqlite3.Connection, best: list[tuple[tuple[Any, ...], Kind, int]], words: Words) -> list[Hit]:
    rows: dict[tuple[Kind, int], dict[str, Any]] = {}
    for kind in {kind for _, kind, _ in best}:
        ids = [id for _, k, id in best if k == kind]
        marked = ",".join("?" * len(ids))
        for row in db.execute(f"{_DETAILS[kind]} WHERE t.id IN ({marked})", ids):
            rows[kind, row["id"]] = dict(row)
    return [_hit(kind, rows[kind, id], words) for _, kind, id in best]


def _hit(kind: Kind, row: dict[str, Any], words: Words) -> Hit:
    quote = _sentence(row["quote"], words) if kind == "article" else row["quote"]
    return Hit(kind=kind, **{**row, "quote": quote, "marks": words.marks(quote)})


def _sentence(text: str, words: Words) -> str:
    """Return the sentence with the most of the words, cut where it is very long."""
    marks = words.marks(text)
    # Sentences are sought only where words stand most densely: articles are long.
    starts = [start for start, _ in marks]
    dense = max(starts, key=lambda at: bisect_left(starts, at + _SNIPPET) - bisect_left(starts, at), default=0)
    around = max(0, dense - 2 * _SNIPPET), dense + 2 * _SNIPPET
    spans = sentences(canonical(text[slice(*around)]))
    found = [(around[0] + start, around[0] + end) for start, end in spans]
    if not found:
        return text[:_SNIPPET]
    start, end = max(found, key=lambda s: bisect_left(starts, s[1]) - bisect_left(starts, s[0]))
    first = next((at for at in starts if start <= at < end), start)
    if first - start > _SNIPPET // 2:
        start = text.rfind(" ", start, first - _SNIPPET // 3) + 1 or start
    return text[start : min(end, start + _SNIPPET)]
