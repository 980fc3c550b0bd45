"""The description of the tables in docs/index.md, made from the schema: `python -m chidao.index.page docs/index.md`."""

import sys
from pathlib import Path

from chidao.index import schema

_BEGIN, _END = "<!-- schema -->", "<!-- /schema -->"


def renewed(page: str) -> str:
    """Return a page with the description of the tables as they are, between its two marks."""
    before, _, rest = page.partition(_BEGIN)
    after = rest.partition(_END)[2]
    return before + "\n".join((_BEGIN, "", *schema.page(), "", _END)) + after


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")
