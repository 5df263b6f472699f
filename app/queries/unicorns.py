"""Who is a unicorn: at a date and under a definition, and in the lists of which publishers."""

from dataclasses import replace

from sqlalchemy import Date, bindparam

from app.catalog.deals import LATEST, UNICORNS
from app.catalog.unicorn_lists import UNICORN_LISTS
from app.catalog.unicorns import DEFINITIONS, Definition, held
from app.dataset import Dataset
from app.errors import BadRequest, Fault
from app.queries.codelists import nearest
from app.queries.lists import Question, read_list
from app.queries.vintages import Reading

# Filters by which disputed and former unicorns are asked for, so that no definition is applied unless it is named.
OWN_TERMS = ("status", "id")


async def read_unicorns(reading: Reading, question: Question, definition: str | None = None) -> Dataset:
    """Return the unicorns at a day (`question.at`, the day of the data when not given) under a definition.

    `private_usd1bn`, the default: privately held and last priced at one billion dollars or more. `ever_usd1bn`: ever
    priced so. Disputed ones are under neither; a filter on `status` or `id` without a definition reaches them.

    Raises:
        BadRequest: the definition is unknown, or the list cannot be read as asked.

    """
    chosen = read_definition(definition)
    if chosen is None and set(OWN_TERMS) & set(question.filters):
        return await read_list(reading, UNICORNS, question)
    at = question.at or reading.updated.date()
    chosen = chosen or DEFINITIONS[0]
    condition = held(bindparam("at", type_=Date), chosen, LATEST.c.valuation_usd)
    dataset = await read_list(reading, UNICORNS, replace(question, conditions=(*question.conditions, condition)))
    filters = {**dataset.meta.query["filters"], "at": str(at), "definition": chosen}
    return replace(dataset, meta=replace(dataset.meta, query={**dataset.meta.query, "filters": filters}))


def read_definition(word: str | None) -> Definition | None:
    """Return the definition of that name, None when none is given."""
    if word is None or not word.strip():
        return None
    found = next((definition for definition in DEFINITIONS if definition == word.strip()), None)
    if found is None:
        detail = f"'{word}' is no definition of a unicorn."
        fault = Fault("definition", "unknown_value", detail, word, nearest(word, DEFINITIONS), DEFINITIONS)
        raise BadRequest(detail, slug="unknown-value", faults=[fault])
    return found


async def read_unicorn_lists(reading: Reading, question: Question) -> Dataset:
    """Return which publisher names which company, when, and whether it then was one under each of our definitions."""
    return await read_list(reading, UNICORN_LISTS, question)
