"""Write the tables of README.md and OPERATIONS.md that follow from the code: `python -m tests.readme`."""

import re
import subprocess
from pathlib import Path

import typer.main

from app.cli import MODULES, commands
from app.settings import describe

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
OPERATIONS = ROOT / "OPERATIONS.md"


def settings_table() -> str:
    """Return one row per setting."""
    rows = ["| variable | flag | default | what it sets |", "| --- | --- | --- | --- |"]
    for entry in describe():
        default = f"`{entry['default']}`" if entry["default"] else ""
        rows.append(f"| `{entry['variable']}` | `{entry['flag']}` | {default} | {entry['description']} |")
    return "\n".join(rows)


def commands_table() -> str:
    """Return one row per command."""
    group = typer.main.get_group(commands)
    context = typer.Context(group)
    rows = ["| command | what it does |", "| --- | --- |"]
    for name in MODULES:
        command = group.get_command(context, name)
        assert command is not None
        places = [
            part.metavar or str(part.name).upper() for part in command.params if part.param_type_name == "argument"
        ]
        call = " ".join(["betech", name, *places]).replace("|", "\\|")
        rows.append(f"| `{call}` | {command.help} |")
    return "\n".join(rows)


def targets_table() -> str:
    """Return one row per target of the Makefile, as `make help` says them."""
    said = subprocess.run(["make", "--silent", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    rows = ["| target | what it does |", "| --- | --- |"]
    for line in said.splitlines():
        found = re.fullmatch(r"(make \S+) +(.+)", line)
        assert found is not None, line
        rows.append(f"| `{found[1]}` | {found[2]} |")
    return "\n".join(rows)


# The settings that bound something; every other one chooses or names.
BOUNDS = re.compile(r"max_\w+|heavy_\w+|\w+_seconds|pool_size|cache_mb|rate_limit")


def bounds_table() -> str:
    """Return one row per setting that bounds something."""
    rows = ["| setting | default | what it bounds |", "| --- | --- | --- |"]
    rows += [
        f"| `{entry['variable']}` | {entry['default'] or 'none'} | {entry['description']} |"
        for entry in describe()
        if BOUNDS.fullmatch(entry["name"])
    ]
    return "\n".join(rows)


TABLES = {"bounds": bounds_table, "settings": settings_table, "commands": commands_table, "targets": targets_table}


def filled(readme: str) -> str:
    """Return the text with every table as the code has it."""
    for name, table in TABLES.items():
        if f"<!-- {name} -->" not in readme:
            continue
        before, begin, rest = readme.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition(f"<!-- /{name} -->")
        readme = f"{before}{begin}\n{table()}\n\n{end}{after}"
    return readme


if __name__ == "__main__":
    for file in (README, OPERATIONS):
        file.write_text(filled(file.read_text()))
