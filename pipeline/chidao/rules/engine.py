"""Loading, checking and running rules.

A rule file `<kinds>.toml` holds `[patterns]`, small named patterns used as `{name}`, `[lists]`, named patterns made of
every name and alias in a gazetteer, and `[[rule]]` tables:

    id              "deadline/before-date"; the part before the slash is the rule's kind
    label           what it matches, in words a reader knows
    cues            literal strings, one of which stands in every match: they decide whether the rule is run at all
    anchored        true for a rule without cues that an extractor tries at one place (`RuleSet.pattern`)
    pattern         a regular expression over the folded text; a blank stands for one to three blanks or line breaks
    on              "low" (folded, the default) or "norm" (letter case kept)
    whole           true where the pattern must cover the whole window (a line of a page)
    source          the regulation or page that the rule comes from (optional)
    examples        texts that it must match: a string, or {text, match, …} with the stretch matched and its values
    counterexamples texts that it must not match

Patterns are compiled once per process and must be linear on any input: bounded repeats, no nested quantifiers.
"""

import hashlib
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import ahocorasick_rs
import msgspec
import regex

from chidao.rules.gazetteers import aliases, gazetteer
from chidao.text import View, fold

# A pattern that takes longer than this on one window is broken; the article is rejected with the rule's name.
SECONDS_PER_WINDOW = 2.0


class RuleError(ValueError):
    """A rule file that does not keep the promises above."""


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule as written in a TOML file, with its pattern expanded."""

    id: str
    label: str
    pattern: str
    cues: tuple[str, ...] = ()
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


class RuleSet:
    """Every rule of the package, with one automaton over all their cues."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._by_kind: dict[str, list[int]] = {}
        cue_rules: dict[str, list[int]] = {}
        for i, rule in enumerate(self.rules):
            if rule.anchored:
                continue
            self._by_kind.setdefault(rule.kind, []).append(i)
            for cue in rule.cues:
                cue_rules.setdefault(fold(cue), []).append(i)
        self._cues = list(cue_rules)
        self._rules_of_cue = list(cue_rules.values())
        self._compiled: dict[int, regex.Pattern[str]] = {}

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick:
        return ahocorasick_rs.AhoCorasick(self._cues)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over every rule, gazetteer and weight: two runs with the same digest know the same."""
        h = hashlib.sha256(msgspec.json.encode(self.rules))
        for folder in ("gazetteer", "weights"):
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
        if index not in self._compiled:
            self._compiled[index] = regex.compile(self.rules[index].pattern)
        return self._compiled[index]

    def scan(self, view: View, *, every_rule: bool = False) -> "Scan":
        """Find every cue in one pass. With `every_rule`, later calls run every rule whether or not its cue was seen."""
        return Scan(self, view, every_rule=every_rule)


class Scan:
    """The cues of one text, and the rules that they call for."""

    def __init__(self, rules: RuleSet, view: View, *, every_rule: bool) -> None:
        self._rules, self._view, self._every_rule = rules, view, every_rule
        at: dict[int, list[int]] = {}
        low = view.low
        for cue, start, _ in rules._automaton.find_matches_as_indexes(low, overlapping=True):
            if start and low[start - 1].isalnum() and low[start].isalnum() and not low[start].isdigit():
                continue  # inside a word: `đến` in `Nghênđến`
            for rule in rules._rules_of_cue[cue]:
                at.setdefault(rule, []).append(start)
        self._at = at
        self._of_kind: dict[str, list[int]] = {}

    def positions(self, kind: str) -> list[int]:
        """Return where the cues of a kind's rules stand, sorted."""
        if kind not in self._of_kind:
            found: set[int] = set()
            for rule in self._rules._by_kind.get(kind, []):
                found.update(self._at.get(rule, ()))
            self._of_kind[kind] = sorted(found)
        return self._of_kind[kind]

    def calls_for(self, kind: str, start: int, end: int) -> bool:
        """Say whether any cue of a kind stands between two offsets."""
        return self._every_rule or _any_between(self.positions(kind), start, end)

    def find(self, kind: str, windows: Iterable[tuple[int, int]], *, overlapping: bool = False) -> list[Match]:
        """Return the matches of a kind's rules inside the windows, in order of the text.

        Of matches that overlap the longest is kept, of equal ones the rule that stands first in its file; with
        `overlapping` all are returned. Raises TimeoutError with the rule's id where a pattern does not come to an end.
        """
        found: list[tuple[int, int, int, Match]] = []
        for start, end in windows:
            if not self.calls_for(kind, start, end):
                continue
            for rule in self._rules._by_kind.get(kind, []):
                if not self._every_rule and not _any_between(self._at.get(rule, ()), start, end):
                    continue
                found.extend(self._run(rule, start, end))
        if not overlapping:
            found = _longest(found)
        return [m for *_, m in sorted(found, key=lambda f: (f[3].start, f[3].end, f[2]))]

    def _run(self, index: int, start: int, end: int) -> Iterable[tuple[int, int, int, Match]]:
        rule = self._rules.rules[index]
        text = self._view.norm if rule.on == "norm" else self._view.low
        pattern = self._rules.compiled(index)
        try:
            if rule.whole:
                whole = pattern.fullmatch(text, start, end, timeout=SECONDS_PER_WINDOW)
                matches = iter([whole] if whole else [])
            else:
                matches = pattern.finditer(text, start, end, timeout=SECONDS_PER_WINDOW)
            for m in matches:
                if m.end() > m.start():
                    groups = {k: m.span(k) for k, v in m.groupdict().items() if v is not None}
                    yield m.end() - m.start(), m.start(), index, Match(rule.id, m.start(), m.end(), groups)
        except TimeoutError as error:
            raise TimeoutError(f"rule {rule.id} took more than {SECONDS_PER_WINDOW:g} s at {start}") from error


def _any_between(positions: Sequence[int], start: int, end: int) -> bool:
    i = bisect_left(positions, start)
    return i < len(positions) and positions[i] < end


def _longest(found: list[tuple[int, int, int, Match]]) -> list[tuple[int, int, int, Match]]:
    kept: list[tuple[int, int, int, Match]] = []
    taken: list[tuple[int, int]] = []  # sorted, disjoint
    for item in sorted(found, key=lambda f: (-f[0], f[2], f[1])):
        span = (item[3].start, item[3].end)
        i = bisect_left(taken, span)
        if (i and taken[i - 1][1] > span[0]) or (i < len(taken) and taken[i][0] < span[1]):
            continue
        taken.insert(i, span)
        kept.append(item)
    return kept


def _alternation(name: str) -> str:
    """Return a pattern of all names and aliases in a gazetteer, the longest first, in folded spelling."""
    names: set[str] = set()
    for row in gazetteer(name):
        names.update(fold(n) for n in (next(iter(row.values())), *aliases(row)))
    return "|".join(regex.escape(n, literal_spaces=True) for n in sorted(names, key=lambda n: (-len(n), n)))


@cache
def load() -> RuleSet:
    """Return the package's rules, compiled once per process. Raises RuleError where a file is not sound."""
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
                rule = msgspec.convert({**raw, "pattern": expand(raw["pattern"], patterns)}, Rule)
                regex.compile(rule.pattern)
            except (KeyError, msgspec.ValidationError, regex.error, RuleError) as error:
                raise RuleError(f"{name}: rule {raw.get('id')!r}: {error}") from error
            if rule.id in seen or rule.anchored == bool(rule.cues):
                raise RuleError(f"{name}: rule {rule.id!r} stands twice, has no cue, or is anchored and has one")
            seen.add(rule.id)
            rules.append(rule)
    return RuleSet(rules)
