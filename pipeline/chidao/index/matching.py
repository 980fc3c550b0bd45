"""What a person types → a full-text expression that is never an error, and where its words stand in a text."""

import re

import msgspec

from chidao.text import fold, plain

MOST_WORDS = 64
_PHRASE = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(r"\w+")


class QueryError(ValueError):
    """A question that cannot be asked; the message is one line for the user."""


class Words(msgspec.Struct, frozen=True):
    """The parts of a question: words, numbers (`21-NQ/TW` is one), and what stands between quotation marks."""

    typed: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Words":
        """Return the parts of what was typed. Raises QueryError where there are too many."""
        text = text.replace("“", '"').replace("”", '"')
        parts = [part for m in _PHRASE.finditer(text) if _WORD.search(part := (m[1] if m[1] is not None else m[2]))]
        if len(parts) > MOST_WORDS:
            raise QueryError(f"{len(parts)} words; a question has {MOST_WORDS} at most")
        return cls(tuple(parts))

    def all(self) -> str:
        """Return the expression that finds rows with all parts, each as a phrase, in any order."""
        return " AND ".join(phrase(part) for part in self.typed)

    def together(self) -> str:
        """Return the expression that finds rows where all of it stands as it was typed."""
        return phrase(" ".join(self.typed))

    @property
    def have_marks(self) -> bool:
        """Whether any diacritics were typed."""
        return any(fold(part) != plain(part) for part in self.typed)

    def stands_in(self, text: str) -> bool:
        """Say whether a text has all parts with the very diacritics that were typed."""
        folded = fold(text)
        return all(fold(part) in folded for part in self.typed)

    def marks(self, text: str) -> list[tuple[int, int]]:
        """Return where the parts stand in a text, as half-open ranges in order that do not overlap."""
        if not self.typed:
            return []
        parts = (r"\W+".join(map(re.escape, _WORD.findall(plain(part)))) for part in self.typed)
        longest_first = "|".join(sorted(parts, key=len, reverse=True))
        return [m.span() for m in re.finditer(rf"\b(?:{longest_first})\b", plain(text))]


def phrase(text: str) -> str:
    """Return a text as one full-text phrase.

    >>> phrase('21-NQ/TW "x')
    '"21 nq tw x"'
    """
    return '"' + " ".join(_WORD.findall(plain(text).replace("_", " "))) + '"'
