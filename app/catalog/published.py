"""The fields of indicators, of published figures, and of those that are about a sector."""

from typing import Any

from sqlalchemy import ARRAY, Integer, case, cast, extract, func, literal, select
from sqlalchemy import Text as SqlText

from app.catalog.fields import Field, Records
from app.catalog.labels import LABELS
from app.catalog.shared import field, fields, identifier, search
from app.languages import Text
from app.tables import Indicator, Observation, Source

# Themes whose indicators are about one sector, so that their figures without a sector stand for it.
SECTOR_OF_THEME = {
    "ict_economy": "ict",
    "ict_jobs": "ict",
    "semiconductors": "semiconductors_photonics",
    "ai_digital": "ai",
}

# SDMX's letters for how firm a value is; a plain value has none.
STATUS_OF_QUALIFIER = {"approximate": "E", "provisional": "P", "forecast": "F"}

OBS_STATUS = case(
    *(
        (Observation.qualifier == qualifier, literal([letter], ARRAY(SqlText)))
        for qualifier, letter in STATUS_OF_QUALIFIER.items()
    ),
    else_=literal([], ARRAY(SqlText)),
)
SECTOR = func.coalesce(
    Observation.sector,
    case(*((Indicator.theme == theme, sector) for theme, sector in SECTOR_OF_THEME.items()), else_=None),
)
# The first day of a period that lies within one year; a span of years belongs to none of them.
WITHIN_A_YEAR = case(
    (extract("year", Observation.period_start) == extract("year", Observation.period_end), Observation.period_start),
    else_=None,
)
# The same for figures of what had happened when they were published, from which the last years are counted.
WITHIN_A_PAST_YEAR = case(
    (Observation.qualifier == "forecast", None),
    (extract("year", Observation.period_start) > cast(func.left(Source.published_on, 4), Integer), None),
    else_=WITHIN_A_YEAR,
)


def about_the_indicator() -> tuple[Field, ...]:
    """What an indicator measures; the record must join `indicators`."""
    return (
        field(
            "theme",
            Indicator.theme,
            "Theme of the indicator.",
            reads="code",
            codelist="theme",
            sortable=True,
            example="funding",
        ),
        field(
            "headline",
            Indicator.headline,
            "True for the figures of a front page.",
            kind="boolean",
            reads="boolean",
            example="true",
        ),
    )


def figure_fields(sector: Any, example: str, indicator: str, *, stage: str | None, words: str) -> tuple[Field, ...]:
    """The fields of a published figure; the record must join `indicators` and `sources`."""
    return fields(
        identifier(Observation.id, "published figure", example),
        field(
            "indicator",
            Observation.indicator,
            "What is measured.",
            reads="code",
            codelist="indicator",
            sortable=True,
            example=indicator,
        ),
        Field(
            "region",
            LABELS["place"],
            "Where: a NUTS code, a Belgian city, or a place abroad. A filter means the place as such, not the places "
            "within it, unless `children=true`.",
            Observation.region,
            reads="place",
            codelist="place",
            sortable=True,
            example="BE",
        ),
        field(
            "children",
            Observation.region,
            "`true`: `region` also takes the places below those named.",
            kind="boolean",
            reads="children",
            shown="nowhere",
            example="true",
        ),
        time_fields(),
        Field(
            "sector",
            LABELS["observed_sector"],
            "Sector that the figure is about; null for a total.",
            sector,
            reads="code",
            codelist="sector",
            nullable=True,
            sortable=True,
            example="fintech",
        ),
        field(
            "stage",
            Observation.stage,
            "Funding stage that the figure is about; null for a total.",
            reads="code",
            codelist="stage",
            nullable=True,
            sortable=True,
            example=stage,
        ),
        value_fields(),
        provenance_fields(),
        about_the_indicator(),
        field("definition", Indicator.definition_en, "Definition of the indicator, in English."),
        field("note", Observation.note, "What a reader should know about the figure.", nullable=True),
        field(
            "supersedes",
            Observation.supersedes_note,
            "Other values of the same publisher for the same thing: replaced, replacing, or simply different.",
            nullable=True,
        ),
        search(
            Indicator.name_folded.op("||")(" ").op("||")(Source.title_folded),
            "the indicator's name in any language, or of the source's title or publisher",
            words,
        ),
    )


