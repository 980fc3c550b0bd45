"""`chidao serve`."""

from pathlib import Path
from typing import Annotated

import typer

from chidao.cli.common import UsageError, app
from chidao.cli.indexing import needs_index


@app.command()
def serve(
    db: Annotated[Path, typer.Argument(metavar="INDEX", help="The index that `chidao index` made.")] = Path(
        "chidao.db"
    ),
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Where to listen; 0.0.0.0 lets other machines in.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="Which port; 0 takes a free one.")
    ] = 8001,
    browser: Annotated[bool, typer.Option("--open", help="Open the pages in the browser.")] = False,
) -> None:
    """Open an index as pages: search, articles with their facts marked, documents, bodies, deadlines, targets.

    Read-only, with Datasette's tables, JSON, CSV and SQL beside them. Runs until it is interrupted.
    """
    needs_index()
    _needs_serve()
    import uvicorn

    from chidao.index.matching import QueryError
    from chidao.serve import listen, pages

    try:
        application = pages(db)
        listening = listen(host, port)
    except QueryError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(
            f"{host} port {port}: {(error.strerror or str(error)).lower()}; --port takes another"
        ) from error
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listening.getsockname()[1]}/"
    print(f"{address}  (Ctrl-C stops)", flush=True)
    if browser:
        import webbrowser

        webbrowser.open(address)
    config = uvicorn.Config(application.app(), log_level="warning", lifespan="on")
    uvicorn.Server(config).run(sockets=[listening])


def _needs_serve() -> None:
    from importlib.util import find_spec

    if find_spec("datasette") is None:
        raise UsageError("needs datasette: pip install 'chidao[serve]'")
