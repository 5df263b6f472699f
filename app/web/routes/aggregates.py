"""Aggregates: measures of deals and companies by their dimensions, as tables, cubes and charts."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from app.catalog.comparisons import COMPARISONS
from app.catalog.facts import FACTS, Fact
from app.dataset import Dataset
from app.errors import BadRequest, Fault
from app.formats import FORMATS
from app.queries.aggregates import Question, read
from app.queries.aggregates.question import FILLS, MOST_DIMENSIONS
from app.queries.provenance import with_sources
from app.queries.published.embedding import embed_published
from app.queries.vintages import Reading
from app.settings import Settings
from app.web import parameters as common
from app.web.list_parameters import AT, DEFINITION, filter_parameters
from app.web.models.aggregates import aggregate_model
from app.web.operations import Asked, Operation
from app.web.parameters import Parameter
from app.web.routes.records import WORDS

AGGREGATE_FORMATS = tuple(
    key for key in ("json", "csv", "ndjson", "xlsx", "parquet", "jsonstat", "svg", "png", "vegalite") if key in FORMATS
)


def operations(settings: Settings) -> tuple[Operation, ...]:
    """Return one operation per fact."""
    return tuple(operation(fact, settings) for fact in FACTS.values())


def operation(fact: Fact, settings: Settings) -> Operation:
    """Return the operation that aggregates a fact."""
    records = fact.records
    return Operation(
        id=f"aggregate{WORDS[fact.key][0]}",
        path=f"/v1/aggregates/{fact.key}",
        tag="Aggregates",
        summary=f"Measures of {records.title.en.lower()} by their dimensions",
        description=f"{records.description} Count, sum and compare them by up to {MOST_DIMENSIONS} of "
        f"{', '.join(fact.dimensions)}. {MEANING[fact.stock]} A cell where nothing happened is 0; a mean or median over "
        "nothing is null and says why. `links.records` lists exactly the rows behind the answer.",
        answer=aggregator(fact, settings),
        parameters=parameters(fact, settings),
        model=aggregate_model(fact.key),
        formats=AGGREGATE_FORMATS,
        statuses=(404,),
        heavy=True,
    )


MEANING = {
    False: "Amounts are in euro at the ECB rate of the day; undisclosed ones are counted and add nothing to sums.",
    True: "They are counted and valued as they stand at the end of each period, with those new and lost in it.",
}


def aggregator(fact: Fact, settings: Settings) -> Callable[[Asked, Reading], Awaitable[Dataset]]:
    """Return the function that answers an aggregate."""

    async def answer(asked: Asked, reading: Reading) -> Dataset:
        embed = asked["embed"] or ()
        refuse_flat(asked, embed)
        dataset = await read(
            reading,
            Question(
                dataset=fact.key,
                group_by=asked["group_by"],
                measures=asked["measures"],
                field=asked["field"],
                filters=asked.filters,
                share_within=asked["share_within"] or (),
                having=asked["having"],
                sort=asked["sort"] or (),
                limit=asked["limit"],
                fill=asked["fill"],
                totals=asked["totals"],
                partial=asked["partial"],
                embed=[name for name in embed if name != "published"],
                lang=asked.lang,
            ),
            most_groups=settings.max_groups,
        )
        if "published" in embed:
            dataset = await embed_published(reading, dataset, asked.filters)
        if asked.format not in BARE:
            dataset = await with_sources(reading, dataset, fact.records, in_full=asked.format in common.TO_READ)
        return with_records_links(dataset, asked)

    return answer


def refuse_flat(asked: Asked, embed: Sequence[str]) -> None:
    """Raise BadRequest when nested figures are asked for in a format that has no nesting."""
    if "published" in embed and asked.format not in NESTED:
        raise BadRequest(
            f"'embed=published' means nothing in {asked.format}; it is for {', '.join(NESTED)}.",
            slug="bad-value",
            faults=[
                Fault("embed", "dead_combination", "Nested figures need JSON or NDJSON.", "published", None, NESTED)
            ],
        )


NESTED = ("json", "ndjson")
BARE = ("csv", "ndjson")  # rows alone, which say nothing of the whole answer


def with_records_links(dataset: Dataset, asked: Asked) -> Dataset:
    """Return the dataset whose links to records read the same state of the data and begin as all links do."""
    places = [place for place, column in enumerate(dataset.columns) if column.key in LINKED]
    records = dataset.links.get("records")
    links = {**dataset.links, "records": asked.onward(records) if records else None}
    if not places:
        return replace(dataset, links=links)
    rows = []
    for row in dataset.rows:
        cells = list(row)
        for place in places:
            cells[place] = asked.onward_all(cells[place])
        rows.append(tuple(cells))
    return replace(dataset, links=links, rows=rows)


# Columns that hold links, or figures with links.
LINKED = ("records", "published")


def parameters(fact: Fact, settings: Settings) -> tuple[Parameter, ...]:
    """Return every parameter of an aggregate."""
    return (
        *shaping(fact, settings),
        *filter_parameters(fact.records),
        *((replace(AT, filters=True), DEFINITION) if fact.stock else ()),
        *common.VINTAGE,
        *common.WRITING,
        *(common.DRAWING if "svg" in FORMATS else ()),
        common.format_parameter(AGGREGATE_FORMATS),
    )


def shaping(fact: Fact, settings: Settings) -> tuple[Parameter, ...]:
    """Return the parameters that say what is grouped, measured and shown."""
    dimensions, measures, amounts = tuple(fact.dimensions), tuple(fact.measures), tuple(fact.amounts)
    grouped = ",".join(fact.default_group_by)
    published = any(comparison.records == fact.key for comparison in COMPARISONS.values())
    field = Parameter(
        "field",
        f"The amount that is measured: {', '.join(f'`{key}` ({a.label.en})' for key, a in fact.amounts.items())}.",
        choices=amounts,
        default=next(iter(amounts), None),
        example=amounts[-1] if amounts else None,
    )
    return (
        Parameter(
            "group_by",
            f"What to group by, up to {MOST_DIMENSIONS} with commas, in the order of the columns. Empty for one total.",
            kind="list",
            choices=dimensions,
            ordered=True,
            may_be_empty=True,
            default=grouped,
            example=grouped,
        ),
        Parameter(
            "measures",
            "What to compute; /v1/measures defines each. Counts come with every measure of money.",
            kind="list",
            choices=measures,
            default=",".join(fact.default_measures),
            example="count,companies",
        ),
        *((field,) if amounts else ()),
        Parameter(
            "share_within",
            "The groups whose total is the whole of a `share`; without it the whole answer is.",
            kind="list",
            choices=dimensions,
        ),
        Parameter(
            "having",
            "Only rows whose measures meet these conditions, such as `count__gte:3`; a comma means and.",
            pattern=r"^[a-z0-9_]+__(gte|gt|lte|lt):-?\d+(\.\d+)?(e\d{1,2})?(,[a-z0-9_]+__(gte|gt|lte|lt):.+)*$",
            example="count__gte:1",
        ),
        Parameter(
            "sort",
            "Order of the rows: a group or a measure, with `-` before it downwards. By default in the order of the code "
            "lists and of time.",
            kind="list",
            choices=(*dimensions, *measures),
            signed=True,
            ordered=True,
            example="-count",
        ),
        Parameter(
            "limit",
            "So many rows at most; `meta.total` then tells how many there are. Without it an aggregate is never cut.",
            kind="integer",
            minimum=1,
            maximum=settings.max_groups,
            example="10",
        ),
        Parameter(
            "fill",
            "`grid`: every combination of the groups, also where nothing happened. `none`: only what occurs. The grid is "
            "the default when `year` is grouped.",
            choices=FILLS,
            example="none",
        ),
        Parameter(
            "totals",
            "Add rows over all values of a group, whose value is then `ALL`, computed from the records.",
            kind="boolean",
            default="false",
            example="true",
        ),
        Parameter(
            "partial",
            "`include` compares the running year too, although it is not over.",
            choices=("include",),
            example="include",
        ),
        Parameter(
            "embed",
            "`records`: each row carries the address of the list that holds the records behind it."
            + (" `published`: the published figures of the same cell, in JSON and NDJSON." if published else ""),
            kind="list",
            choices=("records", "published") if published else ("records",),
            example="records",
        ),
    )
