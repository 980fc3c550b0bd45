"""W3C Web Annotation Data Model: an AnnotationPage per article, an annotation per mention.

Each target has a TextPositionSelector (code points of the article's text, as the model wants) and a TextQuoteSelector
with what stands before and after, so that the place is found again when the page changes.
"""

import json
from pathlib import Path
from typing import Any

from chidao.export import iris
from chidao.export.corpus import Corpus, Written, file_name
from chidao.export.dublin_core import node
from chidao.export.spans import Span, spans
from chidao.model import Record

_AROUND = 32


def write(corpus: Corpus, out: Path) -> Written:
    """Write a JSON-LD file per article into the folder `out`."""
    taken: set[str] = set()
    count = 0
    for record in corpus.records():
        made = page(record)
        path = out / f"{file_name(record.id, taken)}.jsonld"
        path.write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        count += len(made["items"])
    return Written(count, f"annotations of {len(taken)} articles")


def page(record: Record) -> dict[str, Any]:
    """Return the annotations of an article as a page of a collection of one page."""
    article = iris.article(record)
    works = {doc.id: node(iris.document(record, doc)) for doc in record.documents}
    items = [_annotation(record, span, i, works) for i, span in enumerate(spans(record), 1)]
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"{article}#annotations",
        "type": "AnnotationPage",
        "partOf": {"id": f"{article}#collection", "type": "AnnotationCollection", "total": len(items)},
        "startIndex": 0,
        "items": items,
    }


def _annotation(record: Record, span: Span, number: int, works: dict[str, str]) -> dict[str, Any]:
    words = [f"{name}: {value}" for name, value in span.values.items()]
    bodies: list[dict[str, Any]] = [{"type": "TextualBody", "purpose": "classifying", "value": span.kind}]
    if span.kind == "documents":
        bodies.append({"type": "SpecificResource", "purpose": "identifying", "source": works[span.id]})
    if span.value or words:
        value = "\n".join([*([span.value] if span.value else []), *words])
        bodies.append(
            {"type": "TextualBody", "purpose": "describing", "value": value, "format": "text/plain", "language": "vi"}
        )
    return {
        "id": iris.fact(record, f"annotation{number}"),
        "type": "Annotation",
        "motivation": "describing",
        "generator": {"id": f"{iris.article(record)}#{span.rule}", "type": "Software", "name": span.rule},
        "body": bodies,
        "target": {
            "source": record.source.url or iris.article(record),
            "selector": [
                {"type": "TextPositionSelector", "start": span.start, "end": span.end},
                {
                    "type": "TextQuoteSelector",
                    "exact": record.text[span.start : span.end],
                    "prefix": record.text[max(0, span.start - _AROUND) : span.start],
                    "suffix": record.text[span.end : span.end + _AROUND],
                },
            ],
        },
    }
