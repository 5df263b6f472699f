"""How many people live where, by the population observations of the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.catalog.dimensions import ALL
from app.queries.aggregates.axes import lineage
from app.queries.codelists import CodeLists
from app.queries.vintages import Reading
from app.tables import Observation, Source

INDICATOR = "population"
COUNTRY = "BE"


@dataclass(frozen=True, slots=True)
class Population:
    """Inhabitants by area and year; `areas` are those that the filters of the answer leave."""

    observed: Mapping[tuple[str, int], tuple[Decimal, Mapping[str, Any]]]
    areas: Sequence[str] = (COUNTRY,)

    def areas_of(self, codes: Mapping[str, Any]) -> Sequence[str]:
        """Return the areas that a cell is about: its narrowest place, else those of the whole answer."""
        for key in ("city", "province", "region"):
            if codes.get(key, ALL) != ALL:
                return (codes[key],)
        return self.areas

    def of(self, codes: Mapping[str, Any], year: int) -> Decimal | None:
        """Return the inhabitants of the area of a cell in a year, None where an observation is missing."""
        found = [self.observed.get((area, year)) for area in self.areas_of(codes)]
        return sum((entry[0] for entry in found if entry), Decimal(0)) if all(found) else None

    def named(self, cells: Iterable[tuple[Mapping[str, Any], int]]) -> list[Mapping[str, Any]]:
        """Return the observations behind some cells, each with who published it, by area and year."""
        used = sorted({(area, year) for codes, year in cells for area in self.areas_of(codes)})
        return [self.observed[key][1] for key in used if key in self.observed]


def areas_left(filters: Mapping[str, str], lists: CodeLists) -> tuple[str, ...]:
    """Return the areas that filters on places leave; none of them lies within another."""
    name = next((name for name in ("city", "province", "region") if name in filters), None)
    if name is None:
        return (COUNTRY,)
    codes = filters[name].split(",")
    codelist = "city" if name == "city" else "region"
    wide = set(codes)
    return tuple(code for code in codes if not wide.intersection(lineage(code, codelist, lists)[1:]))


async def read_population(reading: Reading, areas: Iterable[str]) -> Population:
    """Return the population observations for whole years; of several for one area and year, the newest publication."""
    statement = (
        select(
            Observation.id,
            Observation.region,
            Observation.period,
            Observation.value,
            Observation.publisher,
            Observation.source_id,
        )
        .join(Source, Source.id == Observation.source_id)
        .where(
            Observation.indicator == INDICATOR,
            Observation.sector.is_(None),
            Observation.stage.is_(None),
            Observation.period.regexp_match(r"^\d{4}$"),
        )
        .order_by(Source.published_on.nulls_first(), Observation.id)
    )
    observed = {}
    for row in await reading.connection.execute(statement):
        named = {
            "observation": row.id,
            "region": row.region,
            "year": int(row.period),
            "value": float(row.value),
            "publisher": row.publisher,
            "source": row.source_id,
        }
        observed[row.region, int(row.period)] = (row.value, named)
    return Population(observed, tuple(areas))
