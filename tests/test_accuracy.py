"""The gate: no change falls under the floors of annotations/baseline.json.

The sample corpus is measured everywhere; real news where `../shared` lies beside the project.
"""

import json
import subprocess
import sys
from pathlib import Path

import documented
import pytest

from chidao import evaluate
from chidao.run import run

KINDS = ("documents", "deadlines", "targets", "directives", "relations")
ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
FLOORS = json.loads((ROOT / "annotations" / "baseline.json").read_text(encoding="utf-8"))
beside = pytest.mark.skipif(not SHARED.is_dir(), reason="the annotated news lies in ../shared, which is not here")


def _below(name: str, gold: Path, articles: Path, tmp_path: Path) -> list[str]:
    out = tmp_path / "records"
    run([articles], out, workers=1)
    scores = evaluate.evaluate(evaluate.read_jsonl(gold), evaluate.read_jsonl(out / "records.jsonl"))
    return evaluate.below_floor(scores, FLOORS[name])


def test_sample(tmp_path: Path) -> None:
    assert _below("sample", ROOT / "annotations" / "gold.jsonl", ROOT / "corpus" / "articles", tmp_path) == []


@beside
def test_development_gold(tmp_path: Path) -> None:
    annotation = SHARED / "annotation"
    assert _below("dev", annotation / "dev.jsonl", annotation / "texts", tmp_path) == []


@beside
@pytest.mark.parametrize("name", ["news", "fresh"])
def test_gold_kept_without_its_texts(name: str, tmp_path: Path) -> None:
    made = tmp_path / name
    command = [sys.executable, str(ROOT / "annotations" / "pointers.py"), "unpack"]
    corpus = SHARED / "corpus" / "news-dev.jsonl.gz"
    subprocess.run([*command, ROOT / "annotations" / f"{name}.jsonl", corpus, "--out", made], check=True)
    assert _below(name, made / "gold.jsonl", made / "texts", tmp_path) == []


def test_the_readme_tells_the_floors() -> None:
    names = {"sample": "sample corpus", "dev": "development gold", "news": "more news", "fresh": "fresh news"}
    rows = [
        (names[name], *(f"{floors[kind]:.2f}" for kind in KINDS), f"{floors['macro_f1']:.2f}")
        for name, floors in FLOORS.items()
    ]
    documented.check_section("../README.md", "scores", documented.table(("articles", *KINDS, "mean"), rows))


def test_the_readme_tells_what_unseen_articles_give() -> None:
    unseen = json.loads((ROOT / "annotations" / "unseen.json").read_text(encoding="utf-8"))
    rows = [
        (kind, *(f"{unseen[kind][name][figure]:.2f}" for name in ("dev", "news") for figure in ("precision", "recall")))
        for kind in sorted(unseen)
    ]
    header = ("found", "precision, development gold", "recall", "precision, more news", "recall")
    documented.check_section("../README.md", "unseen", documented.table(header, rows))
