"""EAC-CPF (Encoded Archival Context for corporate bodies, persons and families, 2010 revised): a record per body."""

from pathlib import Path

from lxml import etree

from chidao.export.authorities import Seen, bodies, groups
from chidao.export.corpus import Corpus, Written, file_name, moment
from chidao.export.iris import slug
from chidao.export.xml_tree import Builder, save

NAMESPACE = "urn:isbn:1-931666-33-4"
_E = Builder(NAMESPACE)
_LEVELS = {
    "central": "trung ương",
    "province": "cấp tỉnh",
    "district": "cấp huyện",
    "commune": "cấp xã",
    "unit": "đơn vị",
}


def write(corpus: Corpus, out: Path) -> Written:
    """Write a file per body into the folder `out`; groups of bodies are counted as left out."""
    taken: set[str] = set()
    for seen in bodies(corpus):
        name = file_name(slug(seen.body.name), taken)
        save(_record(seen, name), out / f"{name}.xml")
    left = groups(corpus)
    return Written(len(taken), "authority records", {"groups of bodies": left} if left else {})


def _record(seen: Seen, identifier: str) -> etree._Element:
    body, now = seen.body, moment()
    root = _E.root("eac-cpf")
    control = _E.add(root, "control")
    _E.add(control, "recordId", identifier)
    _E.add(control, "maintenanceStatus", "new")
    _E.add(_E.add(control, "maintenanceAgency"), "agencyName", "chidao")
    declared = _E.add(control, "languageDeclaration")
    _E.add(declared, "language", "Tiếng Việt", languageCode="vie")
    _E.add(declared, "script", "Latin", scriptCode="Latn")
    event = _E.add(_E.add(control, "maintenanceHistory"), "maintenanceEvent")
    _E.add(event, "eventType", "created")
    _E.add(event, "eventDateTime", now.isoformat(), standardDateTime=now.isoformat())
    _E.add(event, "agentType", "machine")
    _E.add(event, "agent", "chidao")
    sources = _E.add(control, "sources")
    for article in seen.articles:
        _E.add(_E.add(sources, "source"), "sourceEntry", f"article {article}")

    description = _E.add(root, "cpfDescription")
    identity = _E.add(description, "identity")
    _E.add(identity, "entityType", "corporateBody")
    entry = _E.add(identity, "nameEntry")
    _E.add(entry, "part", body.name)
    about = _E.add(description, "description")
    if body.place:
        place = _E.add(about, "place")
        _E.add(place, "placeEntry", body.place)
    _E.add(_E.add(about, "function"), "term", body.kind)
    if body.level:
        _E.add(_E.add(about, "localDescription", localType="level"), "term", _LEVELS[body.level])
    if seen.first and seen.last:
        times = f"Được nhắc đến trong báo chí từ {seen.first} đến {seen.last}, {len(seen.articles)} bài."
        _E.add(_E.add(about, "biogHist"), "p", times)
    return root
