"""Limits and horizons: what the words around a time make of it, and of which year it is."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

import chidao

CASES = tomllib.loads((Path(__file__).parent / "cases" / "deadlines.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_case(case: dict[str, Any]) -> None:
    found = chidao.extract(case["text"]).deadlines
    expected = case["deadlines"]
    assert [d.quote for d in found] == [d["quote"] for d in expected]
    assert [{k: getattr(d, k) for k in want} for d, want in zip(found, expected, strict=True)] == expected


def test_of_two_terms_none_is_the_one_that_ends() -> None:
    record = chidao.extract(
        "Nhiệm kỳ 2015-2020 đã qua, nhiệm kỳ 2020-2025 bắt đầu. Huyện ủy yêu cầu các xã phấn đấu "
        "đến cuối nhiệm kỳ đạt 98% số hộ có nước sạch."
    )
    assert [(d.kind, d.value) for d in record.deadlines if d.rule == "deadline/term"] == [("by", None)]


def test_a_target_is_due_right_behind_its_number() -> None:
    record = chidao.extract(
        "Theo quy hoạch đến năm 2035, tỉnh đặt mục tiêu xuất khẩu 35 tỷ USD vào năm 2025 "
        "và nâng lên 50 tỷ USD vào năm 2035."
    )
    due = {d.id: d.value for d in record.deadlines}
    assert [(t.quote, due.get(t.deadline)) for t in record.targets] == [("35 tỷ USD", "2025"), ("50 tỷ USD", "2035")]
