"""Published figures: an indicator's series, the grid, the reconciliation, the check of a number, the overview."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace

from app.catalog.comparisons import COMPARISONS
from app.catalog.records import RECORDS
from app.catalog.unicorn_lists import UNICORN_LISTS
from app.dataset import Dataset
from app.formats import FORMATS
from app.languages import Text
from app.queries.check.answer import check
from app.queries.check.question import LONGEST_TEXT, CheckQuestion
from app.queries.indicators import read_indicator
from app.queries.lists import Question
from app.queries.overview.answer import OverviewQuestion, overview
from app.queries.published.cells import DIMENSIONS, MEASURES
from app.queries.published.grid import DEFAULT_GROUPS, EMBEDS, FILLS, MOST_DIMENSIONS, GridQuestion, Kind, read_grid
from app.queries.reconciliation.answer import DEFAULT_INDICATOR, ReconciliationQuestion, reconcile
from app.queries.unicorns import read_unicorn_lists
from app.queries.vintages import Reading
from app.web import parameters as common
from app.web.operations import Asked, Document, Operation, PathParameter
from app.web.parameters import Parameter
from app.web.published_models import (
    CheckAnswer,
    GridAnswer,
    OverviewAnswer,
    ReconciliationAnswer,
    indicator_model,
    unicorn_lists_model,
)
from app.web.responses import document_of
from app.web.routes.aggregates import AGGREGATE_FORMATS
from app.web.routes.records import LIST_FORMATS, filter_parameters

TAG = "Published figures"
CHECKED = Text("Check of a number", "Controle van een cijfer", "Vérification d'un chiffre", "Prüfung einer Zahl")
HEADLINES = Text("Headline figures", "Kerncijfers", "Chiffres clés", "Eckzahlen")
JSON_ONLY = common.format_parameter(("json",))


def one(name: str, description: str, **options: str | None) -> Parameter:
    """Return a parameter that the query judges."""
    return Parameter(name, description, filters=True, **options)  # type: ignore[arg-type] # example and codelist alone


REGION = Parameter(
    "region",
    "Where: NUTS, ISO 3166-2 or REFNIS code, city, name or slug.",
    kind="list",
    codelist="place",
    example="BE",
    filters=True,
)


async def answer_indicator(asked: Asked, reading: Reading) -> Document:
    """Answer an indicator with its series."""
    found = await read_indicator(reading, asked.ids["id"], lang=asked.lang)
    return document_of(asked, found, RECORDS["indicators"].title)


async def answer_check(asked: Asked, reading: Reading) -> Document:
    """Answer the check of a number or a text."""
    question = CheckQuestion(**asked.filters, lang=asked.lang)
    return document_of(asked, await check(reading, question), CHECKED)


async def answer_overview(asked: Asked, reading: Reading) -> Document:
    """Answer the headline figures of a year and place."""
    question = OverviewQuestion(asked.filters.get("year"), asked.filters.get("region"), asked.lang)
    return document_of(asked, await overview(reading, question), HEADLINES)


async def answer_reconciliation(asked: Asked, reading: Reading) -> Document | Dataset:
    """Answer our records beside published figures: nested in JSON, one row per figure elsewhere."""
    given = asked.filters
    question = ReconciliationQuestion(given.get("indicator"), given.get("region"), given.get("year"), asked.lang)
    found = await reconcile(reading, question)
    return document_of(asked, found.answer, found.dataset.title) if asked.format == "json" else found.dataset


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
    Operation(
        id="reconcile",
        path="/v1/reconciliation",
        tag=TAG,
        summary="Our records beside published figures",
        description="For each place and year our number from records, its coverage, every published figure, the "
        "difference and a verdict per publisher, with the rule and the numbers that gave it. As a table: one row per "
        "published figure.",
        answer=answer_reconciliation,
        parameters=(
            Parameter(
                "indicator",
                f"Indicators that our records can be compared with; `{DEFAULT_INDICATOR}` without it.",
                kind="list",
                choices=tuple(COMPARISONS),
                example=DEFAULT_INDICATOR,
                filters=True,
            ),
            REGION,
            one(
                "year",
                "Years: `2024`, `2019,2021` or `2019:2024`; all years with a figure without it.",
                example="2022:2024",
            ),
            *common.VINTAGE,
            *common.WRITING,
            common.format_parameter(LIST_FORMATS),
        ),
        model=ReconciliationAnswer,
        formats=LIST_FORMATS,
        statuses=(404,),
    ),
    Operation(
        id="checkNumber",
        path="/v1/check",
        tag=TAG,
        summary="Check a number or a sentence",
        description="From a number in a text to its source: the published figures and our own aggregates that yield it, "
        "those that compete with it, or the nearest ones. Give `value` or `text`, and whatever else is known. The "
        "verdicts: `confirmed` (value, unit, period, place and indicator fit), `within_rounding`, "
        "`confirmed_other_period`, `disputed`, `possible` (a match without an indicator), `unknown`.",
        answer=answer_check,
        parameters=(
            one("value", "The number: `1.43e9`, `1430000000`, `1,43 milliard`, `1.43 bn`, `70 %`.", example="1.43e9"),
            Parameter(
                "text",
                "A text with numbers, in English, Dutch, French or German.",
                maximum=LONGEST_TEXT,
                filters=True,
            ),
            one("unit", "Its unit.", codelist="unit", example="EUR"),
            one("indicator", "What it measures.", codelist="indicator", example="tech_funding_total"),
            REGION,
            one("year", "When: a year, or `2024-H1`, `2024-Q3`, `2024-05`.", example="2024"),
            one("sector", "Which sector it is about.", codelist="sector", example="ai"),
            *common.VINTAGE,
            common.LANG,
            JSON_ONLY,
        ),
        model=CheckAnswer,
        sample={"value": "1.43e9"},
        statuses=(404,),
    ),
    Operation(
        id="readOverview",
        path="/v1/overview",
        tag=TAG,
        summary="The headline figures of a year and place",
        description="What the front page of a dashboard or the first paragraph of an article needs: each headline "
        "indicator with its value, its change on the year before, who says so, how many publishers agree, and links.",
        answer=answer_overview,
        parameters=(
            one("year", "The year; the newest well-covered one without it.", example="2024"),
            one("region", "The place; Belgium without it.", codelist="place", example="BE2"),
            *common.VINTAGE,
            common.LANG,
            JSON_ONLY,
        ),
        model=OverviewAnswer,
        statuses=(404,),
    ),
)
