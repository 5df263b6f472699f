"""The fields of indicators: what others measure, how it is defined, and what there is of it."""

from typing import Any

from sqlalchemy import ARRAY, Integer, extract, func, literal, select
from sqlalchemy import Text as SqlText

from app.catalog.fields import Field, Records
from app.catalog.labels import LABELS
from app.catalog.published import WITHIN_A_YEAR, about_the_indicator
from app.catalog.shared import field, fields, search
from app.languages import LANGUAGES, Text
from app.tables import Indicator, Observation


def gathered(expression: Any, kind: Any) -> Any:
    """Return the distinct values that an indicator's figures have, as an array in order."""
    return (
        select(func.coalesce(func.array_agg(func.distinct(expression)), literal([], ARRAY(kind))))
        .where(Observation.indicator == Indicator.code, expression.is_not(None))
        .correlate(Indicator)
        .scalar_subquery()
    )


INDICATORS = Records(
    key="indicators",
    title=Text("Indicators", "Indicatoren", "Indicateurs", "Indikatoren"),
    description="Measures that others publish about the Belgian technology sector: looked up, never summed.",
    table="indicators",
    source=Indicator.__table__,
    id=Indicator.code.expression,
    heading=Indicator.name_en,
    default_sort=("code",),
    fields=fields(
        Field(
            "id",
            LABELS["id"],
            "The code again, under the name that every list has.",
            Indicator.code,
            reads="id",
            example="exit_count",
        ),
        field("code", Indicator.code, "Readable code.", reads="id", sortable=True, example="tech_funding_total"),
        [
            field(
                f"name_{language}",
                getattr(Indicator, f"name_{language}"),
                "Name of the indicator in one language.",
                path=("labels", language),
            )
            for language in LANGUAGES
        ],
        about_the_indicator(),
        field("unit", Indicator.unit, "Usual unit.", reads="code", codelist="unit", sortable=True, example="EUR"),
        field("definition", Indicator.definition_en, "What is measured, in English."),
        field(
            "direction",
            Indicator.direction,
            "Which way is good.",
            reads="code",
            codelist="direction",
            example="up_is_good",
        ),
        field(
            "comparable",
            Indicator.comparable,
            "False for figures about one fund, programme or company, which must not be ranked.",
            kind="boolean",
            reads="boolean",
            example="true",
        ),
        field("years", gathered(extract("year", WITHIN_A_YEAR).cast(Integer), Integer), "Years.", kind="list"),
        field("regions", gathered(Observation.region, SqlText), "Places.", kind="list", codelist="place"),
        field("publishers", gathered(Observation.publisher, SqlText), "Who published it.", kind="list"),
        field(
            "observations",
            select(func.count()).where(Observation.indicator == Indicator.code).correlate(Indicator).scalar_subquery(),
            "How many figures there are.",
            kind="integer",
        ),
        search(Indicator.name_folded, "the name in any language", "unicorns"),
    ),
)
