"""EAD3 (Encoded Archival Description, version 1.1): the articles as items of one collection, with an index.

Each item has its access points (bodies, documents, place); the index at the end leads from every body and document to
the items that name it.
"""

from collections import defaultdict
from pathlib import Path

from lxml import etree

from chidao.export.corpus import Corpus, Written, moment
from chidao.export.xml_tree import Builder, save
from chidao.model import Record

NAMESPACE = "http://ead3.archivists.org/schema/"
_E = Builder(NAMESPACE)


def write(corpus: Corpus, out: Path) -> Written:
    """Write one finding aid into the file `out`."""
    ead = _E.root("ead")
    now = moment()
    control = _E.add(ead, "control")
    _E.add(control, "recordid", "chidao")
    _E.add(_E.add(_E.add(control, "filedesc"), "titlestmt"), "titleproper", "Văn bản chỉ đạo trên báo chí")
    _E.add(control, "maintenancestatus", value="derived")
    _E.add(_E.add(control, "maintenanceagency"), "agencyname", "chidao")
    declared = _E.add(control, "languagedeclaration")
    _E.add(declared, "language", "Tiếng Việt", langcode="vie")
    _E.add(declared, "script", "Latin", scriptcode="Latn")
    event = _E.add(_E.add(control, "maintenancehistory"), "maintenanceevent")
    _E.add(event, "eventtype", value="created")
    _E.add(event, "eventdatetime", now.isoformat(), standarddatetime=now.isoformat())
    _E.add(event, "agenttype", value="machine")
    _E.add(event, "agent", "chidao")

    described = _E.add(ead, "archdesc", level="collection")
    did = _E.add(described, "did")
    _E.add(did, "unittitle", "Bài báo")
    parts = _E.add(described, "dsc", dsctype="combined")
    index: dict[tuple[str, str], list[str]] = defaultdict(list)
    count = 0
    seen: set[str] = set()
    for record in corpus.records():
        if record.id in seen:
            continue
        seen.add(record.id)
        count += 1
        _item(parts, record, index)
    if index:
        entries = _E.add(described, "index")
        for (tag, name), articles in sorted(index.items()):
            entry = _E.add(entries, "indexentry")
            _E.add(_E.add(entry, tag), "part", name)
            group = _E.add(entry, "ptrgrp")
            for article in articles:
                _E.add(group, "ptr", target=f"a{article}")
    if not count:  # a dsc without an item is none
        described.remove(parts)
    save(ead, out)
    return Written(count + len(index), f"descriptions ({count} items, {len(index)} index entries)")


def _item(parent: etree._Element, record: Record, index: dict[tuple[str, str], list[str]]) -> None:
    item = _E.add(parent, "c", level="item", id=f"a{record.id}")
    did = _E.add(item, "did")
    _E.add(did, "unitid", record.id)
    _E.add(did, "unittitle", record.title or record.source.path)
    if record.published and "XXXX" not in record.published:
        _E.add(did, "unitdate", record.published)
    if record.byline:
        _E.add(_E.add(_E.add(did, "origination"), "name"), "part", record.byline)
    names = {("corpname", body.name) for body in record.bodies if body.kind != "group"}
    names |= {("title", doc.key) for doc in record.documents}
    if record.place:
        names.add(("geogname", record.place.name))
    if names:
        access = _E.add(item, "controlaccess")
        for tag, name in sorted(names):
            _E.add(_E.add(access, tag), "part", name)
            index[tag, name].append(record.id)
