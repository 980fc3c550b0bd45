"""spaCy, brat and Label Studio, there and back."""

import json
import unicodedata
from pathlib import Path
from typing import Any, Literal

import pytest
import spacy
from bratly.io import read_and_load_ann_file
from hypothesis import given, settings
from hypothesis import strategies as st
from label_studio_sdk.label_interface import LabelInterface
from spacy.tokens import DocBin

from chidao.export import Corpus, ExportError, brat, docbin, export, label_studio
from chidao.export.gold import rows
from chidao.export.marking import CHOICES, FIELDS, RELATIONS, Link, Mark, Marking, gold
from chidao.export.spans import spans
from chidao.model import Deadline, Record, Source
from chidao.records import KINDS

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "annotations" / "gold.jsonl"
TOOLS: tuple[Literal["brat", "label-studio"], ...] = ("brat", "label-studio")


# ------------------------------------------------------------------ spaCy
def test_docbin_spans_are_the_quotes(sample: Path, records: list[Record], tmp_path: Path) -> None:
    export(sample, "docbin", tmp_path / "docs.spacy")
    docs = list(DocBin().from_disk(tmp_path / "docs.spacy").get_docs(spacy.blank("xx").vocab))
    assert [d.text for d in docs] == [r.text for r in records]
    for doc, record in zip(docs, records, strict=True):
        made = {(s.label_, s.start_char, s.end_char, s.id_, s.kb_id_) for group in doc.spans.values() for s in group}
        assert made == {(s.kind, s.start, s.end, s.id, s.value) for s in spans(record)}
        assert doc.user_data["article"] == record.id


@given(st.text(st.sampled_from("ab ủ\n\t\u00a0,\U0001f600"), min_size=1, max_size=30), st.data())
def test_docbin_cuts_wherever_a_fact_does(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    deadline = Deadline(id="d", rule="r", kind="by", value="2020", start=start, end=end, quote=text[start:end])
    bare = {name: [] for name in ("blocks", *KINDS)} | dict.fromkeys(("title", "published", "byline", "place"))
    source = Source(path="a", sha256="", bytes=0, media_type="", encoding="")
    fixed = {"schema_version": 1, "id": "a", "source": source, "text": text, "published_basis": "none"}
    doc = docbin.doc(Record(**bare | fixed | {"deadlines": [deadline]}))
    assert doc.text == text
    assert [(s.start_char, s.end_char) for s in doc.spans["deadlines"]] == [(start, end)]


def test_docbin_of_hostile_text(hostile: Corpus, hostile_record: Record, tmp_path: Path) -> None:
    export(hostile.path or "", "docbin", tmp_path / "docs.spacy")
    first, second = DocBin().from_disk(tmp_path / "docs.spacy").get_docs(spacy.blank("xx").vocab)
    assert first.text == second.text == hostile_record.text
    assert not any(second.spans.values())


SENTENCE = "Thủ tướng Chính phủ giao Bộ Tài chính rà soát các quỹ trước ngày 30/9/2017."


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("before", ["", "Tin vắn.\r\n", "\U0001f600 각 "])
def test_spacy_factory_fills_spans_in_the_texts_own_form(form: Literal["NFC", "NFD"], before: str) -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("chidao")
    doc = nlp(unicodedata.normalize(form, before + SENTENCE))
    [directive], [deadline] = doc.spans["directives"], doc.spans["deadlines"]
    assert unicodedata.normalize("NFC", deadline.text) == "trước ngày 30/9/2017"
    assert deadline.kb_id_ == "2017-09-30"
    assert unicodedata.normalize("NFC", directive.text).startswith("Thủ tướng Chính phủ giao")
    assert {"Thủ tướng Chính phủ", "Bộ Tài chính"} <= {b.kb_id_ for b in doc.spans["bodies"]}
    assert doc._.chidao.directives[0].verb == "giao"


def test_spacy_factory_counts_from_the_date_it_is_given() -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("chidao")
    doc = nlp.make_doc("Thủ tướng yêu cầu các bộ báo cáo trước ngày 30/6.")
    doc.user_data["published"] = "2019-03-01"
    assert [d.kb_id_ for d in nlp(doc).spans["deadlines"]] == ["2019-06-30"]


@pytest.mark.parametrize("text", ["", "  \n"])
def test_spacy_factory_leaves_an_empty_text_alone(text: str) -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("chidao")
    doc = nlp(text)
    assert doc._.chidao is None
    assert not any(doc.spans.values())


# ------------------------------------------------------------------ brat and Label Studio
@pytest.mark.parametrize("tool", TOOLS)
def test_gold_comes_back_letter_for_letter(tool: Literal["brat", "label-studio"], sample: Path, tmp_path: Path) -> None:
    export(sample, tool, tmp_path / "out", gold=GOLD)
    back = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows(tmp_path / "out", tool))
    assert back == GOLD.read_text("utf-8")


