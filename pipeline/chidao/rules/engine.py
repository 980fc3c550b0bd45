"""Loading, checking and running rules.

A rule file `<kinds>.toml` holds `[patterns]`, small named patterns used as `{name}`, `[lists]`, named patterns made of
every name and alias in a gazetteer, and `[[rule]]` tables:

    id              "deadline/before-date"; the part before the slash is the rule's kind
    label           what it matches, in words a reader knows
    cues            literal strings: the rule holds only in a window (a sentence, a line) with one of them in it
    cue_pattern     more cues, as a pattern whose beginnings they are (optional)
    anchored        true for a rule without cues that an extractor tries at one place (`RuleSet.pattern`)
    pattern         a regular expression over the folded text; a blank stands for one to three blanks or line breaks
    on              "low" (folded, the default) or "norm" (letter case kept)
    whole           true where the pattern must cover the whole window (a line of a page)
    source          the regulation or page that the rule comes from (optional)
    examples        texts that it must match: a string, or {text, match, …} with the stretch matched and its values
    counterexamples texts that it must not match

Patterns are compiled once per process and must be linear on any input: bounded repeats, no nested quantifiers.

No rule searches a text. The beginnings of all patterns (`chidao.starts`) are looked up in one pass over the text,
and a pattern is tried only where one of its beginnings stands.
"""

import hashlib
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import ahocorasick_rs
import msgspec
import regex

from chidao.rules.gazetteers import aliases, gazetteer
from chidao.starts import RARE, looked_up, starts
from chidao.text import View, fold

# A pattern that takes longer than this on one window is broken; the article is rejected with the rule's name.
SECONDS_PER_WINDOW = 2.0
# In a shorter window no pattern of bounded repeats can run away, and asking the clock costs more than the match.
_UNTIMED = 600
# Kinds whose beginnings are looked up together, for an article that is asked for one is asked for all of them.
_TOGETHER = (
    ("deadline", "directive", "document", "law-form", "obligation", "plan", "target"),
    ("byline", "caption", "chrome", "dateline"),
)
# A beginning so short (a digit) says little: such a rule searches every window that holds one of its cues, unless
# those are as short.
_WEAK = 1
_BOUNDED = r"(?<![\p{L}\p{N}"


