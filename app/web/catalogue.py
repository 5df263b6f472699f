"""The catalogue of the explorer: what can be counted, by what, and with which filters, in one language."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from app.catalog.dimensions import DIMENSIONS
from app.catalog.facts import FACTS, Fact
from app.catalog.fields import Field, Records
from app.catalog.measures import MEASURES
from app.catalog.records import RECORDS
from app.languages import Language, Text
from app.queries.codelists import code_lists
from app.queries.overview.answer import OverviewQuestion, overview
from app.queries.revisions import read_revision
from app.queries.vintages import Reading

# Filters that a form does not offer: another one says the same, or nobody would type it.
UNOFFERED = frozenset(
    {"id", "date_precision", "currency", "amount_status", "last_years", "source", "exit_kind", "obs_status"}
)
# How a form asks for a filter, by the way in which it is read.
ASKED_AS: Mapping[str, str] = {
    "code": "code",
    "region": "code",
    "place": "code",
    "ids": "text",
    "id": "text",
    "search": "text",
    "year": "year",
    "number": "number",
    "perimeter": "choice",
}
# Places that a choice of places does not need: the part that is not known, and Brussels a second time as a province.
UNLISTED = frozenset({"UNK", "BE10"})
PUBLISHED = Text("Published figures", "Gepubliceerde cijfers", "Chiffres publiés", "Veröffentlichte Zahlen")
MEASURES_OF_PUBLISHED = ("latest", "min", "max", "publishers")
PERIMETER = (
    ("tech", Text("Technology only", "Alleen technologie", "Technologie seulement", "Nur Technologie")),
    ("all", Text("All sectors", "Alle sectoren", "Tous les secteurs", "Alle Sektoren")),
)


def catalogue(lang: Language) -> dict[str, Any]:
    """Return datasets, dimensions and measures as the page offers them."""
    return {
        "datasets": [*(dataset(fact, lang) for fact in FACTS.values()), published(lang)],
        "dimensions": {
            key: {
                "label": entry.label.in_(lang),
                "description": entry.description.in_(lang),
                "role": entry.role,
            }
            for key, entry in DIMENSIONS.items()
        },
        "measures": {
            key: {"label": entry.label.in_(lang), "description": entry.definition.in_(lang)}
            for key, entry in MEASURES.items()
        },
    }


def dataset(fact: Fact, lang: Language) -> dict[str, Any]:
    """Return one kind of record as the page offers it."""
    return {
        "key": fact.key,
        "label": fact.records.title.in_(lang),
        "groups": list(fact.dimensions),
        "measures": list(fact.measures),
        "fields": [{"key": key, "label": amount.label.in_(lang)} for key, amount in fact.amounts.items()],
        "default_group_by": fact.default_group_by,
        "default_measures": fact.default_measures,
        "filters": list(filters(fact.records, lang)),
    }


def published(lang: Language) -> dict[str, Any]:
    """Return the grid of published figures, which are about one indicator at a time."""
    wanted = ("region", "year", "publisher")
    return {
        "key": "observations",
        "label": PUBLISHED.in_(lang),
        "groups": ["region", "year"],
        "measures": list(MEASURES_OF_PUBLISHED),
        "fields": [],
        "default_group_by": ["region", "year"],
        "default_measures": list(MEASURES_OF_PUBLISHED),
        "default_indicator": "tech_funding_total",
        "first_filters": {"region": "BE,BE1,BE2,BE3"},
        "filters": [entry for entry in filters(RECORDS["observations"], lang) if entry["key"] in wanted],
    }


def filters(records: Records, lang: Language) -> Iterator[dict[str, Any]]:
    """Yield the filters that the page offers for a list."""
    for field in records.fields:
        kind = ASKED_AS.get(field.reads or "")
        if kind is not None and field.key not in UNOFFERED:
            yield offered(field, kind, lang)


def offered(field: Field, kind: str, lang: Language) -> dict[str, Any]:
    """Return one filter."""
    entry: dict[str, Any] = {"key": field.key, "label": field.label.in_(lang), "kind": kind}
    if field.codelist is not None and kind in ("code", "text"):
        entry["codelist"] = field.codelist
    if kind == "choice":
        entry["choices"] = [{"code": code, "label": label.in_(lang)} for code, label in PERIMETER]
    return entry


async def places(reading: Reading, lang: Language) -> dict[str, str]:
    """Return Belgium, its Regions and their provinces with their names, each Region before its provinces."""
    lists = await code_lists(reading)
    names = {entry.code: entry.label.in_(lang) for entry in lists["region"]}
    return {code: names[code] for code in lists.children("region", "BE") if code not in UNLISTED}


async def years(reading: Reading) -> dict[str, int]:
    """Return the last year that can be chosen, and the one that is shown at first: the newest well-covered one."""
    front = await overview(reading, OverviewQuestion())
    return {"last": reading.updated.year, "default": (front.item or {})["year"]}


async def first_day(reading: Reading) -> str:
    """Return the day of the first revision, before which nothing can be read (YYYY-MM-DD)."""
    first = await read_revision(reading, 1)
    moment: datetime = first.rows[0][first.column("time")]
    return str(moment.astimezone(UTC).date())
