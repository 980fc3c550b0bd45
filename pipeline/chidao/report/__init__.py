"""Pictures of what records hold, for papers and overviews: one self-contained HTML file, or one PNG.

`counts` reads the records once and counts; `pictures` draws; nothing here imports a stage or a rule.
"""

from pathlib import Path

from chidao.records import read

__all__ = ["ReportError", "write"]


class ReportError(ValueError):
    """What the user can mend, in one line."""


def write(records: str | Path, out: str | Path) -> int:
    """Write the report of a records file (or of a run's folder) and return how many records it is about.

    The suffix of `out` decides: `.html` for the page, `.png` for all pictures in one. Raises ReportError, RecordError.
    """
    path, out = Path(records), Path(out)
    if out.suffix not in (".html", ".png"):
        raise ReportError(f"{out}: a report is .html or .png")
    try:
        from chidao.report import page, pictures
        from chidao.report.counts import count
    except ImportError as error:
        raise ReportError(f"a report needs {error.name}: pip install 'chidao[report]'") from error
    counts = count(read(path / "records.jsonl" if str(records) != "-" and path.is_dir() else path))
    part = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(page.render(counts).encode("utf-8") if out.suffix == ".html" else pictures.png(counts))
        part.replace(out)
    except OSError as error:
        raise ReportError(f"{out}: cannot write: {(error.strerror or str(error)).lower()}") from error
    return counts.records
