"""Provinces and what became of them: the places table, and which unit a name means on a given day."""

import csv
import io
from functools import cache
from importlib.resources import files

import msgspec

from chidao.text import plain

# The table of provinces is a file that this package only reads; no code of the rules comes with it.
_PROVINCES = "rules/gazetteer/provinces.csv"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A province-level unit between two days; `id` is its row in the places table."""

    id: int
    name: str
    type: str | None = None
    iso: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    successor: str | None = None
    source: str | None = None
    aliases: tuple[str, ...] = ()


class Places:
    """The units by name. Names that only the records know are added as they come."""

    def __init__(self, known: list[Place]) -> None:
        self._by_name: dict[str, list[Place]] = {}
        self._by_id: dict[int, Place] = {}
        self._canonical = {alias: p.name for p in provinces() for alias in p.aliases}
        for place in known:
            self._add(place)

    def _add(self, place: Place) -> None:
        same = self._by_name.setdefault(place.name, [])
        same.append(place)
        same.sort(key=lambda p: p.valid_from or "")
        self._by_id[place.id] = place

    def __getitem__(self, id: int) -> Place:
        return self._by_id[id]

    def at(self, name: str | None, day: str | None) -> Place | None:
        """Return the unit that a name means on a day, or None for no province.

        Without a day it is the oldest; on a day when none of the name existed, the one nearest before or after.
        """
        same = self._by_name.get(self._canonical.get(name or "", name or ""), [])
        if not same:
            return None
        begun = [p for p in same if p.valid_from is None or (day is not None and p.valid_from <= day)]
        return begun[-1] if begun else same[0]

    def at_or_new(self, name: str, iso: str | None, day: str | None) -> tuple[Place, bool]:
        """Return the unit that a record names and whether it was unknown until now."""
        if found := self.at(name, day):
            return found, False
        place = Place(id=max(self._by_id, default=0) + 1, name=name, iso=iso)
        self._add(place)
        return place, True

    def successor(self, place: Place) -> Place | None:
        """Return the unit into which a place was merged."""
        if place.successor is None or place.valid_to is None:
            return None
        later = [p for p in self._by_name.get(place.successor, []) if p.valid_to is None or p.valid_to > place.valid_to]
        return later[-1] if later and later[-1].id != place.id else None

    def label(self, place: Place) -> str:
        """Return the name, with the first day where a younger unit kept the name of an older one."""
        older = self._by_name[place.name][0]
        return place.name if place.id == older.id else f"{place.name} (từ {place.valid_from})"

    def rows(self) -> list[dict[str, str | int | None]]:
        """Return the rows of the places table."""
        return [self.row(place) for place in self._by_id.values()]

    def row(self, place: Place) -> dict[str, str | int | None]:
        """Return the row of a place."""
        after = self.successor(place)
        values = {f: getattr(place, f) for f in ("id", "name", "type", "iso", "valid_from", "valid_to", "source")}
        return {**values, "label": self.label(place), "successor": after.id if after else None}


def named_province(typed: str) -> str:
    """Return the name of the province that a person means, or what was typed where it is none.

    >>> named_province("tp hcm"), named_province("Tỉnh Bến Tre"), named_province("hai duong"), named_province("Paris")
    ('Hồ Chí Minh', 'Bến Tre', 'Hải Dương', 'Paris')
    """
    return _by_any_name().get(" ".join(plain(typed).split()), typed)


@cache
def _by_any_name() -> dict[str, str]:
    names = [(n, p.name) for p in provinces() for n in (p.name, f"{p.type} {p.name}", *p.aliases)]
    return {plain(name): province for name, province in names}


def provinces() -> list[Place]:
    """Return the provinces since 2004 with their mergers, numbered in the order of the file."""
    text = files("chidao").joinpath(_PROVINCES).read_text(encoding="utf-8")
    fields = ("type", "iso", "valid_from", "valid_to", "successor", "source")
    return [
        Place(
            id=i,
            name=row["name"],
            aliases=tuple(row["aliases"].split(";")) if row["aliases"] else (),
            **{f: row[f] or None for f in fields},
        )
        for i, row in enumerate(csv.DictReader(io.StringIO(text)), 1)
    ]
