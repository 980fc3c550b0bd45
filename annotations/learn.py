"""Learns the weights of evidence from gold: `pipeline/chidao/rules/weights/<kind>.csv`.

    python annotations/learn.py KIND --gold NAME GOLD.jsonl TEXTS [--gold …] [--twice NAME]
        [--judged JUDGED.jsonl CORPUS] [--write]

A candidate that overlaps a gold fact is an example for, every other one an example against. Articles are the folds of
the cross-validation, so the figures printed are of articles that the weights did not see. Two models are learned, and
a candidate is weighed with both (`chidao.extractors.scales`): logistic regression with an L2 penalty, whose weights can
be read one by one, and gradient-boosted trees, in which evidence speaks differently in different company. Evidence seen
in fewer than `--least` articles is left out, for it would name an article, not a wording. Gold that was marked by one
and settled by another can be told to count twice.
"""

import argparse
import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import lightgbm
import numpy as np
from pointers import occurrence
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from chidao import clean, ingest
from chidao.extractors import Reading, deadlines, directives, targets
from chidao.extractors.scales import CERTAIN, START
from chidao.model import Article

UNSEEN = Path(__file__).with_name("unseen.json")
WEIGHTS = Path(__file__).parents[1] / "pipeline" / "chidao" / "rules" / "weights"
Span = tuple[int, int]
Example = tuple[Span, tuple[str, ...]]


def _deadlines(reading: Reading) -> Iterator[Example]:
    orders = directives.find(reading)
    goals = targets.find(reading, orders)
    for c in deadlines.candidates(reading, orders, goals):
        yield (c.match.start, c.match.end), c.evidence


def _targets(reading: Reading) -> Iterator[Example]:
    for c in targets.candidates(reading, directives.find(reading)):
        yield (c.quantity.start, c.quantity.end), c.evidence


def _directives(reading: Reading) -> Iterator[Example]:
    for c in directives.candidates(reading):
        yield (c.turn.sentence.start, c.turn.sentence.end), c.evidence


CANDIDATES: dict[str, Callable[[Reading], Iterator[Example]]] = {
    "deadlines": _deadlines,
    "directives": _directives,
    "targets": _targets,
}


def examples(kind: str, gold: Path, texts: Path) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Yield (article, evidence, whether it is a fact) for every candidate of the articles of a gold file."""
    for line in gold.read_text(encoding="utf-8").splitlines():
        facts = json.loads(line)
        article = next(iter(ingest.read([next(texts.glob(f"{facts['article']}*.txt"))])))
        if not isinstance(article, Article):
            raise SystemExit(f"{facts['article']}: {article.reason}")
        spans = list(marked(facts[kind], article.text))
        for (start, end), evidence in CANDIDATES[kind](Reading(clean.clean(article))):
            yield facts["article"], evidence, any(same(start, end, a, b) for a, b in spans)


def judged(kind: str, verdicts: Path, corpus: Path) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Yield the same for every candidate of the corpus on which there is a verdict.

    A fact whose value alone was judged wrong (`"fact": true` beside `"right": false`) is an example for.
    """
    by_article: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in verdicts.read_text(encoding="utf-8").splitlines():
        verdict = json.loads(line)
        if verdict["kind"] == kind:
            by_article[verdict["article"]].append(verdict)
    for article in ingest.read([corpus]):
        said = by_article.get(article.source.metadata.get("id", "")) if isinstance(article, Article) else None
        if not said or not isinstance(article, Article):
            continue
        for (start, end), evidence in CANDIDATES[kind](Reading(clean.clean(article))):
            right = next((v.get("fact", v["right"]) for v in said if same(start, end, v["start"], v["end"])), None)
            if right is not None:
                yield article.source.metadata["id"], evidence, right


def marked(facts: Sequence[dict[str, Any]], text: str) -> Iterator[Span]:
    """Yield where the facts of a gold line stand."""
    for fact in facts:
        at = occurrence(text, fact["quote"], fact.get("n", 1))
        yield at, at + len(fact["quote"])


