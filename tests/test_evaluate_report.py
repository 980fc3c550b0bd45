"""Around the scores: reading lines, tables, lists of errors, floors, the check of a gold file."""

import builtins
import copy
import gzip
import io
import sys

import pytest
from rich.console import Console

from chidao.evaluate import (
    below_floor,
    check_gold,
    error_lines,
    evaluate,
    figures,
    read_jsonl,
    rows,
    rule_table,
    tables,
    wilson,
)
from chidao.evaluate.gold import _parser

TEXT = "Thực hiện Chỉ thị 01 trước ngày 30/6/2020, phấn đấu trên 75% chi bộ | đạt chuẩn. Sở Y tế sơ kết Chỉ thị 01."
GOLD = {
    "article": "a1",
    "published": "2020-02-14",
    "documents": [
        {"quote": "Chỉ thị 01", "n": 1, "key": "Chỉ thị 01", "issuer": "Tỉnh ủy Bến Tre", "issued": "2020-02"},
        {"quote": "Chỉ thị 01", "n": 2, "key": "Chỉ thị 01", "issuer": "Tỉnh ủy Bến Tre", "issued": None},
    ],
    "deadlines": [{"quote": "trước ngày 30/6/2020", "kind": "before", "value": "2020-06-30"}],
    "targets": [
        {
            "quote": "trên 75%",
            "value": 75,
            "comparator": "gt",
            "unit": "%",
            "direction": "level",
            "indicator": "chi bộ | đạt chuẩn",
            "deadline": "2020-06-30",
        }
    ],
    "directives": [{"quote": "Sở Y tế sơ kết Chỉ thị 01", "issuer": "Tỉnh ủy Bến Tre", "addressees": ["Sở Y tế"]}],
    "relations": [["Chỉ thị 01", "based_on", "Chỉ thị 01"]],
}


def at(quote, **values):
    start = TEXT.index(quote)
    return {"start": start, "end": start + len(quote), "quote": quote, **values}


# One mention of two and without its issuer, another deadline, a target too many, no directive, no relation.
RECORD = {
    "id": "r1",
    "source": {"path": "a1.txt"},
    "text": TEXT,
    "published": None,
    "bodies": [],
    "documents": [{"id": "doc1", "key": "Chỉ thị 01", "mentions": [at("Chỉ thị 01", rule="document/short")]}],
    "deadlines": [at("30/6/2020", id="deadline1", rule="deadline/day", kind="by", value="2020-06")],
    "targets": [
        at("trên 75%", id="target1", rule="target/percent", value=75, comparator="gt", unit="%", direction="level"),
        at("30/6", id="target2", rule="target/ratio", value=30, comparator="eq", unit="", direction="level"),
    ],
    "directives": [],
    "relations": [],
}


@pytest.fixture(scope="module")
def scores():
    return evaluate([GOLD], [RECORD])


# ------------------------------------------------------------------ reading
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_lines_are_read(tmp_path, pack):
    (tmp_path / "x").write_bytes(pack('\ufeff{"a": "Đề án"}\n\n{"b": 2}\r\n{"c": "\u2028"}'.encode()))
    assert read_jsonl(tmp_path / "x") == [{"a": "Đề án"}, {"b": 2}, {"c": "\u2028"}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"a": 1}\n{"a": \n', ":2: not JSON"),
        (b'{"a": 1}\n\n[1]\n', ":3: not a JSON object"),
        (b"null\n", ":1: not a JSON object"),
        (b'{"a": "\xff"}\n', ": not UTF-8 (after 0 readable lines)"),
        (gzip.compress(b'{"a": 1}\n' * 1000)[:-20], ": damaged gzip: "),
        (b"\x1f\x8bno gzip at all", ": "),
        (None, ": No such file or directory"),
    ],
    ids=["cut line", "list", "null", "not UTF-8", "cut gzip", "no gzip", "no file"],
)
def test_what_cannot_be_read_is_refused_in_one_line(tmp_path, content, message):
    if content is not None:
        (tmp_path / "x").write_bytes(content)
    with pytest.raises(ValueError, match=r"^[^\n]+$") as caught:
        read_jsonl(tmp_path / "x")
    assert str(caught.value).startswith(f"{tmp_path / 'x'}{message}")


