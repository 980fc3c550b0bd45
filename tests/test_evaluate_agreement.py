"""Scores agree with the published scorer, and gold turned into records scores one."""

import copy
import json
import random
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chidao.evaluate import evaluate, read_jsonl, rows

ANNOTATION = Path(__file__).resolve().parents[2] / "shared" / "annotation"
KINDS = ("documents", "deadlines", "targets", "directives", "relations")


def record_of(gold, text, path):
    """Turn an article's gold into the record that says exactly the same (but a target's limit only if marked)."""
    bodies, names = [], {}

    def body(name):
        if name is not None and name not in names:
            names[name] = f"body{len(names) + 1}"
            bodies.append({"id": names[name], "name": name})
        return names.get(name)

    def span(item):
        start = -1
        for _ in range(item["n"]):
            start = text.index(item["quote"], start + 1)
        return {"start": start, "end": start + len(item["quote"]), "quote": item["quote"], "rule": "gold"}

    def part(quote):
        return {"start": text.find(quote), "end": text.find(quote) + len(quote), "quote": quote}

    documents = {}
    for d in gold["documents"]:
        # One entry holds one issuer and one day; the gold may give them at one mention only.
        entry = (d["key"], d["issuer"], d["issued"])
        documents.setdefault(entry, {**dict(zip(("key", "issuer", "issued"), entry, strict=True)), "mentions": []})
        documents[entry]["mentions"].append(span(d))
    for at, d in enumerate(documents.values(), 1):
        d.update(id=f"doc{at}", issuer=body(d["issuer"]))
    ids = {d["key"]: d["id"] for d in documents.values()}
    deadlines = [
        {**span(d), "id": f"deadline{at}", "kind": d["kind"], "value": d["value"]}
        for at, d in enumerate(gold["deadlines"], 1)
    ]
    dated = {d["value"]: d["id"] for d in deadlines}
    return {
        "id": "r" + gold["article"],
        "source": {"path": path, "metadata": {}},
        "text": text,
        "published": gold.get("published"),
        "documents": list(documents.values()),
        "bodies": bodies,
        "deadlines": deadlines,
        "targets": [
            {**t, **span(t), "indicator": part(t["indicator"]), "deadline": dated.get(t["deadline"])}
            for t in gold["targets"]
        ],
        "directives": [
            {
                **span(d),
                "issuer": body(d["issuer"]),
                "addressees": [{**part(a), "body": body(a)} for a in d["addressees"]],
            }
            for d in gold["directives"]
        ],
        "relations": [
            {"source": ids[s], "type": kind, "target": ids[t], "rule": "gold"} for s, kind, t in gold["relations"]
        ],
    }


