"""Bodies across articles: which ones are the same, to whom each belongs, what the mergers made of it."""

from typing import Any

from sqlite_utils import Database

from chidao.index.hierarchy import Unit, broader, successor, until
from chidao.index.places import Place, Places
from chidao.model import Body

_LOCAL = ("province", "district", "commune", "unit")
Key = tuple[str, int | None]


class Bodies:
    """The bodies of an index by what makes them one: the canonical name and the province as of the article's day."""

    def __init__(self, db: Database, places: Places) -> None:
        self._places = places
        self._ids: dict[Key, int] = {
            (name, province): id for id, name, province in db.execute("SELECT id, name, province FROM bodies")
        }
        self._next = max(self._ids.values(), default=0)
        self._new: list[dict[str, Any]] = []

    def id_of(self, body: Body, day: str | None, about: Place | None) -> int:
        """Return the id of a body that an article of that day names; `about` is the article's own province."""
        generic = _is_generic(body)
        province = self._places.at(body.place, day) if body.level == "province" else None
        level = body.level
        if province and province.type == "tỉnh" and f"thành phố {province.name}" in body.name:
            level = "district"  # the town from which the province has its name
        elif level in _LOCAL and level != "province" and not generic:
            province = about
        return self.id_for(Unit(body.name, body.kind, level, body.place, province), generic=generic)

    def id_for(self, unit: Unit, *, generic: bool = False) -> int:
        """Return the id of a body, new or not."""
        key = (unit.name, unit.province.id if unit.province else None)
        if key not in self._ids:
            self._next += 1
            self._ids[key] = self._next
            self._new.append(self._row(self._next, unit, generic))
        return self._ids[key]

    def _row(self, id: int, unit: Unit, generic: bool) -> dict[str, Any]:
        province = unit.province
        label = unit.name
        if province and province.name not in unit.name:
            label = f"{unit.name} ({self._places.label(province)})"
        elif province and self._places.label(province) != province.name:
            label = f"{unit.name} (từ {province.valid_from})"
        provincial = province if unit.level == "province" else None
        return {
            "id": id,
            "name": unit.name,
            "label": label,
            "kind": unit.kind,
            "level": unit.level,
            "place": unit.place,
            "province": province.id if province else None,
            "generic": int(generic),
            "valid_from": provincial.valid_from if provincial else None,
            "valid_to": (provincial.valid_to if provincial else None) or (None if generic else until(unit)),
        }

    def new_rows(self) -> list[dict[str, Any]]:
        """Return the rows that are not in the database yet, and forget them."""
        rows, self._new = self._new, []
        return rows


def _is_generic(body: Body) -> bool:
    """Say whether a name fits many bodies: a group, a local body without its place, an office without its body."""
    if body.kind == "group":
        return True
    return body.place is None and (body.level in _LOCAL or (body.level is None and body.kind == "office"))


def link(db: Database, places: Places) -> None:
    """Write to whom each body belongs and what it became, then what the articles say of each in numbers.

    A body to which others belong, or into which they were merged, gets a row even where no article names it.
    """
    known = Bodies(db, places)
    waiting = [_unit(row, places) for row in db.query("SELECT * FROM bodies WHERE NOT generic")]
    done: set[Key] = set()
    links: dict[tuple[int, str, int], dict[str, Any]] = {}
    while waiting:
        unit = waiting.pop()
        key = (unit.name, unit.province.id if unit.province else None)
        if key in done:
            continue
        done.add(key)
        for found in (*broader(unit), *successor(unit, places)):
            ends = known.id_for(unit), found.type, known.id_for(found.other)
            if ends[0] != ends[2]:
                links[ends] = {"since": found.since, "basis": found.basis, "source": found.source}
                waiting.append(found.other)
    if rows := known.new_rows():
        db.table("bodies").insert_all(rows)
    db.execute("DELETE FROM body_links")
    db.table("body_links").insert_all(
        {"id": i, "body": body, "type": type, "other": other, **about}
        for i, ((body, type, other), about) in enumerate(sorted(links.items()), 1)
    )
    for statement in _COUNTS:
        db.execute(statement)


def _unit(row: dict[str, Any], places: Places) -> Unit:
    province = places[row["province"]] if row["province"] else None
    return Unit(row["name"], row["kind"], row["level"], row["place"], province)


_COUNTS = (
    "UPDATE bodies SET articles = 0, mentions = 0, first_seen = NULL, last_seen = NULL, ordered = 0, asked = 0",
    """UPDATE bodies SET articles = n, first_seen = first, last_seen = last FROM (
         SELECT b.body, count(DISTINCT b.article) AS n, min(a.published_from) AS first, max(a.published_from) AS last
         FROM article_bodies b JOIN articles a ON a.id = b.article GROUP BY b.body) WHERE body = bodies.id""",
    """UPDATE bodies SET mentions = n FROM (
         SELECT body, count(*) AS n FROM mentions GROUP BY body) AS m WHERE m.body = bodies.id""",
    """UPDATE bodies SET ordered = n FROM (
         SELECT issuer, count(*) AS n FROM directives GROUP BY issuer) AS d WHERE d.issuer = bodies.id""",
    """UPDATE bodies SET asked = n FROM (
         SELECT body, count(DISTINCT directive) AS n FROM addressees GROUP BY body) AS a WHERE a.body = bodies.id""",
)
