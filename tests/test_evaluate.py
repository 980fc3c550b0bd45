"""Scores counted by hand: one article of three sentences, one change to its record at a time."""

import copy

import pytest

from chidao.evaluate import evaluate

TEXT = (
    "Ban Thường vụ Tỉnh ủy Bến Tre yêu cầu các huyện ủy thực hiện Nghị quyết số 21-NQ/TW trước ngày 30/6/2020. "
    "Phấn đấu trên 75% chi bộ đạt trong sạch, vững mạnh theo Kế hoạch 9-KH/TU đến năm 2020. "
    "Giao Sở Nội vụ báo cáo kết quả, Sở Tài chính bố trí kinh phí."
)
FIRST = TEXT[: TEXT.index(". ")]
SECOND = TEXT[TEXT.index("Phấn đấu") : TEXT.index(" Giao Sở")]
LAST = TEXT[TEXT.index("Giao Sở") :]

GOLD = {
    "article": "a1",
    "published": "2020-02-14",
    "documents": [
        {"quote": "Nghị quyết số 21-NQ/TW", "key": "21-NQ/TW", "issuer": "Trung ương Đảng", "issued": "2017-10-25"},
        {"quote": "Kế hoạch 9-KH/TU", "key": "09-KH/TU", "issuer": "Tỉnh ủy Bến Tre", "issued": None},
    ],
    "deadlines": [
        {"quote": "trước ngày 30/6/2020", "kind": "before", "value": "2020-06-30"},
        {"quote": "đến năm 2020", "kind": "by", "value": "2020"},
    ],
    "targets": [
        {
            "quote": "trên 75%",
            "value": 75,
            "value_max": None,
            "comparator": "gt",
            "unit": "%",
            "direction": "level",
            "indicator": "chi bộ đạt trong sạch, vững mạnh",
            "deadline": "2020",
        }
    ],
    "directives": [
        {"quote": FIRST, "issuer": "Ban Thường vụ Tỉnh ủy Bến Tre", "addressees": ["các huyện ủy"]},
        {"quote": LAST[:-1], "issuer": "Ban Thường vụ Tỉnh ủy Bến Tre", "addressees": ["Sở Nội vụ", "Sở Tài chính"]},
    ],
    "relations": [["09-KH/TU", "implements", "21-NQ/TW"]],
}


def at(quote, **values):
    start = TEXT.index(quote)
    return {"start": start, "end": start + len(quote), "quote": quote, **values}


RECORD = {
    "id": "0f0f",
    "source": {"path": "pages/a1.txt", "metadata": {}},
    "text": TEXT,
    "published": "2020-02-14",
    "bodies": [
        {"id": "body1", "name": "Ban Thường vụ Tỉnh ủy Bến Tre"},
        {"id": "body2", "name": "Trung ương Đảng"},
        {"id": "body3", "name": "Tỉnh uỷ Bến Tre"},
    ],
    "documents": [
        {
            "id": "doc1",
            "rule": "document/entry",
            "key": "21-NQ/TW",
            "issuer": "body2",
            "issued": "2017-10-25",
            "mentions": [at("Nghị quyết số 21-NQ/TW", rule="document/number")],
        },
        {
            "id": "doc2",
            "rule": "document/entry",
            "key": "9 - KH/TU",
            "issuer": "body3",
            "issued": None,
            "mentions": [at("Kế hoạch 9-KH/TU")],
        },
    ],
    "deadlines": [
        at("trước ngày 30/6/2020", id="deadline1", rule="deadline/before", kind="before", value="2020-06-30"),
        at("đến năm 2020", id="deadline2", rule="deadline/year", kind="by", value="2020"),
    ],
    "targets": [
        at(
            "trên 75%",
            id="target1",
            rule="target/percent",
            value=75.0,
            value_max=None,
            comparator="gt",
            unit="%",
            direction="level",
            indicator=at("chi bộ đạt trong sạch, vững mạnh"),
            deadline="deadline2",
        )
    ],
    "directives": [
        at(FIRST, rule="directive/verb", issuer="body1", addressees=[at("các huyện ủy", body="body9")]),
        at(
            LAST[:-1],
            rule="directive/assign",
            issuer="body1",
            addressees=[at("Sở Nội vụ", body="body8"), at("Sở Tài chính", body="body7")],
        ),
    ],
    "relations": [{"source": "doc2", "type": "implements", "target": "doc1", "rule": "relation/theo"}],
}


def changed(change):
    record = copy.deepcopy(RECORD)
    change(record)
    return record


def replace(fact, quote):
    fact.update(at(quote))


