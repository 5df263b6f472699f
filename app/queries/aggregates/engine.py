"""Read an aggregate: from a question to a Dataset."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from app.catalog.unicorns import DEFINITIONS
from app.dataset import Dataset, Meta
from app.errors import BadRequest, Fault
from app.languages import Text
from app.queries.aggregates.answer import Answer, notes, refuse_too_many, too_many
from app.queries.aggregates.axes import axes, possible_codes
from app.queries.aggregates.cells import Cells
from app.queries.aggregates.coverage import read_coverage
from app.queries.aggregates.links import cell_link, records_link
from app.queries.aggregates.plan import plan
from app.queries.aggregates.population import Population, areas_left, read_population
from app.queries.aggregates.question import Asked, Question, understand
from app.queries.aggregates.records import Key, Scope
from app.queries.aggregates.window import read_window
from app.queries.codelists import CodeLists, code_lists, nearest
from app.queries.filters import resolve
from app.queries.values import Refused, read_date
from app.queries.vintages import Reading

MOST_GROUPS = 100_000
# Filters that place a stock in time instead of choosing among its records.
STOCK_TIME = ("year", "last_years", "at", "definition")


async def read(reading: Reading, question: Question, *, most_groups: int = MOST_GROUPS) -> Dataset:
    """Return one row per group, ordered by its codes: on a grid every combination, else those that occur.

    Raises:
        BadRequest: the question names what does not exist, does not fit together, or makes too many groups.

    """
    asked = understand(question, most_groups)
    lists = await code_lists(reading)
    filters, scope = await read_scope(reading, asked, question.filters)
    refuse_too_many(asked, lengths(asked, filters, scope, lists), most_groups)
    path = await plan(reading, asked, scope)
    cells = await path.read(reading, asked, scope, most_groups)
    if len(cells) > most_groups:
        raise too_many(most_groups, f"more than {most_groups}")
    people = Population({})
    if any(measure.key == "per_capita" for measure in asked.used):
        people = await read_population(reading, areas_left(filters, lists))
    answer = Answer(
        asked,
        Cells(asked, cells, scope.window, reading.updated.date(), people),
        axes(asked, filters, scope.window, lists, cells),
    )
    refuse_too_many(asked, [len(axis.codes) for axis in answer.axes] if asked.grid else [], most_groups)
    return await assemble(reading, answer, filters, scope, lists)


async def read_scope(reading: Reading, asked: Asked, raw: Mapping[str, str]) -> tuple[dict[str, str], Scope]:
    """Return the canonical filters, defaults among them, and which records and what time they leave."""
    records = asked.fact.records
    given = dict(raw)
    grouped = set(asked.group_by)
    if not set(records.overridden_by) & (set(given) | grouped):
        given = {**records.default_filters, **given}
    placed = {name: given.pop(name) for name in STOCK_TIME if asked.fact.stock and name in given}
    resolved = await resolve(reading, records, given)
    filters = dict(sorted({**resolved.canonical, **await read_placed(reading, asked, placed)}.items()))
    window = await read_window(reading, asked.fact, filters)
    restriction = asked.fact.restriction
    scope = Scope(
        filters=filters,
        conditions=resolved.conditions,
        window=window,
        restricted=restriction is not None and restriction.parameter not in filters,
        definition=next((d for d in DEFINITIONS if d == filters.get("definition")), DEFINITIONS[0]),
    )
    return filters, scope


async def read_placed(reading: Reading, asked: Asked, placed: Mapping[str, str]) -> dict[str, str]:
    """Return the canonical form of the filters that place a stock in time; the definition is always named."""
    if not asked.fact.stock:
        return {}
    years = {name: value for name, value in placed.items() if name in ("year", "last_years")}
    canonical = (await resolve(reading, asked.fact.records, years)).canonical
    definition = placed.get("definition", DEFINITIONS[0])
    if definition not in DEFINITIONS:
        detail = f"'{definition}' is no definition of a unicorn."
        near = nearest(definition, DEFINITIONS)
        fault = Fault("definition", "unknown_value", detail, definition, near, DEFINITIONS)
        raise BadRequest(detail, slug="unknown-value", faults=[fault])
    if "at" in placed:
        try:
            canonical = {**canonical, "at": str(read_date(placed["at"]))}
        except Refused as refusal:
            fault = Fault("at", refusal.code, refusal.detail, placed["at"])
            raise BadRequest(refusal.detail, slug="not-a-date", faults=[fault]) from refusal
    return {**canonical, "definition": definition}


def lengths(asked: Asked, filters: Mapping[str, str], scope: Scope, lists: CodeLists) -> list[int]:
    """Return how many codes each axis has at least, before anything is read."""
    if not asked.grid:
        return []
    return [
        scope.window.length(dimension.period)
        if dimension.period
        else len(possible_codes(dimension, filters, lists))
        if dimension.codelist in lists.lists
        else 1
        for dimension in asked.dimensions
    ]


async def assemble(
    reading: Reading, answer: Answer, filters: dict[str, str], scope: Scope, lists: CodeLists
) -> Dataset:
    """Return the answer as a Dataset."""
    asked = answer.asked
    shown = answer.keys if asked.limit is None else answer.keys[: asked.limit]
    rows, reasons = answer.rows(shown)
    if asked.embed_records:
        links = (cell_link(asked, filters, scope.window, key, lists) for key in shown)
        rows = [(*row, link) for row, link in zip(rows, links, strict=True)]
    missing = sum(parts.get("no_rate") or 0 for parts in answer.cells.groups.values())
    return Dataset(
        name=asked.fact.key,
        title=title(asked),
        columns=answer.columns(),
        rows=rows,
        meta=Meta(
            data_version=reading.revision,
            updated=reading.updated,
            lang=asked.lang,
            as_of=None if reading.as_of is None else str(reading.as_of),
            total=len(answer.keys),
            limit=asked.limit,
            query=canonical(asked, filters, scope),
            notes=notes(asked, filters, missing),
            extra=await extra(reading, answer, shown, filters, scope),
        ),
        links={"records": records_link(asked, filters, scope.window)},
        null_reasons=reasons,
        codes=answer.codes(lists),
        grid=asked.grid and not asked.having and asked.limit is None,
    )


async def extra(
    reading: Reading, answer: Answer, shown: Sequence[Key], filters: Mapping[str, str], scope: Scope
) -> dict[str, Any]:
    """Return the coverage of a fact that others publish totals of, and the population that was divided by."""
    asked = answer.asked
    found: dict[str, Any] = {}
    coverage = await read_coverage(reading, asked.fact, filters, scope.window)
    if coverage is not None:
        found["coverage"] = coverage
    if any(measure.key == "per_capita" for measure in asked.measures):
        around = (answer.cells.at(key) for key in shown)
        found["population"] = answer.cells.population.named((cell.codes, cell.year) for cell in around)
    return found


def canonical(asked: Asked, filters: Mapping[str, str], scope: Scope) -> dict[str, Any]:
    """Return the question as it was understood, with the defaults that matter to its numbers."""
    query: dict[str, Any] = {
        "dataset": asked.fact.key,
        "group_by": list(asked.group_by),
        "measures": [measure.key for measure in asked.measures],
        "filters": dict(filters),
        "fill": "grid" if asked.grid else "none",
    }
    further: dict[str, Any] = {
        "field": asked.field,
        "share_within": list(asked.within),
        "having": ",".join(str(condition) for condition in asked.having),
        "sort": [str(order) for order in asked.orders],
        "limit": asked.limit,
        "totals": asked.totals,
        "partial": "include" if asked.include_partial else None,
    }
    restriction = asked.fact.restriction
    if scope.restricted and restriction is not None:
        further["amounts"] = {restriction.parameter: restriction.value}
    return {**query, **{name: value for name, value in further.items() if value}}


def title(asked: Asked) -> Text:
    """Return what the answer is about, such as `Funding rounds by region and year`."""
    return titled(asked.fact.records.title, tuple(dimension.label for dimension in asked.dimensions))


@lru_cache(maxsize=1024)
def titled(records: Text, labels: tuple[Text, ...]) -> Text:
    """Return the title of records by dimensions of some names."""
    words = {}
    for lang, by, last in (("en", "by", "and"), ("nl", "per", "en"), ("fr", "par", "et"), ("de", "nach", "und")):
        names = [getattr(label, lang) for label in labels]
        names = names if lang == "de" else [name.lower() for name in names]
        joined = f" {last} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
        words[lang] = f"{getattr(records, lang)}" + (f" {by} {joined}" if names else "")
    return Text(**words)
