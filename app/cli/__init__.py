"""The command `betech`: each command opens the one transaction in which its work is kept or undone."""

import importlib
import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from app.errors import CommandFailure

# Where each command is defined. Only the module of the command that is asked for is loaded, so that the service
# starts without what an import needs, and holds no memory for it.
MODULES = {
    "serve": "app.cli.serving",
    "migrate": "app.cli.data",
    "import": "app.cli.data",
    "export": "app.cli.data",
    "delete": "app.cli.data",
    "merge": "app.cli.data",
    "status": "app.cli.data",
    "release": "app.cli.data",
    "backup": "app.cli.upkeep",
    "restore": "app.cli.upkeep",
    "check": "app.cli.upkeep",
}


class Commands(TyperGroup):
    """All commands, each loaded when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the library's signature
        """Return the names of the commands in the order of the help."""
        return list(MODULES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command, None when there is none of that name."""
        if cmd_name not in MODULES:
            return None
        module = importlib.import_module(MODULES[cmd_name])
        return get_group(module.commands).get_command(ctx, cmd_name)


commands = typer.Typer(
    cls=Commands,
    help="The open data API of Belgium's tech ecosystem.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@commands.callback()
def betech() -> None:
    """Serve the open data of Belgium's tech ecosystem, and bring data in and out."""


def main() -> None:
    """Run the command line; an expected failure is one line on standard error and a status that is not 0."""
    try:
        commands(prog_name="betech")
    except CommandFailure as failure:
        for line in failure.details:
            typer.echo(line, err=True)
        typer.echo(f"betech: {failure}", err=True)
        sys.exit(1)
    except BrokenPipeError:  # whoever read the output has gone, as with `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
