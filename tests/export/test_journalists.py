"""The calendar and the pages."""

import re
from datetime import date
from pathlib import Path

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from chidao.export import Corpus, export, html
from chidao.export.spans import Span, spans
from chidao.index.days import due
from chidao.model import Record

XHTML = "{http://www.w3.org/1999/xhtml}"


def test_calendar_has_each_deadline_with_a_day(sample: Path, records: list[Record], tmp_path: Path) -> None:
    written = export(sample, "ics", tmp_path / "due.ics")
    raw = (tmp_path / "due.ics").read_bytes()
    calendar = Calendar.from_ical(raw)
    events = calendar.walk("VEVENT")
    last = [due(d.kind, d.value).days.last for r in records for d in r.deadlines]
    assert written.count == len(events) == sum(day is not None for day in last)
    assert sum(written.left_out.values()) == last.count(None)
    assert sorted(e["dtstart"].dt.isoformat() for e in events) == sorted(day for day in last if day)
    assert len({str(e["uid"]) for e in events}) == len(events)
    for event in events:  # what RFC 5545 wants of an event, and of its lines
        assert {"UID", "DTSTAMP", "DTSTART"} <= set(event)
        assert event.errors == []
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert {"VERSION", "PRODID"} <= set(calendar)


def test_calendar_says_who_has_to_do_what(sample: Path, tmp_path: Path) -> None:
    export(sample, "ics", tmp_path / "due.ics")
    events = Calendar.from_ical((tmp_path / "due.ics").read_bytes()).walk("VEVENT")
    [event] = [e for e in events if "trong tháng 4-2017" in str(e["description"])]
    assert event["dtstart"].dt == date(2017, 4, 30)
    assert str(event["summary"]).startswith("các huyện ủy, thành ủy")
    assert "Ban Thường vụ Tỉnh ủy Hà Giang" in str(event["description"])


def test_calendar_survives_hostile_text(hostile: Corpus, tmp_path: Path) -> None:
    export(hostile.path or "", "ics", tmp_path / "due.ics")
    [event] = Calendar.from_ical((tmp_path / "due.ics").read_bytes()).walk("VEVENT")
    assert event["dtstart"].dt == date(2017, 6, 29)


@pytest.mark.parametrize("epoch", ["0", "1700000000"])
def test_calendar_is_the_same_twice_for_a_given_moment(
    epoch: str, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    export(sample, "ics", tmp_path / "a.ics")
    export(sample, "ics", tmp_path / "b.ics")
    assert (tmp_path / "a.ics").read_bytes() == (tmp_path / "b.ics").read_bytes()


# ------------------------------------------------------------------ pages
def test_pages_are_html5_and_ask_for_nothing(sample: Path, records: list[Record], tmp_path: Path) -> None:
    assert export(sample, "html", tmp_path / "out").count == len(records)
    pages = sorted((tmp_path / "out").iterdir())
    assert len(pages) == len(records) + 1
    for path in pages:
        text = path.read_text("utf-8")
        html5lib.HTMLParser(strict=True).parse(text)
        assert not re.search(r"<(script|img|iframe|link|object)\b|@import|url\(", text)
    tree = html5lib.parse((tmp_path / "out" / "index.html").read_text("utf-8"))
    assert {a.get("href") for a in tree.iter(f"{XHTML}a")} == {p.name for p in pages} - {"index.html"}


def test_a_page_shows_the_text_as_it_is_with_every_fact(records: list[Record]) -> None:
    for record in records:
        tree = html5lib.HTMLParser(strict=True).parse(html.page(record))
        [shown] = [d for d in tree.iter(f"{XHTML}div") if d.get("class") == "text"]
        assert "".join(shown.itertext()) == record.text
        ids = [e.get("id") for e in tree.iter() if e.get("id")]
        assert len(ids) == len(set(ids))
        links = {a.get("href")[1:] for a in tree.iter(f"{XHTML}a") if a.get("href", "").startswith("#")}
        assert links <= set(ids)
        assert len([i for i in ids if i.startswith("f")]) == len(spans(record))
        grey = [s for s in shown.iter(f"{XHTML}span") if s.get("class") == "boilerplate"]
        assert bool(grey) == any(b.kind == "boilerplate" for b in record.blocks)


def test_hostile_text_stays_text(hostile_record: Record) -> None:
    text = html.page(hostile_record)
    tree = html5lib.HTMLParser(strict=True).parse(text)
    assert not list(tree.iter(f"{XHTML}script"))
    assert not list(tree.iter(f"{XHTML}img"))
    assert not [e for e in tree.iter() if any(name.startswith("on") for name in e.keys())]  # noqa: SIM118
    assert not [a for a in tree.iter(f"{XHTML}a") if not a.get("href", "").startswith("#")]
    [shown] = [d for d in tree.iter(f"{XHTML}div") if d.get("class") == "text"]
    assert "".join(shown.itertext()) == hostile_record.text.replace("\x07", "\ufffd")


ranges = st.tuples(st.integers(0, 139), st.integers(1, 60))


@given(st.lists(ranges, max_size=12))
def test_pieces_are_the_text_and_no_fact_is_lost(places: list[tuple[int, int]]) -> None:
    text = "Bộ Y tế yêu cầu. " * 8
    found = [
        Span(kind="targets", id=str(i), start=a, end=min(a + n, len(text)), value="", rule="")
        for i, (a, n) in enumerate(places)
        if a < len(text)
    ]
    record = _plain(text)
    cut = html.pieces(record, found)
    assert "".join(p.text for p in cut) == text
    assert sorted(i for p in cut for i in p.begins) == list(range(len(found)))


def _plain(text: str) -> Record:
    from chidao import extract

    record: Record = extract(text)
    return record
