"""The application: Datasette over one index, read-only, time-limited, described by the index's own schema."""

import socket
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.plugins import pm

from chidao.index import schema
from chidao.serve import plugin
from chidao.serve.opened import Index

HERE = Path(__file__).parent
# A question that takes longer than this is stopped, whoever wrote it.
TIME_LIMIT_MS = 1000

_FACETS = {
    "articles": ["year", "place"],
    "bodies": ["kind", "level", "province"],
    "documents": ["type", "issuer", "scope"],
    "deadlines": ["kind", "year", "place"],
    "targets": ["unit", "direction", "year", "place"],
    "directives": ["verb", "issuer", "year", "place"],
}


def pages(path: str | Path) -> Datasette:
    """Return the application over the index at `path`. Raises QueryError where there is none of this version."""
    if not pm.is_registered(plugin):
        pm.register(plugin, name="chidao")
        # It prints the whole state of the program for every wrong address; ours answers in its place.
        pm.unregister(name="datasette.handle_exception")
    application = Datasette(
        files=[],
        template_dir=str(HERE / "templates"),
        static_mounts=[("assets", str(HERE / "static"))],
        metadata=metadata(),
        settings={
            "sql_time_limit_ms": TIME_LIMIT_MS,
            "facet_time_limit_ms": TIME_LIMIT_MS // 4,
            "max_csv_mb": 200,
            "allow_download": False,
        },
    )
    application.add_database(Index(application, path), name=plugin.DATABASE)
    return application


def metadata() -> dict[str, Any]:
    """Return what Datasette says of the tables: descriptions, columns and labels as the schema has them."""
    searched = {search.table: search.name for search in schema.SEARCHES}
    tables: dict[str, dict[str, Any]] = {}
    for table in schema.TABLES:
        about = {"description": table.about, "columns": {c.name: c.about for c in table.columns}}
        if table.label:
            about["label_column"] = table.label
        if table.name in _FACETS:
            about["facets"] = _FACETS[table.name]
        if table.name in searched:
            about |= {"fts_table": searched[table.name], "fts_pk": "id"}
        tables[table.name] = about
    tables |= {
        f"{name}{part}": {"hidden": True}
        for name in searched.values()
        for part in ("", "_data", "_idx", "_docsize", "_config")
    }
    return {"title": "chidao", "databases": {plugin.DATABASE: {"tables": tables}}}


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes a free one. Raises OSError where the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small answers at once only over a socket that says it is TCP; over others each waits 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    listening.listen()
    return listening
