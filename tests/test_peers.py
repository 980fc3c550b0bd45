"""What is measured beside chidao: the peers' finds and the words stand where the text has them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import peers
import pytest
import words

from chidao import clean, ingest
from chidao.evaluate import evaluate
from chidao.extractors import addressees, targets, turns
from chidao.text import fold

TEXT = "Ngày 5/6/2017, Sở Giáo dục và Đào tạo Hà Nội phải báo cáo trước ngày 30/9/2017 theo Kế hoạch số 12-KH/TU."


def quoted(facts: list[dict[str, Any]], text: str) -> None:
    for fact in facts:
        for q in fact.get("mentions", [fact]):
            assert text[q["start"] : q["end"]] == q["quote"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (TEXT, ["12-KH/TU"]),
        ("Nghị quyết 21 – NQ/TW, Nghị định 15/2020/NĐ-CP", ["21 – NQ/TW", "15/2020/NĐ-CP"]),
        ("Luật Đất đai năm 2013, giai đoạn 2016-2020, TP Hà Nội", []),
    ],
)
def test_numbers(text: str, numbers: list[str]) -> None:
    found = peers.numbers(text)
    quoted(found, text)
    assert [d["key"] for d in found] == numbers


def test_dates() -> None:
    pytest.importorskip("dateparser")
    found = peers.dates(TEXT, "2017-06-05")
    quoted(found, TEXT)
    assert ("before", "2017-09-30") in [(d["kind"], d["value"]) for d in found]
    # As much of the date as was read, not the first day of it.
    assert [d["value"] for d in peers.dates("Hoàn thành trong tháng 10-2016.", None)] == ["2016-10"]
    assert [d["value"] for d in peers.dates("Hoàn thành trong tháng 10.", None, ["year"])] == []


def test_a_peer_is_scored_like_any_system() -> None:
    pytest.importorskip("dateparser")
    gold = {
        "article": "one",
        "documents": [{"quote": "Kế hoạch số 12-KH/TU", "key": "12-KH/TU"}],
        "deadlines": [{"quote": "trước ngày 30/9/2017", "kind": "before", "value": "2017-09-30"}],
        "targets": [],
        "directives": [],
        "relations": [],
    }
    scores = evaluate([gold], [peers.theirs(gold, TEXT)]).kinds
    assert scores["documents"].strict.f1 == 1
    assert scores["deadlines"].strict.recall == 1
    assert scores["deadlines"].strict.precision < 1  # the day of the news is a date, and no deadline


def test_names() -> None:
    text = "Ông Nguyễn Văn An  làm việc tại Hà Nội.\nBà Trần Thị Hoà đến từ Việt Nam."
    found = [text[start:end] for (start, end), _ in peers.names(text)]
    assert "Hà Nội" in found
    assert "Việt Nam" in found


def test_bodies_of_gold_and_record() -> None:
    order = "yêu cầu Sở Y tế báo cáo"
    text = f"Sở Y tế họp. UBND tỉnh Bến Tre {order}."
    gold = {
        "documents": [{"issuer": None}],
        "directives": [{"quote": order, "issuer": "Ủy ban nhân dân tỉnh Bến Tre", "addressees": ["Sở Y tế"]}],
    }
    want = peers.in_gold(gold, text)
    start = text.index("Sở Y tế", 5)
    assert want == peers.Named([(start, start + 7)], {"ủy ban nhân dân bến tre"})
    have = peers.labelled(text, [((start, start + 2), "ORG"), ((13, 30), "LOC")], "ORG")
    assert have.addressees == [(start, start + 2)]
    span, partial, name = peers.bodies([(want, have)])
    assert (span.f1, name.f1) == (1, 0)
    assert partial.f1 == pytest.approx(4 / 9)
    everything = peers.labelled(text, [((start, start + 2), "ORG"), ((13, 30), "LOC")], None)
    assert peers.bodies([(want, everything)])[2].recall == 1


def test_bodies_of_a_record() -> None:
    record = peers.ours(ingest.article("Thủ tướng Chính phủ yêu cầu Bộ Tài chính báo cáo trước ngày 30/9/2017."))
    have = peers.in_record(record)
    assert [record["text"][start:end] for start, end in have.addressees] == ["Bộ Tài chính"]
    assert have.issuers == {"thủ tướng chính phủ"}


# ------------------------------------------------------------------ words
@pytest.fixture
def ways() -> words.Ways:
    page = clean.clean(ingest.article("Sở Giáo dục và Đào tạo Khánh  Hoà thực hiện. Các sở báo cáo."))
    made = words.Ways()
    made.page = words.Segmented(page)
    return made


def test_segmented(ways: words.Ways) -> None:
    page = ways.page
    assert page is not None
    at = page.text.index("và")
    word = page.around(at)
    assert word is not None
    assert page.text[slice(*word)] == "Giáo dục và Đào tạo"
    assert page.around(word[0]) is None
    assert page.around(word[1]) is None
    assert page.within(page.text.index("thực"), page.text.index(".")) == ["thực hiện"]
    assert page.within(page.text.index("Các"), len(page.text)) == ["các", "sở", "báo cáo", "."]


def test_each_way_changes_what_it_says_and_leaves_nothing_behind(ways: words.Ways) -> None:
    assert ways.page is not None
    text = ways.page.text
    low = fold(text)
    inside = text.index("hiện")
    span = (text.index("Giáo"), text.index("thực") + 2)
    before = (addressees.verb_at, turns.split, targets.indicator_of)
    cut: Callable[..., Any] = lambda *_: (text.index("dục"), text.index("tạo"))  # noqa: E731
    with ways.reading(ways.boundary()):
        assert addressees.verb_at(low, text.index("thực"), len(low)) is not None
        assert addressees.verb_at(low, inside, len(low)) is None
    with pytest.MonkeyPatch.context() as patched:
        middle = text.index(" và")
        patched.setattr(addressees, "split", lambda _, span: [(span[0], middle), (middle + 4, span[1])])
        with ways.reading(ways.lists()):
            assert turns.split(low, span) == [span]
        patched.setattr(targets, "indicator_of", cut)
        with ways.reading(ways.indicators()):
            assert text[slice(*targets.indicator_of(low, 0, 0, (0, 0), 0))] == "Giáo dục và Đào tạo"
    assert (addressees.verb_at, turns.split, targets.indicator_of) == before


def test_words_as_evidence() -> None:
    article = ingest.article("Thủ tướng Chính phủ yêu cầu các bộ báo cáo kết quả trước ngày 30/9/2017.")
    found = list(words.candidates("directives", article, words.Ways()))
    assert found
    for _, by_syllables, by_words in found:
        assert "word: báo" in by_syllables
        assert "word: báo" not in by_words
        assert "word: báo cáo" in by_words


def test_difference() -> None:
    true = np.array([True, False] * 50)
    articles = np.array([str(i // 4) for i in range(100)])
    assert words.difference(true, true, true, articles) == (0, 0)
    low, high = words.difference(~true, true, true, articles)
    assert low == high == 1
