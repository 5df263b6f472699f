"""Numbers held against each other: the check of a number, our records beside published figures, the overview."""

from app.catalog.comparisons import COMPARISONS
from app.dataset import Dataset
from app.languages import Text
from app.queries.check.answer import check
from app.queries.check.question import LONGEST_TEXT, CheckQuestion
from app.queries.overview.answer import OverviewQuestion, overview
from app.queries.reconciliation.answer import DEFAULT_INDICATOR, ReconciliationQuestion, reconcile
from app.queries.vintages import Reading
from app.web import parameters as common
from app.web.list_parameters import LIST_FORMATS
from app.web.models.checks import CheckAnswer
from app.web.models.published import OverviewAnswer, ReconciliationAnswer
from app.web.operations import Asked, Document, Operation
from app.web.parameters import Parameter
from app.web.responses import document_of

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


OPERATIONS = (
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
        heavy=True,
    ),
    Operation(
        id="checkNumber",
        path="/v1/check",
        tag=TAG,
        summary="Check a number or a sentence",
        description="From a number in a text to its source: the published figures and our own aggregates that yield it, "
        "those that compete with it, or the nearest ones; where a text names a company, what the records hold for it. "
        "Give `value` or `text`, and whatever else is known. The verdicts: `confirmed` (value, unit, period, place and indicator fit), `within_rounding`, "
        "`confirmed_other_period`, `disputed`, `possible` (a match without an indicator, or in a "
        "record), `unknown`.",
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
        heavy=True,
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
        heavy=True,
    ),
)
