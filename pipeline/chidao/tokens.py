"""Vietnamese words with their exact places in the text, and the same words as a spaCy tokenizer.

underthesea finds the words, but it rewrites what it reads (`uỷ` → `ủy`, `Ð` → `Đ`, runs of blanks → one) and returns
strings without places. Here its words are aligned back: the characters that are no blanks are counted in Unicode
canonical decomposition, in which underthesea's text and the source have the same number of them.

Nothing is imported until the first call: underthesea and spaCy take a second to load.
"""

from functools import cache, lru_cache
from typing import TYPE_CHECKING
from unicodedata import is_normalized, normalize

import regex

from chidao.text import canonical

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

# underthesea's time grows with the square of a blank-free run; pieces of this many characters keep it linear.
_PIECE = 1000
_SURROGATE = regex.compile(r"\p{Cs}")

Span = tuple[int, int]


class AlignmentError(RuntimeError):
    """underthesea returned words that are not the words of the text."""


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Span, ...]:
    """Return the words of a text as half-open ranges, in order.

    They cover every character that is no blank, none twice; a word of several syllables spans the blanks between them.
    Meant for a sentence or a clause; the last few thousand are remembered. Raises AlignmentError (never seen).

    >>> text = "tỉnh Khánh  Hoà thực hiện"
    >>> [text[a:b] for a, b in words(text)]
    ['tỉnh', 'Khánh  Hoà', 'thực hiện']
    """
    found: list[Span] = []
    for start, end in _pieces(text):
        for a, b in _aligned(text, start, end):
            if found and a < found[-1][1]:  # two words inside one source character
                found[-1] = (found[-1][0], max(b, found[-1][1]))
            else:
                found.append((a, b))
    return tuple(found)


def _pieces(text: str) -> list[Span]:
    """Cut a long text at its last blank before the limit, or at the limit where there is none."""
    pieces: list[Span] = []
    start = 0
    while len(text) - start > _PIECE:
        end = start + _PIECE
        while end > start and not text[end - 1].isspace():
            end -= 1
        pieces.append((start, end if end > start else start + _PIECE))
        start = pieces[-1][1]
    return [*pieces, (start, len(text))]


def _aligned(text: str, start: int, end: int) -> list[Span]:
    piece = text[start:end]
    if piece.isspace() or not piece:
        return []
    found = _segment(_SURROGATE.sub("?", canonical(piece)))
    # Where each unit (a character of the decomposed text that is no blank) stands in the source.
    at = [i for i, c in enumerate(piece, start) if not c.isspace() for _ in range(_units(c))]
    spans: list[Span] = []
    unit = 0
    for word in found:
        size = sum(_units(c) for c in word if not c.isspace())
        if size and unit + size <= len(at):
            spans.append((at[unit], at[unit + size - 1] + 1))
        unit += size
    if unit != len(at):
        raise AlignmentError(f"{unit} characters in the words of {piece[:60]!r}, not {len(at)}")
    return spans


def _units(char: str) -> int:
    return 1 if char.isascii() or is_normalized("NFD", char) else len(normalize("NFD", char))


def _segment(text: str) -> list[str]:
    from underthesea import word_tokenize

    # Its correction of misspelled syllables can change their length; the tone marks are already in one spelling.
    found: list[str] = word_tokenize(text, use_token_normalize=False)
    return found


class Words:
    """A spaCy tokenizer: text → Doc whose tokens are `words(text)`; `doc.text == text` for every text."""

    def __init__(self, vocab: "Vocab") -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> "Doc":
        """Return the Doc of a text. A blank that is not the single one after a word is a token of its own.

        Raises UnicodeEncodeError for lone surrogates, which spaCy cannot hold.
        """
        from spacy.tokens import Doc

        tokens: list[str] = []
        spaces: list[bool] = []
        at = 0
        for start, end in (*words(text), (len(text), len(text))):
            gap = text[at:start]
            if gap and spaces and gap[0] == " ":
                spaces[-1] = True
                gap = gap[1:]
            if gap:
                tokens.append(gap)
                spaces.append(False)
            if end > start:
                tokens.append(text[start:end])
                spaces.append(False)
            at = end
        return Doc(self.vocab, words=tokens, spaces=spaces)

    def to_bytes(self, **_: object) -> bytes:
        """Return nothing: there is nothing to store (spaCy asks every tokenizer)."""
        return b""

    def from_bytes(self, _data: bytes, **_kwargs: object) -> "Words":
        """Return the tokenizer itself (see `to_bytes`)."""
        return self

    def to_disk(self, _path: object, **_: object) -> None:
        """Write nothing (see `to_bytes`)."""

    def from_disk(self, _path: object, **_: object) -> "Words":
        """Return the tokenizer itself (see `to_bytes`)."""
        return self


def create_words(nlp: "Language") -> Words:
    """Return the tokenizer of a spaCy pipeline."""
    return Words(nlp.vocab)


def _factory() -> object:
    return create_words


@cache
def pipeline() -> "Language":
    """Return a blank Vietnamese spaCy pipeline with our words; components can be added to it as to any other.

    >>> [t.text for t in pipeline()("Bộ Giáo dục và Đào tạo")]
    ['Bộ', 'Giáo dục và Đào tạo']
    """
    import spacy
    from spacy.util import registry

    # spaCy's own Vietnamese tokenizer needs pyvi and moves the blanks; a pipeline saved with ours names it.
    registry.tokenizers.register("chidao.Words.v1", func=_factory)
    return spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": "chidao.Words.v1"}}})
