"""One self-contained HTML page per article: every fact marked in its kind's colour, boilerplate greyed, values below.

No script, no request to anywhere (the page's own policy forbids both), so a page can be mailed and kept.
"""

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path, PurePosixPath

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined

from chidao.export.corpus import Corpus, Written, file_name, xml_text
from chidao.export.spans import Span, spans
from chidao.model import Record
from chidao.records import KINDS


class Piece(msgspec.Struct, frozen=True):
    """A stretch of the text: the kinds that lie over it, the number of the shortest fact there, ids that begin here."""

    text: str
    kinds: tuple[str, ...]
    fact: int | None
    begins: tuple[int, ...]
    boilerplate: bool


def write(corpus: Corpus, out: Path) -> Written:
    """Write a page per article and `index.html`, which lists them, into the folder `out`."""
    taken, listed = {"index"}, []
    for record in corpus.records():
        own = re.sub(r"\.\w+$", "", PurePosixPath(record.source.path).name)  # of a.txt: a; a.jsonl#3 stays
        name = file_name(record.source.metadata.get("id") or own, taken)
        (out / f"{name}.html").write_text(page(record), encoding="utf-8", newline="\n")
        listed.append((f"{name}.html", _title(record), record.published))
    index = _templates().get_template("index.html").render(pages=listed)
    (out / "index.html").write_text(index, encoding="utf-8", newline="\n")
    return Written(len(listed), "pages")


def page(record: Record) -> str:
    """Return the page of an article."""
    found = spans(record)
    return (
        _templates()
        .get_template("article.html")
        .render(
            title=_title(record),
            record=record,
            pieces=pieces(record, found),
            facts=list(enumerate(found)),
            kinds=KINDS,
            link=record.source.url if (record.source.url or "").startswith(("https://", "http://")) else None,
        )
    )


def pieces(record: Record, found: list[Span]) -> list[Piece]:
    """Return the text cut wherever a fact or boilerplate begins or ends; joined, the pieces are the text."""
    grey = [(b.start, b.end) for b in record.blocks if b.kind == "boilerplate"]
    edges = {0, len(record.text)} | {e for b in grey for e in b} | {e for s in found for e in (s.start, s.end)}
    cut = []
    for start, end in pairwise(sorted(edges)):
        over = [i for i, s in enumerate(found) if s.start <= start and end <= s.end]
        cut.append(
            Piece(
                text=record.text[start:end],
                kinds=tuple(sorted({found[i].kind for i in over})),
                fact=min(over, key=lambda i: found[i].end - found[i].start, default=None),
                begins=tuple(i for i in over if found[i].start == start),
                boilerplate=any(a <= start and end <= b for a, b in grey),
            )
        )
    return cut


def _title(record: Record) -> str:
    return " ".join((record.title or record.source.path).split())


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("chidao.export", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: xml_text(value) if type(value) is str else value,  # not what is marked as safe
        trim_blocks=True,
        lstrip_blocks=True,
    )