def same(start: int, end: int, a: int, b: int) -> bool:
    """Say whether two ranges share half of the shorter one."""
    return 2 * (min(end, b) - max(start, a)) >= min(end - start, b - a)


def figures(predicted: np.ndarray, true: np.ndarray) -> dict[str, float]:
    """Return precision, recall and F1, rounded to three decimals."""
    hits = int((predicted & true).sum())
    precision, recall = hits / max(1, int(predicted.sum())), hits / max(1, int(true.sum()))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3)}


def common(articles: Sequence[str], evidence: Sequence[tuple[str, ...]], least: int) -> list[dict[str, float]]:
    """Return the evidence of each candidate that stands in so many articles."""
    spread = Counter(
        one for _, one in {(article, e) for article, es in zip(articles, evidence, strict=True) for e in es}
    )
    return [{e: 1.0 for e in es if spread[e] >= least} for es in evidence]


class Learned(NamedTuple):
    """What turns evidence into columns, and the two models."""

    vectors: DictVectorizer
    plain: LogisticRegression
    trees: lightgbm.LGBMClassifier

    def weight(self, rows: Sequence[dict[str, float]]) -> np.ndarray:
        """Return the log odds of each candidate, as `scales.weigh` counts them before the cut."""
        matrix = self.vectors.transform(rows)
        plain = self.plain.decision_function(matrix)
        both = (plain + self.trees.predict(matrix, raw_score=True)) / 2
        return np.where(np.abs(plain) > CERTAIN, plain, both)


def fit(rows: Sequence[dict[str, float]], true: np.ndarray, trust: np.ndarray, penalty: float) -> Learned:
    """Learn both models; `trust` is how often each candidate counts."""
    vectors = DictVectorizer()
    matrix = vectors.fit_transform(rows)
    trees = lightgbm.LGBMClassifier(
        n_estimators=100, learning_rate=0.1, num_leaves=31, min_child_samples=4, reg_lambda=3.0,
        colsample_bytree=0.5, subsample=0.8, subsample_freq=1,
        deterministic=True, force_row_wise=True, n_jobs=1, verbose=-1,
    )  # fmt: skip
    plain = LogisticRegression(C=penalty, max_iter=5000)
    return Learned(vectors, plain.fit(matrix, true, trust), trees.fit(matrix, true, sample_weight=trust))


def of_unseen(
    rows: Sequence[dict[str, float]], true: np.ndarray, trust: np.ndarray, articles: np.ndarray, penalty: float
) -> np.ndarray:
    """Return the probability of each candidate by models that its article did not help to learn."""
    weight = np.zeros(len(rows))
    for train, test in GroupKFold(10).split(rows, true, articles):
        weight[test] = fit([rows[i] for i in train], true[train], trust[train], penalty).weight([rows[i] for i in test])
    return 1 / (1 + np.exp(-weight))


def steady_cut(probability: np.ndarray, true: np.ndarray) -> float:
    """Return the middle of the cuts of nearly the best F1: the best one alone moves with every article."""
    cuts = np.arange(0.2, 0.75, 0.025)
    f1 = [2 * ((probability > c) & true).sum() / ((probability > c).sum() + true.sum()) for c in cuts]
    return float(np.mean([c for c, reached in zip(cuts, f1, strict=True) if reached >= max(f1) - 0.004]))


def plain_rows(learned: Learned, cut: float) -> Iterator[tuple[str, str]]:
    """Yield the table of weights; the cut is taken off the start, so that zero decides."""
    yield START, f"{float(learned.plain.intercept_[0]) - np.log(cut / (1 - cut)):.3f}"
    for name, weight in sorted(zip(learned.vectors.get_feature_names_out(), learned.plain.coef_[0], strict=True)):
        if abs(weight) >= 0.005:
            yield name, f"{weight:.3f}"


