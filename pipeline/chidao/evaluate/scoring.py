"""Gold × records → scores, article by article."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from msgspec import UNSET

from chidao.evaluate.facts import Fact, Triple, gold_facts, gold_relations, record_facts, record_relations
from chidao.evaluate.inputs import GoldArticle, ScoredRecord, gold_article, records_by_article, scored_record
from chidao.evaluate.matching import agrees, credit, in_unit, pair, related, units
from chidao.evaluate.normal import norm_body, similar
from chidao.evaluate.scores import FIELDS, KINDS, Accuracy, Counts, Error, KindScore, Partial, RuleScore, Scores
from chidao.text import canonical, sentences

_COMPARED = {
    "documents": ("key",),
    "deadlines": ("kind", "value"),
    "targets": ("value", "value_max", "comparator", "unit"),
}


def evaluate(gold: Sequence[Mapping[str, Any]], records: Sequence[Mapping[str, Any]]) -> Scores:
    """Return how far records agree with gold; both as `read_jsonl` gives them (the lines' objects).

    Records of articles that the gold does not know are passed over; an article without a record has all its facts
    missed. Raises ValueError with one line for gold or a record that lacks what scoring needs.
    """
    articles = [gold_article(row) for row in gold]
    found = records_by_article((article.article for article in articles), records)
    tally = _Tally()
    for article in articles:
        row = found.get(article.article)
        _Comparison(tally, article, None if row is None else scored_record(row)).run()
    return tally.scores(len(articles))


class _Tally:
    """Sums over articles, in the order in which they come."""

    def __init__(self) -> None:
        self.strict = {kind: [0, 0, 0] for kind in KINDS}
        self.span = {kind: [0, 0, 0] for kind in KINDS}
        self.credit = dict.fromkeys(KINDS, 0.0)
        self.fields = {kind: {field: [0.0, 0] for field in FIELDS[kind]} for kind in KINDS}
        self.published = [0.0, 0]
        self.rules: dict[tuple[str, str], list[int]] = {}
        self.errors: list[Error] = []
        self.notes: list[str] = []
        self.missing: list[str] = []

    def count(self, kind: str, tp: int = 0, fp: int = 0, fn: int = 0) -> None:
        for at, n in enumerate((tp, fp, fn)):
            self.strict[kind][at] += n

    def count_spans(self, kind: str, tp: int, fp: int, fn: int, credits: float) -> None:
        for at, n in enumerate((tp, fp, fn)):
            self.span[kind][at] += n
        self.credit[kind] += credits

    def rule(self, kind: str, rule: str | None, outcome: int) -> None:
        self.rules.setdefault((kind, rule or "(none)"), [0, 0, 0])[outcome] += 1

    def scores(self, articles: int) -> Scores:
        return Scores(
            articles=articles,
            missing=self.missing,
            kinds={kind: self._kind(kind) for kind in KINDS},
            published=Accuracy(credit=self.published[0], of=int(self.published[1])),
            rules=[
                RuleScore(kind=kind, rule=rule, correct=n[0], differs=n[1], extra=n[2])
                for kind in KINDS
                for (of_kind, rule), n in sorted(self.rules.items())
                if of_kind == kind
            ],
            errors=self.errors,
            notes=self.notes,
        )

    def _kind(self, kind: str) -> KindScore:
        strict, span = self.strict[kind], self.span[kind]
        return KindScore(
            strict=Counts(tp=strict[0], fp=strict[1], fn=strict[2]),
            span=Counts(tp=span[0], fp=span[1], fn=span[2]),
            partial=Partial(credit=self.credit[kind], predicted=span[0] + span[1], gold=span[0] + span[2]),
            fields={field: Accuracy(credit=n[0], of=int(n[1])) for field, n in self.fields[kind].items()},
        )


_CORRECT, _DIFFERS, _EXTRA = range(3)


class _Comparison:
    """One article's gold against its record (None: there is none)."""

    def __init__(self, tally: _Tally, gold: GoldArticle, record: ScoredRecord | None) -> None:
        self.tally, self.gold, self.record = tally, gold, record
        self.text = record.text if record else ""
        self.want, notes = gold_facts(gold, record.text if record else None)
        self.have: dict[str, list[Fact]] = record_facts(record) if record else {kind: [] for kind in self.want}
        tally.notes += notes

    def run(self) -> None:
        if self.record is None:
            self.tally.missing.append(self.gold.article)
            self.tally.notes.append(f"{self.gold.article}: no record")
        for kind, facts in self.have.items():
            for fact in facts:
                if self.text[fact.start : fact.end] != fact.quote:
                    self.tally.notes.append(
                        f"{self.gold.article}: {kind}: quote is not text[start:end]: {fact.quote!r}"
                    )
        for kind in ("documents", "deadlines", "targets"):
            self.facts(kind)
        self.directives()
        self.relations()
        if self.record is not None and self.gold.published is not UNSET:
            self.tally.published[0] += (self.gold.published or None) == (self.record.published or None)
            self.tally.published[1] += 1

    # -------------------------------------------------------------- documents, deadlines, targets
    def facts(self, kind: str) -> None:
        pairs, missed, extra = pair(self.want[kind], self.have[kind])
        self.tally.count_spans(kind, len(pairs), len(extra), len(missed), sum(credit(g, p) for g, p in pairs))
        for gold, predicted in pairs:
            right = agrees(kind, gold, predicted)
            self.tally.count(kind, tp=int(right), fp=int(not right), fn=int(not right))
            self.tally.rule(kind, predicted.rule, _CORRECT if right else _DIFFERS)
            if not right:
                names = [n for n in _COMPARED[kind] if gold.values[n] != predicted.values[n]]
                self.error(kind, "differs", gold, gold, predicted, names)
            self.fields(kind, gold, predicted, right)
        for gold in missed:
            self.tally.count(kind, fn=1)
            self.error(kind, "missed", gold, gold, None)
        for predicted in extra:
            self.tally.count(kind, fp=1)
            self.tally.rule(kind, predicted.rule, _EXTRA)
            self.error(kind, "extra", predicted, None, predicted)

    def fields(self, kind: str, gold: Fact, predicted: Fact, right: bool) -> None:
        g, p = gold.values, predicted.values
        marks: dict[str, float] = {}
        if kind == "documents":
            marks["issuer"] = norm_body(g["issuer"]) == norm_body(p["issuer"])
            marks["issued"] = (g["issued"] or None) == (p["issued"] or None)
        elif kind == "deadlines":
            marks["kind"] = g["kind"] == p["kind"]
        else:
            marks["indicator"] = similar(g["indicator"], p["indicator"])
            marks["deadline"] = (g["deadline"] or None) == (p["deadline"] or None)
            marks["direction"] = g["direction"] == p["direction"]
        self.mark(kind, marks)
        shown = () if right else _COMPARED[kind]
        if wrong := [name for name, mark in marks.items() if mark < 1 and name not in shown]:
            self.error(kind, "field", gold, gold, predicted, wrong)

    def mark(self, kind: str, marks: Mapping[str, float]) -> None:
        for name, mark in marks.items():
            self.tally.fields[kind][name][0] += mark
            self.tally.fields[kind][name][1] += 1

    # -------------------------------------------------------------- directives
    def directives(self) -> None:
        want, have = self.want["directives"], self.have["directives"]
        pairs, missed, extra = pair(want, have)
        self.tally.count_spans("directives", len(pairs), len(extra), len(missed), sum(credit(g, p) for g, p in pairs))
        verdicts: dict[int, bool] = {}
        for start, end in units(self.text):
            gold, predicted = in_unit(want, start, end), in_unit(have, start, end)
            for p in predicted:
                verdicts[id(p)] = verdicts.get(id(p), False) or bool(gold)
            if gold and predicted:
                self.tally.count("directives", tp=1)
                self.unit_fields(gold, predicted)
            elif gold:
                self.tally.count("directives", fn=1)
                whole = _together(gold)
                self.error("directives", "missed", whole, whole, None)
            elif predicted:
                self.tally.count("directives", fp=1)
                whole = _together(predicted)
                self.error("directives", "extra", whole, None, whole)
        for fact in want:
            # Where the text is missing or does not hold the quote, there is no unit: the order itself is missed.
            if fact.start < 0:
                self.tally.count("directives", fn=1)
                self.error("directives", "missed", fact, fact, None)
        paired = {id(p) for _, p in pairs}
        for fact in have:
            right = verdicts.get(id(fact), id(fact) in paired)  # an order over many units may belong to none of them
            self.tally.rule("directives", fact.rule, _CORRECT if right else _EXTRA)

    def unit_fields(self, gold: Sequence[Fact], predicted: Sequence[Fact]) -> None:
        want, have = _together(gold), _together(predicted)
        marks: dict[str, float] = {
            "issuer": bool(
                {norm_body(g.values["issuer"]) for g in gold} & {norm_body(p.values["issuer"]) for p in predicted}
            )
        }
        if want.values["addressees"] or have.values["addressees"]:
            marks["addressees"] = similar(" ".join(want.values["addressees"]), " ".join(have.values["addressees"]))
        self.mark("directives", marks)
        if wrong := [name for name, mark in marks.items() if mark < 1]:
            self.error("directives", "field", want, want, have, wrong)

    # -------------------------------------------------------------- relations
    def relations(self) -> None:
        want = gold_relations(self.gold)
        made = record_relations(self.record) if self.record else []
        have: set[Triple] = {triple for triple, _, _ in made}
        same, linked = related(want, have)
        self.tally.count("relations", tp=len(same), fp=len(have - want), fn=len(want - have))
        matched = len(same) + linked
        self.tally.count_spans("relations", matched, len(have) - matched, len(want) - matched, len(same) + 0.5 * linked)
        for triple, rule, _ in made:
            self.tally.rule("relations", rule, _CORRECT if triple in same else _EXTRA)
        for triple in sorted(want - have):
            self.relation_error("missed", triple, -1, None)
        for triple in sorted(have - want):
            rule, start = next((rule, start) for made_triple, rule, start in made if made_triple == triple)
            self.relation_error("extra", triple, start, rule)

    def relation_error(self, outcome: str, triple: Triple, start: int, rule: str | None) -> None:
        values = dict(zip(("source", "type", "target"), triple, strict=True))
        self.tally.errors.append(
            Error(
                kind="relations",
                article=self.gold.article,
                outcome=outcome,
                quote=" ".join(triple),
                sentence=self.sentence(start),
                gold=values if outcome == "missed" else {},
                predicted=values if outcome == "extra" else {},
                rule=rule,
            )
        )

    # -------------------------------------------------------------- errors
    def error(
        self,
        kind: str,
        outcome: str,
        at: Fact,
        gold: Fact | None,
        predicted: Fact | None,
        names: Sequence[str] | None = None,
    ) -> None:
        self.tally.errors.append(
            Error(
                kind=kind,
                article=self.gold.article,
                outcome=outcome,
                quote=at.quote,
                sentence=self.sentence(at.start),
                gold=_values(gold, names),
                predicted=_values(predicted, names),
                rule=predicted.rule if predicted else None,
            )
        )

    def sentence(self, at: int) -> str:
        """Return the sentence that holds an offset; empty where the text is missing."""
        index = bisect_right(self._bounds, at, key=lambda bounds: bounds[0]) - 1
        if at < 0 or index < 0:
            return ""
        start, end = self._bounds[index]
        return self.text[start:end]

    @cached_property
    def _bounds(self) -> list[tuple[int, int]]:
        return list(sentences(canonical(self.text)))


def _values(fact: Fact | None, names: Sequence[str] | None) -> dict[str, Any]:
    if fact is None:
        return {}
    return dict(fact.values) if names is None else {name: fact.values[name] for name in names}


def _together(facts: Sequence[Fact]) -> Fact:
    """Return the orders of one unit as one: first to last character, issuers and addressees joined."""
    issuers = dict.fromkeys(fact.values["issuer"] for fact in facts)
    return Fact(
        start=min(fact.start for fact in facts),
        end=max(fact.end for fact in facts),
        quote=" | ".join(fact.quote for fact in facts),
        rule=" ".join(dict.fromkeys(fact.rule for fact in facts if fact.rule)) or None,
        values={
            "issuer": "; ".join(issuer or "-" for issuer in issuers) if len(issuers) > 1 else next(iter(issuers)),
            "addressees": [addressee for fact in facts for addressee in fact.values["addressees"]],
        },
    )