def spoil(record, rng):
    """Drop, move, widen and change facts of a record at random."""
    record, text = copy.deepcopy(record), record["text"]

    def move(fact):
        if rng.random() < 0.3:
            fact["start"] = max(0, fact["start"] + rng.randint(-40, 40))
            fact["end"] = min(len(text), max(fact["start"] + 1, fact["end"] + rng.randint(-120, 120)))
            fact["quote"] = text[fact["start"] : fact["end"]]

    def kept(facts):
        return [fact for fact in facts if rng.random() > 0.1]

    def sometimes(chance=0.15):
        return rng.random() < chance

    bodies = [body["id"] for body in record["bodies"]] + [None]
    keys = [document["key"] for document in record["documents"]]
    for document in record["documents"]:
        document["mentions"] = kept(document["mentions"])
        for mention in document["mentions"]:
            move(mention)
        if sometimes():
            document["key"] = rng.choice([*keys, document["key"].replace("-", " - "), document["key"].lower()])
        if sometimes():
            document["issuer"] = rng.choice(bodies)
        if sometimes():
            document["issued"] = rng.choice([None, "2016-10-04"])
    for kind in ("deadlines", "targets", "directives"):
        record[kind] = kept(record[kind])
        for fact in list(record[kind]):
            move(fact)
            if sometimes(0.1):
                record[kind].append({**fact, "start": fact["start"] // 2, "end": fact["start"] // 2 + 60})
    for body in record["bodies"]:
        if sometimes():
            body["name"] = rng.choice([body["name"].upper(), body["name"].split()[0], "Tỉnh uỷ " + body["name"]])
    for deadline in record["deadlines"]:
        if sometimes():
            deadline["kind"] = rng.choice(["by", "during", "before"])
        if sometimes():
            deadline["value"] = rng.choice(["2020", None])
    for target in record["targets"]:
        if sometimes():
            target["value"] += rng.choice([1, 1e-12])
        if sometimes():
            target["value_max"] = rng.choice([None, 10, 75.0])
        if sometimes():
            target["unit"] = rng.choice(["", "%", "đảng viên", target["unit"] + " mới", "tỉ đồng"])
        if sometimes():
            target["comparator"] = rng.choice(["eq", "gte"])
        if sometimes():
            target["direction"] = rng.choice(["level", "increase"])
        if sometimes(0.4):
            target["indicator"] = rng.choice(
                [None, {**target["indicator"], "quote": target["indicator"]["quote"][:20]}]
            )
        if sometimes():
            target["deadline"] = None
    for directive in record["directives"]:
        if sometimes():
            directive["issuer"] = rng.choice(bodies)
        if sometimes(0.3):
            directive["addressees"] = kept(directive["addressees"])[:-1]
    documents = [document["id"] for document in record["documents"]]
    for relation in kept(record["relations"]):
        if sometimes(0.5):
            relation[rng.choice(["source", "target"])] = rng.choice(documents)
    if len(documents) > 1 and sometimes():
        source, target = rng.sample(documents, 2)
        record["relations"].append({"source": source, "type": "amends", "target": target, "rule": "made-up"})
    if sometimes():
        record["published"] = rng.choice([None, "2016-10-04"])
    return record


@pytest.fixture
def scorer(monkeypatch):
    if not (ANNOTATION / "score.py").is_file():
        pytest.skip(f"the published scorer is not at {ANNOTATION}")
    monkeypatch.syspath_prepend(str(ANNOTATION))
    import score

    return score


@pytest.fixture
def development(scorer):
    gold = read_jsonl(ANNOTATION / "dev.jsonl")
    pages = []
    for article in gold:
        path = next((ANNOTATION / "texts").glob(f"{article['article']}*.txt"))
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
        pages.append(record_of(article, text, path.name))
    return gold, pages


def published_rows(scorer, gold, records):
    tallies = scorer.score(gold, records, ANNOTATION / "texts")
    table = {name: tallies[name].row() for name in (*KINDS, "documents.span", "deadlines.span", "targets.span")}
    table["published"] = table["documents"].pop("published (per article)", None)
    table["macro_f1"] = round(sum(table[kind]["f1"] for kind in KINDS) / len(KINDS), 4)
    return table, tallies


@pytest.mark.parametrize("seed", [None, 1, 2, 3, 4])
def test_every_figure_is_the_published_scorers(scorer, development, seed):
    gold, records = development
    if seed is not None:
        rng = random.Random(seed)
        records = [spoil(record, rng) for record in records]
        rng.shuffle(records)
    theirs, tallies = published_rows(scorer, gold, records)
    scores = evaluate(gold, records)
    ours = rows(scores)
    assert {name: ours[name] for name in theirs} == theirs
    for kind in KINDS:
        lost = [
            (error.article, error.outcome) for error in scores.errors if error.kind == kind and error.outcome != "field"
        ]
        assert sorted(lost) == sorted((article, outcome) for article, outcome, *_ in tallies[kind].errors)
    if seed is not None:
        assert ours["macro_f1"] < 0.95, "the records were not spoiled"


def test_an_article_without_a_record_is_missed_as_the_published_scorer_says(scorer, development):
    gold, records = development
    theirs, _ = published_rows(scorer, gold, records[:30])
    scores = evaluate(gold, records[:30])
    ours = rows(scores)
    assert scores.missing == [article["article"] for article in gold[30:]]
    for name in ("documents", "deadlines", "targets", "relations", "documents.span", "deadlines.span", "targets.span"):
        assert ours[name] == theirs[name]
    # No text, no sentence units: there each order is missed by itself.
    assert scores.kinds["directives"].strict.tp == theirs["directives"]["tp"]
    with_text = evaluate(gold[:30], records[:30]).kinds["directives"].strict.fn
    assert scores.kinds["directives"].strict.fn == with_text + sum(len(article["directives"]) for article in gold[30:])


# ------------------------------------------------------------------ property
WORDS = [
    "yêu cầu",
    "Sở",
    "giao",
    "Huyện ủy",
    "tăng cường",
    "công tác",
    "kiểm tra",
    "Trước",
    "30/9",
    "75%",
    ".",
    ";",
    "…",
]
KEYS = ["21-NQ/TW", "Luật Đất đai 2013", "Chỉ thị 01", "15/2020/NĐ-CP"]


@st.composite
def annotated(draw):
    """An article of random words and marks with random facts on it."""
    lines = draw(
        st.lists(st.lists(st.sampled_from(WORDS), min_size=3, max_size=12).map(" ".join), min_size=1, max_size=6)
    )
    text = "\n".join(lines)

    def fact(**values):
        start = draw(st.integers(0, len(text) - 1))
        quote = text[start : draw(st.integers(start + 1, len(text)))]
        n = len(re.findall(f"(?={re.escape(quote)})", text[: start + len(quote)]))
        return {"quote": quote, "n": n, **values}

    def some(make):
        # No two facts of a kind on the same characters: nobody could tell which of them a record answers.
        return list({(f["quote"], f["n"]): f for f in (make() for _ in range(draw(st.integers(0, 4))))}.values())

    pick = lambda *values: draw(st.sampled_from(values))  # noqa: E731
    documents = some(lambda: fact(key=pick(*KEYS), issuer=pick(None, "Tỉnh ủy A"), issued=pick(None, "2020-01-02")))
    keys = [document["key"] for document in documents]
    return text, {
        "article": "a1",
        "published": pick(None, "2020-02-01"),
        "documents": documents,
        "deadlines": some(lambda: fact(kind=pick("by", "before"), value=pick("2020", "2020-09"))),
        "targets": some(
            lambda: fact(
                value=pick(1, 2.5),
                value_max=pick(None, 3),
                comparator=pick("eq", "gt"),
                unit=pick("%", "xã", ""),
                direction="level",
                indicator=pick("tăng cường", "kiểm tra"),
                deadline=None,
            )
        ),
        "directives": some(lambda: fact(issuer=pick(None, "Sở A"), addressees=pick([], ["Sở"], ["Sở", "Huyện ủy"]))),
        "relations": [[pick(*keys), "implements", pick(*keys)]] if keys else [],
    }


@settings(max_examples=60, deadline=None)
@given(annotated())
def test_gold_turned_into_records_scores_one(article):
    text, gold = article
    record = json.loads(json.dumps(record_of(gold, text, "a1.txt")))
    scores = evaluate([gold], [record])
    assert scores.errors == []
    assert scores.macro_f1 == 1
    for kind in KINDS:
        score = scores.kinds[kind]
        assert (score.strict.f1, score.span.f1, score.partial.f1) == (1, 1, 1)
        assert {field.value for field in score.fields.values()} <= {1, None}
    assert scores.published.value == 1