class RuleError(ValueError):
    """A rule file that does not keep the promises above."""


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule as written in a TOML file, with its pattern expanded."""

    id: str
    label: str
    pattern: str
    cues: tuple[str, ...] = ()
    cue_pattern: str | None = None
    anchored: bool = False
    on: str = "low"
    whole: bool = False
    source: str | None = None
    examples: tuple[str | dict[str, Any], ...] = ()
    counterexamples: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return self.id.split("/", 1)[0]


class Match(msgspec.Struct, frozen=True):
    """Where a rule matched, with its named groups (only those that took part)."""

    rule: str
    start: int
    end: int
    groups: dict[str, tuple[int, int]]


_MACRO = regex.compile(r"(?<!\\[pP])\{([a-z][a-z_0-9]*)\}")
_BLANK = regex.compile(r"(\\.|\[(?:\\.|[^\]\\])*\])|( +)(?=([?*+{]))?")


def expand(pattern: str, patterns: dict[str, str], depth: int = 0) -> str:
    """Return pattern with every `{name}` replaced, line breaks of the TOML string dropped, blanks made flexible.

    Raises RuleError for a name that no file defines, or names that contain each other.
    """
    if depth > 8:
        raise RuleError(f"patterns contain each other: {pattern[:60]!r}")

    def named(m: regex.Match[str]) -> str:
        if m[1] not in patterns:
            raise RuleError(f"no pattern named {{{m[1]}}}")
        return f"(?:{expand(patterns[m[1]], patterns, depth + 1)})"

    expanded: str = _MACRO.sub(named, regex.sub(r"\s*\n\s*", "", pattern))
    if depth == 0:
        expanded = _BLANK.sub(lambda m: m[1] or (r"(?:\s{1,3})" if m[3] else r"\s{1,3}"), expanded)
    return expanded


class _Beginnings:
    """One automaton over the beginnings and the cues of some kinds of rules."""

    def __init__(self, rules: Sequence[Rule], indices: Sequence[int]) -> None:
        self.searching: set[int] = set()  # rules whose matches can begin with nearly anything
        self.by_cue: set[int] = set()  # rules that can begin where no cue of theirs stands
        here: dict[str, list[int]] = {}
        cues: dict[str, list[int]] = {}
        for i in indices:
            found = starts(rules[i].pattern)
            weak = found is None or any(len(text) <= _WEAK for text in found)
            if found is None or (weak and not found.issuperset(rules[i].cues)):
                self.searching.add(i)
                for cue in rules[i].cues:
                    cues.setdefault(cue, []).append(i)
            else:
                if not all(text.startswith(rules[i].cues) for text in found):
                    self.by_cue.add(i)
                for text in found:
                    here.setdefault(text, []).append(i)
        self.patterns = [*dict.fromkeys((*here, *cues)), *RARE]
        # For each pattern the rules that it calls for, and those of them that it also calls for inside a word.
        self.calls: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
        for text in self.patterns:
            begins, cued = here.get(text, []), cues.get(text, [])
            inside = [i for i in begins if not rules[i].pattern.startswith(_BOUNDED)]
            if not text[0].isalpha():
                inside += cued
            self.calls.append((tuple(begins + cued), tuple(inside)))
        self.kind_of = {i: rules[i].kind for i in indices}
        self.kinds = sorted(set(self.kind_of.values()))
        # A third faster than the default, for seven megabytes instead of a third of one.
        self.automaton = ahocorasick_rs.AhoCorasick(self.patterns, implementation=ahocorasick_rs.Implementation.DFA)
        self.rare = len(self.patterns) - len(RARE)


class RuleSet:
    """Every rule of the package."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._by_kind: dict[str, list[int]] = {}
        for i, rule in enumerate(self.rules):
            if not rule.anchored:
                self._by_kind.setdefault(rule.kind, []).append(i)
        self._compiled: dict[int, regex.Pattern[str]] = {}
        self._beginnings: dict[str, _Beginnings] = {}

    def beginnings(self, kind: str) -> _Beginnings:
        """Return the automaton that a kind belongs to, made when first asked for."""
        if kind not in self._beginnings:
            kinds = next((together for together in _TOGETHER if kind in together), (kind,))
            made = _Beginnings(self.rules, [i for k in kinds for i in self._by_kind.get(k, ())])
            self._beginnings.update(dict.fromkeys((*kinds, kind), made))
        return self._beginnings[kind]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over every rule, gazetteer and weight: two runs with the same digest know the same."""
        h = hashlib.sha256(msgspec.json.encode(self.rules))
        for folder in ("gazetteer", "weights", "judged"):
            tables = files("chidao.rules").joinpath(folder).iterdir()
            for table in sorted(tables, key=lambda p: p.name):
                h.update(table.name.encode() + table.read_bytes())
        return h.hexdigest()

    def of_kind(self, kind: str) -> list[Rule]:
        return [self.rules[i] for i in self._by_kind.get(kind, [])]

    def get(self, rule_id: str) -> Rule:
        """Return the rule of that id. Raises KeyError."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

    def pattern(self, rule_id: str) -> regex.Pattern[str]:
        """Return the compiled pattern of an anchored rule. Raises KeyError."""
        return self.compiled(self.rules.index(self.get(rule_id)))

    def compiled(self, index: int) -> regex.Pattern[str]:
        """Return the compiled pattern of a rule. Raises RuleError for a pattern that is none."""
        if index not in self._compiled:
            try:
                self._compiled[index] = regex.compile(self.rules[index].pattern)
            except regex.error as error:
                raise RuleError(f"rule {self.rules[index].id!r}: {error}") from error
        return self._compiled[index]

    def scan(self, view: View) -> "Scan":
        """Prepare the search of a text."""
        return Scan(self, view)


_Found = tuple[int, int, int, Match]  # length, start, index of the rule, match


