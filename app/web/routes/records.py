"""The lists of records, the details of one record, and the search across all lists."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from app.catalog.fields import Field, Records
from app.catalog.records import RECORDS
from app.catalog.unicorns import DEFINITIONS
from app.dataset import Dataset
from app.errors import BadRequest
from app.formats import FORMATS
from app.queries.details import read_record
from app.queries.lists import Question, read_list
from app.queries.search import Question as SearchQuestion
from app.queries.search import search
from app.queries.streams import batches, whole
from app.queries.unicorns import counted
from app.queries.vintages import Reading
from app.settings import Settings
from app.web import parameters as common
from app.web.models import item_model, list_model, search_model
from app.web.operations import Asked, Flow, Operation, PathParameter
from app.web.parameters import Parameter

LIST_FORMATS = tuple(key for key in ("json", "csv", "ndjson", "xlsx", "parquet") if key in FORMATS)

AT = Parameter(
    "at",
    "The state of the world at the end of that day, by what is known now; the day of the data by default. (The state of the "
    "database at a date is `as_of`.)",
    kind="date",
    example="2023-12-31",
)

DEFINITION = Parameter(
    "definition",
    "Who counts as a unicorn. `private_usd1bn`: privately held and last priced at one billion US dollars or more. "
    "`ever_usd1bn`: was priced so at any time up to then.",
    choices=DEFINITIONS,
    default=DEFINITIONS[0],
    example=DEFINITIONS[1],
    filters=True,
)
LISTED = replace(
    DEFINITION,
    description=f"{DEFINITION.description} `all`: every company that a source calls a Belgian unicorn, disputed ones "
    "included.",
    choices=(*DEFINITIONS, "all"),
    filters=False,
)


def filter_parameters(records: Records) -> tuple[Parameter, ...]:
    """Return the filters of a list as query parameters."""
    return tuple(filter_parameter(name, field) for name, field in records.filters.items())


def filter_parameter(name: str, field: Field) -> Parameter:
    """Return one filter as a query parameter; the query judges its value."""
    suffix = name.removeprefix(field.key)
    if suffix == "__isnull":
        return Parameter(
            name,
            f"`true` keeps the rows where `{field.key}` is null, `false` those where it is not.",
            kind="boolean",
            example="true" if field.codelist and not field.example else "false",
            filters=True,
        )
    if suffix:
        return Parameter(
            name,
            f"{COMPARISONS[suffix]} this value: {field.description}",
            kind="number" if field.reads == "number" else "string",
            pattern=PATTERNS.get(field.reads or ""),
            example=field.example if suffix in ("__gte", "__lte") else None,  # beyond an example may be nothing
            filters=True,
        )
    several = field.reads in ("code", "region", "place", "period", "id", "ids")
    return Parameter(
        name,
        field.description,
        kind="list" if several else KINDS.get(field.reads or "", "string"),
        codelist=field.codelist,
        choices=("tech", "all") if field.reads == "perimeter" else (),
        also=("all",) if field.codelist in ("deal_type", "amount_is") else (),
        pattern=PATTERNS.get(field.reads or ""),
        example=None if field.reads in BOUNDED else field.example,  # found by the comparisons, hardly by chance
        filters=True,
    )


BOUNDED = ("number", "date", "partial_date")
COMPARISONS = {"__gte": "At least", "__gt": "More than", "__lte": "At most", "__lt": "Less than"}
KINDS: dict[str, common.Kind] = {
    "boolean": "boolean",
    "children": "boolean",
    "number": "number",
    "years": "integer",
}
PATTERNS = {
    "year": r"^(\d{4}|(\d{4})?:(\d{4})?)(,(\d{4}|(\d{4})?:(\d{4})?))*$",
    "date": r"^\d{4}-\d{2}-\d{2}$",
    "partial_date": r"^\d{4}(-\d{2}(-\d{2})?)?$",
}


def list_parameters(records: Records) -> tuple[Parameter, ...]:
    """Return every parameter of a list."""
    sortable = tuple(field.key for field in records.fields if field.sortable)
    shown = dict.fromkeys(
        name
        for field in records.fields
        if field.shown != "nowhere"
        for name in (field.column.json_path[0], *((field.key,) if field.shown != "nested" else ()))
    )
    embed = (embed_parameter(tuple(records.embeds)),) if records.embeds else ()
    return (
        *filter_parameters(records),
        *((AT, LISTED) if records.key == "unicorns" else ()),
        Parameter(
            "sort",
            f"Order: {', '.join(f'`{key}`' for key in sortable)}; with `-` before it, downwards. Several with commas. "
            f"The default is `{','.join(records.default_sort)}`; every order ends in the id.",
            kind="list",
            choices=sortable,
            signed=True,
            ordered=True,
            default=",".join(records.default_sort),
            example=records.default_sort[0],
        ),
        Parameter(
            "fields",
            "Only these fields, with commas between; `id` is always there.",
            kind="list",
            choices=tuple(shown),
            example="id," + records.default_sort[0].removeprefix("-"),
        ),
        *embed,
        common.LIMIT,
        common.CURSOR,
        *common.VINTAGE,
        *common.WRITING,
        common.format_parameter(LIST_FORMATS),
    )


def embed_parameter(names: tuple[str, ...]) -> Parameter:
    """Return the parameter that puts whole records in the place of ids."""
    return Parameter(
        "embed",
        "Whole records in the place of ids, one level deep, in JSON and NDJSON.",
        kind="list",
        choices=names,
        example=names[0],
        only_for=("json", "ndjson"),
    )


def lister(records: Records, settings: Settings) -> Callable[[Asked, Reading], Awaitable[Dataset | Flow]]:
    """Return the function that answers a list: a page, or all rows for the formats that hold all of them."""

    async def answer(asked: Asked, reading: Reading) -> Dataset | Flow:
        question = question_of(asked, reading)
        if not FORMATS[asked.format].whole or "limit" in asked.given or asked.cursor is not None:
            return with_definition(await read_list(reading, records, question), asked)
        flows = FORMATS[asked.format].stream is not None and not asked.in_parts and not question.embed
        bound = min(settings.max_rows, ROWS_HELD) if flows else settings.max_rows
        dataset = with_definition(await read_list(reading, records, replace(question, limit=bound)), asked)
        if not dataset.links.get("next"):
            return replace(dataset, meta=replace(dataset.meta, limit=None))
        if dataset.meta.total is None or dataset.meta.total > settings.max_rows:
            raise too_many_rows(dataset.meta.total, settings.max_rows)
        return Flow(await whole(reading, dataset), batches(reading, records, question))

    return answer


# Up to so many rows a whole list is read at once, which gives it a length; longer ones flow.
ROWS_HELD = 5_000


def question_of(asked: Asked, reading: Reading) -> Question:
    """Return what is asked of a list."""
    return Question(
        filters=asked.filters,
        sort=asked["sort"],
        fields=asked["fields"] or (),
        embed=asked["embed"] or (),
        limit=asked["limit"],
        cursor=asked.cursor,
        shape="nested" if asked.format in ("json", "ndjson") else "flat",
        lang=asked.lang,
        at=asked["at"],
        conditions=conditions(asked, reading),
    )


def too_many_rows(rows: int | None, most: int) -> BadRequest:
    """Return the failure of a file that would be too long."""
    return BadRequest(
        f"The file would have {rows} rows; {most} are allowed.",
        slug="too-many-rows",
        title="Too many rows for one file",
        extra={"maximum": most},
    )


def conditions(asked: Asked, reading: Reading) -> tuple[Any, ...]:
    """Return what a list asks for beside its filters: unicorns count under a definition."""
    definition = asked["definition"]
    if definition is None or definition == "all":
        return ()
    return (counted(definition, asked["at"] or reading.updated.date()),)


def with_definition(dataset: Dataset, asked: Asked) -> Dataset:
    """Return a list of unicorns with its definition and date among the filters that it names, others as they are."""
    if asked["definition"] is None:
        return dataset
    placed = {"definition": asked["definition"], **({"at": str(asked["at"])} if asked["at"] else {})}
    filters = dict(sorted({**dataset.meta.query["filters"], **placed}.items()))
    return replace(dataset, meta=replace(dataset.meta, query={**dataset.meta.query, "filters": filters}))


def detailer(records: Records) -> Callable[[Asked, Reading], Awaitable[Dataset]]:
    """Return the function that answers a detail."""

    async def answer(asked: Asked, reading: Reading) -> Dataset:
        return await read_record(reading, records, asked.ids["id"], embed=asked["embed"] or (), lang=asked.lang)

    return answer


async def answer_search(asked: Asked, reading: Reading) -> Dataset:
    """Answer a search across all lists."""
    return await search(
        reading,
        SearchQuestion(asked["q"], datasets=asked["dataset"] or (), limit=asked["limit"], lang=asked.lang),
    )


def operations(settings: Settings) -> tuple[Operation, ...]:
    """Return the operations on records."""
    lists = [
        operation
        for records in RECORDS.values()
        for operation in (list_operation(records, settings), detail_operation(records))
        if operation.path != "/v1/indicators/{id}"  # which answers with its series, see routes.published
    ]
    return (*lists, SEARCH)


def tag_of(records: Records) -> str:
    """Return the chapter of the documentation that a list belongs to."""
    return "Published figures" if records.key in ("indicators", "observations", "sector-stats") else "Records"


def list_operation(records: Records, settings: Settings) -> Operation:
    """Return the operation that lists records."""
    return Operation(
        id=f"list{WORDS[records.key][0]}",
        path=f"/v1/{records.key}",
        tag=tag_of(records),
        summary=f"List {records.title.en.lower()}",
        description=f"{records.description} Filter by any field, sort, choose fields, page with `cursor`; take all rows "
        "at once as CSV, Excel, Parquet or NDJSON.",
        answer=lister(records, settings),
        parameters=list_parameters(records),
        model=list_model(records.key),
        formats=LIST_FORMATS,
        statuses=(404, 410),
    )


def detail_operation(records: Records) -> Operation:
    """Return the operation that shows one record."""
    embed = (embed_parameter(tuple(records.embeds)),) if records.embeds else ()
    singular = WORDS[records.key][1]
    return Operation(
        id=f"read{singular}",
        path=f"/v1/{records.key}/{{id}}",
        tag=tag_of(records),
        summary=f"One record of {records.title.en.lower()}",
        description="The record of an id, which is stable. An id that was merged answers 308 to the record that stands "
        "for it now; a withdrawn one answers 410 with the reason.",
        answer=detailer(records),
        parameters=(*embed, *common.VINTAGE, common.LANG, common.LABELS, common.format_parameter(("json",))),
        model=item_model(records.key),
        single=True,
        path_parameters={"id": PathParameter(records["id"].description, records["id"].example or "")},
        statuses=(308, 404, 410),
    )


# List → how its operations and models are called: many, one.
WORDS = {
    "companies": ("Companies", "Company"),
    "funding-rounds": ("FundingRounds", "FundingRound"),
    "exits": ("Exits", "Exit"),
    "unicorns": ("Unicorns", "Unicorn"),
    "valuations": ("Valuations", "Valuation"),
    "investors": ("Investors", "Investor"),
    "milestones": ("Milestones", "Milestone"),
    "sources": ("Sources", "Source"),
    "indicators": ("Indicators", "Indicator"),
    "observations": ("Observations", "Observation"),
    "sector-stats": ("SectorStats", "SectorStat"),
}

SEARCH = Operation(
    id="searchRecords",
    path="/v1/search",
    tag="Records",
    summary="Search across all lists",
    description="Find companies, investors, deals, sources and milestones by a part of their name, without regard to "
    "case and accents; names that begin with the words come first.",
    answer=answer_search,
    parameters=(
        Parameter("q", "What to look for.", required=True, maximum=200, example="collibra"),
        Parameter("dataset", "Only in these lists.", kind="list", choices=tuple(RECORDS), example="companies"),
        replace(common.LIMIT, description="How many results at most, 1 to 1000."),
        *common.VINTAGE,
        *common.WRITING,
        common.format_parameter(LIST_FORMATS),
    ),
    model=search_model(),
    formats=LIST_FORMATS,
)
