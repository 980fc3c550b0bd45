"""Records → one SQLite file that answers questions. Needs the extra `index`.

    chidao.index.build(["outputs/x/records.jsonl"], "chidao.db")

The tables stand in `chidao.index.schema`, docs/index.md describes them. Reads records only, so the records of any
system that keeps the contract can be indexed.
"""

from chidao.index.build import IndexFileError, Summary, build

__all__ = ["IndexFileError", "Summary", "build"]
