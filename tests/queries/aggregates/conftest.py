"""What the tests of the aggregates share: asking in one line, unicorns and valuations."""

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app.dataset import Dataset
from app.queries.aggregates import Question, read
from app.queries.vintages import Reading
from tests.factories import make, make_company, make_source

Ask = Callable[..., Awaitable[Dataset]]


@pytest.fixture
def ask(reading: Reading) -> Ask:
    """Ask an aggregate: the dataset, then the parts of a Question."""

    async def asked(dataset: str = "funding-rounds", **parts: Any) -> Dataset:
        return await read(reading, Question(dataset, **parts))

    return asked


async def make_unicorn(
    connection: AsyncConnection,
    *,
    since: date,
    priced: tuple[tuple[date, float], ...] = (),
    company: dict[str, Any] | None = None,
    **values: Any,
) -> dict[str, Any]:
    """Insert an active unicorn and its valuations in dollar; a euro buys 1.25 dollar."""
    company = company or await make_company(connection)
    sources = [(await make_source(connection))["id"]]
    for day, dollars in priced:
        await make(
            connection,
            "valuations",
            id=f"{company['id']}-{day}",
            company_id=company["id"],
            valued_on=day,
            date_precision="day",
            valuation=Decimal(str(dollars)),
            currency="USD",
            valuation_usd=Decimal(str(dollars)),
            valuation_eur=Decimal(str(dollars)) / Decimal("1.25"),
            event="round",
            source_ids=sources,
        )
    defaults = {
        "id": company["id"],
        "became_on": since,
        "date_precision": "day",
        "valuation": Decimal(1_000_000_000),
        "currency": "USD",
        "status": "active",
        "source_ids": sources,
    }
    return await make(connection, "unicorns", **{**defaults, **values})
