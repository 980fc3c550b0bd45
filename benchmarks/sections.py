"""Parts of pages in docs/ that benchmarks write: what stands between `<!-- name -->` and `<!-- /name -->`."""

from collections.abc import Sequence
from pathlib import Path


def replace(page: Path, name: str, text: str) -> None:
    """Put a text between the marks of a page. Ends the program where the page has no such marks."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise SystemExit(f"{page}: has no {begin} … {end}")
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def table(head: Sequence[str], rows: Sequence[Sequence[object]], words: int = 1) -> str:
    """Return a Markdown table; the first `words` columns hold words, the others figures."""
    lines = [head, [*["---"] * words, *["---:"] * (len(head) - words)], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
