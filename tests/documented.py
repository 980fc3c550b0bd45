"""Tables in docs/ that the tests make: a test fails where a page says other than what it finds.

`WRITE_DOCS=1 pytest` writes them.
"""

import os
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def check_section(page: str, section: str, table: str) -> None:
    """Assert that a page holds a table between `<!-- section -->` and `<!-- /section -->`."""
    path = DOCS / page
    text = path.read_text(encoding="utf-8")
    begin, end = f"<!-- {section} -->\n", f"<!-- /{section} -->"
    before, _, rest = text.partition(begin)
    there, found, after = rest.partition(end)
    assert found, f"{page} has no section {section}"
    if os.environ.get("WRITE_DOCS") and there != table:
        path.write_text(before + begin + table + end + after, encoding="utf-8")
        there = table
    assert there == table, f"docs/{page} is not up to date: WRITE_DOCS=1 pytest writes it"


def table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [f"| {' | '.join(header)} |", f"|{'---|' * len(header)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"
