"""The tables of the exports: a pandas DataFrame per kind, with dtypes and a data dictionary.

`DICTIONARY` says what every column holds; a table has its columns and no others.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal

import msgspec

from chidao import tables
from chidao.export.corpus import Corpus
from chidao.model import Record

if TYPE_CHECKING:
    from pandas import DataFrame

Type = Literal["string", "integer", "number", "list"]
DTYPES = {"string": "string", "integer": "Int64", "number": "Float64", "list": "object"}


class Column(msgspec.Struct, frozen=True):
    """A column: its name, its type (`list` is a list of strings), what it holds."""

    name: str
    type: Type
    what: str


def _c(name: str, what: str, type: Type = "string") -> Column:
    return Column(name, type, what)


_ARTICLE = (
    _c("article", "id of the article, made of its text only"),
    _c("path", "where the article was read, relative to the input"),
    _c("published", "publication date, EDTF; empty where unknown"),
)
_EVIDENCE = (
    _c("start", "offset of the quote in the article's text, in code points from 0", "integer"),
    _c("end", "offset after the quote", "integer"),
    _c("quote", "the exact characters of the text from start to end"),
    _c("rule", "the rule that made the fact"),
)
_ISSUER = _c("issuer", "canonical name of the issuing body; empty where unsaid")
_DOCUMENT = _c("document", "key of the document that carries it; empty where unsaid")

ARTICLES = (
    *_ARTICLE,
    _c("published_basis", "how the date is known: dateline, metadata, url or none"),
    _c("title", "title of the article"),
    _c("byline", "author or agency"),
    _c("place", "province-level unit the article is about"),
    _c("place_iso", "the same as ISO 3166-2:VN code"),
    _c("url", "address of the page, where the input says it"),
    _c("sha256", "SHA-256 of the input's bytes, hexadecimal"),
    _c("text", "the whole text: NFC, newlines as \\n; every offset counts in it"),
)

DICTIONARY: dict[str, tuple[Column, ...]] = {
    "articles": ARTICLES,
    "documents": (
        *_ARTICLE,
        _c("type", "kind of document, in Vietnamese: Nghị quyết, Kế hoạch, …"),
        _c("number", "number as printed, at least two digits"),
        _c("symbol", "symbol after the number: NQ/TW"),
        _c("key", "what identifies the document in a corpus: 21-NQ/TW, Luật Đất đai 2013"),
        _c("title", "subject of the document as the article gives it"),
        _ISSUER,
        _c("issued", "date of issue, EDTF"),
        _c("effective", "date of coming into force, EDTF"),
        *_EVIDENCE,
    ),
    "bodies": (
        *_ARTICLE,
        _c("name", "canonical name, abbreviations spelt out"),
        _c("kind", "party, government, legislature, judiciary, front, union, military, office, group or other"),
        _c("level", "central, province, district, commune or unit"),
        _c("place", "place of the body"),
        _c("person", "who holds the office, where named"),
        *_EVIDENCE,
    ),
    "deadlines": (
        *_ARTICLE,
        _c("kind", "by, before, during, within or recurring"),
        _c("value", "EDTF date or interval, ISO 8601-1 duration or repeat"),
        *_EVIDENCE,
    ),
    "targets": (
        *_ARTICLE,
        _c("indicator", "what is measured, in the article's words"),
        _c("comparator", "eq, gt, gte, lt, lte, approx or range"),
        _c("value", "the number, in `unit`", "number"),
        _c("value_max", "upper end of a range", "number"),
        _c("unit", "unit with its multiplier: %, đảng viên, triệu đồng"),
        _c("direction", "level, increase or decrease"),
        _c("deadline", "value of the deadline that governs the target"),
        _ISSUER,
        _DOCUMENT,
        *_EVIDENCE,
    ),
    "directives": (
        *_ARTICLE,
        _ISSUER,
        _c("verb", "the ordering word; empty for a bare imperative"),
        _c("addressees", "canonical names of who has to act", "list"),
        _c("action", "what is to be done, in the article's words"),
        _c("deadlines", "values of the order's deadlines", "list"),
        _DOCUMENT,
        *_EVIDENCE,
    ),
    "relations": (
        *_ARTICLE,
        _c("source", "key of the document that acts"),
        _c("type", "implements, amends, replaces, repeals, based_on or promulgated_with"),
        _c("target", "key of the other document"),
        *_EVIDENCE,
    ),
}


def frames(corpus: Corpus, lists: Callable[[list[str]], object]) -> Iterator[tuple[str, "DataFrame"]]:
    """Yield the name of each table and the table, its columns in the dictionary's order and of its types.

    `lists` turns the cell of a list column into what the format holds; a deadline without a value is an empty string
    there. The records are read once per table, so that one table is in memory at a time.
    """
    import pandas as pd

    for name, columns in DICTIONARY.items():
        records = corpus.records()
        frame = _articles(records) if name == "articles" else tables.TABLES[name](records)
        types = {c.name: DTYPES[c.type] for c in columns}
        frame = frame[list(types)].astype(types)
        for column in columns:
            if column.type == "list":
                cells = [lists(["" if cell is None else cell for cell in row]) for row in frame[column.name]]
                frame[column.name] = pd.Series(cells, index=frame.index, dtype="object")
        yield name, frame


def _articles(records: Iterator[Record]) -> "DataFrame":
    import pandas as pd

    rows = [
        (
            record.id,
            record.source.path,
            record.published,
            record.published_basis,
            record.title,
            record.byline,
            record.place.name if record.place else None,
            record.place.iso if record.place else None,
            record.source.url,
            record.source.sha256,
            record.text,
        )
        for record in records
    ]
    return pd.DataFrame(rows, columns=[c.name for c in ARTICLES])
