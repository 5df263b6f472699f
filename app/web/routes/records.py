"""The lists of records, the details of one record, and the search across all lists."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from app.catalog.fields import Records
from app.catalog.records import RECORDS
from app.dataset import Dataset
from app.errors import BadRequest
from app.formats import FORMATS, Options
from app.queries.copies import can_copy, csv_blocks
from app.queries.details import read_record
from app.queries.lists import Question, read_list
from app.queries.provenance import with_sources_of_rows
from app.queries.search import Question as SearchQuestion
from app.queries.search import search
from app.queries.streams import batches, length, whole
from app.queries.unicorns import counted
from app.queries.vintages import Reading
from app.settings import Settings
from app.web import parameters as common
from app.web.list_parameters import LIST_FORMATS, embed_parameter, list_formats, list_parameters
from app.web.models.records import item_model, list_model, search_model
from app.web.operations import Asked, Flow, Operation, PathParameter
from app.web.parameters import Parameter


def lister(records: Records, settings: Settings) -> Callable[[Asked, Reading], Awaitable[Dataset | Flow]]:
    """Return the function that answers a list: a page, or all rows for the formats that hold all of them."""

    async def answer(asked: Asked, reading: Reading) -> Dataset | Flow:
        question = question_of(asked, reading)
        if not FORMATS[asked.format].whole or "limit" in asked.given or asked.cursor is not None:
            return with_definition(await read_list(reading, records, question), asked)
        flows = FORMATS[asked.format].stream is not None and not asked.in_parts and not question.embed
        if flows:
            first = await read_list(reading, records, replace(question, limit=1))
            flows = (first.meta.total or 0) > ROWS_HELD
        if not flows:
            whole_list = replace(question, limit=settings.max_rows)
            dataset = with_definition(await read_list(reading, records, whole_list), asked)
            if dataset.links.get("next"):
                raise too_many_rows(dataset.meta.total, settings.max_rows)
            if asked.format in common.TO_READ:
                dataset = await with_sources_of_rows(reading, dataset)
            return replace(dataset, meta=replace(dataset.meta, limit=None))
        rows = await length(reading, records, question, first, settings.max_rows)
        if rows > settings.max_rows:
            raise too_many_rows(rows, settings.max_rows)
        copied = csv_blocks(reading, records, question) if as_is(asked) and can_copy(records, question) else None
        said = with_definition(await whole(reading, first), asked)
        told = asked.options.notes or question.shape == "nested"
        return Flow(said, batches(reading, records, question, with_reasons=told), copied)

    return answer


def as_is(asked: Asked) -> bool:
    """Tell whether a CSV file is asked for as it is written by default: codes, with commas, without notes."""
    options = asked.options
    return asked.format == "csv" and options == Options(lang=options.lang)


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
        formats=list_formats(records),
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