# ------------------------------------------------------------------ figures
def test_rows_hold_the_figures_at_four_decimals(scores):
    table = rows(scores)
    assert table["documents"] == {
        "precision": 1.0,
        "recall": 0.5,
        "f1": 0.6667,
        "tp": 1,
        "fp": 0,
        "fn": 1,
        "issued": 0.0,
        "issuer": 0.0,
    }
    assert table["deadlines.span"]["f1"] == 1.0
    # gold of 20 characters, the last 9 predicted: 2 · 9 / 29
    assert table["deadlines.partial"]["f1"] == 0.6207
    assert (table["published"], table["macro_f1"]) == (0.0, round((0.6667 + 0 + 0.6667 + 0 + 0) / 5, 4))


def test_floors_open_and_shut(scores):
    reached = {name: value for name, value in figures(scores).items() if value is not None}
    assert below_floor(scores, reached) == []
    raised = {name: value + 0.0001 for name, value in reached.items()}
    assert [line.split(":")[0] for line in below_floor(scores, raised)] == list(reached)
    assert below_floor(scores, {"documents": 0.9, "deadlines.span": 1, "directives.issuer": 0.5}) == [
        "documents: 0.6667 is under its floor of 0.9000",
        "directives.issuer: nothing was measured, the floor is 0.5000",
    ]


@pytest.mark.parametrize("floors", [{"document": 0.9}, {"documents.key": 0.9}, {"documents": "0.9"}, {"dev": {}}])
def test_a_floor_for_nothing_is_refused(scores, floors):
    with pytest.raises(ValueError, match=r"^floors: "):
        below_floor(scores, floors)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    # Bounds are the roots of (p - s)² = z² p(1-p)/n with z = 1.959964.
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662), (0, 0, 0, 1)],
)
def test_wilson_interval(successes, n, low, high):
    assert wilson(successes, n) == pytest.approx((low, high), abs=5e-5)


def test_wilson_refuses_more_successes_than_trials():
    with pytest.raises(ValueError, match="3 successes out of 2"):
        wilson(3, 2)


# ------------------------------------------------------------------ tables and errors
def test_tables_show_every_kind_and_field(scores):
    kinds, fields = tables(scores)
    assert kinds.rows[0] == ("documents", "1", "0", "1", "1.0000", "0.5000", "0.6667", "0.6667", "0.6667")
    assert [row[0] for row in kinds.rows] == [
        *("documents", "deadlines", "targets", "directives", "relations"),
        "macro F1",
    ]
    assert ("directives", "issuer", "0", "-") in fields.rows
    assert fields.rows[-1] == ("article", "published", "1", "0.0000")


def test_rules_are_listed_with_their_interval(scores):
    # none of one: from 0 to z² / (1 + z²)
    assert rule_table(scores).rows[1] == ("deadlines", "deadline/day", "1", "0", "1", "0", "0.0000", "0.00-0.79")
    assert [row[1] for row in rule_table(scores).rows] == [
        "document/short",
        "deadline/day",
        "target/percent",
        "target/ratio",
    ]


def test_tables_are_shown_and_written(scores):
    out = io.StringIO()
    console = Console(file=out, width=80, color_system=None)
    for table in (*tables(scores), rule_table(scores)):
        console.print(table.rich())
    assert "Facts in 1 articles" in out.getvalue()
    assert "target/ratio" in out.getvalue()
    assert "…" not in out.getvalue(), "a cell was cut"
    first, rule, *body = tables(scores)[0].markdown().splitlines()
    assert first.startswith("| kind | right |")
    assert rule.startswith("| --- | ---: |")
    assert len(body) == 6


def test_errors_are_listed_by_kind(scores):
    assert error_lines(scores, "deadlines") == [
        "a1  differs  trước ngày 30/6/2020",
        "    in         " + TEXT[: TEXT.index(" Sở Y tế")],
        "    gold       kind=before  value=2020-06-30",
        "    predicted  kind=by  value=2020-06",
        "    rule       deadline/day",
    ]
    assert error_lines(scores, "targets", ["extra"])[0] == "a1  extra  30/6"
    assert error_lines(scores, "targets", ["field"])[-2:] == [
        "    predicted  indicator, deadline: none",
        "    rule       target/percent",
    ]
    assert error_lines(scores, "directives")[:2] == [
        "a1  missed  Sở Y tế sơ kết Chỉ thị 01",
        "    in         Sở Y tế sơ kết Chỉ thị 01.",
    ]
    with pytest.raises(ValueError, match="no kind 'bodies'"):
        error_lines(scores, "bodies")
    with pytest.raises(ValueError, match="no outcome 'wrong'"):
        error_lines(scores, "targets", ["wrong"])


