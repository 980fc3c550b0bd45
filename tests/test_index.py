"""An index: built, built again, interrupted; what it finds, and what the commands say."""

import csv
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from index_records import cites, record

from chidao import records
from chidao.cli import main
from chidao.index import IndexFileError, build, documents, page
from chidao.index.corpus import due, stats
from chidao.index.matching import QueryError, Words
from chidao.index.search import Question, connect, search
from chidao.model import Record

TEXT = (
    "Tỉnh uỷ Hải Dương phát triển đảng viên. Ban Thường vụ Tỉnh uỷ giao Ban Tổ chức Tỉnh uỷ hướng dẫn kết nạp đảng "
    "viên xong trong tháng 10-2016. Phấn đấu kết nạp từ 2.500 đảng viên trở lên theo Nghị quyết 21-NQ/TW. "
    "Sở Tài chính báo cáo quý IV hằng năm."
)


def article(id: str = "hd", text: str = TEXT, verb: str = "giao") -> Record:
    return record(
        id,
        text,
        "2016-09-26",
        "Hải Dương",
        documents=[
            {"id": "doc1", "type": "Nghị quyết", "code": "NQ", "number": "21", "symbol": "NQ/TW", "key": "21-NQ/TW",
             "mentions": ["Nghị quyết 21-NQ/TW"], "title": "về tổ chức cơ sở đảng"},
        ],
        bodies=[
            {"id": "body1", "name": "Ban Thường vụ Tỉnh ủy Hải Dương", "level": "province", "place": "Hải Dương",
             "mentions": ["Ban Thường vụ Tỉnh uỷ"]},
            {"id": "body2", "name": "Ban Tổ chức Tỉnh ủy Hải Dương", "level": "province", "place": "Hải Dương",
             "mentions": ["Ban Tổ chức Tỉnh uỷ"]},
        ],
        deadlines=[
            {"id": "dl1", "kind": "by", "value": "2016-10", "quote": "trong tháng 10-2016"},
            {"id": "dl2", "kind": "recurring", "value": "XXXX-36", "quote": "quý IV hằng năm"},
        ],
        targets=[{"id": "t1", "value": 2500, "unit": "đảng viên", "quote": "từ 2.500 đảng viên trở lên",
                  "indicator": "kết nạp", "document": "doc1"}],
        directives=[{"id": "dir1", "verb": verb, "issuer": "body1", "deadlines": ["dl1"],
                     "quote": "Ban Thường vụ Tỉnh uỷ giao Ban Tổ chức Tỉnh uỷ hướng dẫn kết nạp đảng viên",
                     "action": "hướng dẫn kết nạp đảng viên", "addressees": [("body2", "Ban Tổ chức Tỉnh uỷ")]}],
    )  # fmt: skip


OTHER = record("hn", "Hà Nội bàn về đường sắt trên cao. Giá vé đang viên mãn.", "2017-03-01", "Hà Nội")


def write(path: Path, *made: Record) -> Path:
    with path.open("wb") as file:
        writer = records.writer(file)
        for one in made:
            writer.write(one)
    return path


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    build([write(folder / "records.jsonl", article(), OTHER)], folder / "chidao.db")
    return folder / "chidao.db"


def dump(path: Path) -> dict[str, list[tuple[object, ...]]]:
    db = sqlite3.connect(path)
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE TABLE%'")]
    return {t: db.execute(f'SELECT * FROM "{t}"').fetchall() for t in tables if not re.search("_fts|inputs|stat", t)}


# ------------------------------------------------------------------ building
def test_again_adds_nothing(tmp_path: Path) -> None:
    file, db = write(tmp_path / "r.jsonl", article(), OTHER), tmp_path / "i.db"
    first = build([file], db)
    before = dump(db)
    second = build([tmp_path / "r.jsonl"], db)
    assert (first.added, second.added, second.replaced, second.unchanged) == (2, 0, 0, 2)
    assert dump(db) == before


def test_in_steps_is_as_at_once(tmp_path: Path) -> None:
    one, two = write(tmp_path / "1.jsonl", article()), write(tmp_path / "2.jsonl", OTHER, cites("c", "21-NQ/TW"))
    build([one, two], tmp_path / "once.db")
    build([one], tmp_path / "steps.db")
    build([two], tmp_path / "steps.db")
    texts = "SELECT label, articles, mentions FROM {} ORDER BY label"
    for table in ("documents", "bodies"):
        once, steps = (
            sqlite3.connect(tmp_path / n).execute(texts.format(table)).fetchall() for n in ("once.db", "steps.db")
        )
        assert once == steps


