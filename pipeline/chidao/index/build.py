"""Records → one SQLite file. Runs again over the same file, adding what is new and replacing what has changed.

All work is done on a copy beside the file, which takes its name at the end: whoever reads the file meanwhile, and
whoever is left with it after an interruption, has the old one whole.
"""

import glob
import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
from sqlite_utils import Database

from chidao import records
from chidao.index import bodies, documents, schema
from chidao.index.functions import register
from chidao.index.places import Place, Places, provinces
from chidao.index.rows import Rows
from chidao.model import Record

BATCH = 1000


class IndexFileError(ValueError):
    """An index that cannot be made or asked; the message is one line for the user."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What a run did to an index, and the reasons for which lines were refused."""

    added: int
    replaced: int
    unchanged: int
    refused: list[str]
    rows: dict[str, int]


def build(
    inputs: Sequence[str | Path],
    path: str | Path,
    *,
    fresh: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Summary:
    """Bring the records of the inputs (files, folders with a records.jsonl, or `-`) into the index at `path`.

    A record whose article the index holds already takes the old one's place; `fresh` begins with an empty index. A line
    that is no sound record is refused, its reason kept in the table `refusals`. `progress` is called with the number of
    records read so far. Raises records.RecordError for an input that is not there, IndexFileError for a file that is no
    index of this version or cannot be written.
    """
    files = [_records_file(one) for one in inputs]
    with _replacing(Path(path), fresh) as db:
        builder = _Builder(db, progress)
        for file in files:
            builder.read(file)
        return builder.finish()


class _Builder:
    def __init__(self, db: Database, progress: Callable[[int], None] | None) -> None:
        self._db, self._progress = db, progress
        self._known = {row[0]: (row[1], row[2]) for row in db.execute("SELECT record, id, digest FROM articles")}
        self._last = max((id for id, _ in self._known.values()), default=0)
        places = [Place(**row) for row in db.query(_PLACES)]
        self._places = Places(places)
        self._rows = Rows(db, bodies.Bodies(db, self._places), self._places)
        self._keys: set[str] = set()
        self._read = self._added = self._replaced = self._unchanged = 0
        self._refused: list[str] = []

    def read(self, path: str | Path) -> None:
        """Take in the records of a file."""
        before = (self._added, self._replaced, self._unchanged, len(self._refused))
        try:
            for record in records.read(path, refused=lambda error: self._refused.append(str(error))):
                self._take(record, path)
        except records.RecordError as error:  # the rest of the file cannot be read
            self._refused.append(str(error))
        after = (self._added, self._replaced, self._unchanged, len(self._refused))
        added, replaced, unchanged, refused = (b - a for a, b in zip(before, after, strict=True))
        run = self._rows.add(
            "inputs", path=str(path), added=added, replaced=replaced, unchanged=unchanged, refused=refused
        )
        for reason in self._refused[before[3] :]:
            self._rows.add("refusals", input=run, reason=reason)

    def _take(self, record: Record, path: str | Path) -> None:
        self._read += 1
        if self._progress:
            self._progress(self._read)
        digest = _digest(record)
        id, known = self._known.get(record.id, (0, ""))
        if known == digest:
            self._unchanged += 1
            return
        if wrong := records.verify(record):
            self._refused.append(f"{path}, record {record.id}: {'; '.join(wrong[:3])}")
            return
        if id:
            self._replaced += 1
            if self._rows.waits(id):
                self._rows.flush()
            self._forget(id)
        else:
            self._added += 1
        self._known[record.id] = (self._rows.article(record, digest), digest)
        self._keys.update(d.key for d in record.documents)
        if self._rows.articles >= BATCH:
            self._rows.flush()

    def _forget(self, article: int) -> None:
        """Take the rows of an article out of the tables and the full text."""
        self._keys.update(
            row[0] for row in self._db.execute("SELECT key FROM article_documents WHERE article = ?", [article])
        )
        if article <= self._last:  # what this run added is not in the full text yet
            for search in schema.SEARCHES:
                if search.table in ("articles", *schema.OF_ARTICLES):
                    columns = ", ".join(search.columns)
                    values = ", ".join(search.columns.values())
                    self._db.execute(
                        f"INSERT INTO {search.name}({search.name}, rowid, {columns}) "
                        f"SELECT 'delete', id, {values} FROM ({search.source}) WHERE article = ?",
                        [article],
                    )
        for table in schema.OF_ARTICLES:
            self._db.execute(f"DELETE FROM {table} WHERE article = ?", [article])
        self._db.execute("DELETE FROM articles WHERE id = ?", [article])

    def finish(self) -> Summary:
        """Join the articles' readings across articles, make the full text and the indexes."""
        db = self._db
        self._rows.flush()
        schema.add_indexes(db)
        if self._added or self._replaced:
            documents.settle(db, self._keys)
            bodies.link(db, self._places)
            self._search_text()
        db.execute("ANALYZE")
        db.conn.commit()
        return Summary(
            added=self._added,
            replaced=self._replaced,
            unchanged=self._unchanged,
            refused=self._refused,
            rows={table.name: db.table(table.name).count for table in schema.TABLES},
        )

    def _search_text(self) -> None:
        for search in schema.SEARCHES:
            columns, values = ", ".join(search.columns), ", ".join(search.columns.values())
            select = f"SELECT id, {values} FROM ({search.source})"
            if search.table in ("articles", *schema.OF_ARTICLES):
                select += f" WHERE article > {self._last}"
            else:  # one row for many articles: any run may change it
                self._db.execute(f"INSERT INTO {search.name}({search.name}) VALUES ('delete-all')")
            self._db.execute(f"INSERT INTO {search.name}(rowid, {columns}) {select} ORDER BY id")


def _digest(record: Record) -> str:
    """Return a checksum of a record without its file's name: an article that lies in two files is one article."""
    nowhere = msgspec.structs.replace(record, source=msgspec.structs.replace(record.source, path=""))
    if record.duplicate_of == record.id:
        nowhere = msgspec.structs.replace(nowhere, duplicate_of=None, similarity=None)
    return hashlib.blake2b(records.encode(nowhere), digest_size=16).hexdigest()


_PLACES = """SELECT p.id, p.name, p.type, p.iso, p.valid_from, p.valid_to, s.name AS successor, p.source
    FROM places p LEFT JOIN places s ON s.id = p.successor"""


def _records_file(path: str | Path) -> str | Path:
    if str(path) == "-":
        return path
    file = Path(path) / "records.jsonl" if Path(path).is_dir() else Path(path)
    if not file.is_file():
        raise records.RecordError(f"{file}: no such file")
    return file


@contextmanager
def _replacing(path: Path, fresh: bool) -> Iterator[Database]:
    """Open a copy of the index at `path`, or a new one; let it take the name when all went well."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    for left in path.parent.glob(f"{glob.escape(path.name)}.*.part"):
        if not _runs(left.name.split(".")[-2]):  # of a run that was killed
            left.unlink(missing_ok=True)
    old = path.stat() if path.exists() else None
    try:
        with closing(sqlite3.connect(part)) as connection:
            if old and not fresh:
                _copy(path, connection)
            connection.execute("PRAGMA journal_mode = MEMORY")
            connection.execute("PRAGMA synchronous = OFF")  # a copy that a power cut spoils is never used
            db = Database(connection)
            register(db)
            if not old or fresh:
                schema.create(db)
                db.table("places").insert_all(Places(provinces()).rows())
            yield db
            connection.commit()
        if old and path.stat().st_mtime_ns != old.st_mtime_ns:
            raise IndexFileError(f"{path}: was changed by someone else meanwhile; run again")
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except (OSError, sqlite3.DatabaseError) as error:
        raise IndexFileError(f"{path}: {str(getattr(error, 'strerror', None) or error).lower()}") from error
    finally:
        for left in (part, part.with_name(f"{part.name}-journal")):
            left.unlink(missing_ok=True)


def _runs(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError, OverflowError):
        return False
    except OSError:
        return True  # someone else's
    return True


def _copy(path: Path, connection: sqlite3.Connection) -> None:
    if not path.is_file():
        raise IndexFileError(f"{path}: is no file")
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as source:
        version = source.execute("PRAGMA user_version").fetchone()[0]
        if version != schema.VERSION:
            raise IndexFileError(f"{path}: no index of this version; --fresh makes a new one in its place")
        source.backup(connection)
