"""Names of bodies: which words name one, and which body they name in their article."""

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from chidao import clean, ingest
from chidao.model import Page
from chidao.resolve.bodies import BodyTable
from chidao.rules.body_names import name_at, names_in
from chidao.rules.body_words import departments, words_of
from chidao.rules.gazetteers import aliases, gazetteer
from chidao.text import canonical, fold, view_of

TABLE = tomllib.loads((Path(__file__).parent / "cases" / "bodies.toml").read_text(encoding="utf-8"))
SURFACES = [(row, surface) for row in TABLE["name"] for surface in row["surfaces"]]


def page_of(text: str) -> Page:
    return clean.clean(ingest.article(text, path="bai.txt"))


def last(text: str, words: str) -> tuple[int, int]:
    start = text.rindex(words)
    return start, start + len(words)


# ------------------------------------------------------------------ names alone
@pytest.mark.parametrize(("row", "surface"), SURFACES, ids=[s for _, s in SURFACES])
def test_surface_names_the_body(row: dict[str, Any], surface: str) -> None:
    table = BodyTable(page_of(surface))
    body = table.mention(0, len(surface), "test")
    assert body is not None
    (entry,) = table.entries()
    assert entry.name == row["name"]
    assert [m.quote for m in entry.mentions] == [surface]
    for field in ("kind", "level", "place"):
        if field in row:
            assert getattr(entry, field) == row[field]


@pytest.mark.parametrize(("row", "surface"), SURFACES, ids=[s for _, s in SURFACES])
def test_surface_is_found_whole_in_a_sentence(row: dict[str, Any], surface: str) -> None:
    text = f"Sáng 3/5, {surface} đã họp với các bên."
    view = view_of(text)
    names = names_in(view.norm, view.low, 0, len(text))
    assert surface in [text[n.start : n.end] for n in names]


@pytest.mark.parametrize("row", TABLE["name"], ids=[r["name"] for r in TABLE["name"]])
def test_all_surfaces_share_one_entry(row: dict[str, Any]) -> None:
    text = ". ".join(row["surfaces"]) + "."
    table = BodyTable(page_of(text))
    at, ids = 0, []
    for surface in row["surfaces"]:
        start = text.index(surface, at)
        ids.append(table.mention(start, start + len(surface), "test"))
        at = start + len(surface)
    assert set(ids) == {"body1"}


# ------------------------------------------------------------------ names in their articles
@pytest.mark.parametrize("case", TABLE["context"], ids=[c["about"] for c in TABLE["context"]])
def test_short_name_in_context(case: dict[str, Any]) -> None:
    table = BodyTable(page_of(case["text"]))
    body = table.mention(*last(case["text"], case["at"]), "test")
    assert body is not None
    assert table.name_of(body) == case["name"]
    (entry,) = table.entries()
    for field in ("kind", "level", "place", "person"):
        if field in case:
            assert getattr(entry, field) == case[field]


@pytest.mark.parametrize("case", TABLE["addressee"], ids=[c["words"] for c in TABLE["addressee"]])
def test_words_of_an_addressee(case: dict[str, Any]) -> None:
    text = f"Thủ tướng yêu cầu {case['words']} báo cáo trước ngày 5/6."
    table = BodyTable(page_of(text))
    table.mention(*last(text, case["words"]), "test", group=True)
    assert [(e.name, e.kind) for e in table.entries()] == ([(case["name"], case["kind"])] if case["name"] else [])


def test_the_body_of_a_symbol_is_no_name() -> None:
    view = view_of("Theo Thông báo số 38/TB-UBND, các phòng báo cáo.")
    assert all(n.kind == "group" for n in names_in(view.norm, view.low, 0, len(view.low)))


@pytest.mark.parametrize("case", TABLE["nobody"], ids=[c["at"] for c in TABLE["nobody"]])
def test_names_nobody(case: dict[str, Any]) -> None:
    table = BodyTable(page_of(case["text"]))
    assert table.mention(*last(case["text"], case["at"]), "test") is None
    assert table.entries() == []


def test_an_addressee_that_is_no_body_becomes_a_group_under_its_own_words() -> None:
    text = "Bộ Y tế yêu cầu các bệnh viện tuyến huyện báo cáo."
    table = BodyTable(page_of(text))
    assert table.mention(*last(text, "các bệnh viện tuyến huyện"), "test", group=True) == "body1"
    (entry,) = table.entries()
    assert (entry.name, entry.kind, entry.level) == ("các bệnh viện tuyến huyện", "group", None)


