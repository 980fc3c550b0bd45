"""PROV (W3C) of a run: which program made which record out of which source. PROV-JSON, PROV-XML and PROV-N."""

from pathlib import Path

from prov.model import ProvDocument

from chidao.export import iris
from chidao.export.corpus import Corpus, Written, xml_text

_FORMATS = {"json": "prov.json", "xml": "prov.xml", "provn": "prov.provn"}


def write(corpus: Corpus, out: Path) -> Written:
    """Write prov.json, prov.xml and prov.provn into the folder `out`.

    The run's versions, rules and counts come from run.json beside the records, where it stands there.
    """
    about = corpus.run()
    made = ProvDocument()
    made.add_namespace("chidao", "https://chidao.invalid/prov#")
    made.add_namespace("record", "urn:chidao-record:")
    made.add_namespace("source", "urn:chidao-source:")
    versions = about.get("versions") or {}
    agent = made.agent(
        "chidao:program",
        [("prov:type", made.valid_qualified_name("prov:SoftwareAgent")), ("prov:label", "chidao")]
        + [(f"chidao:version-{name}", str(value)) for name, value in versions.items()],
    )
    known = [(f"chidao:{name}", about[name]) for name in ("articles", "records", "workers", "rules") if name in about]
    run = made.activity("chidao:run", other_attributes=[("prov:label", "chidao run"), *known])
    made.wasAssociatedWith(run, agent)
    seen: set[str] = set()
    sources: set[str] = set()
    for record in corpus.records():
        if record.id in seen:
            continue
        seen.add(record.id)
        source = f"source:s{record.source.sha256}"  # a letter first: PROV-XML ids are QNames
        if source not in sources:
            sources.add(source)
            facts = {"chidao:path": record.source.path, "chidao:sha256": record.source.sha256}
            facts["chidao:mediaType"] = record.source.media_type
            made.entity(source, {name: xml_text(value) for name, value in facts.items()})
            made.used(run, source)
        entity = made.entity(f"record:r{record.id}", {"prov:label": xml_text(record.title or record.source.path)})
        entity.add_attributes({"chidao:article": iris.article(record)})
        made.wasGeneratedBy(entity, run)
        made.wasDerivedFrom(entity, source, activity=run)
        made.wasAttributedTo(entity, agent)
    for form, name in _FORMATS.items():
        made.serialize(str(out / name), format=form)
    return Written(len(seen), "records with their sources")
