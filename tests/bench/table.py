"""Show the goals: as one table on a terminal, as JSON, and as the page of the documentation."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.goals import Goal, summary

MARKS = {True: "yes", False: "NO", None: "–"}
COLORS = {True: "green", False: "bold red", None: "yellow"}
HEADINGS = ("what", "goal", "measured against", "limit", "ours", "ratio", "met")
WIDEST = 190


def cells(goal: Goal) -> tuple[str, ...]:
    """Return the cells of a line."""
    ratio = "" if goal.ratio is None else f"{goal.ratio:,.3g}" if goal.ratio < 1000 else f"{goal.ratio:,.0f}"
    what = f"{goal.what} ({goal.note})" if goal.note else goal.what
    return what, goal.goal, goal.limit, goal.theirs, goal.ours, ratio, MARKS[goal.met]


def show(goals: Sequence[Goal], console: Console) -> None:
    """Print the table."""
    table = Table(title=summary(goals), title_justify="left")
    for heading in HEADINGS:
        numeric = heading in ("limit", "ours", "ratio")
        table.add_column(heading, justify="right" if numeric else "left", no_wrap=numeric)
    for goal in goals:
        *rest, mark = cells(goal)
        table.add_row(*rest, f"[{COLORS[goal.met]}]{mark}[/]")
    console.print(table)


def as_text(goals: Sequence[Goal]) -> str:
    """Return the table as text."""
    console = Console(file=io.StringIO(), width=WIDEST)
    show(goals, console)
    written = console.file
    return written.getvalue() if isinstance(written, io.StringIO) else ""


def as_markdown(goals: Sequence[Goal]) -> str:
    """Return the table in Markdown."""
    lines = ["| " + " | ".join(HEADINGS) + " |", "| --- | --- | --- | ---: | ---: | ---: | --- |"]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in cells(goal)) + " |" for goal in goals]
    return "\n".join(lines)


def as_document(goals: Sequence[Goal], machine: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return everything measured, to be written as JSON."""
    return {"machine": machine, "summary": summary(goals), "goals": [goal.as_dict() for goal in goals], **more}
