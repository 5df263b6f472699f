"""The list of unicorns at a date, under a definition of what one is."""

from datetime import date

from sqlalchemy import ColumnElement, Date, literal

from app.catalog.deals import LATEST
from app.catalog.unicorns import Definition, held


def counted(definition: Definition, at: date) -> ColumnElement[bool]:
    """Return the condition that a row of the list counts as a unicorn at the end of a day."""
    return held(literal(at, Date), definition, LATEST.c.valuation_usd)