def tree_rows(learned: Learned, cut: float) -> Iterator[tuple[str | int, ...]]:
    """Yield the table of trees: a row for every question and every answer, and the start."""
    names = learned.vectors.get_feature_names_out()
    yield START, "", "", "", "", f"{-np.log(cut / (1 - cut)):.3f}"
    for number, tree in enumerate(learned.trees.booster_.dump_model()["tree_info"]):
        yield from nodes(tree["tree_structure"], number, names, count())


def nodes(node: dict[str, Any], tree: int, names: Sequence[str], ids: Iterator[int]) -> Iterator[tuple[str | int, ...]]:
    """Yield the rows of a node and of what is below it, the node first."""
    own = next(ids)
    if "split_feature" not in node:
        yield tree, own, "", "", "", f"{node['leaf_value']:.3f}"
        return
    # Evidence is 0 or 1 and the question asks for at most a threshold between: left is where it is missing.
    absent = list(nodes(node["left_child"], tree, names, ids))
    present = list(nodes(node["right_child"], tree, names, ids))
    yield tree, own, names[node["split_feature"]], absent[0][1], present[0][1], f"{node['internal_value']:.3f}"
    yield from (*absent, *present)


def write_table(name: str, head: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
    """Replace a table of weights."""
    with (WEIGHTS / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
        table = csv.writer(handle, lineterminator="\n")
        table.writerows([head, *rows])


def main() -> int:
    """Print the cross-validated figures; with --write replace the table of weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=sorted(CANDIDATES))
    parser.add_argument("--gold", nargs=3, action="append", required=True, metavar=("NAME", "GOLD", "TEXTS"))
    parser.add_argument("--judged", nargs=2, type=Path, metavar=("JUDGED", "CORPUS"))
    parser.add_argument("--twice", action="append", default=[], metavar="NAME", help="gold that counts twice")
    parser.add_argument("--least", type=int, default=3, help="articles in which evidence must stand (default 3)")
    parser.add_argument("--penalty", type=float, default=0.2, help="inverse strength of the penalty (default 0.2)")
    parser.add_argument("--write", action="store_true", help="replace the table of weights")
    a = parser.parse_args()

    found = [(name, *e) for name, gold, texts in a.gold for e in examples(a.kind, Path(gold), Path(texts))]
    if a.judged:
        marked_whole = {article for _, article, _, _ in found}
        found += [("judged", *e) for e in judged(a.kind, *a.judged) if e[0] not in marked_whole]
    groups = np.array([article for _, article, _, _ in found])
    true = np.array([fact for *_, fact in found])
    source = np.array([name for name, *_ in found])
    rows = common(list(groups), [evidence for *_, evidence, _ in found], a.least)
    trust = np.where(np.isin(source, a.twice), 2.0, 1.0)
    probability = of_unseen(rows, true, trust, groups, a.penalty)
    # Where to cut is for articles marked whole to say: judged facts are only those that a rule had found.
    whole = source != "judged"
    cut = steady_cut(probability[whole], true[whole])
    print(f"{a.kind}: {len(rows)} candidates, {int(true.sum())} facts, {len(set(groups))} articles; cut at {cut:.3f}")
    unseen = {"all": figures(probability[whole] > cut, true[whole])}
    for name in sorted(set(source)):
        unseen[name] = figures(probability[source == name] > cut, true[source == name])
    for name, reached in unseen.items():
        print(f"  {name:12} {reached}")
    if a.write:
        learned = fit(rows, true, trust, a.penalty)
        write_table(a.kind, ("evidence", "weight"), plain_rows(learned, cut))
        write_table(
            f"{a.kind}-trees", ("tree", "node", "evidence", "absent", "present", "value"), tree_rows(learned, cut)
        )
        told = json.loads(UNSEEN.read_text(encoding="utf-8")) if UNSEEN.exists() else {}
        UNSEEN.write_text(json.dumps({**told, a.kind: unseen}, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        print(f"written: {len(learned.vectors.get_feature_names_out())} pieces of evidence")
    return 0


if __name__ == "__main__":
    sys.exit(main())
