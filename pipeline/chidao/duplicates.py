"""The same dispatch runs in twenty newspapers: each later copy is marked with the first one, none is dropped.

What is compared is the article alone, without the page around it: its words, three in a row, by MinHash (`rensa`).
`fingerprint` is made where the record is made, in any process; `Seen` takes the fingerprints in the order of the input,
so the marks are the same for any number of workers. Its tables lie on disk, memory stays flat.
"""

import hashlib
import re
import sqlite3
import struct
from collections.abc import Iterator
from typing import NamedTuple

import rensa

from chidao.model import Record
from chidao.text import view_of

# Two articles that share so much of their runs of words are told apart by a caption or an agency's name.
SIMILAR = 0.8
# Syllables in a run: two words or three. Fewer runs than this and chance decides: only equal ones are the same then.
_RUN, _FEW = 3, 20
# 25 bands of 5 values meet in at least one band for 9,999 of 10,000 pairs as similar as `SIMILAR`.
_BANDS, _ROWS = 25, 5
_SIZE = _BANDS * _ROWS
_SEED = 1930
# Articles remembered for one value of a band: enough for any family of forms, and no lookup grows with the corpus.
_BUCKET = 32
_WORD = re.compile(r"\w+")
_NO_ARTICLE = ("boilerplate", "dateline", "byline", "caption")


class Fingerprint(NamedTuple):
    """What is remembered of an article: its id, a hash of its words, and its MinHash (None for a very short one)."""

    id: str
    words: bytes
    minhash: bytes | None


class Duplicate(NamedTuple):
    """The id of the first article that another one repeats, and how similar they are: 1.0 for the very same words."""

    of: str
    similarity: float


def fingerprint(record: Record) -> Fingerprint:
    """Return the fingerprint of a record's article; letter case, tone placement and punctuation do not count."""
    folded = view_of(record.text).low
    words = [w for b in record.blocks if b.kind not in _NO_ARTICLE for w in _WORD.findall(folded, b.start, b.end)]
    words = words or _WORD.findall(folded)
    text = " ".join(words)
    # A run that comes twice changes no MinHash.
    runs = list(map(" ".join, zip(*(words[i:] for i in range(_RUN)), strict=False)))
    minhash = None
    if len(set(runs)) >= _FEW:
        sketch = rensa.RMinHash(num_perm=_SIZE, seed=_SEED)
        sketch.update(runs)
        minhash = struct.pack(f"<{_SIZE}I", *sketch.digest())
    return Fingerprint(record.id, hashlib.blake2b(text.encode(), digest_size=16).digest(), minhash)


class Seen:
    """The articles of a run so far. Only first ones are remembered, so a mark never leads to another copy."""

    def __init__(self) -> None:
        # A database without a name is a temporary file: SQLite keeps a few megabytes of it in memory.
        self._tables = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._tables.executescript("""
            PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;
            CREATE TABLE article (number INTEGER PRIMARY KEY, id TEXT, minhash BLOB);
            CREATE TABLE words (hash BLOB PRIMARY KEY, id TEXT, similarity REAL) WITHOUT ROWID;
            CREATE TABLE band (key INTEGER, number INTEGER, PRIMARY KEY (key, number)) WITHOUT ROWID;
            BEGIN;
        """)

    def close(self) -> None:
        """Forget everything."""
        self._tables.close()

    def place(self, new: Fingerprint) -> Duplicate | None:
        """Return which earlier article a new one repeats, the most similar and of those the first; else remember it."""
        row = self._tables.execute("SELECT id, similarity FROM words WHERE hash = ?", (new.words,)).fetchone()
        if row:
            return Duplicate(*row)
        keys = tuple(_keys(new.minhash)) if new.minhash else ()
        near = self._near(new.minhash, keys) if new.minhash else None
        # The words of a copy lead to the first article too.
        of, similarity = near or Duplicate(new.id, 1.0)
        self._tables.execute("INSERT INTO words VALUES (?, ?, ?)", (new.words, of, similarity))
        if near is None and new.minhash:
            self._remember(new.id, new.minhash, keys)
        return near

    def _near(self, minhash: bytes, keys: tuple[int, ...]) -> Duplicate | None:
        marks = ", ".join("?" * _BANDS)
        rows = self._tables.execute(
            f"SELECT number, id, minhash FROM article WHERE number IN (SELECT number FROM band WHERE key IN ({marks}))"
            " ORDER BY number",
            keys,
        )
        values = struct.unpack(f"<{_SIZE}I", minhash)
        best, of = 0, ""
        for _, id, other in rows:
            equal = sum(a == b for a, b in zip(values, struct.unpack(f"<{_SIZE}I", other), strict=True))
            if equal > best:
                best, of = equal, id
        return Duplicate(of, best / _SIZE) if best >= SIMILAR * _SIZE else None

    def _remember(self, id: str, minhash: bytes, keys: tuple[int, ...]) -> None:
        number = self._tables.execute("INSERT INTO article (id, minhash) VALUES (?, ?)", (id, minhash)).lastrowid
        self._tables.executemany(
            "INSERT INTO band SELECT ?1, ?2 WHERE (SELECT count(*) FROM band WHERE key = ?1) < ?3",
            ((key, number, _BUCKET) for key in keys),
        )


def _keys(minhash: bytes) -> Iterator[int]:
    """Yield a number for each band of a MinHash: articles with an equal one are compared."""
    width = 4 * _ROWS
    for band in range(_BANDS):
        part = minhash[band * width : (band + 1) * width]
        digest = hashlib.blake2b(part, digest_size=8, salt=struct.pack("<I", band)).digest()
        yield struct.unpack("<q", digest)[0]
