"""How right each rule is: samples of its facts for a person to judge, and the table that the verdicts make.

    python annotations/judging.py sample RECORDS.jsonl --out TO_JUDGE.jsonl     facts with their context, drawn by rule
    python annotations/judging.py keep JUDGED.jsonl [--anew]                    verdicts into annotations/judged.jsonl
    python annotations/judging.py table                 → rules/judged/precision.csv, docs/evaluation.md

A line to judge holds the fact, its values and the text around it; the judge adds `"right": true` or `false`: the fact
is one by the guidelines, and its values are right. `"fact": true` beside `"right": false` says that only a value is
wrong: where weights of evidence are learned, it is a fact. What is kept has no text: the article's id, the offsets, the
rule and the verdict. After rules were mended a new sample of them is kept with `--anew`: what was said of their facts
before stays, for weights learn from it, but is `old` and counts no longer.
"""

import argparse
import csv
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chidao.evaluate import wilson
from chidao.model import Quote, Record
from chidao.records import read

HERE = Path(__file__).parent
KEPT = HERE / "judged.jsonl"
TABLE = HERE.parent / "pipeline" / "chidao" / "rules" / "judged" / "precision.csv"
PAGE = HERE.parent / "docs" / "evaluation.md"
KEY = ("article", "kind", "rule", "start", "end")
_CONTEXT = 220


def facts(path: Path) -> Iterator[dict[str, Any]]:
    """Yield every fact of the records with what a judge needs."""
    for record in read(path):
        article = record.source.metadata.get("id") or Path(record.source.path).stem
        for kind, rule, q, values in _of_record(record):
            yield {
                "article": article,
                "kind": kind,
                "rule": rule,
                "start": q.start,
                "end": q.end,
                "before": record.text[max(0, q.start - _CONTEXT) : q.start],
                "fact": record.text[q.start : q.end],
                "after": record.text[q.end : q.end + _CONTEXT],
                "values": {k: v for k, v in values.items() if v not in (None, [], "")},
            }


def _of_record(record: Record) -> Iterator[tuple[str, str, Quote, dict[str, Any]]]:
    bodies = {b.id: b.name for b in record.bodies}
    keys = {d.id: d.key for d in record.documents}
    dates = {d.id: d.value for d in record.deadlines}
    for d in record.documents:
        about: dict[str, Any] = {"type": d.type, "key": d.key, "issuer": bodies.get(d.issuer or ""), "issued": d.issued}
        yield "documents", d.mentions[0].rule, d.mentions[0], about
    for x in record.deadlines:
        yield "deadlines", x.rule, x, {"kind": x.kind, "value": x.value}
    for t in record.targets:
        about = {"comparator": t.comparator, "value": t.value, "value_max": t.value_max, "unit": t.unit}
        about |= {"indicator": t.indicator and t.indicator.quote, "deadline": dates.get(t.deadline or "")}
        yield "targets", t.rule, t, about
    for o in record.directives:
        to = [a.quote for a in o.addressees]
        yield "directives", o.rule, o, {"issuer": bodies.get(o.issuer or ""), "addressees": to}
    for r in record.relations:
        yield "relations", r.rule, r, {"relation": [keys[r.source], r.type, keys[r.target]]}
    for b in (b for b in record.bodies if b.mentions):  # one that only a symbol tells stands nowhere
        yield "bodies", b.rule, b.mentions[0], {"name": b.name, "kind": b.kind, "level": b.level, "place": b.place}


def sample(records: Path, out: Path, per_rule: int, seed: int) -> None:
    """Write up to `per_rule` facts of every rule, one an article where there are enough articles."""
    known = {tuple(line[k] for k in KEY) for line in _lines(KEPT)}
    have = Counter(line["rule"] for line in _lines(KEPT) if not line.get("old"))
    by_rule: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for fact in facts(records):
        if tuple(fact[k] for k in KEY) not in known:
            by_rule[fact["rule"]].append(fact)
    draw = random.Random(seed)
    with out.open("w", encoding="utf-8") as handle:
        for rule in sorted(by_rule):
            draw.shuffle(by_rule[rule])
            seen: Counter[str] = Counter()
            spread = []
            for fact in by_rule[rule]:
                spread.append((seen[fact["article"]], len(spread), fact))
                seen[fact["article"]] += 1
            for _, _, fact in sorted(spread, key=lambda x: x[:2])[: max(0, per_rule - have[rule])]:
                handle.write(json.dumps(fact, ensure_ascii=False) + "\n")


def keep(judged: Path, *, anew: bool) -> None:
    """Add verdicts to those kept, a second one on the same fact instead of the first; `anew` as told above."""
    said = _lines(judged)
    mended = {line["rule"] for line in said} if anew else set()
    before = [{**line, "old": True} if line["rule"] in mended else line for line in _lines(KEPT)]
    kept = {
        tuple(line[k] for k in KEY): {k: bool(line[k]) for k in ("right", "fact", "old") if k in line}
        for line in [*before, *said]
    }
    with KEPT.open("w", encoding="utf-8") as handle:
        for key in sorted(kept):
            handle.write(json.dumps({**dict(zip(KEY, key, strict=True)), **kept[key]}, ensure_ascii=False) + "\n")


def table() -> None:
    """Write the precision of every rule, for the records and for the page."""
    right: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    for line in _lines(KEPT):
        if line.get("old"):
            continue
        judged[line["rule"]] += 1
        right[line["rule"]] += line["right"]
    rows = []
    for rule in sorted(judged):
        low, high = wilson(right[rule], judged[rule])
        rows.append((rule, right[rule], judged[rule], f"{right[rule] / judged[rule]:.3f}", f"{low:.3f}", f"{high:.3f}"))
    with TABLE.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(("rule", "right", "judged", "precision", "low", "high"))
        writer.writerows(rows)
    begin, end = "<!-- rules -->\n", "<!-- /rules -->"
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise SystemExit(f"{PAGE}: has no section <!-- rules -->")
    lines = ["| rule | right | judged | precision | 95 % interval |", "|---|---:|---:|---:|---|"]
    lines += [f"| `{rule}` | {r} | {n} | {p} | {low} - {high} |" for rule, r, n, p, low, high in rows]
    PAGE.write_text(before + begin + "\n".join(lines) + "\n" + end + after, encoding="utf-8")


def _lines(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def main() -> int:
    """Run one of the three steps."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    steps = parser.add_subparsers(dest="step", required=True)
    drawing = steps.add_parser("sample")
    drawing.add_argument("records", type=Path)
    drawing.add_argument("--out", type=Path, required=True)
    drawing.add_argument("--per-rule", type=int, default=40)
    drawing.add_argument("--seed", type=int, default=1)
    keeping = steps.add_parser("keep")
    keeping.add_argument("judged", type=Path)
    keeping.add_argument("--anew", action="store_true", help="earlier verdicts on these rules count no longer")
    steps.add_parser("table")
    a = parser.parse_args()
    if a.step == "sample":
        sample(a.records, a.out, a.per_rule, a.seed)
    elif a.step == "keep":
        keep(a.judged, anew=a.anew)
    else:
        table()
    return 0


if __name__ == "__main__":
    sys.exit(main())