def drop(record, kind, position):
    del record[kind][position]


def split_last(record):
    first, second = LAST[:-1].split(", ")
    order = record["directives"].pop()
    record["directives"] += [
        {**order, **at(first), "addressees": [at("Sở Nội vụ")]},
        {**order, **at(second), "addressees": [at("Sở Tài chính")]},
    ]


# kind: name → what is done to the record, strict tp fp fn, span tp fp fn, fields that are not 1
CASES = {
    "documents: exact": (lambda r: None, (2, 0, 0), (2, 0, 0), {}),
    "documents: span shifted": (
        lambda r: replace(r["documents"][0]["mentions"][0], "21-NQ/TW trước"),
        (2, 0, 0),
        (2, 0, 0),
        {},
    ),
    "documents: beside the gold": (
        lambda r: replace(r["documents"][0]["mentions"][0], "Sở Nội vụ"),
        (1, 1, 1),
        (1, 1, 1),
        {},
    ),
    "documents: wrong key": (lambda r: r["documents"][0].update(key="12-NQ/TW"), (1, 1, 1), (2, 0, 0), {}),
    "documents: wrong issuer and day": (
        lambda r: r["documents"][0].update(issuer="body1", issued=None),
        (2, 0, 0),
        (2, 0, 0),
        {"issuer": 0.5, "issued": 0.5},
    ),
    "documents: mentioned twice": (
        lambda r: r["documents"][0]["mentions"].append(at("Nghị quyết")),
        (2, 1, 0),
        (2, 1, 0),
        {},
    ),
    "deadlines: wrong value": (lambda r: r["deadlines"][0].update(value="2020-06"), (1, 1, 1), (2, 0, 0), {}),
    "deadlines: wrong kind": (lambda r: r["deadlines"][0].update(kind="by"), (1, 1, 1), (2, 0, 0), {"kind": 0.5}),
    "deadlines: by or during": (lambda r: r["deadlines"][1].update(kind="during"), (2, 0, 0), (2, 0, 0), {"kind": 0.5}),
    "deadlines: missed": (lambda r: drop(r, "deadlines", 0), (1, 0, 1), (1, 0, 1), {}),
    "targets: wrong value": (lambda r: r["targets"][0].update(value=70), (0, 1, 1), (1, 0, 0), {}),
    "targets: wrong comparator": (lambda r: r["targets"][0].update(comparator="gte"), (0, 1, 1), (1, 0, 0), {}),
    "targets: made a range": (lambda r: r["targets"][0].update(value_max=80), (0, 1, 1), (1, 0, 0), {}),
    "targets: wrong unit": (lambda r: r["targets"][0].update(unit="đảng viên"), (0, 1, 1), (1, 0, 0), {}),
    "targets: longer unit": (lambda r: r["targets"][0].update(unit="% chi bộ"), (1, 0, 0), (1, 0, 0), {}),
    "targets: indicator cut": (
        # seven words of the gold, two of them found: 2 · 2 / (7 + 2)
        lambda r: r["targets"][0].update(indicator=at("chi bộ")),
        (1, 0, 0),
        (1, 0, 0),
        {"indicator": 4 / 9},
    ),
    "targets: other fields": (
        lambda r: r["targets"][0].update(deadline="deadline1", direction="increase", indicator=None),
        (1, 0, 0),
        (1, 0, 0),
        {"deadline": 0, "direction": 0, "indicator": 0},
    ),
    "directives: split in two": (split_last, (2, 0, 0), (2, 1, 0), {}),
    "directives: shorter": (
        lambda r: replace(r["directives"][0], "các huyện ủy thực hiện Nghị quyết số 21-NQ/TW"),
        (2, 0, 0),
        (2, 0, 0),
        {},
    ),
    "directives: over two sentences": (
        lambda r: r["directives"][0].update(at(FIRST + ". " + SECOND)),
        (2, 1, 0),
        (2, 0, 0),
        {},
    ),
    "directives: missed": (lambda r: drop(r, "directives", 1), (1, 0, 1), (1, 0, 1), {}),
    "directives: without issuer": (
        lambda r: r["directives"][1].update(issuer=None),
        (2, 0, 0),
        (2, 0, 0),
        {"issuer": 0.5},
    ),
    "directives: with one addressee of two": (
        # words {sở, nội, vụ} of {sở, nội, vụ, tài, chính}: 2 · 3 / (3 + 5), beside a whole one
        lambda r: r["directives"][1]["addressees"].pop(),
        (2, 0, 0),
        (2, 0, 0),
        {"addressees": (1 + 6 / 8) / 2},
    ),
    "relations: of another type": (lambda r: r["relations"][0].update(type="amends"), (0, 1, 1), (1, 0, 0), {}),
    "relations: turned round": (
        lambda r: r["relations"][0].update(source="doc1", target="doc2"),
        (0, 1, 1),
        (1, 0, 0),
        {},
    ),
    "relations: said twice": (lambda r: r["relations"].append(r["relations"][0]), (1, 0, 0), (1, 0, 0), {}),
    "relations: missed": (lambda r: r["relations"].clear(), (0, 0, 1), (0, 0, 1), {}),
}


