"""The way back: what people marked in brat or Label Studio → gold JSON Lines, as annotations/GUIDELINES.md has it."""

import json
from collections import Counter
from pathlib import Path
from typing import Any, Literal

from chidao.export import brat, label_studio
from chidao.export.corpus import ExportError
from chidao.export.marking import gold


def rows(path: Path, tool: Literal["brat", "label-studio"]) -> list[dict[str, Any]]:
    """Return a line of gold per article, ordered by article. Raises ExportError for what is no such marking."""
    found = brat.read(path) if tool == "brat" else label_studio.read(path / "tasks.json" if path.is_dir() else path)
    made = sorted((gold(marking) for marking in found), key=lambda row: str(row["article"]))
    twice = [article for article, n in Counter(row["article"] for row in made).items() if n > 1]
    if twice:
        raise ExportError(f"{path}: article {twice[0]} twice")
    return made


def write(path: Path, tool: Literal["brat", "label-studio"], out: Path) -> int:
    """Write the gold of a marking; return how many articles it has."""
    made = rows(path, tool)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in made)
    part = out.with_name(f"{out.name}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(out)
    except OSError as error:
        raise ExportError(f"{out}: cannot write: {(error.strerror or str(error)).lower()}") from error
    return len(made)