@pytest.mark.parametrize("tool", TOOLS)
def test_records_go_there_and_back_as_gold(
    tool: Literal["brat", "label-studio"], sample: Path, records: list[Record], tmp_path: Path
) -> None:
    export(sample, tool, tmp_path / "out")
    back = {row["article"]: row for row in rows(tmp_path / "out", tool)}
    assert set(back) == {r.id for r in records}
    for record in records:
        row = back[record.id]
        keys = {d.id: d.key for d in record.documents}
        values = {d.id: d.value for d in record.deadlines}
        assert row["published"] == record.published
        assert sorted(f["key"] for f in row["documents"]) == sorted(d.key for d in record.documents for _ in d.mentions)
        assert [(f["quote"], f["value"]) for f in row["deadlines"]] == [(d.quote, d.value) for d in record.deadlines]
        assert [
            (f["value"], f["unit"], f["indicator"], f["deadline"]) for f in row["targets"]
        ] == [
            (t.value, t.unit, t.indicator.quote if t.indicator else None, values.get(t.deadline or ""))
            for t in record.targets
        ]  # fmt: skip
        given = sorted((o.quote, [a.quote for a in o.addressees]) for o in record.directives)
        assert sorted((f["quote"], f["addressees"]) for f in row["directives"]) == given
        assert {tuple(t) for t in row["relations"]} == {
            (keys[r.source], r.type, keys[r.target]) for r in record.relations
        }


def test_brat_files_are_sound_for_another_reader(sample: Path, hostile: Corpus, tmp_path: Path) -> None:
    export(sample, "brat", tmp_path / "a")
    export(hostile.path or "", "brat", tmp_path / "b")
    files = [*(tmp_path / "a").glob("*.ann"), *(tmp_path / "b").glob("*.ann")]
    assert len(files) == 26
    for path in files:
        read = read_and_load_ann_file(str(path), no_duplicates=False, grammar_check=True)
        assert read is not None
        text = path.with_suffix(".txt").read_bytes().decode("utf-8")
        marks = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line.startswith("T")]
        for _, where, shown in marks:
            pieces = [tuple(map(int, piece.split())) for piece in where.split(" ", 1)[1].split(";")]
            assert " ".join(text[a:b] for a, b in pieces) == shown


def test_brat_settings_declare_all_that_is_used(sample: Path, tmp_path: Path) -> None:
    export(sample, "brat", tmp_path / "out", gold=GOLD)
    sections = (tmp_path / "out" / "annotation.conf").read_text("utf-8").split("[")
    declared = {s.split("]")[0]: {line.split("\t")[0] for line in s.splitlines()[1:] if line} for s in sections if s}
    used: dict[str, set[str]] = {"entities": set(), "relations": set(), "attributes": set()}
    where = {"T": "entities", "R": "relations", "A": "attributes"}
    for path in (tmp_path / "out").glob("*.ann"):
        for line in path.read_text("utf-8").splitlines():
            if line[0] in where:
                used[where[line[0]]].add(line.split("\t")[1].split(" ")[0])
    assert all(used[name] <= declared[name] and used[name] for name in used)


@pytest.mark.parametrize("with_gold", [False, True])
def test_label_studios_own_interface_takes_configuration_and_tasks(
    with_gold: bool, sample: Path, tmp_path: Path
) -> None:
    export(sample, "label-studio", tmp_path / "out", gold=GOLD if with_gold else None)
    interface = LabelInterface((tmp_path / "out" / "config.xml").read_text("utf-8"))
    interface.validate()
    tasks = json.loads((tmp_path / "out" / "tasks.json").read_text("utf-8"))
    assert len(tasks) == 24
    for task in tasks:
        assert interface.validate_task({"data": task["data"]})
        for one in task.get("predictions", []):
            assert interface.validate_prediction(one, return_errors=True) == []
        for one in task.get("annotations", []):
            assert interface.validate_annotation(one)
        assert ("annotations" if with_gold else "predictions") in task


def test_label_studio_counts_in_utf16() -> None:
    text = "\U0001f600 đến năm 2020"
    mark = Mark(id="T1", label="Deadline", start=2, end=14, values={"kind": "by"})
    marking = Marking(article="a", text=text, links=(), marks=(mark,))
    value = label_studio.task(marking)["predictions"][0]["result"][0]["value"]
    assert (value["start"], value["end"], value["text"]) == (3, 15, "đến năm 2020")


