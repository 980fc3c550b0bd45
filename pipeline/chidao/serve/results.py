"""What a search finds: each hit with its sentence, the fact and the words marked in it."""

import sqlite3
from collections.abc import Mapping
from typing import Any

import msgspec

from chidao.index.days import days
from chidao.index.matching import Words
from chidao.index.search import KINDS, Hit, Kind, Question, search
from chidao.serve import links
from chidao.serve.marks import Mark, Piece, cut
from chidao.serve.start import Holdings
from chidao.text import canonical, sentences

_SHOWN = 20
_MOST = 200
# A sentence is looked for this far on both sides of a fact.
_AROUND = 400


class MistypedError(ValueError):
    """What a form holds that is no answer to it: `key` names the text that says so to the reader."""

    def __init__(self, key: str, value: str) -> None:
        super().__init__(f"{key}: {value}")
        self.key, self.value = key, value


class Found(msgspec.Struct, frozen=True):
    """A hit as it is shown."""

    hit: Hit
    href: str
    pieces: list[Piece]


def page(db: sqlite3.Connection, arguments: Mapping[str, str], held: Holdings) -> dict[str, Any]:
    """Return the hits for `q` with the filters `kind`, `body`, `place`, `year`, `after` and `before`."""
    q = arguments.get("q", "")
    shown = min(whole(arguments.get("n"), _SHOWN), _MOST)
    kinds = tuple(kind for kind in KINDS if kind == arguments.get("kind")) or KINDS
    asked = question(arguments, shown, kinds)
    answer = search(db, asked)
    # Of the other kinds only how many there are.
    others = search(db, msgspec.structs.replace(asked, kinds=tuple(k for k in KINDS if k not in kinds), limit=0))
    hits = answer.hits
    words = Words.of(q)
    return {
        "q": q,
        "found": [_found(db, hit, words) for hit in hits],
        "rows": [_row(hit) for hit in hits],
        "counts": answer.counts | others.counts,
        "more": answer.more,
        "next": min(shown * 3, _MOST) if len(hits) == shown < _MOST else None,
        "kinds": KINDS,
        "held": held,
    }


def question(arguments: Mapping[str, str], limit: int, kinds: tuple[Kind, ...] = KINDS) -> Question:
    """Return what a form asks. Raises MistypedError for a day or year that is none."""
    year = arguments.get("year")
    if year and not (year.isdecimal() and len(year) == 4):
        raise MistypedError("problem.year", year)
    return Question(
        text=arguments.get("q", ""),
        kinds=kinds,
        body=arguments.get("body"),
        place=arguments.get("place"),
        due_before=period(arguments["before"])[0] if "before" in arguments else None,
        due_after=period(arguments["after"])[1] if "after" in arguments else None,
        year=int(year) if year else None,
        limit=limit,
    )


def period(value: str) -> tuple[str, str]:
    """Return the first and the last day of an EDTF value. Raises MistypedError where it is none."""
    found = days(value)
    if found.first is None or found.last is None:
        raise MistypedError("problem.date", value)
    return found.first, found.last


def whole(value: str | None, default: int) -> int:
    """Return a whole number of the address, the default where there is none."""
    return int(value) if value and value.isdecimal() and len(value) < 6 and int(value) > 0 else default


def _found(db: sqlite3.Connection, hit: Hit, words: Words) -> Found:
    if hit.kind in ("directive", "target"):
        return _fact(db, hit, words)
    pieces = list(cut(hit.quote, [Mark(*at, "word") for at in words.marks(hit.quote)]))
    if hit.kind == "article":
        return Found(hit, links.article(hit.article or ""), pieces)
    if hit.kind == "document":
        identity = db.execute("SELECT identity FROM documents WHERE id = ?", [hit.id]).fetchone()[0]
        return Found(hit, links.document(identity), pieces)
    return Found(hit, links.body(hit.name or ""), pieces)


def _fact(db: sqlite3.Connection, hit: Hit, words: Words) -> Found:
    # Only what stands around the fact is read: articles are long.
    entry, start, stop, before, text = db.execute(
        f"""SELECT t.entry, t.start, t.stop, max(0, t.start - {_AROUND}),
        substr(a.text, 1 + max(0, t.start - {_AROUND}), t.stop + {_AROUND} - max(0, t.start - {_AROUND}))
        FROM {hit.kind}s t JOIN articles a ON a.id = t.article WHERE t.id = ?""",
        [hit.id],
    ).fetchone()
    start, stop = start - before, stop - before
    first, last = around(text, start, stop)
    marks = [Mark(start, stop, hit.kind), *(Mark(*at, "word") for at in words.marks(text))]
    return Found(hit, links.article(hit.article or "", entry), list(cut(text, marks, first, last)))


def around(text: str, start: int, stop: int) -> tuple[int, int]:
    """Return the range of the sentence, or sentences, in which `text[start:stop]` stands.

    >>> around("Một. Hai ba. Bốn.", 9, 11)
    (5, 12)
    """
    touched = [(a, b) for a, b in sentences(canonical(text)) if a < stop and start < b]
    return (min(start, touched[0][0]), max(stop, touched[-1][1])) if touched else (start, stop)


def _row(hit: Hit) -> dict[str, Any]:
    return {name: value for name, value in msgspec.to_builtins(hit).items() if name not in ("marks", "id")}
