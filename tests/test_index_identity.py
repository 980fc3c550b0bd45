"""Which readings of a document are one, which bodies belong together, when things are due."""

import sqlite3
from pathlib import Path

import pytest
from index_records import cites, record

from chidao import records
from chidao.index import build
from chidao.index.days import Days, days, due
from chidao.index.places import Places, provinces
from chidao.model import Record

POLITBURO = ("Bộ Chính trị", "party", "central", None)
HANOI = ("Thành ủy Hà Nội", "party", "province", "Hà Nội")


def index_of(folder: Path, *made: Record) -> sqlite3.Connection:
    with (folder / "records.jsonl").open("wb") as file:
        writer = records.writer(file)
        for one in made:
            writer.write(one)
    build([folder / "records.jsonl"], folder / "index.db")
    db = sqlite3.connect(folder / "index.db")
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    return db


# Each case: the articles' readings, and the documents that they are: identity → articles.
SAME = {
    "one number, two terms, two dates": (
        [("21-NQ/TW", "2018-01-05", None, {"issued": "2017-10-25"}),
         ("21-NQ/TW", "2022-09-22", None, {"issued": "2022-06-16"})],
        {"21-NQ/TW (2017)": 1, "21-NQ/TW (2022)": 1},
    ),
    "without a date it is that of its own term": (
        [("21-NQ/TW", "2018-01-05", None, {"issued": "2017-10-25"}),
         ("21-NQ/TW", "2019-01-05", None, {})],
        {"21-NQ/TW (2017)": 2},
    ),
    "without a date in a later term it stands apart": (
        [("21-NQ/TW", "2018-01-05", None, {"issued": "2017-10-25"}),
         ("21-NQ/TW", "2023-01-05", None, {})],
        {"21-NQ/TW (2017)": 1, "21-NQ/TW (khóa XIII)": 1},
    ),
    "a subject tells which one it is": (
        [("21-NQ/TW", "2018-01-05", None, {"issued": "2017-10-25", "title": "về công tác dân số trong tình hình mới"}),
         ("21-NQ/TW", "2022-09-22", None, {"issued": "2022-06-16", "title": "về tổ chức cơ sở đảng và đảng viên"}),
         ("21-NQ/TW", None, None, {"title": "về công tác dân số trong tình hình mới"})],
        {"21-NQ/TW (2017)": 2, "21-NQ/TW (2022)": 1},
    ),
    "neither date nor subject: apart": (
        [("21-NQ/TW", "2018-01-05", None, {"issued": "2017-10-25"}),
         ("21-NQ/TW", "2022-09-22", None, {"issued": "2022-06-16"}),
         ("21-NQ/TW", None, None, {})],
        {"21-NQ/TW (2017)": 1, "21-NQ/TW (2022)": 1, "21-NQ/TW (không ngày)": 1},
    ),
    "a misread day is the same document": (
        [("21-NQ/TW", "2018-01-05", None, {"issued": "2017-10-25"}),
         ("21-NQ/TW", "2018-01-06", None, {"issued": "2017-10-26"})],
        {"21-NQ/TW (2017)": 2},
    ),
    "provinces count for themselves": (
        [("104-KH/TU", "2016-10-01", "Hải Dương", {}), ("104-KH/TU", "2016-10-02", "Bến Tre", {}),
         ("104-KH/TU", "2016-11-02", "Bến Tre", {})],
        {"104-KH/TU (Hải Dương, khóa XII)": 1, "104-KH/TU (Bến Tre, khóa XII)": 2},
    ),
    "the issuer's province goes before the article's": (
        [("104-KH/TU", "2016-10-01", "Hải Dương", {"issuer": HANOI}), ("104-KH/TU", "2016-10-01", "Hà Nội", {})],
        {"104-KH/TU (Hà Nội, khóa XII)": 2},
    ),
    "a province's number without a province means nothing elsewhere": (
        [("104-KH/TU", "2016-10-01", None, {}), ("104-KH/TU", "2016-10-02", None, {})],
        {"104-KH/TU (bài a0)": 1, "104-KH/TU (bài a1)": 1},
    ),
    "a bare number may be anyone's": (
        [("Nghị quyết 39", "2016-10-01", "Hà Nội", {"number": "39"}),
         ("Nghị quyết 39", "2016-10-02", "Hà Nội", {"number": "39"})],
        {"Nghị quyết 39 (bài a0)": 1, "Nghị quyết 39 (bài a1)": 1},
    ),
    "a bare number of the Party's centre is one in a term": (
        [("Nghị quyết 39", "2016-10-01", "Hà Nội", {"number": "39", "issuer": POLITBURO}),
         ("Nghị quyết 39", "2019-10-02", None, {"number": "39", "issuer": POLITBURO}),
         ("Nghị quyết 39", "2022-10-02", None, {"number": "39", "issuer": POLITBURO})],
        {"Nghị quyết 39 (khóa XII)": 2, "Nghị quyết 39 (khóa XIII)": 1},
    ),
    "a year in the number makes it one": (
        [("15/2020/NĐ-CP", "2020-02-05", None, {"year": "2020", "number": "15", "symbol": "NĐ-CP"}),
         ("15/2020/NĐ-CP", None, "Hà Nội", {"year": "2020", "number": "15", "symbol": "NĐ-CP"})],
        {"15/2020/NĐ-CP": 2},
    ),
    "a name is one document": (
        [("Luật Đất đai 2013", "2016-01-05", None, {}), ("Luật Đất đai 2013", None, "Hà Nội", {})],
        {"Luật Đất đai 2013": 2},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SAME)
def test_which_readings_are_one_document(case: str, tmp_path: Path) -> None:
    readings, expected = SAME[case]
    made = [cites(f"a{i}", key, day, place, **about) for i, (key, day, place, about) in enumerate(readings)]
    db = index_of(tmp_path, *made)
    assert dict(db.execute("SELECT identity, articles FROM documents").fetchall()) == expected
    assert db.execute("SELECT count(*) FROM article_documents WHERE document IS NULL").fetchone() == (0,)


def test_most_supported_reading_and_conflicts(tmp_path: Path) -> None:
    title = "về công tác dân số trong tình hình mới"
    db = index_of(
        tmp_path,
        cites("a", "21-NQ/TW", "2018-01-05", issued="2017-10-25", issuer=POLITBURO, title=title),
        cites("b", "21-NQ/TW", "2018-02-05", issued="2017-10-25", title="về dân số"),
        cites("c", "21-NQ/TW", "2018-03-05", issued="2017-10-26", title=title),
        cites("d", "21-NQ/TW", "2019-04-05", issued="2017"),
    )
    row = db.execute("SELECT title, issued, conflicts, articles, first_seen, last_seen FROM documents").fetchone()
    assert row == (title, "2017-10-25", 1, 4, "2018-01-05", "2019-04-05")
    values = db.execute("SELECT field, value, articles, chosen FROM document_values ORDER BY 1, 4 DESC, 2").fetchall()
    assert values == [
        ("issued", "2017-10-25", 2, 1), ("issued", "2017", 1, 0), ("issued", "2017-10-26", 1, 0),
        ("issuer", "Bộ Chính trị", 1, 1), ("title", title, 2, 1), ("title", "về dân số", 1, 0),
    ]  # fmt: skip
    conflicts = db.execute("""SELECT field, chosen, chosen_articles, value, c.articles, a.record
        FROM conflicts c JOIN articles a ON a.id = c.article""").fetchall()
    assert conflicts == [("issued", "2017-10-25", 2, "2017-10-26", 1, "c")]


def test_what_an_open_reading_may_be(tmp_path: Path) -> None:
    db = index_of(
        tmp_path,
        cites("a", "21-NQ/TW", "2018-01-05", issued="2017-10-25"),
        cites("b", "21-NQ/TW", "2023-01-05"),
        cites("c", "Nghị quyết 21", "2018-01-05", number="21"),
    )
    found = db.execute("""SELECT d.identity, c.identity FROM document_candidates x
        JOIN documents d ON d.id = x.document JOIN documents c ON c.id = x.candidate ORDER BY 1, 2""").fetchall()
    assert found == [
        ("21-NQ/TW (khóa XIII)", "21-NQ/TW (2017)"),
        ("Nghị quyết 21 (bài c)", "21-NQ/TW (2017)"),
        ("Nghị quyết 21 (bài c)", "21-NQ/TW (khóa XIII)"),
    ]


def test_graph_of_documents(tmp_path: Path) -> None:
    text = "Kế hoạch 104-KH/TU thực hiện Nghị quyết 21-NQ/TW."
    documents = [
        {"id": "d1", "type": "Kế hoạch", "code": "KH", "number": "104", "symbol": "KH/TU", "key": "104-KH/TU",
         "mentions": ["Kế hoạch 104-KH/TU"]},
        {"id": "d2", "type": "Nghị quyết", "code": "NQ", "number": "21", "symbol": "NQ/TW", "key": "21-NQ/TW",
         "mentions": ["Nghị quyết 21-NQ/TW"]},
    ]  # fmt: skip
    relation = {"id": "r1", "source": "d1", "type": "implements", "target": "d2", "quote": "thực hiện"}
    made = [record(i, text, "2022-10-01", "Hải Dương", documents=documents, relations=[relation]) for i in ("a", "b")]
    db = index_of(tmp_path, *made)
    assert db.execute("""SELECT s.key, l.type, t.key, l.articles FROM document_links l
        JOIN documents s ON s.id = l.source JOIN documents t ON t.id = l.target""").fetchall() == [
        ("104-KH/TU", "implements", "21-NQ/TW", 2)
    ]


# ------------------------------------------------------------------ bodies
def speaks(id: str, name: str, published: str | None, about: str | None = None, **body: str | None) -> Record:
    return record(id, f"{name} họp.", published, about, bodies=[{"id": "b", "name": name, "mentions": [name], **body}])


BODY_LINKS = {
    ("Ban Thường vụ Tỉnh ủy Hải Dương", "party", "province", "Hải Dương"): {
        ("broader", "Tỉnh ủy Hải Dương"), ("successor", "Ban Thường vụ Thành ủy Hải Phòng")},
    ("Ủy ban nhân dân tỉnh Lào Cai", "government", "province", "Lào Cai"): {
        ("broader", "Chính phủ"), ("successor", "Ủy ban nhân dân tỉnh Lào Cai")},
    ("Ủy ban nhân dân tỉnh Bình Dương", "government", "province", "Bình Dương"): {
        ("broader", "Chính phủ"), ("successor", "Ủy ban nhân dân Thành phố Hồ Chí Minh")},
    ("Sở Kế hoạch và Đầu tư tỉnh Nghệ An", "government", "province", "Nghệ An"): {
        ("broader", "Ủy ban nhân dân tỉnh Nghệ An"), ("successor", "Sở Tài chính tỉnh Nghệ An")},
    ("Sở Y tế tỉnh Nghệ An", "government", "province", "Nghệ An"): {("broader", "Ủy ban nhân dân tỉnh Nghệ An")},
    ("Bộ trưởng Bộ Giao thông vận tải", "office", "central", None): {("broader", "Bộ Giao thông vận tải")},
    ("Bộ Giao thông vận tải", "government", "central", None): {("broader", "Chính phủ"), ("successor", "Bộ Xây dựng")},
    ("Huyện ủy Thạch Hà", "party", "district", "Thạch Hà"): {("broader", "Tỉnh ủy Nghệ An")},  # the article's province
    ("Đoàn đại biểu Quốc hội tỉnh Nghệ An", "legislature", "province", "Nghệ An"): {("broader", "Quốc hội")},
    ("Ủy ban nhân dân thành phố Lào Cai", "government", "province", "Lào Cai"): {
        ("broader", "Ủy ban nhân dân tỉnh Lào Cai")},
    ("Đại hội Đảng bộ tỉnh Hải Dương", "party", "province", "Hải Dương"): set(),
    ("các huyện ủy", "group", None, None): set(),
    ("Tỉnh ủy", "party", "province", None): set(),
}  # fmt: skip


@pytest.mark.parametrize("body", BODY_LINKS, ids=lambda b: b[0])
def test_hierarchy_and_mergers(body: tuple[str, str, str | None, str | None], tmp_path: Path) -> None:
    name, kind, level, place = body
    db = index_of(tmp_path, speaks("a", name, "2016-05-01", "Nghệ An", kind=kind, level=level, place=place))
    found = db.execute("""SELECT l.type, o.name FROM body_links l JOIN bodies b ON b.id = l.body
        JOIN bodies o ON o.id = l.other WHERE b.articles = 1""").fetchall()
    assert set(found) == BODY_LINKS[body]


def test_a_merged_province_that_kept_its_name_has_two_bodies(tmp_path: Path) -> None:
    about = {"level": "province", "place": "Lào Cai"}
    db = index_of(
        tmp_path,
        speaks("a", "Tỉnh ủy Lào Cai", "2016-05-01", **about),
        speaks("b", "Tỉnh ủy Lào Cai", "2025-09-01", **about),
        speaks("c", "Tỉnh ủy Lào Cai", None, **about),
    )
    rows = db.execute("SELECT label, valid_from, valid_to, articles FROM bodies WHERE articles ORDER BY id").fetchall()
    assert rows == [
        ("Tỉnh ủy Lào Cai", None, "2025-06-30", 2),
        ("Tỉnh ủy Lào Cai (từ 2025-07-01)", "2025-07-01", None, 1),
    ]
    link = db.execute("SELECT body, other, since FROM body_links WHERE type = 'successor'").fetchall()
    assert (1, 2, "2025-07-01") in link


def test_one_name_in_two_provinces_is_two_bodies(tmp_path: Path) -> None:
    about = {"level": "district", "place": "Châu Thành"}
    made = [speaks(p, "Huyện ủy Châu Thành", "2016-05-01", p, **about) for p in ("Bến Tre", "Tiền Giang")]
    db = index_of(tmp_path, *made)
    assert db.execute("SELECT label, valid_to FROM bodies WHERE articles ORDER BY label").fetchall() == [
        ("Huyện ủy Châu Thành (Bến Tre)", "2025-06-30"),
        ("Huyện ủy Châu Thành (Tiền Giang)", "2025-06-30"),
    ]


def test_every_merged_province_leads_to_one_that_exists() -> None:
    places = Places(provinces())
    merged = [p for p in provinces() if p.valid_to]
    assert len([p for p in merged if p.valid_to == "2025-06-30"]) == 52
    for place in merged:
        after = places.successor(place)
        assert after is not None
        assert after.valid_to is None or place.valid_to < "2025"


# ------------------------------------------------------------------ days
DUE = {
    ("by", "2020"): (Days("2020-01-01", "2020-12-31"), None, Days()),
    ("by", "2016-10"): (Days("2016-10-01", "2016-10-31"), None, Days()),
    ("by", "2018-33"): (Days("2018-01-01", "2018-03-31"), None, Days()),
    ("by", "2018-34"): (Days("2018-04-01", "2018-06-30"), None, Days()),
    ("by", "2018-35"): (Days("2018-07-01", "2018-09-30"), None, Days()),
    ("by", "2018-36"): (Days("2018-10-01", "2018-12-31"), None, Days()),
    ("by", "2016-02-29"): (Days("2016-02-29", "2016-02-29"), None, Days()),
    ("before", "2017-06-30"): (Days("2017-06-29", "2017-06-29"), None, Days()),
    ("before", "2017"): (Days("2016-12-31", "2016-12-31"), None, Days()),
    ("during", "2016/2020"): (Days("2016-01-01", "2020-12-31"), None, Days()),
    ("during", "2017-34/2017-36"): (Days("2017-04-01", "2017-12-31"), None, Days()),
    ("by", "XXXX-10"): (Days(), None, Days("10-01", "10-31")),
    ("before", "XXXX-06-30"): (Days(), None, Days("06-29", "06-29")),
    ("recurring", "XXXX-34"): (Days(), "P1Y", Days("04-01", "06-30")),
    ("recurring", "R/P1M"): (Days(), "P1M", Days()),
    ("recurring", "R/P1Y"): (Days(), "P1Y", Days()),
    ("within", "P30D"): (Days(), None, Days()),
    ("by", None): (Days(), None, Days()),
    ("during", "XXXX"): (Days(), None, Days()),
    ("by", "2017-02-31"): (Days(), None, Days()),
    ("by", "someday"): (Days(), None, Days()),
}


@pytest.mark.parametrize(("kind", "value"), DUE)
def test_when_it_is_due(kind: str, value: str | None) -> None:
    when = due(kind, value)
    assert (when.days, when.every, when.yearly) == DUE[kind, value]


def test_an_interval_that_runs_backwards_is_no_date() -> None:
    assert days("2020/2016") == Days()
