"""The sample corpus and its gold keep their promises: quotes stand in the text, keys are normal, nothing is missing."""

import csv
import json
import re
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "corpus" / "articles").glob("*.txt"))
TEXTS = {path.name[:3]: path.read_bytes().decode("utf-8") for path in FILES}
GOLD = [json.loads(line) for line in (ROOT / "annotations" / "gold.jsonl").read_text("utf-8").splitlines()]
SCHEMA = json.loads((ROOT / "annotations" / "gold.schema.json").read_text("utf-8"))
KINDS = ("documents", "deadlines", "targets", "directives")
NUMBERED = re.compile(r"\d{2,}(?:/\d{4})?(?:-\d{4})?[-/][A-ZĐa-z0-9]+(?:[-/&][A-ZĐa-z0-9]+)*")

by_article = pytest.mark.parametrize("gold", GOLD, ids=[gold["article"] for gold in GOLD])


def position(text: str, quote: str, n: int) -> int:
    """Where the n-th occurrence (from 1, overlapping ones counted) of a quote starts, or -1."""
    at = -1
    for _ in range(n):
        at = text.find(quote, at + 1)
        if at < 0:
            return -1
    return at


def test_every_article_has_gold_and_a_manifest_line() -> None:
    with (ROOT / "corpus" / "manifest.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(FILES) >= 22
    assert [gold["article"] for gold in GOLD] == list(TEXTS)
    assert [row["file"] for row in rows] == [f"articles/{path.name}" for path in FILES]
    for row, text in zip(rows, TEXTS.values(), strict=True):
        assert row["title"] in text.split("\n"), row["file"]
        assert all(row.values()), row["file"]


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_article_is_plain_utf8_in_nfc(path: Path) -> None:
    text = TEXTS[path.name[:3]]
    assert re.fullmatch(r"\d{3}-[a-z0-9-]+\.txt", path.name)
    assert unicodedata.is_normalized("NFC", text)
    assert not set("\r\ufeff\t") & set(text)
    assert text.endswith("\n")
    assert 150 <= len(text.split()) <= 700


@by_article
def test_gold_fits_its_schema(gold: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(gold)


@by_article
def test_quotes_stand_in_the_text_once_each(gold: dict[str, Any]) -> None:
    text = TEXTS[gold["article"]]
    for kind in KINDS:
        places = []
        for item in gold[kind]:
            start = position(text, item["quote"], item["n"])
            assert start >= 0, item
            places.append((start, start + len(item["quote"])))
        assert places == sorted(places), kind
        assert all(a[1] <= b[0] for a, b in pairwise(places)), kind
    for target in gold["targets"]:
        assert target["indicator"] in text
    for directive in gold["directives"]:
        assert all(name in text for name in directive["addressees"])


@by_article
def test_governing_deadlines_are_marked(gold: dict[str, Any]) -> None:
    values = {item["value"] for item in gold["deadlines"]} | {None}
    assert {item["deadline"] for kind in ("targets", "directives") for item in gold[kind]} <= values


@by_article
def test_keys_are_in_normal_form(gold: dict[str, Any]) -> None:
    facts: dict[str, set[tuple[str | None, ...]]] = {}
    for item in gold["documents"]:
        key = item["key"]
        assert key == " ".join(key.split())
        assert not set(key) & set("Ð–—"), key
        assert NUMBERED.fullmatch(key) or key.startswith(item["type"]), key
        facts.setdefault(key, set()).add((item["type"], item["issuer"], item["issued"]))
    assert all(len(values) == 1 for values in facts.values()), "one document, one description"
    for source, _, target in gold["relations"]:
        assert {source, target} <= set(facts)
        assert source != target


def test_gold_has_every_kind_and_some_articles_have_nothing() -> None:
    facts = [item for gold in GOLD for item in gold["relations"]]
    assert {relation for _, relation, _ in facts} == {
        "implements", "amends", "replaces", "repeals", "based_on", "promulgated_with",
    }  # fmt: skip
    assert {item["kind"] for gold in GOLD for item in gold["deadlines"]} == {
        "by", "before", "during", "within", "recurring",
    }  # fmt: skip
    assert sum(not any(gold[kind] for kind in KINDS) for gold in GOLD) >= 2
    assert any(gold["published"] is None for gold in GOLD)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"published": "14/03/2017"}, "14/03/2017"),
        ({"deadlines": [{"quote": "x", "n": 1, "kind": "until", "value": "2020"}]}, "until"),
        ({"deadlines": [{"quote": "x", "n": 0, "kind": "by", "value": "2020"}]}, "minimum"),
        ({"deadlines": [{"quote": "x ", "n": 1, "kind": "by", "value": "2020"}]}, "does not match"),
        ({"relations": [["a", "explains", "b"]]}, "explains"),
    ],
)
def test_schema_refuses(change: dict[str, Any], message: str) -> None:
    with pytest.raises(jsonschema.ValidationError, match=message):
        jsonschema.Draft202012Validator(SCHEMA).validate({**GOLD[0], **change})