def test_a_changed_record_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    db = tmp_path / "i.db"
    build([write(tmp_path / "1.jsonl", article(), OTHER)], db)
    text = TEXT.replace("hướng dẫn kết nạp", "chỉ đạo bồi dưỡng")
    changed = record("hd", text, "2016-09-26", "Hải Dương")
    summary = build([write(tmp_path / "2.jsonl", changed)], db)
    assert (summary.replaced, summary.rows["articles"], summary.rows["directives"]) == (1, 2, 0)
    assert summary.rows["documents"] == summary.rows["mentions"] == 0
    with sqlite3.connect(db) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for name in ("articles_fts", "directives_fts", "targets_fts"):
            connection.execute(f"INSERT INTO {name}({name}) VALUES ('integrity-check')")
    assert search(connect(db), Question(text="hướng dẫn kết nạp")).hits == []
    assert [h.kind for h in search(connect(db), Question(text="chi dao boi duong")).hits] == ["article"]


def test_an_article_twice_in_one_run_is_one(tmp_path: Path) -> None:
    file = write(tmp_path / "r.jsonl", article(), article(), article(verb="yêu cầu"))
    summary = build([file], tmp_path / "i.db")
    assert (summary.added, summary.unchanged, summary.replaced) == (1, 1, 1)
    assert sqlite3.connect(tmp_path / "i.db").execute("SELECT verb FROM directives").fetchall() == [("yêu cầu",)]


def test_copies_are_marked_and_are_one_witness(tmp_path: Path) -> None:
    first = cites("a", "21-NQ/TW", "2018-01-05", issued="2017-10-25")
    other = cites("b", "21-NQ/TW", "2018-01-06", issued="2017-10-26")
    copies = [cites(i, "21-NQ/TW", "2018-01-07", issued="2017-10-26") for i in ("c", "d")]
    marked = [msgspec.structs.replace(c, duplicate_of="b", similarity=0.9) for c in copies]
    same = msgspec.structs.replace(first, duplicate_of="a", similarity=1.0)
    agreeing = cites("e", "21-NQ/TW", "2018-01-08", issued="2017-10-25")
    summary = build([write(tmp_path / "r.jsonl", first, other, *marked, same, agreeing)], tmp_path / "i.db")
    assert (summary.added, summary.unchanged) == (5, 1)
    db = sqlite3.connect(tmp_path / "i.db")
    assert db.execute("SELECT record, duplicate_of, similarity FROM articles WHERE similarity").fetchall() == [
        ("c", "b", 0.9),
        ("d", "b", 0.9),
    ]
    assert db.execute("SELECT value, articles, chosen FROM document_values ORDER BY value").fetchall() == [
        ("2017-10-25", 2, 1),
        ("2017-10-26", 1, 0),
    ]


def test_a_bad_line_is_told_and_the_rest_comes_in(tmp_path: Path) -> None:
    file = write(tmp_path / "r.jsonl", article(), OTHER)
    wrong = records.encode(article("x")).replace(b'"quote":"trong th', b'"quote":"trong TH')
    file.write_bytes(b"{}\n" + file.read_bytes() + b"\xff\xfe\n" + wrong + b"\n")
    summary = build([file], tmp_path / "i.db")
    assert (summary.added, len(summary.refused)) == (2, 3)
    told = [row[0] for row in sqlite3.connect(tmp_path / "i.db").execute("SELECT reason FROM refusals")]
    assert told == summary.refused
    assert "line 1" in told[0]
    assert "line 4" in told[1]
    assert "record x" in told[2]