def test_the_last_annotation_counts_and_cancelled_ones_do_not(tmp_path: Path) -> None:
    def result(value: str) -> list[dict[str, Any]]:
        at = {"start": 0, "end": 4}
        common = {"id": "x", "to_name": "text"}
        return [
            common | {"from_name": "label", "type": "labels", "value": at | {"labels": ["Deadline"]}},
            common | {"from_name": "value", "type": "textarea", "value": at | {"text": [value]}},
        ]

    task = {
        "id": 7,
        "data": {"text": "2020."},
        "predictions": [{"result": result("1")}],
        "annotations": [{"result": result("2")}, {"result": result("3")}, {"result": [], "was_cancelled": True}],
    }
    (tmp_path / "t.json").write_text(json.dumps([task]), "utf-8")
    [row] = rows(tmp_path / "t.json", "label-studio")
    assert row["article"] == "7"
    assert [d["value"] for d in row["deadlines"]] == ["3"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("T1\tDeadline 0 99\tx", "no mark of this text"),
        ("T1\tNonsense 0 4\t2020", "no mark of this text"),
        ("T1 Deadline", "a line that this format does not have"),
        ("T1\tDeadline 0 4\t2020\n#1\tAnnotatorNotes T1\tnot json", "line 2"),
        ("T1\tDeadline 0 4\t2020\n#1\tAnnotatorNotes T1\t[1]", "no JSON object"),
        ("T1\tDeadline 0 4\t2020\nA1\tColour T1 red", "unknown attribute"),
        ("T1\tTarget 0 4\t2020\nR1\tDue Arg1:T1 Arg2:T9", "leads to no mark"),
    ],
)
def test_broken_brat_is_one_line(line: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("2020.", "utf-8")
    (tmp_path / "a.ann").write_text(line + "\n", "utf-8")
    with pytest.raises(ExportError, match=message) as caught:
        rows(tmp_path, "brat")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "content", ["{", "{}", "[1]", '[{"data": {}}]', '[{"data": {"text": "a"}, "annotations": [{"result": [{}]}]}]']
)
def test_broken_label_studio_is_one_line(content: str, tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(content, "utf-8")
    with pytest.raises(ExportError, match=r"t\.json") as caught:
        rows(tmp_path / "t.json", "label-studio")
    assert "\n" not in str(caught.value)


# ------------------------------------------------------------------ whatever is marked comes back
texts = st.text(st.sampled_from('ab ủđ\n\t\U0001f600\u2028;"\\'), min_size=3, max_size=40).filter(str.strip)
words = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=8)


@st.composite
def markings(draw: st.DrawFn) -> Marking:
    text = draw(texts)
    marks = []
    for i in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        label = draw(st.sampled_from(["Document", "Deadline", "Directive", "Target", "Article"]))
        if not text[start].isspace() and not text[end - 1].isspace():
            free = [f for f in FIELDS[label] if f not in (*CHOICES, "addressees", "value_max", "value")]
            values: dict[str, Any] = {name: draw(words) for name in draw(st.sets(st.sampled_from(free or ["x"])))}
            values |= {name: draw(st.sampled_from(CHOICES[name])) for name in FIELDS[label] if name in CHOICES}
            values |= {"value": draw(st.integers(0, 9**9) | st.floats(0.5, 1e6))} if label == "Target" else {}
            marks.append(Mark(id=f"T{i + 1}", label=label, start=start, end=end, values=values))
    ids = [m.id for m in marks]
    link = st.builds(
        Link, st.sampled_from(["Due", *RELATIONS]), st.sampled_from(ids or ["x"]), st.sampled_from(ids or ["x"])
    )
    links = tuple(draw(st.lists(link, max_size=3))) if ids else ()
    return Marking(article="a", text=text, marks=tuple(marks), links=links)


@settings(deadline=None, max_examples=150)
@given(markings())
def test_every_marking_comes_back(tmp_path_factory: pytest.TempPathFactory, marking: Marking) -> None:
    folder = tmp_path_factory.mktemp("brat")
    (folder / "a.txt").write_text(marking.text, "utf-8", newline="\n")
    (folder / "a.ann").write_text("".join(f"{line}\n" for line in brat.lines(marking)), "utf-8", newline="\n")
    assert brat.read(folder) == [marking]
    (folder / "t.json").write_text(json.dumps([label_studio.task(marking)]), "utf-8")
    assert label_studio.read(folder / "t.json") == [marking]
    assert gold(marking)["article"]
