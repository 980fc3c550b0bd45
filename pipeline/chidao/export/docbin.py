"""spaCy: Docs whose `doc.spans` hold the facts, one group a kind, as a DocBin.

A span's label is its kind, `id_` the fact's id, `kb_id_` its value (a document's key, a body's name, a date). Words are
cut wherever a fact begins or ends, so every span has exactly the characters of its quote.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab

from chidao.export import spans as facts
from chidao.export.corpus import Corpus, Written
from chidao.model import Record
from chidao.records import KINDS

_WORD = re.compile(r"\w+|[^\w\s]|\s")


def write(corpus: Corpus, out: Path) -> Written:
    """Write one DocBin; `doc.user_data` holds the article's id, path and publication date."""
    store, count = DocBin(store_user_data=True), 0
    for record in corpus.records():
        store.add(doc(record))
        count += 1
    store.to_disk(out)
    return Written(count, "Docs")


def doc(record: Record, vocab: Vocab | None = None) -> Doc:
    """Return a record as a Doc with `doc.text == record.text`."""
    found = facts.spans(record)
    made = _words(record.text, {f.start for f in found}, {f.end for f in found}, vocab or _vocab())
    fill(made, found)
    made.user_data |= {"article": record.id, "path": record.source.path, "published": record.published}
    return made


def fill(made: Doc, found: Iterable[facts.Span], at: Callable[[int], int] = int) -> None:
    """Put facts into `doc.spans`, widened to whole tokens where a tokenizer has cut otherwise.

    `at` leads from the facts' offsets to the Doc's, where its text is another form of the same text.
    """
    groups: dict[str, list[Span]] = {kind: [] for kind in KINDS}
    for f in found:
        span = made.char_span(
            at(f.start), at(f.end), label=f.kind, kb_id=f.value, span_id=f.id, alignment_mode="expand"
        )
        if span is not None:
            groups[f.kind].append(span)
    for kind, spans in groups.items():
        made.spans[kind] = spans


def _words(text: str, starts: set[int], ends: set[int], vocab: Vocab) -> Doc:
    cuts = starts | ends
    words: list[str] = []
    spaces: list[bool] = []
    for m in _WORD.finditer(text):
        if m[0] == " " and words and not spaces[-1] and m.start() not in starts and m.end() not in ends:
            spaces[-1] = True  # as spaCy has it; a blank with which a fact begins or ends is a word of its own
            continue
        edges = [m.start(), *sorted(c for c in cuts if m.start() < c < m.end()), m.end()]
        words += [text[a:b] for a, b in pairwise(edges)]
        spaces += [False] * (len(edges) - 1)
    return Doc(vocab, words=words, spaces=spaces)


@lru_cache(maxsize=1)
def _vocab() -> Vocab:
    return spacy.blank("xx").vocab