def test_interrupted_the_old_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = tmp_path / "i.db"
    build([write(tmp_path / "r.jsonl", article())], db)
    before = db.read_bytes()

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(documents, "settle", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build([write(tmp_path / "r2.jsonl", OTHER)], db)
    assert db.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["i.db", "r.jsonl", "r2.jsonl"]


def test_what_a_killed_run_left_is_cleared(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    dead, alive = tmp_path / f"i.db.{ended.pid}.part", tmp_path / f"i.db.{os.getppid()}.part"
    for left in (dead, alive):
        left.write_bytes(b"half")
    build([write(tmp_path / "r.jsonl", article())], tmp_path / "i.db")
    assert (dead.exists(), alive.exists()) == (False, True)


@pytest.mark.parametrize("content", [b"no database", b""])
def test_a_file_that_is_no_index_is_left_alone(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "i.db").write_bytes(content)
    with pytest.raises(IndexFileError):
        build([write(tmp_path / "r.jsonl", article())], tmp_path / "i.db")
    assert (tmp_path / "i.db").read_bytes() == content
    assert build([tmp_path / "r.jsonl"], tmp_path / "i.db", fresh=True).added == 1


# ------------------------------------------------------------------ finding
FOUND = {  # one thing, many ways to type it
    "directive": ["đảng viên", "dang vien", "ĐẢNG VIÊN", "Đảng  viên", "kết nạp đảng", "huong dan",
                  '"hướng dẫn kết nạp"', "Tỉnh ủy", "tỉnh uỷ", "viên đảng", "Ban Thường vụ Tỉnh ủy Hải Dương"],
    "document": ["21-NQ/TW", "Nghị quyết 21-NQ/TW", "nghi quyet 21-nq/tw", "21-NQ/TW về tổ chức",
                 "to chuc co so dang"],
    "body": ["Ban Tổ chức Tỉnh ủy", "ban to chuc", "Tinh uy Hai Duong"],
    "article": ["phát triển đảng viên", "phat trien dang vien", "Hà Nội", "ha noi", "duong sat", "đường sắt"],
    "target": ["2.500", "ket nap", "từ 2.500 đảng viên"],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(k, t) for k, texts in FOUND.items() for t in texts])
def test_found_however_it_is_typed(index: Path, kind: str, text: str) -> None:
    assert kind in {hit.kind for hit in search(connect(index), Question(text=text)).hits}


@pytest.mark.parametrize("text", ["đảng viên", "đường", "ủy"])
def test_plain_sql_finds_marks_too(index: Path, text: str) -> None:
    db = connect(index)
    assert db.execute("SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?", [text]).fetchall()


@pytest.mark.parametrize("text", ["đảng bộ", "Quảng Ninh", "22-NQ/TW", '"viên đảng"', "hd"])
def test_not_there(index: Path, text: str) -> None:
    assert search(connect(index), Question(text=text)).hits == []


def test_what_is_typed_with_marks_comes_first(index: Path) -> None:
    hits = search(connect(index), Question(text="dang vien", kinds=("article",))).hits
    assert [h.article for h in hits] == ["hn", "hd"]  # the later one first
    titled = search(connect(index), Question(text="đảng viên", kinds=("article",))).hits
    assert [h.article for h in titled] == ["hd", "hn"]


FILTERS = [
    ({"body": "Tỉnh ủy"}, {"directive": 1, "article": 1, "target": 0, "document": 0}),
    ({"body": "tinh uy", "place": "hai duong"}, {"directive": 1, "article": 1, "target": 0, "document": 0}),
    ({"body": "Quốc hội"}, {"directive": 0, "article": 0, "target": 0, "document": 0}),
    ({"place": "thành phố Hà Nội"}, {"article": 1}),
    ({"place": "Hà Nội"}, {"directive": 0, "target": 0, "document": 0, "body": 0, "article": 1}),
    ({"due_before": "2016-11-01"}, {"directive": 1, "target": 0}),
    ({"due_before": "2016-10-31"}, {"directive": 0, "target": 0}),
    ({"due_after": "2016-10-30"}, {"directive": 1, "target": 0}),
    ({"due_after": "2016-10-31"}, {"directive": 0, "target": 0}),
    ({"year": 2016}, {"directive": 1, "target": 1, "article": 1}),
]


@pytest.mark.parametrize(("given", "counts"), FILTERS)
def test_filters(index: Path, given: dict[str, object], counts: dict[str, int]) -> None:
    answer = search(connect(index), Question(**given))
    assert {k: n for k, n in answer.counts.items() if n} == {k: n for k, n in counts.items() if n}


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="\"*^:(){}+-/ NOTANDORđ1.\x00\\'_", max_size=30), st.booleans())
def test_nothing_typed_is_an_error(text: str, as_filter: bool) -> None:
    db = _memory()
    question = Question(
        text="" if as_filter else text, body=text if as_filter else None, place=text if as_filter else None
    )
    for hit in search(db, question).hits:
        assert all(0 <= a < b <= len(hit.quote) for a, b in hit.marks)


