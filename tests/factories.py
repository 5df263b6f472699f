"""Rows with sensible defaults for tests: a test names only what it is about."""

import csv
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import ARRAY, Boolean, Date, Integer, Numeric, Table
from sqlalchemy.ext.asyncio import AsyncConnection

import app.data
from app.tables import TABLES

DATA = Path(next(iter(app.data.__path__)))
CODE_LISTS = (
    "codes",
    "regions",
    "cities",
    "foreign_areas",
    "sectors",
    "deal_types",
    "stages",
    "exit_kinds",
    "qualifiers",
    "units",
)
numbers = count(1)


def table_of(name: str) -> Table:
    """Return the stored table of that name."""
    table = TABLES[name].__table__
    assert isinstance(table, Table)
    return table


def shipped_rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of a shipped file as the table stores them, but for derived columns."""
    columns = {str(c.info.get("csv", c.name)): c for c in table_of(name).columns if not c.info.get("derived")}
    rows = []
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            row: dict[str, Any] = {"revision": 1}
            for key, cell in line.items():
                row[columns[key].name] = typed(columns[key].type, cell)
            if name == "codes":
                row["id"] = f"{row['list']}.{row['code']}"
            rows.append(row)
    return rows


def typed(kind: Any, cell: str) -> Any:
    """Return a cell of a shipped file as the value of a column."""
    if isinstance(kind, ARRAY):
        return cell.split(";") if cell else []
    if not cell:
        return None
    if isinstance(kind, Boolean):
        return cell == "true"
    if isinstance(kind, Integer):
        return int(cell)
    if isinstance(kind, Numeric):
        return Decimal(cell)
    if isinstance(kind, Date):
        return date.fromisoformat(cell)
    return cell


@cache
def code_list_rows() -> list[tuple[Table, list[dict[str, Any]]]]:
    """Return the shipped code lists, in an order in which rows may refer to each other."""
    return [(table_of(name), shipped_rows(name)) for name in CODE_LISTS]


async def make(connection: AsyncConnection, table: str, **values: Any) -> dict[str, Any]:
    """Insert one row in revision 1 and return it."""
    row = {"revision": 1, **values}
    await connection.execute(table_of(table).insert(), row)
    return row


async def make_source(connection: AsyncConnection, **values: Any) -> dict[str, Any]:
    """Insert a source."""
    number = next(numbers)
    defaults: dict[str, Any] = {
        "id": f"source-{number}",
        "publisher": "De Tijd",
        "title": f"Article {number}",
        "url": f"https://example.org/{number}",
        "language": "nl",
        "kind": "press",
    }
    return await make(connection, "sources", **{**defaults, **values})


async def make_company(connection: AsyncConnection, **values: Any) -> dict[str, Any]:
    """Insert a Flemish software company; `tags` follow `sector`."""
    number = next(numbers)
    sector = values.get("sector", "enterprise_software")
    region = values.get("region", "BE2")
    defaults: dict[str, Any] = {
        "id": f"company-{number}",
        "name": f"Company {number}",
        "region": region,
        "province": "UNK",
        "sector": sector,
        "tags": [sector],
        "status": "unknown",
    }
    return await make(connection, "companies", **{**defaults, **values})


async def make_investor(connection: AsyncConnection, **values: Any) -> dict[str, Any]:
    """Insert a venture capital fund."""
    number = next(numbers)
    defaults: dict[str, Any] = {"id": f"investor-{number}", "name": f"Investor {number}", "kind": "vc", "aliases": []}
    return await make(connection, "investors", **{**defaults, **values})


async def make_round(
    connection: AsyncConnection,
    *,
    amount: float | None = 1_000_000,
    on: date = date(2024, 5, 17),
    company: dict[str, Any] | None = None,
    **values: Any,
) -> dict[str, Any]:
    """Insert a seed round in euro, with a company and a source of its own unless given; amount None is undisclosed."""
    number = next(numbers)
    if company is None and "company_id" not in values:
        company = await make_company(connection)
    if "source_ids" not in values:
        values["source_ids"] = [(await make_source(connection))["id"]]
    money = None if amount is None else Decimal(str(amount))
    defaults: dict[str, Any] = {
        "id": f"round-{number}",
        "company_id": company["id"] if company else None,
        "announced_on": on,
        "date_precision": "day",
        "stage": "seed",
        "amount": money,
        "currency": None if amount is None else "EUR",
        "amount_eur": money,
        "investor_ids": [],
        "lead_investor_ids": [],
        "confidence": "high",
    }
    return await make(connection, "funding_rounds", **{**defaults, **values})


async def make_exit(
    connection: AsyncConnection,
    *,
    amount: float | None = 10_000_000,
    on: date = date(2024, 5, 17),
    company: dict[str, Any] | None = None,
    **values: Any,
) -> dict[str, Any]:
    """Insert an acquisition in euro whose amount is a price; amount None is unknown."""
    number = next(numbers)
    company = company or await make_company(connection)
    if "source_ids" not in values:
        values["source_ids"] = [(await make_source(connection))["id"]]
    money = None if amount is None else Decimal(str(amount))
    defaults: dict[str, Any] = {
        "id": f"exit-{number}",
        "company_id": company["id"],
        "announced_on": on,
        "date_precision": "day",
        "kind": "acquisition",
        "acquirer": "Acquirer",
        "acquirer_country": "US",
        "amount": money,
        "currency": None if amount is None else "EUR",
        "amount_eur": money,
        "amount_is": "unknown" if amount is None else "price",
        "confidence": "high",
    }
    return await make(connection, "exits", **{**defaults, **values})
