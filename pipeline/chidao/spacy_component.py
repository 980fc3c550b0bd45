"""The spaCy component: `nlp.add_pipe("chidao")` fills `doc.spans` with the facts of the text.

One group a kind (`doc.spans["directives"]`), as `chidao.export.docbin` describes it; `doc._.chidao` is the whole
record. Dates without a year are counted from `doc.user_data["published"]`, where it is set before. spaCy finds the
factory by its entry point, nothing has to be imported.
"""

from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc

from chidao import run
from chidao.export.docbin import fill
from chidao.export.spans import spans
from chidao.model import Record
from chidao.text import nfc


class Component:
    """Doc → the same Doc with its facts. A text that gives no record has empty groups and `doc._.chidao` is None."""

    def __call__(self, doc: Doc) -> Doc:
        published = doc.user_data.get("published")
        try:
            record: Record | None = run.extract_text(doc.text, published=published)
        except ValueError:
            record = None
        doc._.chidao = record
        if record is None:
            fill(doc, ())
        else:
            fill(doc, spans(record), _offsets(doc.text, record.text))
        return doc


@Language.factory("chidao", assigns=["doc.spans", "doc._.chidao"])
def make(nlp: Language, name: str) -> Component:
    """Return the component; registers `doc._.chidao`."""
    if not Doc.has_extension("chidao"):
        Doc.set_extension("chidao", default=None)
    return Component()


def _offsets(own: str, normal: str) -> Callable[[int], int]:
    """Return what leads from an offset of the record's text to the Doc's.

    The record's text is NFC with `\\n`; a Doc may hold decomposed letters, which are one character there.
    """
    if own == normal:
        return lambda at: at
    prefixes = range(len(own) + 1)
    return lru_cache(maxsize=None)(lambda at: bisect_right(prefixes, at, key=lambda i: len(nfc(own[:i]))) - 1)
