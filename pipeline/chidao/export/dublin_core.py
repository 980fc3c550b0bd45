"""Dublin Core (DCMI Metadata Terms) of articles and of the documents they speak of: JSON-LD and RDF/XML, one graph.

An article `dcterms:references` documents. Between documents: `replaces` and `repeals` → dcterms:replaces, `implements`
→ dcterms:conformsTo, `based_on` → dcterms:requires, `promulgated_with` → dcterms:isPartOf; `amends` has no term of its
own and is a plain dcterms:relation.
"""

import re
from pathlib import Path

from rdflib import DCTERMS, RDF, XSD, Graph, Literal, URIRef
from rdflib.namespace import DCMITYPE, SKOS

from chidao.export import iris
from chidao.export.corpus import Corpus, Written, xml_text
from chidao.model import Record

_RELATIONS = {
    "implements": DCTERMS.conformsTo,
    "amends": DCTERMS.relation,
    "replaces": DCTERMS.replaces,
    "repeals": DCTERMS.replaces,
    "based_on": DCTERMS.requires,
    "promulgated_with": DCTERMS.isPartOf,
}
_DATES = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
_CONTEXT = {"dcterms": str(DCTERMS), "dcmitype": str(DCMITYPE), "skos": str(SKOS), "xsd": str(XSD)}
# Akoma Ntoso IRIs are paths; in RDF they need a naming authority, which is nobody's web site.
BASE = "https://chidao.invalid"


def write(corpus: Corpus, out: Path) -> Written:
    """Write dublin-core.jsonld and dublin-core.rdf into the folder `out`; the whole graph is in memory."""
    graph = Graph()
    graph.bind("dcterms", DCTERMS)
    graph.bind("dcmitype", DCMITYPE)
    graph.bind("skos", SKOS)
    articles = 0
    for record in corpus.records():
        describe(graph, record)
        articles += 1
    graph.serialize(out / "dublin-core.jsonld", format="json-ld", context=_CONTEXT, indent=2, sort_keys=True)
    graph.serialize(out / "dublin-core.rdf", format="pretty-xml", encoding="utf-8", max_depth=1)
    documents = len(set(graph.subjects(RDF.type, DCTERMS.BibliographicResource)))
    return Written(articles + documents, f"resources ({articles} articles, {documents} documents)")


def describe(graph: Graph, record: Record) -> None:
    """Add an article and its documents to a graph."""
    article = URIRef(iris.article(record))
    graph.add((article, RDF.type, DCMITYPE.Text))
    _say(graph, article, DCTERMS.identifier, record.id)
    _say(graph, article, DCTERMS.title, record.title, "vi")
    _say(graph, article, DCTERMS.language, "vi")
    _dated(graph, article, DCTERMS.issued, record.published)
    _named(graph, article, DCTERMS.creator, record.byline, f"{article}#byline")
    if record.place:
        place = f"https://chidao.invalid/iso3166-2/{record.place.iso}" if record.place.iso else f"{article}#place"
        _named(graph, article, DCTERMS.spatial, record.place.name, place)
    if record.source.url and re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", record.source.url):
        graph.add((article, DCTERMS.source, URIRef(record.source.url)))
    names = {body.id: body.name for body in record.bodies}
    nodes = {doc.id: URIRef(node(iris.document(record, doc))) for doc in record.documents}
    for doc in record.documents:
        graph.add((nodes[doc.id], RDF.type, DCTERMS.BibliographicResource))
        graph.add((article, DCTERMS.references, nodes[doc.id]))
        _say(graph, nodes[doc.id], DCTERMS.identifier, doc.key)
        _say(graph, nodes[doc.id], DCTERMS.title, doc.title, "vi")
        _dated(graph, nodes[doc.id], DCTERMS.issued, doc.issued)
        _dated(graph, nodes[doc.id], DCTERMS.valid, doc.effective)
        _named(graph, nodes[doc.id], DCTERMS.type, doc.type, f"{BASE}/type/{iris.slug(doc.type)}")
        if doc.issuer in names:
            name = names[doc.issuer]
            _named(graph, nodes[doc.id], DCTERMS.creator, name, f"{BASE}/body/{iris.slug(name)}")
    for relation in record.relations:
        graph.add((nodes[relation.source], _RELATIONS[relation.type], nodes[relation.target]))


def node(iri: str) -> str:
    """Return an IRI as a graph needs it: absolute."""
    return BASE + iri if iri.startswith("/") else iri


def _say(graph: Graph, subject: URIRef, term: URIRef, value: str | None, lang: str | None = None) -> None:
    if value:
        graph.add((subject, term, Literal(xml_text(" ".join(value.split())), lang=lang)))


def _dated(graph: Graph, subject: URIRef, term: URIRef, edtf: str | None) -> None:
    """Add a date: typed where XML Schema has the type, a plain literal for what only EDTF can say."""
    if edtf:
        plain = re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?", edtf)
        graph.add((subject, term, Literal(edtf, datatype=_DATES[len(edtf)] if plain else None)))


def _named(graph: Graph, subject: URIRef, term: URIRef, name: str | None, iri: str) -> None:
    """Add a thing with a name: the range of these terms is a thing, not a string."""
    if name:
        graph.add((subject, term, URIRef(iri)))
        graph.add((URIRef(iri), SKOS.prefLabel, Literal(xml_text(" ".join(name.split())), lang="vi")))
