"""Amounts in euro and dollar at the ECB reference rate of the day, fixed when a row is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

import polars as pl
from currency_converter import CurrencyConverter, RateNotFoundError
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    MetaData,
    Numeric,
    Select,
    String,
    Subquery,
    Table,
    and_,
    case,
    func,
    or_,
    select,
    union,
)

from app.imports.copying import copy_in
from app.imports.fields import key_of, stored
from app.imports.staging import csv_of
from app.tables import FxRate

EURO, DOLLAR = "EUR", "USD"
LONGEST_PAUSE_DAYS = 7  # the ECB's longest pause, at Easter, is four days; beyond a week a series has ended
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Conversion:
    """Which amount becomes which computed columns, at the rate of which day; `recorded` keeps the rate itself."""

    amount: str
    currency: str
    day: str
    euro: str
    dollar: str | None = None
    recorded: bool = False

    @property
    def given(self) -> tuple[str, str, str]:
        """The columns that the result depends on."""
        return self.amount, self.currency, self.day

    @property
    def computed(self) -> tuple[str, ...]:
        """The columns that are computed."""
        dollar = () if self.dollar is None else (self.dollar,)
        return (self.euro, *dollar, *(("fx_rate", "fx_date", "fx_source") if self.recorded else ()))


CONVERSIONS: Mapping[str, tuple[Conversion, ...]] = {
    "funding_rounds": (
        Conversion("amount", "currency", "announced_on", "amount_eur", "amount_usd", recorded=True),
        Conversion("post_money", "post_money_currency", "announced_on", "post_money_eur"),
    ),
    "exits": (Conversion("amount", "currency", "announced_on", "amount_eur", "amount_usd", recorded=True),),
    "valuations": (Conversion("valuation", "currency", "valued_on", "valuation_eur", "valuation_usd", recorded=True),),
    "unicorns": (Conversion("valuation", "currency", "became_on", "valuation_eur", "valuation_usd", recorded=True),),
}


@dataclass(frozen=True, slots=True)
class Rate:
    """Units of a currency per euro, the day that the rate is of, and who published it."""

    rate: Decimal
    day: date | None
    source: str | None


@cache
def ecb() -> CurrencyConverter:
    """Return the ECB's reference rates that the package ships."""
    return CurrencyConverter(decimal=True)


@dataclass
class Rates:
    """The shipped ECB rates, continued by the table of imported rates."""

    connection: Connection

    @cached_property
    def imported(self) -> dict[tuple[str, date], Rate]:
        """The imported rates by currency and day."""
        rows = self.connection.execute(select(FxRate.currency, FxRate.day, FxRate.rate, FxRate.source))
        return {(row.currency, row.day): Rate(row.rate, row.day, row.source) for row in rows}

    @cached_property
    def last_imported(self) -> dict[str, date]:
        """The last day of each currency among the imported rates."""
        last: dict[str, date] = {}
        for currency, day in self.imported:
            last[currency] = max(day, last.get(currency, day))
        return last

    def on(self, currency: str, day: date) -> Rate | None:
        """Return the rate of exactly that day; the ECB's own goes before an imported one."""
        if currency in ecb().currencies:
            try:
                return Rate(ecb().convert(1, EURO, currency, day), day, "ECB")
            except RateNotFoundError:
                pass
        return self.imported.get((currency, day))

    def find(self, currency: str, day: date) -> Rate | None:
        """Return the rate that holds on a day: that day's, or the last one before it on a day without.

        None after the last day known: the rate of a working day that has not come in yet is not guessed.
        """
        if currency == EURO:
            return Rate(Decimal(1), None, None)
        for back in range(LONGEST_PAUSE_DAYS + 1):
            found = self.on(currency, day - timedelta(days=back))
            if found is not None:
                return found if back == 0 or day <= self.last(currency) or is_weekend_after(day, back) else None
        return None

    def last(self, currency: str) -> date:
        """Return the last day with a rate of a currency that has some."""
        ends = [self.last_imported.get(currency, date.min)]
        if currency in ecb().currencies:
            ends.append(ecb().bounds[currency].last_date)
        return max(ends)


def is_weekend_after(day: date, back: int) -> bool:
    """Tell whether only a weekend lies between the day of the rate and the day that needs one."""
    return day.weekday() - back == FRIDAY


