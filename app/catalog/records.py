"""RECORDS: every kind of record that has a list, in the order in which documentation shows them."""

from app.catalog.actors import COMPANIES, INVESTORS, MILESTONES, SOURCES
from app.catalog.deals import EXITS, FUNDING_ROUNDS, UNICORNS, VALUATIONS
from app.catalog.fields import Records
from app.catalog.indicators import INDICATORS
from app.catalog.published import OBSERVATIONS, SECTOR_STATS

RECORDS: dict[str, Records] = {
    records.key: records
    for records in (
        COMPANIES,
        FUNDING_ROUNDS,
        EXITS,
        UNICORNS,
        VALUATIONS,
        INVESTORS,
        MILESTONES,
        SOURCES,
        INDICATORS,
        OBSERVATIONS,
        SECTOR_STATS,
    )
}