class Scan:
    """The places of one text at which rules are tried; made inside `chidao.starts.everywhere`, every rule searches."""

    def __init__(self, rules: RuleSet, view: View) -> None:
        self._rules, self._view, self._every_rule = rules, view, not looked_up()
        # kind → places in order and the rule of each: where a pattern can begin, or a cue of a rule that has to search
        self._at: dict[str, tuple[list[int], list[int]]] = {}
        self._known: dict[tuple[object, ...], list[Match]] = {}  # several extractors ask the same of a sentence
        self._rare: list[int] = []
        self._doubled = "  " in view.low

    def _places(self, kind: str) -> tuple[list[int], list[int]]:
        places = self._at.get(kind)
        if places is None:
            self._look_up(self._rules.beginnings(kind))
            places = self._at[kind]
        return places

    def _look_up(self, beginnings: _Beginnings) -> None:
        low = self._view.low
        found: dict[str, list[tuple[int, int]]] = {kind: [] for kind in beginnings.kinds}
        kind_of, calls, rare = beginnings.kind_of, beginnings.calls, beginnings.rare
        for pattern, start, _ in beginnings.automaton.find_matches_as_indexes(low, overlapping=True):
            for rule in calls[pattern][start > 0 and low[start - 1].isalnum()]:
                found[kind_of[rule]].append((start, rule))
            if pattern >= rare:
                self._rare.append(start)
        for kind, places in found.items():
            places.sort()
            self._at[kind] = [at for at, _ in places], [rule for _, rule in places]

    def _irregular(self, start: int, end: int) -> bool:
        """Say whether a window holds other white space than single blanks, which beginnings know nothing of."""
        low = self._view.low
        return (
            low.find("\n", start, end) >= 0
            or (self._doubled and low.find("  ", start, end) >= 0)
            or (bool(self._rare) and _any_between(self._rare, start, end))
        )

    def calls_for(self, kind: str, start: int, end: int) -> bool:
        """Say whether a rule of a kind can match between two offsets."""
        return self._every_rule or _any_between(self._places(kind)[0], start, end) or self._irregular(start, end)

    def has_cue(self, kind: str, start: int, end: int) -> bool:
        """Say whether a cue of a kind's rules stands between two offsets."""
        return any(self._has_cue(rule, start, end) for rule in self._rules._by_kind.get(kind, ()))

    def places(self, kind: str) -> list[int] | None:
        """Return where the rules of a kind are called for, in order, or None where only `calls_for` knows."""
        places, _ = self._places(kind)
        return None if self._every_rule or self._doubled or self._rare else places

    def any(self, kind: str, windows: Iterable[tuple[int, int]]) -> bool:
        """Say whether a rule of a kind matches in any of the windows."""
        return any(self.find(kind, [window]) for window in windows)

    def find(self, kind: str, windows: Sequence[tuple[int, int]], *, overlapping: bool = False) -> list[Match]:
        """Return the matches of a kind's rules inside the windows, in order of the text.

        Of matches that overlap the longest is kept, of equal ones the rule that stands first in its file; with
        `overlapping` all are returned. Raises TimeoutError with the rule's id where a pattern does not come to an end.
        """
        key = (kind, overlapping, *windows)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._find(kind, windows, overlapping)
        return [*known]

    def _find(self, kind: str, windows: Sequence[tuple[int, int]], overlapping: bool) -> list[Match]:
        found: list[_Found] = []
        for start, end in windows:
            if self.calls_for(kind, start, end):
                found.extend(self._matches(kind, start, end))
        if len(found) < 2:
            return [m for *_, m in found]
        if not overlapping:
            found = _longest(found)
        return [m for *_, m in sorted(found, key=lambda f: (f[3].start, f[3].end, f[2]))]

    def _matches(self, kind: str, start: int, end: int) -> Iterator[_Found]:
        if self._every_rule or self._irregular(start, end):
            for rule in self._rules._by_kind.get(kind, ()):
                if self._has_cue(rule, start, end):
                    yield from self._search(rule, start, end)
            return
        searching, by_cue = self._rules.beginnings(kind).searching, self._rules.beginnings(kind).by_cue
        places, rules = self._places(kind)
        cued: set[int] = set()  # rules with a cue in the window: looking for one costs less than trying a pattern
        ends: dict[int, int] = {}
        for i in range(bisect_left(places, start), bisect_left(places, end)):
            at, rule = places[i], rules[i]
            if at < ends.get(rule, 0):
                continue
            if rule in searching:
                ends[rule] = end
                yield from self._search(rule, start, end)
                continue
            if rule in by_cue and rule not in cued:
                if not self._has_cue(rule, start, end):
                    ends[rule] = end
                    continue
                cued.add(rule)
            if (match := self._match(rule, at, start, end)) is not None:
                if rule in cued or self._has_cue(rule, start, end):
                    ends[rule] = match[3].end
                    yield match
                else:
                    ends[rule] = end

    def _has_cue(self, index: int, start: int, end: int) -> bool:
        """Say whether a window holds a cue of a rule; inside a word is none: `đến` in `Nghênđến`."""
        low = self._view.low
        for cue in self._rules.rules[index].cues:
            at = low.find(cue, start, end)
            while at >= 0:
                if not _inside_word(low, at):
                    return True
                at = low.find(cue, at + 1, end)
        return False

    def _text(self, rule: Rule) -> str:
        return self._view.norm if rule.on == "norm" else self._view.low

    def _match(self, index: int, at: int, start: int, end: int) -> _Found | None:
        """Try a rule at a place of a window."""
        rule = self._rules.rules[index]
        pattern = self._rules.compiled(index)
        if rule.whole and at != start:
            return None
        tried = pattern.fullmatch if rule.whole else pattern.match
        if end - at <= _UNTIMED:
            return _found(rule, index, tried(self._text(rule), at, end))
        try:
            return _found(rule, index, tried(self._text(rule), at, end, timeout=SECONDS_PER_WINDOW))
        except TimeoutError as error:
            raise _endless(rule, at) from error

    def _search(self, index: int, start: int, end: int) -> Iterator[_Found]:
        """Search a window with a rule."""
        rule = self._rules.rules[index]
        pattern = self._rules.compiled(index)
        text = self._text(rule)
        timeout = SECONDS_PER_WINDOW if end - start > _UNTIMED else None
        try:
            if rule.whole:
                whole = pattern.fullmatch(text, start, end, timeout=timeout)
                matches = iter([whole] if whole else [])
            else:
                matches = pattern.finditer(text, start, end, timeout=timeout)
            for m in matches:
                if (found := _found(rule, index, m)) is not None:
                    yield found
        except TimeoutError as error:
            raise _endless(rule, start) from error


