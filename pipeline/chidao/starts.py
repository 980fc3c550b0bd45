"""With which characters can a match of a pattern begin? Found from the pattern itself.

A pattern that is tried only where one of its beginnings stands finds exactly what a search of the whole text finds, and
costs nothing where none stands. The answer errs on the safe side only: what this module does not understand ends a
beginning early, and a pattern that can begin with anything has no beginnings (None).

Blanks are single here: a stretch with other white space (see `RARE`) has to be searched as a whole.

>>> sorted(starts(r"(?<!\\p{L})(?:trước|sau)\\s{1,3}[Nn]gày|(?i:HẠN)"))
['hạn', 'sau ngày', 'trước ngày']
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property

import ahocorasick_rs
import regex

from chidao.text import lower

# A beginning has at most so many characters, and a pattern about so many beginnings: shorter ones where it has more.
# The first characters of a pattern tell most: so few of them are made longer even then.
_LONGEST, _MOST, _FEW = 12, 120, 2
_LENGTHS = (12, 8, 6, 5, 4, 3, 2, 1)
# A class of more characters than this ends a beginning.
_CLASS = 12
# White space other than the blank and the line break; the long s, which stands for s where case does not count.
# Digits of another width are no digits to the patterns that say [0-9], and digits to those that say \d.
RARE = (
    *"\t\v\f\r\x1c\x1d\x1e\x1f\x85\u1680\u2028\u2029\u205fſ",
    *map(chr, range(0x2000, 0x200B)),
    *map(chr, range(0xFF10, 0xFF1A)),
)

_GROUP = regex.compile(r"\((?:\?(?P<kind><?[=!]|:|>|i:|P?<[^\W\d]\w*>|(?P<other>.)))?")
# Letters and figures up to one that may be repeated.
_LITERAL = re.compile(r"[\w\-/,:;\"'%&]+(?![?*+{])(?<![?*+{])")
_CLASS_AT = regex.compile(r"\[(?P<not>\^)?\]?(?:\\[pP]\{[^}]*\}|\\.|[^\]\\])*\]")
# What opens, parts and closes groups; escaped characters and classes hold none of it.
_BRACKETS = re.compile(r"[(|)]|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_QUANTIFIER = regex.compile(r"(?P<min>[?*+]|\{(?P<low>\d+)(?P<comma>,)?(?P<high>\d*)\})[?+]?")
_MEMBER = regex.compile(r"(\\[pPdwsWDS](?:\{[^}]*\})?)|(?:\\(.)|([^\\]))(?:-(?:\\(.)|([^\\])))?")

# A beginning and whether it is known what follows: only then it can be made longer. Not known wins over known.
_Beginnings = dict[str, bool]
_ANYTHING: _Beginnings = {"": False}


def starts(pattern: str) -> frozenset[str] | None:
    """Return folded strings of which one begins every match of a pattern, or None where that cannot be said.

    The pattern is in the syntax of `regex`, without flags for the whole of it.
    """
    reader = _Reader(pattern)
    try:
        found = _without_longer(reader.alternatives())
    except _UnknownError:
        return None
    known = reader.at == len(pattern) and not any(one[:1] in ("", " ") for one in found)
    return found if known else None


def _without_longer(found: Iterable[str]) -> frozenset[str]:
    """Leave out what begins with another beginning."""
    kept: set[str] = set()
    for one in sorted(found, key=len):
        if not any(one[:n] in kept for n in range(len(one))):
            kept.add(one)
    return frozenset(kept)


class _UnknownError(Exception):
    """Syntax that is not known here."""


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.at = pattern, 0

    def alternatives(self) -> _Beginnings:
        found = self._sequence()
        while self._next("|"):
            for text, open_ in self._sequence().items():
                found[text] = found.get(text, True) and open_
        return found

    def _next(self, char: str) -> bool:
        if self.pattern.startswith(char, self.at):
            self.at += 1
            return True
        return False

    def _sequence(self) -> _Beginnings:
        found: _Beginnings = {"": True}
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            found = self._joined(found, self._repeated(self._atom()))
            if not any(found.values()):  # nothing that follows makes any of them longer
                self._pass_over()
                break
        return found

    def _pass_over(self) -> None:
        """Go to the end of the sequence."""
        depth = 0
        for m in _BRACKETS.finditer(self.pattern, self.at):
            if depth == 0 and m.group() in "|)":
                self.at = m.start()
                return
            depth += (m.group() == "(") - (m.group() == ")")
        self.at = len(self.pattern)

    def _joined(self, left: _Beginnings, right: _Beginnings) -> _Beginnings:
        ends = [text for text, open_ in left.items() if open_]
        if right == {"": True} or not ends:
            return left
        for length in _LENGTHS:
            cut: _Beginnings = {}
            for text, open_ in right.items():
                cut[text[:length]] = cut.get(text[:length], True) and open_ and len(text) <= length
            if len(ends) * len(cut) <= _MOST or ends == [""]:
                break
        else:
            ends = [text for text in ends if len(text) <= _FEW]
        found = {text: False for text in left if text not in ends}
        for text in ends:
            for more, open_ in cut.items():
                whole = text + (more[1:] if text.endswith(" ") and more.startswith(" ") else more)
                open_ = open_ and len(whole) < _LONGEST
                whole = whole[:_LONGEST]
                found[whole] = found.get(whole, True) and open_
        return found

    def _repeated(self, atom: _Beginnings) -> _Beginnings:
        m = _QUANTIFIER.match(self.pattern, self.at)
        if m is None:
            return atom
        self.at = m.end()
        if m["low"] is not None:
            least = int(m["low"])
            most = int(m["high"]) if m["high"] else (99 if m["comma"] else least)
        else:
            least, most = {"?": (0, 1), "*": (0, 99), "+": (1, 99)}[m["min"]]
        if most == 0:
            return {"": True}
        found = atom
        for _ in range(min(least, _LONGEST) - 1):
            found = self._joined(found, atom)
        if most > max(least, 1):  # once more: what comes after that is not followed
            again = self._joined(found, atom)
            found = {**dict.fromkeys(again, False), **{t: o and again.get(t, True) for t, o in found.items()}}
        return {"": True, **found} if least == 0 else found

    def _atom(self) -> _Beginnings:
        if m := _LITERAL.match(self.pattern, self.at):
            self.at = m.end()
            return {lower(m.group()): True}
        char = self.pattern[self.at]
        if char == "(":
            return self._group()
        if char == "[":
            return self._class()
        self.at += 1
        if char in "^$":
            return {"": True}
        if char == ".":
            return dict(_ANYTHING)
        if char == "\\":
            return self._escape()
        return {" " if char == "\n" else lower(char): True}

    def _escape(self) -> _Beginnings:
        char = self.pattern[self.at]
        self.at += 1
        if char in "sn":
            return {" ": True}
        if char == "d":
            return dict.fromkeys("0123456789", True)
        if char in "bB":
            return {"": True}
        if char in "pP":
            self.at = self.pattern.index("}", self.at) + 1
            return dict(_ANYTHING)
        return dict(_ANYTHING) if char.isalnum() else {char: True}

    def _class(self) -> _Beginnings:
        m = _CLASS_AT.match(self.pattern, self.at)
        if m is None:
            raise _UnknownError
        self.at = m.end()
        chars: set[str] = set()
        for named, first_escaped, first, last_escaped, last in _MEMBER.findall(m.group()[1:-1]):
            low, high = first_escaped or first, last_escaped or last
            if named or m["not"] or (high and ord(high) - ord(low) >= _CLASS):
                return dict(_ANYTHING)
            chars.update(map(chr, range(ord(low), ord(high or low) + 1)))
        return {lower(c): True for c in chars} if len(chars) <= _CLASS else dict(_ANYTHING)

    def _group(self) -> _Beginnings:
        m = _GROUP.match(self.pattern, self.at)
        if m is None or m["other"]:
            raise _UnknownError
        self.at = m.end()
        inside = self.alternatives()
        if not self._next(")"):
            raise _UnknownError
        return {"": True} if m["kind"] in ("=", "!", "<=", "<!") else inside


_everywhere = False


@contextmanager
def everywhere() -> Iterator[None]:
    """Within this block nothing is looked up and every pattern searches all of its text: slow, the same result."""
    global _everywhere
    before, _everywhere = _everywhere, True
    try:
        yield
    finally:
        _everywhere = before


def looked_up() -> bool:
    """Say whether patterns are tried only at their beginnings: always, but inside `everywhere`."""
    return not _everywhere


class Places:
    """Where in a folded text things with known beginnings can stand: one pass over a text for all of them.

    Each thing is the collection of its beginnings.
    """

    def __init__(self, *things: Iterable[str]) -> None:
        self._things: dict[str, list[int]] = {}  # beginning → what begins with it
        self._count = len(things)
        for i, beginnings in enumerate(things):
            for beginning in set(beginnings):
                self._things.setdefault(beginning, []).append(i)
        self._text: str | None = None
        self._found: list[list[int]] = []
        self._rare: list[int] = []

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick:
        return ahocorasick_rs.AhoCorasick([*self._things, *RARE], implementation=ahocorasick_rs.Implementation.DFA)

    @cached_property
    def _calls(self) -> list[list[int]]:
        return list(self._things.values())

    def find(self, low: str, start: int, end: int, thing: int = 0) -> list[int] | None:
        """Return the places between two offsets in order, or None where white space other than single blanks is."""
        if _everywhere or low.find("\n", start, end) >= 0 or low.find("  ", start, end) >= 0:
            return None
        if low is not self._text:
            self._look_up(low)
        if self._rare and bisect_left(self._rare, start) < bisect_left(self._rare, end):
            return None
        found = self._found[thing]
        return found[bisect_left(found, start) : bisect_left(found, end)]

    def _look_up(self, low: str) -> None:
        calls, last = self._calls, len(self._calls)
        found: list[set[int]] = [set() for _ in range(self._count)]
        self._rare = []
        for beginning, at, _ in self._automaton.find_matches_as_indexes(low, overlapping=True):
            if beginning < last:
                for thing in calls[beginning]:
                    found[thing].add(at)
            else:
                self._rare.append(at)
        self._text = low
        self._found = [sorted(places) for places in found]


class Together:
    """Patterns that one pass over a text looks up: those that are asked for the same texts."""

    def __init__(self) -> None:
        self._patterns: list[str] = []

    def add(self, pattern: "regex.Pattern[str]") -> int:
        """Take one more pattern, return its number."""
        self._patterns.append(pattern.pattern)
        return len(self._patterns) - 1

    @cached_property
    def _starts(self) -> list[frozenset[str] | None]:
        return [starts(pattern) for pattern in self._patterns]

    @cached_property
    def _places(self) -> Places:
        return Places(*(found or () for found in self._starts))

    def find(self, number: int, low: str, start: int, end: int) -> list[int] | None:
        """Return where a pattern can begin between two offsets, or None where it has to search."""
        return None if self._starts[number] is None else self._places.find(low, start, end, number)


class Searcher:
    """A pattern that is tried only where it can begin: `finditer` of `regex`, with the same result.

    >>> text = "Ông Ba gặp bà Tư."
    >>> [m.group() for m in Searcher(r"(?:[Ôô]ng|bà) \\p{Lu}\\p{L}+").finditer(text, text.lower(), 0, len(text))]
    ['Ông Ba', 'bà Tư']
    """

    def __init__(self, pattern: str, together: "Together | None" = None) -> None:
        self.pattern = regex.compile(pattern)
        self._together = together or Together()
        self._number = self._together.add(self.pattern)

    def finditer(self, text: str, low: str, start: int, end: int) -> Iterator["regex.Match[str]"]:
        """Yield the matches of the pattern in `text[start:end]`; `low` is the folded text, of the same length."""
        places = self._together.find(self._number, low, start, end)
        if places is None:
            yield from self.pattern.finditer(text, start, end)
            return
        free = start
        for at in places:
            if at >= free and (m := self.pattern.match(text, at, end)) is not None:
                yield m
                free = m.end()
