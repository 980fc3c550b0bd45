"""Numbers to be reached: which numbers are goals, what they are worth, and what governs them."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from chidao.extractors import targets as extractor
from chidao.extractors.reading import Reading
from chidao.model import Article, Block, Deadline, Document, DocumentMention, Page, Source, Target
from chidao.resolve.bodies import BodyTable
from chidao.resolve.targets import resolve_targets

CASES = tomllib.loads((Path(__file__).parent / "cases" / "targets.toml").read_text(encoding="utf-8"))["case"]


def page_of(text: str) -> Page:
    """Return text as a page in which every line is body text."""
    blocks, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            start = at + len(line) - len(line.lstrip())
            blocks.append(Block(start=start, end=start + len(line.strip()), kind="body"))
        at += len(line) + 1
    source = Source(path="t.txt", sha256="", bytes=0, media_type="text/plain", encoding="utf-8")
    return Page(article=Article(id="t", text=text, source=source), blocks=tuple(blocks))


def deadlines_in(text: str, dates: dict[str, str]) -> list[Deadline]:
    """Return a deadline for each phrase of the text, in order of the text."""
    found = sorted((text.index(words), words) for words in dates)
    return [
        Deadline(id=f"deadline{i}", rule="t", start=s, end=s + len(w), quote=w, kind="by", value=dates[w])
        for i, (s, w) in enumerate(found, 1)
    ]


def targets_of(
    text: str, dates: dict[str, str] | None = None, documents: list[Document] | None = None
) -> tuple[list[Target], BodyTable]:
    page = page_of(text)
    bodies = BodyTable(page)
    mentions = extractor.find(Reading(page), ())
    return resolve_targets(page, mentions, deadlines_in(text, dates or {}), documents or [], bodies), bodies


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_case(case: dict[str, Any]) -> None:
    targets, _ = targets_of(case["text"])
    assert [t.quote for t in targets] == [t["quote"] for t in case["targets"]]
    for target, expected in zip(targets, case["targets"], strict=True):
        got = {k: getattr(target, k) for k in expected if k != "indicator"}
        if "indicator" in expected:
            got["indicator"] = target.indicator.quote if target.indicator else None
        assert got == expected


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_quotes_and_ids(case: dict[str, Any]) -> None:
    text = case["text"]
    targets, _ = targets_of(text)
    assert [t.id for t in targets] == [f"target{i}" for i in range(1, len(targets) + 1)]
    assert [t.start for t in targets] == sorted(t.start for t in targets)
    for target in targets:
        assert target.quote == text[target.start : target.end]
        if target.indicator:
            assert target.indicator.quote == text[target.indicator.start : target.indicator.end]


@pytest.mark.parametrize(
    ("text", "dates", "expected"),
    [
        ("Phấn đấu đến năm 2020 có 50% số xã đạt chuẩn.", {"đến năm 2020": "2020"}, ["2020"]),
        ("Phấn đấu đạt 10 tỷ USD vào năm 2025.", {"vào năm 2025": "2025"}, ["2025"]),
        (
            "Mục tiêu đến năm 2020 xuất khẩu đạt 4 tỷ USD và năm 2030 đạt 10 tỷ USD.",
            {"đến năm 2020": "2020", "năm 2030": "2030"},
            ["2020", "2030"],
        ),
        (
            "Kế hoạch đặt chỉ tiêu trong giai đoạn 2016-2020, 90% số xã có chợ. 100% số xã có trường học.",
            {"giai đoạn 2016-2020": "2016/2020"},
            ["2016/2020", "2016/2020"],
        ),
        ("Phấn đấu có 50% số xã đạt chuẩn. Hội nghị bế mạc ngày 30/6.", {"ngày 30/6": "XXXX-06-30"}, [None]),
        (
            "Bộ phấn đấu giảm 10% chi phí, trước ngày 30/6 báo cáo kết quả.",
            {"trước ngày 30/6": "XXXX-06-30"},
            [None],
        ),
    ],
)
def test_deadline_that_governs(text: str, dates: dict[str, str], expected: list[str | None]) -> None:
    targets, _ = targets_of(text, dates)
    value_of = {d.id: d.value for d in deadlines_in(text, dates)}
    assert [value_of.get(t.deadline or "") for t in targets] == expected


def test_document_and_issuer_of_the_goal() -> None:
    text = "Kế hoạch 12-KH/TU đặt mục tiêu 90% số thôn có chi bộ."
    mention = DocumentMention(rule="t", start=0, end=17, quote=text[:17])
    plan = Document(
        id="doc1", rule="t", type="Kế hoạch", code="KH", number="12", year=None, symbol="KH/TU", key="12-KH/TU",
        title=None, issuer="body7", issued=None, effective=None, mentions=[mention],
    )  # fmt: skip
    targets, _ = targets_of(text, documents=[plan])
    assert [(t.document, t.issuer) for t in targets] == [("doc1", "body7")]


def test_issuer_is_the_only_body_before_the_goal() -> None:
    targets, bodies = targets_of("Bộ Xây dựng đặt mục tiêu giảm 15% chi phí.")
    assert [bodies.name_of(t.issuer or "") for t in targets] == ["Bộ Xây dựng"]
    targets, _ = targets_of("Bộ Xây dựng và Bộ Y tế đặt mục tiêu giảm 15% chi phí.")
    assert [t.issuer for t in targets] == [None]


def test_a_goal_without_its_own_words_needs_one_before() -> None:
    targets, _ = targets_of("100% số thôn có chi bộ.")
    assert targets == []
