"""The list of unicorns at a date, under a definition of what one is, and the lists of those who count them."""

from datetime import date

from sqlalchemy import ColumnElement, Date, literal

from app.catalog.deals import LATEST
from app.catalog.unicorn_lists import UNICORN_LISTS
from app.catalog.unicorns import Definition, held
from app.dataset import Dataset
from app.queries.lists import Question, read_list
from app.queries.vintages import Reading


def counted(definition: Definition, at: date) -> ColumnElement[bool]:
    """Return the condition that a row of the list counts as a unicorn at the end of a day."""
    return held(literal(at, Date), definition, LATEST.c.valuation_usd)


async def read_unicorn_lists(reading: Reading, question: Question) -> Dataset:
    """Return which publisher names which company, when, and whether it then was one under each of our definitions."""
    return await read_list(reading, UNICORN_LISTS, question)
