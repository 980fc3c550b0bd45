"""Label Studio: tasks with predictions (or, from gold, annotations), the labelling configuration, and the way back.

Label Studio counts offsets in the units of JavaScript (UTF-16); they are translated both ways.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import msgspec

from chidao.export.corpus import Corpus, ExportError, Written
from chidao.export.marking import CHOICES, FIELDS, LINKS, RELATIONS, Link, Mark, Marking, Value, markings

_NUMBERS = ("value", "value_max")
_COLOURS = {"Document": "#0d6efd", "Deadline": "#198754", "Target": "#ffc107", "Directive": "#6c757d"}
_MODEL = "chidao"


def write(corpus: Corpus, out: Path) -> Written:
    """Write tasks.json and config.xml into the folder `out`."""
    count = 0
    with (out / "tasks.json").open("w", encoding="utf-8", newline="\n") as file:
        for marking in markings(corpus):
            file.write(",\n" if count else "[\n")
            json.dump(task(marking, gold=corpus.gold is not None), file, ensure_ascii=False)
            count += 1
        file.write("\n]\n" if count else "[]\n")
    (out / "config.xml").write_text(config(), encoding="utf-8")
    return Written(count, "tasks")


def task(marking: Marking, *, gold: bool = False) -> dict[str, Any]:
    """Return a marking as a task: predictions to be judged, or annotations where the marking is gold."""
    result = list(_result(marking))
    made: dict[str, Any] = {"data": {"text": marking.text, "article": marking.article}}
    if gold:
        return made | {"annotations": [{"result": result, "ground_truth": True}]}
    return made | {"predictions": [{"model_version": _MODEL, "result": result}]}


def _result(marking: Marking) -> Iterator[dict[str, Any]]:
    units = _Units(marking.text)
    for mark in marking.marks:
        at = {"start": units.of(mark.start), "end": units.of(mark.end), "text": marking.text[mark.start : mark.end]}
        common = {"id": mark.id, "to_name": "text"}
        yield common | {"from_name": "label", "type": "labels", "value": at | {"labels": [mark.label]}}
        for name, value in mark.values.items():
            if name in CHOICES and mark.label != "Article":
                yield common | {"from_name": name, "type": "choices", "value": at | {"choices": [value]}}
            else:
                texts = value if isinstance(value, list) else [str(value)]
                yield common | {"from_name": name, "type": "textarea", "value": at | {"text": texts}}
    for link in marking.links:
        ends = {"from_id": link.source, "to_id": link.target, "direction": "right"}
        yield {"type": "relation", **ends, "labels": [link.type]}


def read(path: Path) -> list[Marking]:
    """Return the articles of an export of Label Studio (JSON): of each task the last annotation, else its prediction.

    Raises ExportError with the task's place in the file.
    """
    try:
        tasks = json.loads(path.read_bytes())
    except OSError as error:
        raise ExportError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    except ValueError as error:
        raise ExportError(f"{path}: not JSON: {error}") from error
    if not isinstance(tasks, list):
        raise ExportError(f"{path}: no list of tasks")
    found = []
    for number, one in enumerate(tasks, 1):
        try:
            found.append(_marking(one))
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise ExportError(f"{path}, task {number}: {type(error).__name__}: {error}") from error
    return found


def _marking(one: dict[str, Any]) -> Marking:
    text = one["data"]["text"]
    units = _Units(text)
    done = [a for a in one.get("annotations") or [] if not a.get("was_cancelled")]
    result = (done or one.get("predictions") or [{"result": []}])[-1]["result"]
    marks: dict[str, Mark] = {}
    for item in result:
        if item["type"] == "labels":
            at, label = item["value"], item["value"]["labels"][0]
            if label not in FIELDS:
                raise ValueError(f"label {label!r} is none of {', '.join(FIELDS)}")
            start, end = units.back(at["start"]), units.back(at["end"])
            marks[item["id"]] = Mark(id=item["id"], label=label, start=start, end=end)
    values: dict[str, dict[str, Value]] = {identifier: {} for identifier in marks}
    links = []
    for item in result:
        if item["type"] == "relation":
            links.append(Link((item.get("labels") or ["Due"])[0], item["from_id"], item["to_id"]))
        elif item["type"] in ("choices", "textarea") and item["id"] in marks:
            given = item["value"]["choices" if item["type"] == "choices" else "text"]
            values[item["id"]][item["from_name"]] = _value(marks[item["id"]].label, item["from_name"], given)
    whole = tuple(msgspec.structs.replace(mark, values=values[identifier]) for identifier, mark in marks.items())
    return Marking(article=str(one["data"].get("article", one.get("id"))), text=text, marks=whole, links=tuple(links))


def _value(label: str, name: str, given: str | list[str]) -> Value:
    texts = [given] if isinstance(given, str) else given
    if name == "addressees":
        return texts
    if label == "Target" and name in _NUMBERS:
        number = float(texts[0])
        return int(texts[0]) if texts[0].isdecimal() else number
    return texts[0]


class _Units:
    """Code points ⇄ UTF-16 units of a text."""

    def __init__(self, text: str) -> None:
        self._wide = [i for i, c in enumerate(text) if ord(c) > 0xFFFF]

    def of(self, at: int) -> int:
        return at + sum(i < at for i in self._wide)

    def back(self, at: int) -> int:
        for i in self._wide:
            if i + 1 < at:
                at -= 1
        return at


def config() -> str:
    """Return the labelling configuration: labels, the values of each, relations."""
    rows = ['<Labels name="label" toName="text">']
    rows += [f'  <Label value="{label}" background="{_COLOURS.get(label, "#adb5bd")}"/>' for label in FIELDS]
    rows.append("</Labels>")
    rows.append("<Relations>")
    rows += [f'  <Relation value="{name}"/>' for name in (*LINKS, *RELATIONS)]
    rows += ["</Relations>", '<Text name="text" value="$text"/>']
    labels: dict[str, list[str]] = {}
    for label, names in FIELDS.items():
        for name in names:
            labels.setdefault(name, []).append(label)
    for name, of in labels.items():
        when = f'perRegion="true" visibleWhen="region-selected" whenTagName="label" whenLabelValue="{",".join(of)}"'
        if name in CHOICES:
            rows.append(f'<Choices name="{name}" toName="text" choice="single" {when}>')
            rows += [f"  <Choice value={quoteattr(value)}/>" for value in CHOICES[name]]
            rows.append("</Choices>")
        else:
            rows.append(f'<TextArea name="{name}" toName="text" placeholder="{name}" editable="true" {when}/>')
    return "<View>\n" + "".join(f"  {row}\n" for row in rows) + "</View>\n"