@pytest.mark.parametrize("name", CASES)
def test_one_change(name):
    change, strict, span, fields = CASES[name]
    scores = evaluate([GOLD], [changed(change)])
    score = scores.kinds[name.partition(":")[0]]
    assert (score.strict.tp, score.strict.fp, score.strict.fn) == strict
    assert (score.span.tp, score.span.fp, score.span.fn) == span
    wrong = {field: accuracy.value for field, accuracy in score.fields.items() if accuracy.value != 1}
    assert wrong == pytest.approx(fields)


def test_an_exact_record_has_no_errors():
    scores = evaluate([GOLD], [RECORD])
    assert (scores.errors, scores.notes, scores.missing, scores.macro_f1) == ([], [], [], 1)
    assert (scores.published.credit, scores.published.of) == (1, 1)


def test_partial_credit_is_twice_the_overlap_over_both_lengths():
    # gold "trước ngày 30/6/2020" has 20 characters, the prediction its last 9: 2 · 9 / (20 + 9)
    scores = evaluate([GOLD], [changed(lambda r: replace(r["deadlines"][0], "30/6/2020"))])
    partial = scores.kinds["deadlines"].partial
    assert partial.credit == pytest.approx(1 + 18 / 29)
    assert partial.precision == partial.recall == pytest.approx((1 + 18 / 29) / 2)
    assert scores.kinds["deadlines"].strict.f1 == 1


def test_partial_credit_of_a_relation_of_another_type_is_a_half():
    scores = evaluate([GOLD], [changed(lambda r: r["relations"][0].update(type="amends"))])
    assert scores.kinds["relations"].partial.credit == 0.5


def test_macro_f1_is_the_mean_of_the_kinds():
    # documents: one of two found, 2 · 1 · 0.5 / 1.5 = 0.6667; the relation stays, the other kinds are whole
    record = changed(lambda r: r["documents"][0]["mentions"].clear())
    assert evaluate([GOLD], [record]).macro_f1 == pytest.approx((0.6667 + 4) / 5, abs=1e-4)


def test_published_counts_only_where_the_gold_speaks_of_it():
    record = changed(lambda r: r.update(published="2020-02-15"))
    silent = {key: value for key, value in GOLD.items() if key != "published"}
    assert evaluate([GOLD], [record]).published.value == 0
    assert evaluate([silent], [record]).published.of == 0
    assert evaluate([{**GOLD, "published": None}], [changed(lambda r: r.update(published=None))]).published.value == 1


def test_each_predicted_fact_counts_for_its_rule():
    def change(record):
        record["deadlines"][0]["value"] = "2021"
        record["deadlines"].append({**record["deadlines"][1], **at("75% chi bộ")})
        record["directives"].append({**record["directives"][0], **at("Phấn đấu trên 75% chi bộ đạt trong sạch")})

    found = {(r.kind, r.rule): (r.correct, r.differs, r.extra) for r in evaluate([GOLD], [changed(change)]).rules}
    assert found == {
        ("documents", "document/number"): (1, 0, 0),
        ("documents", "document/entry"): (1, 0, 0),  # a mention without a rule counts for its entry's
        ("deadlines", "deadline/before"): (0, 1, 0),
        ("deadlines", "deadline/year"): (1, 0, 1),
        ("targets", "target/percent"): (1, 0, 0),
        ("directives", "directive/verb"): (1, 0, 1),
        ("directives", "directive/assign"): (1, 0, 0),
        ("relations", "relation/theo"): (1, 0, 0),
    }


