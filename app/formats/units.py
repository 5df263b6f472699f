"""Units: their names in four languages, and how a column's numbers are read."""

import csv
from functools import cache
from importlib.resources import files

from app.dataset import Code, Column, Dataset
from app.languages import Language, Text

# A computed ratio is a fraction that people read as a percentage. A published one is a multiple (5.1 times the
# profit), and records per inhabitant are far too few for percentages.
PLAIN_RATIOS = frozenset({"value", "min", "max", "spread", "latest", "per_capita"})


def is_fraction(column: Column) -> bool:
    """Tell whether the numbers of a column are fractions (0.25) that are shown as percentages."""
    return column.unit == "RATIO" and column.key not in PLAIN_RATIOS


def unit_label(dataset: Dataset, unit: str, language: Language) -> str:
    """Return a unit's name: the one that the answer carries, else that of the shipped list, else its code."""
    carried = {entry.code: entry for entry in dataset.codes.get("unit", ())}
    entry = carried.get(unit) or shipped_units().get(unit)
    return entry.label.in_(language) if entry else unit


@cache
def shipped_units() -> dict[str, Code]:
    """Return the shipped list of units."""
    with (files("app.data") / "units.csv").open(encoding="utf-8") as file:
        return {
            row["code"]: Code(row["code"], Text(row["name_en"], row["name_nl"], row["name_fr"], row["name_de"]))
            for row in csv.DictReader(file)
        }
