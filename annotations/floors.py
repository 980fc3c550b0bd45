"""Raises the floors of `annotations/baseline.json` to what is reached; none is ever lowered.

    python annotations/floors.py SET GOLD RECORDS

A figure that has come under its floor is reported and the exit code is 1.
"""

import json
import sys
from pathlib import Path

from chidao import evaluate
from chidao.records import KINDS as FACTS

KINDS = tuple(kind for kind in FACTS if kind != "bodies")
BASELINE = Path(__file__).with_name("baseline.json")
# What a change must not lose: the strict F1 of every kind, the fields under them, the mean.
KEPT = (
    *KINDS,
    "documents.issuer",
    "documents.issued",
    "deadlines.kind",
    "targets.indicator",
    "targets.deadline",
    "directives.issuer",
    "directives.addressees",
    "macro_f1",
)


def main() -> int:
    """Raise the floors of one set."""
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    name, gold, records = sys.argv[1:]
    reached = evaluate.figures(evaluate.evaluate(evaluate.read_jsonl(gold), evaluate.read_jsonl(records)))
    sets = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
    floors = sets.setdefault(name, {})
    low = 0
    for figure in KEPT:
        value = reached[figure]
        if value is None:
            continue
        value = int(value * 10_000) / 10_000
        if value < floors.get(figure, 0.0):
            print(f"{name}: {figure} is {value:.4f}, its floor is {floors[figure]:.4f}")
            low += 1
        floors[figure] = max(value, floors.get(figure, 0.0))
    BASELINE.write_text(json.dumps(sets, indent=2) + "\n", encoding="utf-8")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