_made: list[sqlite3.Connection] = []


def _memory() -> sqlite3.Connection:
    if not _made:
        import tempfile

        folder = Path(tempfile.mkdtemp())
        build([write(folder / "r.jsonl", article(), OTHER)], folder / "i.db")
        _made.append(connect(folder / "i.db"))
    return _made[0]


def test_too_long_a_question() -> None:
    with pytest.raises(QueryError):
        Words.of("từ " * 65)


def test_marks_are_the_words_in_the_text() -> None:
    text = "Phát triển Đảng viên, 21-NQ/TW; đang viện."
    assert [text[a:b] for a, b in Words.of('21-nq/tw "dang vien"').marks(text)] == [
        "Đảng viên",
        "21-NQ/TW",
        "đang viện",
    ]


# ------------------------------------------------------------------ numbers, calendar
def test_due_lists_days_in_order_and_what_returns(index: Path) -> None:
    found = due(connect(index), "2016-10-01", "2018-12-31")
    assert [(d.due, d.quote) for d in found] == [
        ("2016-10-31", "trong tháng 10-2016"),
        ("2016-12-31", "quý IV hằng năm"),
        ("2017-12-31", "quý IV hằng năm"),
        ("2018-12-31", "quý IV hằng năm"),
    ]
    assert found[0].issuer == "Ban Thường vụ Tỉnh ủy Hải Dương"
    assert found[0].addressees == "Ban Tổ chức Tỉnh ủy Hải Dương"
    assert due(connect(index), "2015-10-01", "2015-12-31") == []  # before there was the article


def test_stats_count_what_is_there(index: Path) -> None:
    tables = {t.heading: dict(t.rows) for t in stats(connect(index))}
    assert tables["held"]["articles"] == 2
    assert tables["articles by year"] == {"2016": 1, "2017": 1}
    assert tables["bodies that are asked"] == {"Ban Tổ chức Tỉnh ủy Hải Dương": 1}


# ------------------------------------------------------------------ commands, page
def test_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, db = str(write(tmp_path / "r.jsonl", article(), OTHER)), str(tmp_path / "i.db")
    assert main(["index", file, "--db", db]) == 0
    assert "added" in capsys.readouterr().out
    asked = ["search", "phát triển đảng viên", "--body", "Tỉnh ủy", "--place", "Hải Dương", "--db", db]
    assert main([*asked, "--kind", "article", "--format", "json"]) == 0
    hit = json.loads(capsys.readouterr().out)[0]
    assert [hit["quote"][a:b] for a, b in hit["marks"]][:1] == ["phát"]
    assert (
        main(["search", "dang vien", "--due-before", "2021", "--kind", "directive", "--db", db, "--format", "csv"]) == 0
    )
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(r["due_to"], r["issuer"]) for r in rows] == [("2016-10-31", "Ban Thường vụ Tỉnh ủy Hải Dương")]
    assert main(["search", "không có gì", "--db", db]) == 1
    assert main(["due", "--from", "2016-10", "--to", "2016-12", "--db", db]) == 0
    assert "2 deadlines" in capsys.readouterr().out
    assert main(["due", "--from", "1/1/2010", "--to", "2010", "--db", db]) == 1
    assert main(["stats", "--db", db, "--format", "json"]) == 0


WRONG = [
    ["index", "nothing.jsonl"],
    ["search", "x", "--db", "nothing.db"],
    ["search", "x", "--db", "r.jsonl"],
    ["due", "--from", "mai", "--to", "2017"],
    ["due", "--from", "2018", "--to", "2017"],
    ["search", "x", "--due-before", "2017-13"],
    ["search", "x", "--kind", "thing"],
    ["search", "x " * 70],
    ["stats", "--limit", "0"],
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_use_is_one_line(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    build([write(tmp_path / "r.jsonl", article())], tmp_path / "chidao.db")
    assert main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_page_describes_the_tables_as_they_are() -> None:
    text = (Path(__file__).parents[1] / "docs" / "index.md").read_text(encoding="utf-8")
    assert page.renewed(text) == text, "run `make docs`"
