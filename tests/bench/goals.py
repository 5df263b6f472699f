"""Goals: what is to be reached, what was, and whether that is enough."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tests.bench.load import Compared

NOT_HERE = "not here"


@dataclass(frozen=True, slots=True)
class Goal:
    """One line of the table.

    `limit` says what the figure is measured against, `theirs` and `ours` are what was measured, with their units;
    `ratio` is the figure that the goal is about, and `met` None where it could not be measured, which `note` explains.
    """

    what: str
    goal: str
    limit: str
    theirs: str
    ours: str
    ratio: float | None
    met: bool | None
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the line as JSON has it."""
        return asdict(self)


def at_least(what: str, bound: float, limit: str, found: Compared, unit: str, *, note: str = "") -> Goal:
    """Return a line for a rate that is to be a good part of the limit's."""
    ours, theirs, ratio = amount(found.ours, unit), amount(found.theirs, unit), round(found.ratio, 3)
    return Goal(what, f"≥ {bound:g} ×", limit, theirs, ours, ratio, ratio >= bound, note)


def at_most_times(what: str, bound: float, limit: str, found: Compared, unit: str, *, note: str = "") -> Goal:
    """Return a line for a cost that may be so many times the limit's."""
    ours, theirs, ratio = amount(found.ours, unit), amount(found.theirs, unit), round(found.ratio, 3)
    return Goal(what, f"≤ {bound:g} ×", limit, theirs, ours, ratio, ratio <= bound, note)


def once(theirs: float, ours: float) -> Compared:
    """Return two figures that were measured once."""
    return Compared(theirs, ours, ours / theirs if theirs else 0.0)


def at_most(what: str, bound: float, ours: float, unit: str, *, note: str = "") -> Goal:
    """Return a line for a cost that is bounded by itself."""
    bounded = amount(bound, unit)
    return Goal(
        what, f"≤ {bounded}", "the bound", bounded, amount(ours, unit), round(ours / bound, 3), ours <= bound, note
    )


def missing(what: str, goal: str, limit: str, why: str) -> Goal:
    """Return a line for what could not be measured here."""
    return Goal(what, goal, limit, NOT_HERE, "", None, None, why)


def amount(value: float, unit: str) -> str:
    """Write a measure with as many digits as mean something."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 3
    return f"{value:,.{digits}f} {unit}".strip()


def summary(goals: Sequence[Goal]) -> str:
    """Say how many goals are met, missed and not measured."""
    met, missed = sum(goal.met is True for goal in goals), sum(goal.met is False for goal in goals)
    unknown = len(goals) - met - missed
    return f"{met} of {len(goals)} met, {missed} missed, {unknown} not measured here"