def time_fields() -> tuple[Field, ...]:
    """When: the period as published, its days, and filters by year."""
    return (
        field(
            "period",
            Observation.period,
            "When: `2024`, `2024-H1`, `2024-Q3`, `2024-05`, or a span `2011/2018` with both years included. A filter "
            "means exactly that period.",
            reads="period",
            sortable=True,
            example="2024",
        ),
        field(
            "period_start",
            Observation.period_start,
            "First day of the period.",
            kind="date",
            reads="date",
            sortable=True,
            example="2024-01-01",
        ),
        field(
            "period_end",
            Observation.period_end,
            "Last day of the period.",
            kind="date",
            reads="date",
            sortable=True,
            example="2024-12-31",
        ),
        field(
            "year",
            WITHIN_A_YEAR,
            "Years, with their halves, quarters and months; a span of several years belongs to none.",
            kind="integer",
            reads="year",
            shown="nowhere",
            example="2019:2024",
        ),
        field(
            "last_years",
            WITHIN_A_PAST_YEAR,
            "The last N years, counted back from the newest year with a figure of what had happened when it was published.",
            kind="integer",
            reads="years",
            shown="nowhere",
            example="5",
        ),
    )


def value_fields() -> tuple[Field, ...]:
    """What the figure is, in which unit, and how firm it is."""
    return (
        field(
            "value",
            Observation.value,
            "The value as published, in whole units; a negative one is a fall or a loss.",
            kind="number",
            reads="number",
            sortable=True,
            example="1430000000",
        ),
        field("unit", Observation.unit, "Unit of the value.", reads="code", codelist="unit", example="EUR"),
        field(
            "qualifier",
            Observation.qualifier,
            "How firm the value is.",
            reads="code",
            codelist="qualifier",
            sortable=True,
            example="exact",
        ),
        field(
            "obs_status",
            OBS_STATUS,
            "SDMX letters: `E` approximate, `P` provisional, `F` forecast.",
            kind="list",
            reads="ids",
            codelist="obs_status",
            example="P",
        ),
    )


def provenance_fields() -> tuple[Field, ...]:
    """Who made the figure, and where it was read."""
    return (
        field(
            "publisher",
            Observation.publisher,
            "Who made the figure, not who printed it.",
            reads="code",
            codelist="publisher",
            sortable=True,
            example="Agoria",
        ),
        field(
            "source_id",
            Observation.source_id,
            "Document that it was read in.",
            path=("source", "id"),
        ),
        field("source_title", Source.title, "Title of that document.", path=("source", "title")),
        field("source_url", Source.url, "Its address; null where it is not known.", path=("source", "url")),
        field(
            "source_published_on",
            Source.published_on,
            "Its date, as precise as it is known; null where it is not.",
            path=("source", "published_on"),
            sortable=True,
            nullable=True,
            reads="partial_date",
            example="2025-05",
        ),
        Field(
            "source",
            LABELS["source"],
            "Ids of documents.",
            Observation.source_id,
            reads="id",
            shown="nowhere",
            example="alvora-2025-05-transition-fr",
        ),
    )


FIGURES = Observation.__table__.join(Indicator.__table__, Indicator.code == Observation.indicator).join(
    Source.__table__, Source.id == Observation.source_id
)

OBSERVATIONS = Records(
    key="observations",
    title=Text("Published figures", "Gepubliceerde cijfers", "Chiffres publiés", "Veröffentlichte Zahlen"),
    description="Figures that others published, each with its publisher, source, definition and reservation; where "
    "publishers disagree, all are kept and none is preferred.",
    table="observations",
    source=FIGURES,
    id=Observation.id.expression,
    heading=Indicator.name_en,
    default_sort=("indicator", "region", "period_start"),
    embeds={"source": "sources"},
    fields=figure_fields(
        Observation.sector,
        "tech-funding-total-be-2024-alvora-2025-05-transition-fr",
        "tech_funding_total",
        stage="seed",
        words="unicorns",
    ),
)

WITH_SECTOR = (
    select(Observation.id.label("figure"), SECTOR.label("sector"))
    .join(Indicator, Indicator.code == Observation.indicator)
    .where(SECTOR.is_not(None))
    .subquery("with_sector")
)

SECTOR_STATS = Records(
    key="sector-stats",
    title=Text("Figures by sector", "Cijfers per sector", "Chiffres par secteur", "Zahlen nach Sektor"),
    description="Published figures about a sector: those that name one, and those of an indicator whose theme stands for "
    "one (the ICT economy, ICT jobs, semiconductors, AI).",
    table="observations",
    source=WITH_SECTOR.join(FIGURES, Observation.id == WITH_SECTOR.c.figure),
    id=Observation.id.expression,
    heading=Indicator.name_en,
    default_sort=("sector", "indicator", "region", "period_start"),
    embeds={"source": "sources"},
    fields=figure_fields(
        WITH_SECTOR.c.sector,
        "ict-growth-rate-be-2024-alvora-2025-05-transition-fr",
        "ict_growth_rate",
        stage=None,
        words="growth",
    ),
)
