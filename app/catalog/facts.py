"""FACTS: what can be aggregated, each with a column for every dimension that it can be cut by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from sqlalchemy import and_, case, null, true

from app.catalog.aggregation import Measure
from app.catalog.cuts import CODES, CUTS, TRAITS, WAY, Cut, name_of
from app.catalog.dimensions import DIMENSIONS, Dimension
from app.catalog.fields import Records
from app.catalog.labels import LABELS
from app.catalog.measures import MEASURES
from app.catalog.periods import Period
from app.catalog.records import RECORDS
from app.languages import Text
from app.tables import Company, Exit, FundingRound, PreparedCell, Stage, Valuation


@dataclass(frozen=True, slots=True)
class Amount:
    """A numeric field: its value in one unit, and the published amount that it was converted from."""

    label: Text
    sql: Any
    published: Any
    unit: str


@dataclass(frozen=True, slots=True)
class Restriction:
    """Which amounts are summed unless the caller filters on `parameter`; the records are counted all the same."""

    parameter: str
    value: str
    condition: Any
    note: Text


@dataclass(frozen=True)
class Fact:
    """One kind of record as aggregates see it.

    `columns` has the SQL of each dimension but those of time; null means not known. `date` and `precision` place a
    record in time, or `year` does where no more is known; `time_filter` is the list's filter on it. The first of
    `amounts` is the default field. A `stock` is there at the end of a period, whatever the period it began in.
    `dimensions` and `measures` are those that it offers; `default_group_by` and `default_measures` the usual ones.
    """

    records: Records
    company_id: Any
    columns: Mapping[str, Any]
    time_filter: str
    date: Any = None
    precision: Any = None
    year: Any = None
    amounts: Mapping[str, Amount] = field(default_factory=dict)
    restriction: Restriction | None = None
    stock: bool = False
    coverage: str | None = None
    default_group_by: tuple[str, ...] = ("region", "year")
    default_measures: tuple[str, ...] = ("count", "count_disclosed", "sum", "median")

    @property
    def key(self) -> str:
        """Its name in paths."""
        return self.records.key

    @cached_property
    def has(self) -> frozenset[str]:
        """The columns that measures can need."""
        parts = {"value"} if self.amounts else set()
        return frozenset(parts | ({"entered", "gone"} if self.stock else {"happened"}))

    @cached_property
    def dimensions(self) -> dict[str, Dimension]:
        """What it can be grouped by."""
        timed = {"year"} if self.date is None and not self.stock else {"year", "quarter", "month"}
        return {key: entry for key, entry in DIMENSIONS.items() if key in self.columns or key in timed}

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """What can be computed of it."""
        return {key: entry for key, entry in MEASURES.items() if self.has.issuperset(entry.needs)}

    @cached_property
    def codes(self) -> dict[str, Any]:
        """The SQL of every dimension that its cells are cut by, those that nothing is grouped by among them."""
        wanted = frozenset().union(*self.cuts)
        periods = {key: entry.period for key, entry in self.dimensions.items() if key in wanted}
        timed = {key: self.period(period) for key, period in periods.items() if period is not None}
        known = {**self.columns, **timed, **TRAITS}
        return {key: known[key] for key in CODES if key in wanted}

    @cached_property
    def layout(self) -> str:
        """A digest of what is prepared of it."""
        names = sorted(name_of(self.key, field, cut) for field in (*self.amounts, None) for cut in self.cuts)
        parts = [column.name for column in PreparedCell.__table__.columns]
        return sha256(f"{WAY} {parts} {names}".encode()).hexdigest()[:16]

    @property
    def cuts(self) -> frozenset[Cut]:
        """The cuts by which its cells are prepared; none of a stock."""
        return CUTS.get(self.key, frozenset())

    def amount_columns(self, amount: Amount, *, restricted: bool) -> dict[str, Any]:
        """Return the amount that enters sums, whether a rate for it is missing, and whether it is set aside as of another kind."""
        value, published = amount.sql, amount.published
        set_aside: Any = null().is_not(None)
        counted: Any = true()
        if restricted and self.restriction is not None:
            counted = self.restriction.condition
            value = case((counted, value))
            set_aside = and_(published.is_not(None), ~counted)
        no_rate = and_(published.is_not(None), amount.sql.is_(None), counted)
        return {"value": value, "no_rate": no_rate, "set_aside": set_aside}

    def period(self, period: Period) -> Any:
        """Return the SQL of the period that a record belongs to, null where its date is not known that precisely."""
        if self.year is not None:
            return self.year
        number = period.number(self.date)
        return number if "year" in period.precisions else case((self.precision.in_(period.precisions), number))


PLACE_AND_SECTOR = {
    "region": Company.region,
    "province": Company.province,
    "city": Company.city,
    "sector": Company.sector,
}


def euro_and_dollar(table: Any) -> dict[str, Amount]:
    """The amount of a deal in euro, the default, and in dollar."""
    return {
        "amount_eur": Amount(LABELS["amount_eur"], table.amount_eur, table.amount, "EUR"),
        "amount_usd": Amount(LABELS["amount_usd"], table.amount_usd, table.amount, "USD"),
    }


FACTS: dict[str, Fact] = {
    fact.key: fact
    for fact in (
        Fact(
            RECORDS["funding-rounds"],
            company_id=FundingRound.company_id,
            columns={
                **PLACE_AND_SECTOR,
                "stage": FundingRound.stage,
                "deal_type": Stage.deal_type,
                "investor_country": FundingRound.investor_ids,
            },
            date=FundingRound.announced_on,
            precision=FundingRound.date_precision,
            time_filter="announced_on",
            amounts={
                **euro_and_dollar(FundingRound),
                "post_money_eur": Amount(
                    LABELS["post_money_eur"], FundingRound.post_money_eur, FundingRound.post_money, "EUR"
                ),
            },
            coverage="tech_funding_total",
        ),
        Fact(
            RECORDS["exits"],
            company_id=Exit.company_id,
            columns={**PLACE_AND_SECTOR, "exit_kind": Exit.kind},
            date=Exit.announced_on,
            precision=Exit.date_precision,
            time_filter="announced_on",
            amounts=euro_and_dollar(Exit),
            restriction=Restriction(
                "amount_is",
                "price",
                Exit.amount_is == "price",
                Text(
                    "Amounts are prices paid for shares (amount_is=price); every exit is counted.",
                    "Bedragen zijn prijzen betaald voor aandelen (amount_is=price); elke exit wordt geteld.",
                    "Les montants sont des prix payés pour des actions (amount_is=price) ; toutes les sorties sont comptées.",
                    "Beträge sind für Anteile gezahlte Preise (amount_is=price); gezählt wird jeder Exit.",
                ),
            ),
        ),
        Fact(
            RECORDS["unicorns"],
            company_id=Company.id,
            columns=PLACE_AND_SECTOR,
            time_filter="became_on",
            amounts={
                "valuation_eur": Amount(LABELS["valuation_eur"], Valuation.valuation_eur, Valuation.valuation, "EUR"),
                "valuation_usd": Amount(LABELS["valuation_usd"], Valuation.valuation_usd, Valuation.valuation, "USD"),
            },
            stock=True,
            default_measures=("count", "count_disclosed", "sum", "median", "new", "lost"),
        ),
        Fact(
            RECORDS["companies"],
            company_id=Company.id,
            columns=PLACE_AND_SECTOR,
            year=Company.founded_year,
            time_filter="founded_year",
            default_measures=("count",),
        ),
    )
}
