"""The data dictionary as a Data Package (datapackage.json, frictionlessdata.io) and as a page for people."""

import json
from pathlib import Path
from typing import Any

from chidao.export.frames import DICTIONARY

_TYPES = {"string": "string", "integer": "integer", "number": "number", "list": "array"}


def write(out: Path, suffix: str, dialect: dict[str, Any] | None = None) -> None:
    """Write datapackage.json and dictionary.md for the tables `NAME.suffix` in the folder `out`."""
    resources = [
        {
            "name": name,
            "path": f"{name}.{suffix}",
            "format": suffix,
            "mediatype": "text/csv" if suffix == "csv" else "application/vnd.apache.parquet",
            "encoding": "utf-8",
            **({"dialect": dialect} if dialect else {}),
            "schema": {
                "fields": [{"name": c.name, "type": _TYPES[c.type], "description": c.what} for c in columns],
                "missingValues": [""],
            },
        }
        for name, columns in DICTIONARY.items()
    ]
    package = {"name": "chidao", "title": "Directives in Vietnamese news", "resources": resources}
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    (out / "datapackage.json").write_text(text, encoding="utf-8")
    (out / "dictionary.md").write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the data dictionary as Markdown."""
    lines = ["# Data dictionary", "", "One row a fact; documents and bodies have one row a mention.", ""]
    for name, columns in DICTIONARY.items():
        lines += [f"## {name}", "", "| column | type | holds |", "|---|---|---|"]
        lines += [f"| `{c.name}` | {c.type} | {c.what} |" for c in columns]
        lines.append("")
    return "\n".join(lines)