def _found(rule: Rule, index: int, m: "regex.Match[str] | None") -> _Found | None:
    if m is None or m.end() == m.start():
        return None
    groups = {k: m.span(k) for k, v in m.groupdict().items() if v is not None}
    return m.end() - m.start(), m.start(), index, Match(rule.id, m.start(), m.end(), groups)


def _endless(rule: Rule, at: int) -> TimeoutError:
    return TimeoutError(f"rule {rule.id} took more than {SECONDS_PER_WINDOW:g} s at {at}")


def _inside_word(low: str, at: int) -> bool:
    return at > 0 and low[at - 1].isalnum() and low[at].isalnum() and not low[at].isdigit()


def _any_between(positions: Sequence[int], start: int, end: int) -> bool:
    i = bisect_left(positions, start)
    return i < len(positions) and positions[i] < end


def _longest(found: list[_Found]) -> list[_Found]:
    kept: list[_Found] = []
    taken: list[tuple[int, int]] = []  # sorted, disjoint
    for item in sorted(found, key=lambda f: (-f[0], f[2], f[1])):
        span = (item[3].start, item[3].end)
        i = bisect_left(taken, span)
        if (i and taken[i - 1][1] > span[0]) or (i < len(taken) and taken[i][0] < span[1]):
            continue
        taken.insert(i, span)
        kept.append(item)
    return kept


_LONG_TABLE = 250
# Names by their words: a word with the blank before it leads to what can follow; "" ends a name.
_Names = dict[str, "_Names"]


def _alternation(name: str) -> str:
    """Return a pattern of all names and aliases in a gazetteer, in folded spelling; of several the longest matches.

    In a long table names that begin with the same words share them: it is read word by word and not name by name.
    """
    table = {fold(one) for row in gazetteer(name) for one in (next(iter(row.values())), *aliases(row))}
    names: _Names = {}
    for one in table:
        node = names
        for word in regex.findall(r" ?[^ ]+", one) if len(table) > _LONG_TABLE else [one]:
            node = node.setdefault(word, {})
        node[""] = {}
    return "|".join(_alternatives(names))


def _alternatives(names: _Names) -> Iterator[str]:
    for word in sorted(names, key=lambda word: (-len(word), word)):
        if word:
            after = list(_alternatives(names[word]))
            grouped = after[0] if len(after) == 1 else f"(?:{'|'.join(after)})"
            if after and "" in names[word]:
                grouped = f"(?:{'|'.join(after)})?"
            yield regex.escape(word, literal_spaces=True) + (grouped if after else "")


def _cues(raw: dict[str, Any], patterns: dict[str, str]) -> list[str]:
    found = [fold(cue) for cue in raw.get("cues", ())]
    if "cue_pattern" in raw:
        beginnings = starts(expand(raw["cue_pattern"], patterns))
        if beginnings is None:
            raise RuleError("cue_pattern can begin with anything")
        found += sorted(beginnings)
    return found


@cache
def load() -> RuleSet:
    """Return the package's rules, loaded once per process; a pattern is compiled when it is first needed.

    Raises RuleError where a file is not sound.
    """
    tables: list[tuple[str, dict[str, Any]]] = []
    patterns: dict[str, str] = {}
    folder = files("chidao.rules")
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".toml"):
            continue
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, pattern in table.get("patterns", {}).items():
            if name in patterns:
                raise RuleError(f"{path.name}: {{{name}}} is defined twice")
            patterns[name] = pattern
        for name, gazetteer_name in table.get("lists", {}).items():
            patterns[name] = _alternation(gazetteer_name)
        tables.append((path.name, table))
    rules: list[Rule] = []
    seen: set[str] = set()
    for name, table in tables:
        for raw in table.get("rule", []):
            try:
                rule = msgspec.convert(
                    {**raw, "cues": _cues(raw, patterns), "pattern": expand(raw["pattern"], patterns)}, Rule
                )
            except (KeyError, msgspec.ValidationError, RuleError) as error:
                raise RuleError(f"{name}: rule {raw.get('id')!r}: {error}") from error
            if rule.id in seen or rule.anchored == bool(rule.cues):
                raise RuleError(f"{name}: rule {rule.id!r} stands twice, has no cue, or is anchored and has one")
            seen.add(rule.id)
            rules.append(rule)
    return RuleSet(rules)
