"""Reading gold and records: lines → dicts, dicts → the parts that are scored, records → the articles they belong to."""

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import jsonlines
import msgspec


class _Shape(msgspec.Struct, frozen=True, kw_only=True):
    """What scoring needs of an object; whatever else it holds is passed over."""


# ------------------------------------------------------------------ gold
class _GoldFact(_Shape, frozen=True, kw_only=True):
    quote: str
    n: int = 1


class GoldDocument(_GoldFact, frozen=True, kw_only=True):
    key: str
    type: str | None = None
    issuer: str | None = None
    issued: str | None = None


class GoldDeadline(_GoldFact, frozen=True, kw_only=True):
    kind: str
    value: str | None


class GoldTarget(_GoldFact, frozen=True, kw_only=True):
    value: float
    comparator: str
    direction: str
    value_max: float | None = None
    unit: str | None = None
    indicator: str | None = None
    deadline: str | None = None


class GoldDirective(_GoldFact, frozen=True, kw_only=True):
    issuer: str | None = None
    addressees: list[str] = []
    deadline: str | None = None


class GoldArticle(_Shape, frozen=True, kw_only=True):
    """The facts a person marked in one article; `published` is compared only where the gold speaks of it."""

    article: str
    documents: list[GoldDocument]
    deadlines: list[GoldDeadline]
    targets: list[GoldTarget]
    directives: list[GoldDirective]
    relations: list[tuple[str, str, str]]
    published: str | msgspec.UnsetType | None = msgspec.UNSET


# ------------------------------------------------------------------ records
class _Quote(_Shape, frozen=True, kw_only=True):
    start: int
    end: int
    quote: str
    rule: str | None = None


class _Document(_Shape, frozen=True, kw_only=True):
    id: str
    key: str
    mentions: list[_Quote]
    rule: str | None = None
    issuer: str | None = None
    issued: str | None = None


class _Body(_Shape, frozen=True, kw_only=True):
    id: str
    name: str | None


class _Deadline(_Quote, frozen=True, kw_only=True):
    id: str
    kind: str
    value: str | None


class _Target(_Quote, frozen=True, kw_only=True):
    value: float
    comparator: str
    direction: str
    value_max: float | None = None
    unit: str | None = None
    indicator: _Quote | None = None
    deadline: str | None = None


class _Directive(_Quote, frozen=True, kw_only=True):
    issuer: str | None = None
    addressees: list[_Quote] = []


class _Relation(_Shape, frozen=True, kw_only=True):
    source: str
    type: str
    target: str
    rule: str | None = None
    start: int = -1


class ScoredRecord(_Shape, frozen=True, kw_only=True):
    """The parts of a record that are scored, as docs/record.md defines them."""

    text: str
    documents: list[_Document]
    bodies: list[_Body]
    deadlines: list[_Deadline]
    targets: list[_Target]
    directives: list[_Directive]
    relations: list[_Relation]
    published: str | None = None


# ------------------------------------------------------------------ functions
_T = TypeVar("_T", GoldArticle, ScoredRecord)


def read_jsonl(path: str | Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON Lines file, plain or gzipped (told by its first bytes); blank lines are skipped.

    Raises ValueError with one line (path, line number, reason) for a file that cannot be read or a line that is not a
    JSON object.
    """
    rows: list[dict[str, Any]] = []
    try:
        with open(path, "rb") as file:
            zipped = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            data = gzip.GzipFile(fileobj=file) if zipped else file
            with io.TextIOWrapper(data, encoding="utf-8-sig") as lines, jsonlines.Reader(_whole(lines)) as reader:
                rows.extend(reader.iter(type=dict, skip_empty=True))
        return rows
    except jsonlines.InvalidLineError as error:
        raise ValueError(f"{path}:{error.lineno}: {_reason(error)}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path}: not UTF-8 (after {len(rows)} readable lines)") from None
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror or error}") from None


def _whole(lines: Iterable[str]) -> Iterator[str]:
    # A reader of JSON lines takes EOFError for the end of its input, gzip raises it where a file is cut off.
    try:
        yield from lines
    except (EOFError, zlib.error) as error:
        raise OSError(f"damaged gzip: {error}") from None


def gold_article(row: Mapping[str, Any]) -> GoldArticle:
    """Return a gold line with its types checked; ValueError names the article and what is wrong with it."""
    return _convert(row, GoldArticle, f"gold {row.get('article', '(no article)')}")


def scored_record(row: Mapping[str, Any]) -> ScoredRecord:
    """Return the scored parts of a record; ValueError names the record and what is wrong with it."""
    record = _convert(row, ScoredRecord, f"record {row.get('id', '(no id)')}")
    known = {document.id for document in record.documents}
    for relation in record.relations:
        for end in (relation.source, relation.target):
            if end not in known:
                raise ValueError(f"record {row.get('id', '(no id)')}: relation to {end!r}, which is no document of it")
    return record


def records_by_article(articles: Iterable[str], records: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Return the record of each article that has one.

    A record belongs to the article that its metadata's id, its own id, or the stem of its source path equals; failing
    that, to the articles with whose id the stem begins. Inside an archive (`archive.zip!member`) the stem is the
    member's. Where several records claim an article equally well, the last one counts.
    """
    wanted = set(articles)
    lengths = {len(article) for article in wanted}
    exact: dict[str, Mapping[str, Any]] = {}
    prefix: dict[str, Mapping[str, Any]] = {}
    for record in records:
        names, stems = _names(record)
        for name in names:
            if name in wanted:
                exact[name] = record
        for stem in stems:
            for length in lengths:
                if len(stem) >= length and stem[:length] in wanted:
                    prefix[stem[:length]] = record
    return {**prefix, **exact}


def _names(record: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    source = record.get("source")
    source = source if isinstance(source, Mapping) else {}
    path, metadata = source.get("path"), source.get("metadata")
    names = {str(record[key]) for key in ("id", "article") if isinstance(record.get(key), str | int)}
    if isinstance(metadata, Mapping) and metadata.get("id") is not None:
        names.add(str(metadata["id"]))
    if not isinstance(path, str):
        return names, set()
    whole, _, fragment = path.partition("#")
    if fragment:  # the line of a JSON Lines file: a number says nothing, an id does
        names.update(() if fragment.isdecimal() else (fragment,))
    stems = {PurePosixPath(whole).stem, PurePosixPath(whole.rpartition("!")[2]).stem}
    return names | stems, stems


def _convert(row: Mapping[str, Any], shape: type[_T], what: str) -> _T:
    try:
        return msgspec.convert(row, shape)
    except msgspec.ValidationError as error:
        raise ValueError(f"{what}: {error}") from None


def _reason(error: jsonlines.InvalidLineError) -> str:
    return "not JSON" if "invalid json" in str(error) else "not a JSON object"