# ------------------------------------------------------------------ checking gold
def test_a_straight_gold_has_no_problems():
    assert check_gold([GOLD], {"a1": TEXT}) == []


CROOKED = {
    "quote": (lambda g: g["deadlines"][0].update(quote="trước 30/6"), "deadlines: no occurrence 1 of 'trước 30/6'"),
    "occurrence": (lambda g: g["documents"][1].update(n=3), "documents: no occurrence 3 of 'Chỉ thị 01'"),
    "twice": (lambda g: g["documents"][1].update(n=1), "documents: marked twice: occurrence 1 of 'Chỉ thị 01'"),
    "published": (lambda g: g.update(published="14/2/2020"), "published is neither EDTF nor a duration: '14/2/2020'"),
    "kind": (
        lambda g: g["deadlines"][0].update(kind="until"),
        "deadlines: kind is 'until', not one of by, before, during, within, recurring",
    ),
    "indicator": (
        lambda g: g["targets"][0].update(indicator="chi bộ mạnh"),
        "targets: the indicator is not in the text: 'chi bộ mạnh'",
    ),
    "range": (
        lambda g: g["targets"][0].update(comparator="range"),
        "targets: a range has two ends, all else one: 'trên 75%'",
    ),
    "addressee": (
        lambda g: g["directives"][0].update(addressees=["Sở Nội vụ"]),
        "directives: the addressee is not in the text: 'Sở Nội vụ'",
    ),
    "relation": (
        lambda g: g["relations"].append(["Chỉ thị 01", "implements", "02-NQ/TU"]),
        "relations: no document has the key '02-NQ/TU'",
    ),
    "type": (lambda g: g.pop("targets"), "Object missing required field `targets`"),
}


@pytest.mark.parametrize("name", CROOKED)
def test_a_crooked_gold_is_told(name):
    bend, problem = CROOKED[name]
    gold = copy.deepcopy(GOLD)
    bend(gold)
    found = [line.removeprefix("gold a1: ") for line in check_gold([gold], {"a1": TEXT})]
    assert found == [problem]


def test_a_gold_without_text_or_twice_is_told():
    assert check_gold([GOLD], {}) == ["gold a1: no text"]
    assert check_gold([GOLD, GOLD], {"a1": TEXT}) == ["gold a1: there more than once"]


# fmt: off
GOOD_DATES = [
    "2020", "2020-06", "2020-06-30", "2020-02-29", "XXXX", "XXXX-10", "XXXX-02-29", "2018-34", "XXXX-34", "2020-21",
    "2016/2020", "2016-05/2020-01", "../2020", "2016/..", "2018-33/2018-34", "P30D", "P6M", "PT48H", "R/P1Y", "R/P1M",
]
BAD_DATES = [
    "", "2020-13", "2020-00", "2019-02-29", "2020-06-31", "2020-6", "20", "2018-37", "2018-34-01", "2020/2016",
    "../..", "2016/2018/2020", "/", "P30", "P1X", "R/", "30/6/2020", "hằng năm", "2020-06-30\n", "٢٠٢٠",
]
# fmt: on


@pytest.mark.parametrize("library", [True, False], ids=["edtf", "without edtf"])
def test_dates_of_gold(monkeypatch, library):
    _parser.cache_clear()
    if library:
        pytest.importorskip("edtf")
    else:
        monkeypatch.setitem(sys.modules, "edtf", None)

    def bad(value):
        gold = copy.deepcopy(GOLD)
        gold["deadlines"][0]["value"] = value
        return bool(check_gold([gold], {"a1": TEXT}))

    assert [value for value in GOOD_DATES if bad(value)] == []
    assert [value for value in BAD_DATES if not bad(value)] == []
    _parser.cache_clear()


def test_scoring_needs_no_terminal_library(monkeypatch):
    real = builtins.__import__

    def guarded(name, *args, **kwargs):
        assert not name.startswith("rich"), "rich is loaded only where a table is shown"
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", guarded)
    assert rows(evaluate([GOLD], [RECORD]))["macro_f1"] > 0
