"""Writes the page of commands (docs/cli.md) from the commands themselves: `python -m chidao.cli_reference`."""

from typing import Any, cast

import typer

from chidao.cli import app

_HEAD = """# Commands

Made from the commands themselves by `make docs`; a test fails when it is not up to date.

Exit codes: 0 all well; 1 something was rejected, wrong or under its floor; 2 the command was used wrongly, in one line
on standard error; 130 interrupted.
"""


def reference() -> str:
    """Return the page as Markdown: every command with its help text, as printed 100 columns wide."""
    # Typer carries its own copy of click, which has no types of its own to name here.
    root = cast(Any, typer.main.get_command(app))
    parts = [_HEAD]
    for name, command in sorted(root.commands.items()):
        context = command.context_class(command, info_name=f"chidao {name}", max_content_width=100, terminal_width=100)
        parts.append(f"## chidao {name}\n\n```\n{command.get_help(context).rstrip()}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    print(reference(), end="")