def test_errors_say_where_what_and_by_which_rule():
    def change(record):
        record["deadlines"][0]["value"] = "2020-06"
        record["documents"][1]["mentions"][0].update(at("Giao Sở Nội vụ", rule="document/wild"))
        record["directives"][1]["issuer"] = None

    errors = {(e.kind, e.outcome): e for e in evaluate([GOLD], [changed(change)]).errors}
    assert set(errors) == {
        ("deadlines", "differs"),
        ("documents", "missed"),
        ("documents", "extra"),
        ("directives", "field"),
    }
    wrong = errors["deadlines", "differs"]
    assert (wrong.article, wrong.quote, wrong.sentence) == ("a1", "trước ngày 30/6/2020", FIRST + ".")
    assert (wrong.gold, wrong.predicted) == ({"value": "2020-06-30"}, {"value": "2020-06"})
    assert wrong.rule == "deadline/before"
    missed = errors["documents", "missed"]
    assert (missed.quote, missed.sentence, missed.predicted, missed.rule) == ("Kế hoạch 9-KH/TU", SECOND, {}, None)
    assert missed.gold["key"] == "09-KH/TU"
    extra = errors["documents", "extra"]
    assert (extra.quote, extra.gold, extra.rule) == ("Giao Sở Nội vụ", {}, "document/wild")
    field = errors["directives", "field"]
    assert (field.gold, field.predicted) == ({"issuer": "Ban Thường vụ Tỉnh ủy Bến Tre"}, {"issuer": None})


def test_an_article_without_a_record_has_every_fact_missed():
    scores = evaluate([GOLD], [])
    assert scores.missing == ["a1"]
    assert {kind: s.strict.fn for kind, s in scores.kinds.items()} == {
        "documents": 2,
        "deadlines": 2,
        "targets": 1,
        "directives": 2,
        "relations": 1,
    }
    assert all(s.strict.tp == s.strict.fp == 0 and s.strict.f1 == 0 for s in scores.kinds.values())
    assert scores.published.of == 0
    assert scores.notes == ["a1: no record"]


def test_a_quote_that_the_record_does_not_hold_is_missed_with_a_note():
    record = changed(lambda r: r.update(text=TEXT.replace("đến năm 2020", "đến hết 2020")))
    scores = evaluate([GOLD], [record])
    assert scores.kinds["deadlines"].strict.fn == 1
    assert "a1: deadlines: the record's text has no occurrence 1 of 'đến năm 2020'" in scores.notes
    assert "a1: deadlines: quote is not text[start:end]: 'đến năm 2020'" in scores.notes


def test_nothing_to_find_and_nothing_found_is_whole():
    lists = ("documents", "deadlines", "targets", "directives", "relations")
    gold = {"article": "a1", **{kind: [] for kind in lists}}
    record = {**RECORD, "bodies": [], **{kind: [] for kind in lists}}
    assert evaluate([gold], [record]).macro_f1 == 1
    assert evaluate([gold], [RECORD]).macro_f1 == 0


@pytest.mark.parametrize(
    ("path", "metadata", "id"),
    [
        ("a1.txt", {}, "x"),
        ("pages/a1_5f5f.html", {}, "x"),
        ("news.zip!a1.txt", {}, "x"),
        ("news.zip!2020/a1.txt", {}, "x"),
        ("news.jsonl.gz#7", {"id": "a1"}, "x"),
        ("news.jsonl#a1", {}, "x"),
        ("-", {}, "a1"),
    ],
)
def test_a_record_finds_its_article(path, metadata, id):
    record = {**RECORD, "id": id, "source": {"path": path, "metadata": metadata}}
    other = {**RECORD, "text": "", "source": {"path": "b1.txt"}}
    assert evaluate([GOLD], [record, other]).macro_f1 == 1


def test_a_line_number_is_no_article_and_a_whole_name_goes_before_a_beginning():
    gold = {**GOLD, "article": "12"}
    by_line = {**RECORD, "source": {"path": "news.jsonl#12"}}
    assert evaluate([gold], [by_line]).missing == ["12"]
    whole = {**RECORD, "source": {"path": "12.txt"}}
    longer = {**RECORD, "text": "", "documents": [], "relations": [], "source": {"path": "123.txt"}}
    assert evaluate([gold], [whole, longer]).macro_f1 == 1


@pytest.mark.parametrize(
    ("gold", "record", "message"),
    [
        ({"article": "a1"}, RECORD, "gold a1: Object missing required field `documents`"),
        (GOLD, {**RECORD, "text": None}, "record 0f0f: Expected `str`, got `null` - at `$.text`"),
        (
            GOLD,
            {**RECORD, "relations": [{"source": "doc1", "type": "amends", "target": "doc7"}]},
            "record 0f0f: relation to 'doc7', which is no document of it",
        ),
    ],
)
def test_what_cannot_be_scored_is_refused_in_one_line(gold, record, message):
    with pytest.raises(ValueError, match=r"^[^\n]*$") as caught:
        evaluate([gold], [record])
    assert str(caught.value) == message
