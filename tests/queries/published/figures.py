"""Published figures without a database, with sensible defaults."""

from decimal import Decimal
from typing import Any

from app.queries.periods import read_period
from app.queries.published.figures import Figure


def figure(value: str, *, period: str = "2024", **values: Any) -> Figure:
    """Return an exact figure of Agoria about tech funding in Belgium in 2024."""
    read = read_period(period)
    assert read is not None
    defaults: dict[str, Any] = {
        "indicator": "tech_funding_total",
        "region": "BE",
        "sector": None,
        "stage": None,
        "unit": "EUR",
        "qualifier": "exact",
        "publisher": "Agoria",
        "source_id": "source-1",
        "source_title": "Article",
        "source_url": "https://example.org/1",
        "source_published_on": "2025-01",
        "note": None,
        "supersedes_note": None,
        "theme": "funding",
        "headline": True,
        "comparable": True,
        "definition": "Money raised",
    }
    chosen = {**defaults, **values}
    chosen["id"] = f"{chosen['publisher']}-{chosen['region']}-{period}-{value}-{chosen['sector']}"
    return Figure(period=read, value=Decimal(value), **chosen)