RATES = Table(
    "staged_rates",
    MetaData(),
    Column("currency", String, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("rate", Numeric, nullable=False),
    Column("known_on", Date),
    Column("source", String),
    prefixes=["TEMPORARY"],
)


RATE_CELLS = {"currency": pl.String, "day": pl.Date, "rate": pl.String, "known_on": pl.Date, "source": pl.String}


def prepare_rates(connection: Connection, pairs: Select[Any] | Any) -> None:
    """Fill the temporary table of rates for pairs of currency and day, and for the dollar on each of the days."""
    connection.exec_driver_sql("DROP TABLE IF EXISTS staged_rates")
    RATES.create(connection)
    wanted = {(row[0], row[1]) for row in connection.execute(pairs)}
    wanted |= {(DOLLAR, day) for _, day in wanted}
    rates = Rates(connection)
    found = [(currency, day, rates.find(currency, day)) for currency, day in sorted(wanted)]
    rows = [(currency, day, str(rate.rate), rate.day, rate.source) for currency, day, rate in found if rate is not None]
    with copy_in(connection, RATES.name, RATES.columns.keys()) as copy:
        copy.write(csv_of(pl.DataFrame(rows, RATE_CELLS, orient="row")))
    connection.exec_driver_sql("ANALYZE staged_rates")


def pairs_of(rows: Table | Subquery, conversions: Iterable[Conversion]) -> Any:
    """Return the query for the currencies and days whose rates some rows need."""
    return union(
        *(
            select(rows.c[conversion.currency], rows.c[conversion.day]).where(rows.c[conversion.amount].is_not(None))
            for conversion in conversions
        )
    )


def converted(rows: Table, conversions: Iterable[Conversion]) -> tuple[Any, dict[str, ColumnElement[Any]]]:
    """Return the rows joined with their rates, and the expression of each computed column."""
    joined: Any = rows
    columns: dict[str, ColumnElement[Any]] = {}
    for number, conversion in enumerate(conversions):
        own, dollar = RATES.alias(f"own_{number}"), RATES.alias(f"dollar_{number}")
        amount, currency, day = (rows.c[name] for name in conversion.given)
        joined = joined.outerjoin(own, and_(own.c.currency == currency, own.c.day == day))
        columns[conversion.euro] = case((currency == EURO, amount), else_=func.round(amount / own.c.rate, 2))
        if conversion.dollar:
            joined = joined.outerjoin(dollar, and_(dollar.c.currency == DOLLAR, dollar.c.day == day))
            columns[conversion.dollar] = case(
                (currency == DOLLAR, amount), else_=func.round(amount / own.c.rate * dollar.c.rate, 2)
            )
        if conversion.recorded:
            foreign = and_(amount.is_not(None), currency != EURO)
            columns["fx_rate"] = case((foreign, own.c.rate))
            columns["fx_date"] = case((foreign, own.c.known_on))
            columns["fx_source"] = case((foreign, own.c.source))
    return joined, columns


def fill_missing(connection: Connection, revision: int) -> int:
    """Convert stored amounts that had no rate so far and have one now; return how many rows changed."""
    return sum(
        fill_table(connection, table, conversion, revision)
        for table, all_ in CONVERSIONS.items()
        for conversion in all_
    )


def fill_table(connection: Connection, table: str, conversion: Conversion, revision: int) -> int:
    """Convert the amounts of one column of a table that had no rate so far; what is there stays."""
    live, key = stored(table), key_of(table)
    targets = [name for name in (conversion.euro, conversion.dollar) if name]
    lacking = and_(live.c[conversion.amount].is_not(None), or_(*(live.c[name].is_(None) for name in targets)))
    missing = select(live.c[key], *(live.c[name] for name in conversion.given)).where(lacking).subquery("missing")
    prepare_rates(connection, pairs_of(missing, [conversion]))
    joined, columns = converted(missing, [conversion])  # type: ignore[arg-type]  # a subquery has the same columns
    known = (
        select(missing.c[key], *(column.label(name) for name, column in columns.items())).select_from(joined).subquery()
    )
    news = or_(*(and_(live.c[name].is_(None), known.c[name].is_not(None)) for name in targets))
    values = {name: func.coalesce(live.c[name], known.c[name]) for name in conversion.computed}
    return connection.execute(
        live.update().values(**values, revision=revision).where(live.c[key] == known.c[key], news)
    ).rowcount
