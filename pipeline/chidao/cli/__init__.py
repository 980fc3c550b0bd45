"""The command line: a module for each group of commands.

Only what parses arguments is imported here; the stages load when a command needs them.
"""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from chidao.cli import asking, exporting, indexing, inspecting, judging, running, seeing, serving
from chidao.cli.common import INTERRUPTED, OK, USAGE, UsageError, app

__all__ = ["app", "asking", "exporting", "indexing", "inspecting", "judging", "main", "running", "seeing", "serving"]


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; whatever the user did wrong is one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows no `ỷ` is no reason to stop
    try:
        code = app(args=None if args is None else list(args), prog_name="chidao", standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        _say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # `chidao show … | head`: the reader has gone, the interpreter need not say so
        return OK
    except Exception as error:
        line = _one_line(error)
        if line is None:
            raise
        _say(line)
        return USAGE
    return code if isinstance(code, int) else OK


def _say(line: str) -> None:
    try:
        print(f"chidao: {line}", file=sys.stderr, flush=True)
    except BrokenPipeError:
        sys.stderr = None  # nobody listens, and the interpreter need not say so


def _one_line(error: Exception) -> str | None:
    """Return the line for an error that the user can mend, None for one of ours."""
    if hasattr(error, "format_message"):  # what typer raises for arguments that it cannot parse
        return " ".join(str(error.format_message()).split()) or "--help shows how it is used"
    from chidao.export import ExportError
    from chidao.ingest import InputError
    from chidao.records import RecordError
    from chidao.results import ResultError

    return str(error) if isinstance(error, UsageError | ExportError | InputError | RecordError | ResultError) else None


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as version_of

        print(f"chidao {version_of('chidao')}")
    elif context.invoked_subcommand is None:
        print(context.get_help())
