"""iCalendar (RFC 5545): an event on the last day of each deadline that a calendar can fix."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from icalendar import Calendar, Event

from chidao.export.corpus import Corpus, Written, moment, xml_text
from chidao.index.days import due
from chidao.model import Deadline, Record

_SHORT = 120


def write(corpus: Corpus, out: Path) -> Written:
    """Write one calendar; deadlines without a day (open years, durations, repeats) are counted as left out."""
    calendar = Calendar()
    calendar.add("prodid", "-//chidao//deadlines//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Thời hạn")
    left: Counter[str] = Counter()
    seen: set[str] = set()
    for record in corpus.records():
        for deadline in record.deadlines:
            last = due(deadline.kind, deadline.value).days.last
            uid = f"{deadline.id}.{record.id}@chidao"
            if last is None:
                left[f"{deadline.kind} without a day"] += 1
            elif uid in seen:
                left["of an article seen before"] += 1
            else:
                seen.add(uid)
                calendar.add_component(_event(record, deadline, last, uid))
    out.write_bytes(calendar.to_ical())
    return Written(len(seen), "events", dict(left))


def _event(record: Record, deadline: Deadline, last: str, uid: str) -> Event:
    event, day = Event(), date.fromisoformat(last)
    lines = list(_what(record, deadline))
    event.add("uid", uid)
    event.add("dtstamp", moment())
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", _line(lines[0] if lines else deadline.quote, _SHORT))
    about = [*lines, f"Thời hạn: {deadline.quote} ({deadline.value})", f"Bài: {record.title or record.source.path}"]
    event.add("description", "\n".join(_line(line) for line in about))
    event.add("categories", [deadline.kind])
    event.add("transp", "TRANSPARENT")  # a deadline keeps nobody busy
    if record.source.url:
        event.add("url", _line(record.source.url))
    return event


def _what(record: Record, deadline: Deadline) -> Iterator[str]:
    """Yield what is due: the orders, then the targets that the deadline governs."""
    names = {body.id: body.name for body in record.bodies}
    for order in record.directives:
        if deadline.id in order.deadlines:
            who = "; ".join(names.get(a.body, a.quote) for a in order.addressees)
            yield f"{who}: {order.action.quote}" if who else order.action.quote
            if order.issuer in names:
                yield f"Cơ quan giao: {names[order.issuer]}"
    for target in record.targets:
        if target.deadline == deadline.id:
            yield f"{target.indicator.quote}: {target.quote}" if target.indicator else target.quote


def _line(text: str, most: int | None = None) -> str:
    text = " ".join(xml_text(text).split())  # control characters have no place in a calendar either
    return text if most is None or len(text) <= most else text[: most - 1].rstrip() + "…"
