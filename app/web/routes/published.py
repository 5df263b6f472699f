"""Published figures: an indicator's series, the grid, the reconciliation, the check of a number, the overview."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace

from app.catalog.records import RECORDS
from app.catalog.unicorn_lists import UNICORN_LISTS
from app.dataset import Dataset
from app.formats import FORMATS
from app.languages import Text
from app.queries.indicators import read_indicator
from app.queries.lists import Question
from app.queries.provenance import told_in_full
from app.queries.published.cells import DIMENSIONS, MEASURES
from app.queries.published.grid import DEFAULT_GROUPS, EMBEDS, FILLS, MOST_DIMENSIONS, GridQuestion, Kind, read_grid
from app.queries.unicorns import read_unicorn_lists
from app.queries.vintages import Reading
from app.web import parameters as common
from app.web.list_parameters import LIST_FORMATS, filter_parameters
from app.web.models.published import (
    GridAnswer,
    indicator_model,
    unicorn_lists_model,
)
from app.web.operations import Asked, Document, Operation, PathParameter
from app.web.parameters import Parameter
from app.web.responses import document_of
from app.web.routes.aggregates import AGGREGATE_FORMATS

TAG = "Published figures"
CHECKED = Text("Check of a number", "Controle van een cijfer", "Vérification d'un chiffre", "Prüfung einer Zahl")
HEADLINES = Text("Headline figures", "Kerncijfers", "Chiffres clés", "Eckzahlen")
JSON_ONLY = common.format_parameter(("json",))


async def answer_indicator(asked: Asked, reading: Reading) -> Document:
    """Answer an indicator with its series."""
    found = await read_indicator(reading, asked.ids["id"], lang=asked.lang)
    return document_of(asked, found, RECORDS["indicators"].title)


async def answer_unicorn_lists(asked: Asked, reading: Reading) -> Dataset:
    """Answer which publisher names which company."""
    whole = FORMATS[asked.format].whole and "limit" not in asked.given
    return await read_unicorn_lists(
        reading,
        Question(
            filters=asked.filters,
            sort=asked["sort"],
            limit=None if whole else asked["limit"],
            cursor=asked.cursor,
            shape="nested" if asked.format in ("json", "ndjson") else "flat",
            lang=asked.lang,
        ),
    )


def gridder(kind: Kind) -> Callable[[Asked, Reading], Awaitable[Dataset]]:
    """Return the function that answers the grid of one list of published figures."""

    async def answer(asked: Asked, reading: Reading) -> Dataset:
        dataset = await read_grid(
            reading,
            GridQuestion(
                kind,
                filters=asked.filters,
                group_by=asked["group_by"],
                measures=asked["measures"],
                fill=asked["fill"],
                limit=asked["limit"],
                embed=asked["embed"] or (),
                lang=asked.lang,
            ),
        )
        if asked.format in common.TO_READ:
            dataset = await told_in_full(reading, dataset)
        return dataset.with_links(records=asked.onward(f"/v1/{kind}{asked.query_of_filters()}"))

    return answer


def grid_filters(kind: Kind) -> Iterator[Parameter]:
    """Yield the filters of a grid: those of its list, the indicator being needed; `theme` is that of a chart here."""
    for parameter in filter_parameters(RECORDS[kind]):
        if parameter.name == "indicator":
            yield replace(parameter, required=True)
        elif parameter.name != "theme":
            yield parameter if parameter.name in SHOWN_WITH_ANY else replace(parameter, example=None)


# Filters whose examples find something with any indicator.
SHOWN_WITH_ANY = ("region", "children", "year", "last_years", "headline")


def grid_operation(kind: Kind) -> Operation:
    """Return the operation of the grid of one list of published figures."""
    records = RECORDS[kind]
    words = {"observations": "Observations", "sector-stats": "SectorStats"}
    return Operation(
        id=f"aggregate{words[kind]}",
        path=f"/v1/aggregates/{kind}",
        tag=TAG,
        summary=f"The grid of {records.title.en.lower()}",
        description=f"{records.description} Per cell: how many publishers gave a value, the lowest, the highest, their "
        "spread and the newest publication; never a sum or a mean over publishers. Forecasts and disputed values are "
        "left out unless `qualifier` asks for them.",
        answer=gridder(kind),
        parameters=(
            Parameter(
                "group_by",
                f"What to group by, up to {MOST_DIMENSIONS} with commas; `indicator` and `unit` are added where the answer "
                "holds several.",
                kind="list",
                choices=DIMENSIONS,
                ordered=True,
                default=",".join(DEFAULT_GROUPS[kind]),
                example=",".join(DEFAULT_GROUPS[kind]),
            ),
            Parameter(
                "measures",
                "What to show of each cell.",
                kind="list",
                choices=MEASURES,
                default=",".join(MEASURES),
                example="publishers,latest",
            ),
            Parameter(
                "fill", "`grid`: every combination. `none`: only what was published.", choices=FILLS, example="none"
            ),
            Parameter(
                "embed",
                "`published`: every value with its provenance, in JSON and NDJSON.",
                kind="list",
                choices=EMBEDS,
                example=EMBEDS[0],
                only_for=("json", "ndjson"),
            ),
            Parameter("limit", "So many rows at most.", kind="integer", minimum=1, maximum=100_000, example="10"),
            *grid_filters(kind),
            *common.VINTAGE,
            *common.WRITING,
            *(common.DRAWING if "svg" in FORMATS else ()),
            common.format_parameter(AGGREGATE_FORMATS),
        ),
        model=GridAnswer,
        formats=AGGREGATE_FORMATS,
        statuses=(404,),
        heavy=True,
    )


def unicorn_lists_operation() -> Operation:
    """Return the operation that lists which publisher counts which unicorn."""
    sortable = tuple(field.key for field in UNICORN_LISTS.fields if field.sortable)
    default = ",".join(UNICORN_LISTS.default_sort)
    return Operation(
        id="listUnicornLists",
        path="/v1/unicorns/lists",
        tag="Records",
        summary="Which publisher counts which unicorn",
        description=UNICORN_LISTS.description,
        answer=answer_unicorn_lists,
        parameters=(
            # `as_of` is the state of the data on every route; the date of a list is bounded by as_of__gte and the like
            *(parameter for parameter in filter_parameters(UNICORN_LISTS) if parameter.name != "as_of"),
            Parameter(
                "sort",
                f"Order: {', '.join(sortable)}; with `-` before it, downwards. The default is `{default}`.",
                kind="list",
                choices=sortable,
                signed=True,
                ordered=True,
                default=default,
                example=default.partition(",")[0],
            ),
            common.LIMIT,
            common.CURSOR,
            *common.VINTAGE,
            *common.WRITING,
            common.format_parameter(LIST_FORMATS),
        ),
        model=unicorn_lists_model(),
        formats=LIST_FORMATS,
        statuses=(404, 410),
    )


OPERATIONS = (
    unicorn_lists_operation(),
    Operation(
        id="readIndicator",
        path="/v1/indicators/{id}",
        tag=TAG,
        summary="One indicator with its whole series",
        description="What an indicator measures, and every figure that was published of it, with publisher and source.",
        answer=answer_indicator,
        parameters=(*common.VINTAGE, common.LANG, JSON_ONLY),
        model=indicator_model(),
        path_parameters={"id": PathParameter("Code of the indicator.", "tech_funding_total")},
        statuses=(308, 404, 410),
    ),
    grid_operation("observations"),
    grid_operation("sector-stats"),
)
