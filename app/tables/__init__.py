"""What is stored. TABLES names every table that can be imported, in the order in which rows may refer to each other."""

from app.tables.base import Table
from app.tables.deals import (
    Company,
    Exit,
    FundingRound,
    Investor,
    Milestone,
    Unicorn,
    UnicornListing,
    Valuation,
)
from app.tables.prepared import PreparedCell, PreparedFact
from app.tables.provenance import FxRate, Merge, Revision, Source
from app.tables.reference import (
    City,
    Code,
    DealType,
    ExitKind,
    ForeignArea,
    Qualifier,
    Region,
    Sector,
    Stage,
    Unit,
)
from app.tables.statistics import Indicator, Observation, SeedFigure

TABLES: dict[str, type[Table]] = {
    table.__tablename__: table
    for table in (
        Code,
        Region,
        City,
        ForeignArea,
        Sector,
        DealType,
        Stage,
        ExitKind,
        Qualifier,
        Unit,
        Source,
        FxRate,
        Company,
        Investor,
        FundingRound,
        Exit,
        Valuation,
        Unicorn,
        UnicornListing,
        Milestone,
        Indicator,
        Observation,
        SeedFigure,
    )
}

__all__ = [
    "TABLES",
    "City",
    "Code",
    "Company",
    "DealType",
    "Exit",
    "ExitKind",
    "ForeignArea",
    "FundingRound",
    "FxRate",
    "Indicator",
    "Investor",
    "Merge",
    "Milestone",
    "Observation",
    "PreparedCell",
    "PreparedFact",
    "Qualifier",
    "Region",
    "Revision",
    "Sector",
    "SeedFigure",
    "Source",
    "Stage",
    "Table",
    "Unicorn",
    "UnicornListing",
    "Unit",
    "Valuation",
]