def test_entries_come_in_the_order_of_reference_with_sorted_mentions() -> None:
    text = "Bộ Y tế và Bộ Công an họp. Bộ Y tế chủ trì."
    table = BodyTable(page_of(text))
    second = table.mention(*last(text, "Bộ Công an"), "test")
    late = table.mention(*last(text, "Bộ Y tế"), "test")
    early = table.mention(0, 7, "test")
    again = table.mention(0, 7, "test")
    assert (second, late, early, again) == ("body1", "body2", "body2", "body2")
    assert [(e.name, [m.start for m in e.mentions]) for e in table.entries()] == [
        ("Bộ Công an", [11]),
        ("Bộ Y tế", [0, 27]),
    ]


def test_an_unknown_id_is_no_body() -> None:
    with pytest.raises(KeyError):
        BodyTable(page_of("Bộ Y tế họp.")).name_of("body1")


# ------------------------------------------------------------------ finding
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thủ tướng giao Bộ Y tế, UBND tỉnh và các bộ, ngành.", ["Thủ tướng", "Bộ Y tế", "UBND tỉnh", "các bộ, ngành"]),
        ("Ban Thường vụ Tỉnh ủy và cấp ủy các cấp", ["Ban Thường vụ Tỉnh ủy", "cấp ủy các cấp"]),
        ("UBND TP. Về việc này, ông Nam nói.", ["UBND TP."]),
        ("UBND TP HCM Để kịp tiến độ, cấp tỉnh PCI tăng", ["UBND TP HCM"]),
        ("Vụ trưởng Vụ TCNH họp", ["Vụ trưởng"]),
        ("Bệnh viện Nhi Trung ương đông khách, theo quy định của Trung ương", ["Trung ương"]),
        ("Chủ tịch, Văn phòng Chủ tịch nước", ["Chủ tịch", "Văn phòng Chủ tịch nước"]),
        ("bộ phim hay, sở thích riêng, công an phường", []),
        ("Chính phủ\nBộ Y tế", ["Chính phủ", "Bộ Y tế"]),
        ("", []),
    ],
)
def test_names_of_a_text(text: str, expected: list[str]) -> None:
    view = view_of(text)
    assert [text[n.start : n.end] for n in names_in(view.norm, view.low, 0, len(text))] == expected


def test_a_name_ends_within_its_limit() -> None:
    text = "Bộ Giáo dục và Đào tạo"
    view = view_of(text)
    for limit in range(len(text) + 1):
        name = name_at(view.norm, view.low, 0, limit)
        assert name is None or name.end <= limit


@pytest.mark.parametrize("piece", ["Nguyễn ", "UBND ", "Chủ tịch ", "các bộ, ", "Đảng ủy Khối ", "TP.", "Sở Y - "])
def test_names_of_hostile_repetition_do_not_overlap(piece: str) -> None:
    text = canonical(piece * 4000)
    names = names_in(text, fold(text), 0, len(text))
    assert all(a.end <= b.start for a, b in pairwise(names))


# ------------------------------------------------------------------ tables
@pytest.mark.parametrize("row", gazetteer("bodies"), ids=lambda r: r["name"])
def test_a_central_body_is_found_by_its_name(row: dict[str, str]) -> None:
    name = canonical(row["name"])
    found = name_at(name, fold(name), 0, len(name))
    assert found is not None
    assert (found.head, found.end) == (row["name"], len(name))


def test_no_alias_repeats_what_the_lookup_key_unifies() -> None:
    doubles = []
    for row in gazetteer("bodies"):
        keys = [words_of(n) for n in (row["name"], *aliases(row))]
        doubles += [row["name"] for i, key in enumerate(keys) if key in keys[:i]]
    assert doubles == []


def test_every_department_is_in_the_table() -> None:
    table = departments()
    for row in gazetteer("departments"):
        low = fold(row["name"])
        assert table.longest(low, 0, len(low)) == (len(low), row["name"])


def test_districts_belong_to_known_provinces() -> None:
    provinces = {row["name"] for row in gazetteer("provinces")}
    assert [r["name"] for r in gazetteer("districts") if not set(aliases(r, "provinces")) <= provinces] == []
    assert [r["name"] for r in gazetteer("districts") if not aliases(r, "provinces") or not r["units"]] == []
