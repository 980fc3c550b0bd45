"""The index as the server has it open: for reading only, and always the one that has the name now.

`chidao index` puts a new file in the old one's place. Connections to the old one would go on with it, so that two
threads could answer from two indexes; each looks before every question whether it still has the right one.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from datasette.database import Database

from chidao.index.search import connect
from chidao.serve.start import Holdings, holdings

_File = tuple[int, int, int]
_MAPPED = 4 << 30  # bytes of the file, at most


class Index(Database):  # type: ignore[misc]  # Datasette has no types
    """An index as a database of Datasette. Raises QueryError where there is none of this version."""

    def __init__(self, datasette: Any, path: str | Path) -> None:
        super().__init__(datasette, path=str(path), is_mutable=True)
        self._of_thread = threading.local()
        self._counting = threading.Lock()
        file = self._file()
        with closing(connect(path)) as db:
            self._counted = file, holdings(db)

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """Open the index for reading."""
        if write:
            raise sqlite3.OperationalError("the index is read-only")
        connect(self.path).close()  # refuses a file that is no index of this version
        opened: sqlite3.Connection = super().connect(write=False)
        # Each thread has a connection and a cache of its own; mapped, they share the pages of the file.
        opened.execute(f"PRAGMA mmap_size = {_MAPPED}")
        return opened

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        """Return what a function says of a connection, in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self.ds.executor, lambda: fn(self._connection()))

    def holdings(self, db: sqlite3.Connection) -> Holdings:
        """Return what the index holds in numbers, counted once for each file."""
        file = self._of_thread.file
        with self._counting:
            if self._counted[0] != file:
                self._counted = file, holdings(db)
            return self._counted[1]

    def _connection(self) -> sqlite3.Connection:
        now, old = self._file(), getattr(self._of_thread, "connection", None)
        if old is None or self._of_thread.file != now:
            new = self.connect()
            self.ds._prepare_connection(new, self.name)
            self._of_thread.file, self._of_thread.connection = now, new
            if old is not None:
                old.close()
        return self._of_thread.connection  # type: ignore[no-any-return]

    def _file(self) -> _File:
        try:
            found = Path(self.path).stat()
        except OSError:
            return getattr(self._of_thread, "file", (0, 0, 0))  # taken away: what is open can still be read
        return found.st_dev, found.st_ino, found.st_mtime_ns
