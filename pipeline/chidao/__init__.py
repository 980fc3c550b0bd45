"""chidao reads Vietnamese Party and state news and writes down what was ordered, each fact with its exact characters.

The flow: `ingest` (bytes → Article) → `clean` (→ Page) → `extractors` (→ Mentions) → `resolve` (→ Record) → `records`.
`chidao.run` walks it; what is known about the language stands in `chidao.rules` as data.

    record = chidao.extract(text)                  one article → Record
    chidao.extract_files(inputs, "outputs/x")      many → records.jsonl, rejects.jsonl, run.json
    chidao.read("outputs/x/records.jsonl")         → Record, Record, …
    chidao.decode(data)                            bytes in any Vietnamese encoding → (text, encoding)
    chidao.targets(records)                        → pandas.DataFrame; so are documents, deadlines, …
"""

from importlib import import_module, metadata
from typing import Any

_TABLES = ("documents", "bodies", "deadlines", "targets", "directives", "relations")
_VERBS = {
    "extract": "run:extract_text",
    "extract_files": "run:run",
    "read": "records:read",
    "decode": "encodings:decode",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return metadata.version("chidao")
    if name not in _VERBS and name not in _TABLES:
        raise AttributeError(f"module 'chidao' has no attribute {name!r}")
    module, verb = _VERBS.get(name, f"tables:{name}").split(":")
    return getattr(import_module(f"chidao.{module}"), verb)
