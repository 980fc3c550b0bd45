"""brat standoff (brat.nlplab.org/standoff.html): `NAME.txt` and `NAME.ann` per article, and brat's settings.

Vocabularies are attributes, free values stand as a JSON object in the note of their mark, links are relations. An
offset counts code points of the text file; a mark over several lines has a fragment per line, as brat wants it.
"""

import json
import re
from pathlib import Path
from typing import Any

from chidao.export.corpus import Corpus, ExportError, Written, file_name
from chidao.export.marking import CHOICES, FIELDS, LINKS, RELATIONS, Link, Mark, Marking, markings

_ATTRIBUTES = {"kind": "Limit", "comparator": "Comparator", "direction": "Direction"}
_ENDS = {
    "Measures": ("Target", "Indicator"),
    "OrderedTo": ("Directive", "Addressee"),
    "Due": ("Target|Directive", "Deadline"),
}
_OF = {"Limit": "Deadline", "Comparator": "Target", "Direction": "Target"}
_COLOURS = {
    "Document": "#9ec5fe",
    "Deadline": "#a3cfbb",
    "Target": "#ffe69c",
    "Directive": "#e9ecef",
    "Indicator": "#fff3cd",
    "Addressee": "#efadce",
    "Article": "#f8f9fa",
}


def write(corpus: Corpus, out: Path) -> Written:
    """Write text and annotations of every article, `annotation.conf` and `visual.conf`, into the folder `out`."""
    taken: set[str] = set()
    for marking in markings(corpus):
        name = file_name(marking.article, taken)
        (out / f"{name}.txt").write_text(marking.text, encoding="utf-8", newline="\n")
        (out / f"{name}.ann").write_text("".join(f"{line}\n" for line in lines(marking)), "utf-8", newline="\n")
    (out / "annotation.conf").write_text(settings(), encoding="utf-8")
    (out / "visual.conf").write_text(_visual(), encoding="utf-8")
    return Written(len(taken), "articles, a .txt and a .ann each")


def lines(marking: Marking) -> list[str]:
    """Return the lines of an .ann file."""
    entities: list[str] = []
    attributes: list[str] = []
    notes: list[str] = []
    for mark in marking.marks:
        ranges = list(_fragments(marking.text, mark))
        shown = " ".join(marking.text[a:b] for a, b in ranges)
        entities.append(f"{mark.id}\t{mark.label} {';'.join(f'{a} {b}' for a, b in ranges)}\t{shown}")
        free = {name: value for name, value in mark.values.items() if name not in _choices(mark.label)}
        for name in _choices(mark.label):
            if name in mark.values:
                attributes.append(f"A{len(attributes) + 1}\t{_ATTRIBUTES[name]} {mark.id} {mark.values[name]}")
        if free:
            text = json.dumps(free, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
            notes.append(f"#{len(notes) + 1}\tAnnotatorNotes {mark.id}\t{text}")
    relations = [f"R{i}\t{link.type} Arg1:{link.source} Arg2:{link.target}" for i, link in enumerate(marking.links, 1)]
    return [*entities, *attributes, *relations, *notes]


def read(folder: Path) -> list[Marking]:
    """Return the articles of a folder by their files' names. Raises ExportError with file and line."""
    found = sorted(folder.glob("*.ann"))
    if not found:
        raise ExportError(f"{folder}: no .ann files")
    return [_read(path) for path in found]


def _read(path: Path) -> Marking:
    text = _text(path.with_suffix(".txt"))
    ranges: dict[str, tuple[str, int, int]] = {}
    values: dict[str, dict[str, Any]] = {}
    links: list[tuple[int, Link]] = []
    for number, line in enumerate(_text(path).split("\n"), 1):
        line = line.rstrip("\r")
        try:
            if m := re.fullmatch(r"(T\d+)\t(\S+) (\d+) (?:.*[ ;])?(\d+)\t.*", line):
                start, end = int(m[3]), int(m[4])
                if not 0 <= start < end <= len(text) or m[2] not in FIELDS:
                    raise ValueError(f"{m[2]} {start}-{end} is no mark of this text")
                ranges[m[1]] = (m[2], start, end)
            elif m := re.fullmatch(r"[AM]\d+\t(\S+) (\S+) (\S+)", line):
                name = next(name for name, attribute in _ATTRIBUTES.items() if attribute == m[1])
                values.setdefault(m[2], {})[name] = m[3]
            elif m := re.fullmatch(r"R(\d+)\t(\S+) Arg1:(\S+) Arg2:(\S+)\t?", line):
                links.append((int(m[1]), Link(m[2], m[3], m[4])))
            elif m := re.fullmatch(r"#\d+\tAnnotatorNotes (T\d+)\t(.*)", line):
                note = json.loads(m[2])
                if not isinstance(note, dict):
                    raise ValueError("the note is no JSON object")
                values.setdefault(m[1], {}).update(note)
            elif line.strip() and not line.startswith("#"):
                raise ValueError("a line that this format does not have")
        except (ValueError, StopIteration) as error:
            raise ExportError(f"{path.name}, line {number}: {str(error) or 'unknown attribute'}") from error
    marks = tuple(
        Mark(id=i, label=label, start=start, end=end, values=values.get(i, {}))
        for i, (label, start, end) in ranges.items()
    )
    return Marking(
        article=path.stem, text=text, marks=marks, links=tuple(link for _, link in sorted(links, key=_first))
    )


def _first(numbered: tuple[int, Link]) -> int:
    return numbered[0]


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise ExportError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise ExportError(f"{path}: not UTF-8") from error


def _choices(label: str) -> list[str]:
    return [name for name, attribute in _ATTRIBUTES.items() if _OF[attribute] == label]


def _fragments(text: str, mark: Mark) -> list[tuple[int, int]]:
    found = re.finditer(r"[^\n]+", text[mark.start : mark.end])
    return [(mark.start + m.start(), mark.start + m.end()) for m in found]


def settings() -> str:
    """Return annotation.conf: which marks, links and attributes there are."""
    relations = [f"{name}\tArg1:{a}, Arg2:{b}" for name, (a, b) in _ENDS.items()]
    relations += [f"{name}\tArg1:Document, Arg2:Document" for name in RELATIONS]
    attributes = [f"{a}\tArg:{_OF[a]}, Value:{'|'.join(CHOICES[name])}" for name, a in _ATTRIBUTES.items()]
    overlap = "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"
    parts = {"entities": list(FIELDS), "relations": [*relations, overlap], "events": [], "attributes": attributes}
    return "\n".join(f"[{name}]\n" + "".join(f"{line}\n" for line in lines) for name, lines in parts.items())


def _visual() -> str:
    drawing = "".join(f"{label}\tbgColor:{colour}, borderColor:darken\n" for label, colour in _COLOURS.items())
    return "[labels]\n" + "".join(f"{x} | {x}\n" for x in [*FIELDS, *LINKS, *RELATIONS]) + "\n[drawing]\n" + drawing
