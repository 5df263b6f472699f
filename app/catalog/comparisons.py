"""Which aggregate of our records measures the same as a published indicator, and which indicators have a kindred scope."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.languages import Text

Measure = Literal["sum", "count"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The aggregate of records that a published indicator can be held against.

    `filters` are those of the list of that name, so that a link with them shows the rows behind the number.
    `kindred` are indicators of a wider or narrower scope, shown beside it and never compared.
    `deals` is the indicator that counts the deals behind the amount.
    """

    records: Literal["funding-rounds", "exits"]
    measure: Measure
    filters: Mapping[str, str]
    scope: Text
    kindred: tuple[str, ...] = ()
    deals: str | None = None


TECH_EQUITY = {"deal_type": "equity", "perimeter": "tech"}
ALL_EQUITY = {"deal_type": "equity"}
TECH_SCOPE = Text(
    "equity rounds of technology companies, without biotech and medical devices",
    "kapitaalrondes van technologiebedrijven, zonder biotech en medische hulpmiddelen",
    "levées de capital d'entreprises technologiques, sans la biotech ni les dispositifs médicaux",
    "Eigenkapitalrunden von Technologieunternehmen, ohne Biotech und Medizintechnik",
)
ALL_SCOPE = Text(
    "equity rounds of all companies recorded, biotech and medical devices included",
    "kapitaalrondes van alle opgenomen bedrijven, biotech en medische hulpmiddelen inbegrepen",
    "levées de capital de toutes les entreprises recensées, biotech et dispositifs médicaux compris",
    "Eigenkapitalrunden aller erfassten Unternehmen, Biotech und Medizintechnik eingeschlossen",
)

COMPARISONS: Mapping[str, Comparison] = {
    "tech_funding_total": Comparison(
        "funding-rounds",
        "sum",
        TECH_EQUITY,
        TECH_SCOPE,
        kindred=("startup_funding_incl_biotech",),
        deals="tech_funding_deals",
    ),
    "startup_funding_incl_biotech": Comparison(
        "funding-rounds",
        "sum",
        ALL_EQUITY,
        ALL_SCOPE,
        kindred=("tech_funding_total",),
        deals="startup_deals_incl_biotech",
    ),
    "biotech_funding_total": Comparison(
        "funding-rounds",
        "sum",
        {**ALL_EQUITY, "sector": "biotech"},
        Text(
            "equity rounds of biotech companies",
            "kapitaalrondes van biotechbedrijven",
            "levées de capital d'entreprises de biotech",
            "Eigenkapitalrunden von Biotech-Unternehmen",
        ),
    ),
    "tech_funding_deals": Comparison(
        "funding-rounds", "count", TECH_EQUITY, TECH_SCOPE, kindred=("startup_deals_incl_biotech",)
    ),
    "startup_deals_incl_biotech": Comparison(
        "funding-rounds", "count", ALL_EQUITY, ALL_SCOPE, kindred=("tech_funding_deals",)
    ),
    "exit_count": Comparison(
        "exits",
        "count",
        {"amount_is": "all"},
        Text(
            "sales, mergers and listings recorded, listed companies included",
            "opgenomen verkopen, fusies en beursgangen, beursgenoteerde bedrijven inbegrepen",
            "ventes, fusions et entrées en bourse recensées, sociétés cotées comprises",
            "erfasste Verkäufe, Fusionen und Börsengänge, börsennotierte Unternehmen eingeschlossen",
        ),
    ),
}

# The indicators of a front page that our records can answer when nobody published a figure.
KINDRED: Mapping[str, tuple[str, ...]] = {code: comparison.kindred for code, comparison in COMPARISONS.items()}
