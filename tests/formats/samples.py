"""Small fixed answers that the tests of the formats write."""

from dataclasses import replace
from datetime import UTC, date, datetime

from app.dataset import Code, Column, Dataset, Meta
from app.formats import FORMATS
from app.languages import Text

# Every format but the feed, which holds changes alone.
TABULAR = tuple(key for key in FORMATS if key != "atom")

UPDATED = datetime(2026, 6, 30, 12, tzinfo=UTC)

REGIONS = (
    Code(
        "BE1",
        Text(
            "Brussels-Capital Region",
            "Brussels Hoofdstedelijk Gewest",
            "Région de Bruxelles-Capitale",
            "Region Brüssel-Hauptstadt",
        ),
        "BE",
        1,
    ),
    Code("BE2", Text("Flemish Region", "Vlaams Gewest", "Région flamande", "Flämische Region"), "BE", 2),
    Code("BE3", Text("Walloon Region", "Waals Gewest", "Région wallonne", "Wallonische Region"), "BE", 3),
    Code("UNK", Text("Region not known", "Gewest onbekend", "Région inconnue", "Region unbekannt"), "BE", 4),
)

REGION = Column("region", Text("Region", "Gewest", "Région", "Region"), role="geo", codelist="region")
YEAR = Column("year", Text("Year", "Jaar", "Année", "Jahr"), "integer", role="time")
COUNT = Column("count", Text("Rounds", "Rondes", "Levées de fonds", "Runden"), "integer", "measure", "COUNT", 0)
SUM = Column(
    "sum",
    Text("Total disclosed amount", "Totaal bekend bedrag", "Montant total connu", "Bekannter Gesamtbetrag"),
    "number",
    "measure",
    "EUR",
    2,
    description=Text.same("Sum of the amounts that were made known, in euro"),
)
MEDIAN = Column("median", Text("Median", "Mediaan", "Médiane", "Median"), "number", "measure", "EUR", 2)
STATUS = Column("obs_status", Text("Status", "Status", "Statut", "Status"), "list", codelist="obs_status")
PROVISIONAL = Code("P", Text("Provisional", "Voorlopig", "Provisoire", "Vorläufig"))

META = Meta(
    data_version=7,
    updated=UPDATED,
    limit=None,
    query={"dataset": "funding-rounds", "group_by": ["region", "year"], "filters": {"year": "2023:2024"}},
    notes=("The records are a sample.",),
    sources=("De Tijd", "L'Echo"),
    citation="Belgian tech ecosystem data, version 7, 30 June 2026.",
)

AGGREGATE = Dataset(
    name="funding-rounds",
    title=Text(
        "Funding rounds by region and year",
        "Kapitaalrondes per gewest en jaar",
        "Levées de fonds par région et année",
        "Finanzierungsrunden nach Region und Jahr",
    ),
    columns=(REGION, YEAR, COUNT, SUM, MEDIAN, STATUS),
    rows=(
        ("BE1", 2023, 0, 0, None, []),
        ("BE1", 2024, 1, 5_000_000.0, 5_000_000.0, ["P"]),
        ("BE2", 2023, 13, 542_000_000.5, 12_500_000.25, []),
        ("BE2", 2024, 10, 1_432_000_000.0, 8_000_000.0, ["P"]),
        ("BE3", 2023, 6, 12_000_000.0, 1_000_000.0, []),
        ("BE3", 2024, 8, 252_000_000.0, 9_999_999.99, ["P"]),
    ),
    meta=META,
    links={"self": "/v1/aggregates/funding-rounds?year=2023%3A2024", "next": None},
    null_reasons=({"median": "no_observations"}, {}, {}, {}, {}, {}),
    codes={"region": REGIONS[:3], "obs_status": (PROVISIONAL,)},
    grid=True,
)

ROUNDS = Dataset(
    name="funding-rounds",
    title=Text("Funding rounds", "Kapitaalrondes", "Levées de fonds", "Finanzierungsrunden"),
    columns=(
        Column("id", Text.same("Id")),
        Column("company_id", Text("Company", "Bedrijf", "Entreprise", "Unternehmen"), path=("company", "id")),
        Column("company", Text("Company", "Bedrijf", "Entreprise", "Unternehmen"), path=("company", "name")),
        REGION,
        Column("announced_on", Text("Announced on", "Aangekondigd op", "Annoncé le", "Angekündigt am"), "date"),
        Column("amount", Text("Amount", "Bedrag", "Montant", "Betrag"), "number", path=("amount", "value")),
        Column("currency", Text("Currency", "Munt", "Devise", "Währung"), path=("amount", "currency")),
        Column("investors", Text("Investors", "Investeerders", "Investisseurs", "Investoren"), "list", shown="nested"),
        Column("investor_ids", Text("Investors", "Investeerders", "Investisseurs", "Investoren"), "list", shown="flat"),
        Column("disclosed", Text("Disclosed", "Bekend", "Connu", "Bekannt"), "boolean"),
        Column("stored_at", Text("Stored", "Bewaard", "Enregistré", "Gespeichert"), "datetime"),
        Column("fx", Text("Rate", "Koers", "Taux", "Kurs"), "object"),
    ),
    rows=(
        (
            "a-2024-05-seed",
            "a",
            'Aä, "B"',
            "BE2",
            date(2024, 5, 17),
            1_500_000.5,
            "EUR",
            [{"id": "i", "name": "I", "lead": True}, {"id": "j", "name": "J", "lead": False}],
            ["i", "j"],
            True,
            UPDATED,
            {"rate": 1.0842, "source": "ECB"},
        ),
        ("b-2024-05-seed", "b", "=cmd()\nB", "UNK", date(2024, 5, 1), None, None, [], [], False, UPDATED, None),
    ),
    meta=replace(META, total=12, limit=2, query={"dataset": "funding-rounds"}),
    links={"self": "/v1/funding-rounds", "next": "/v1/funding-rounds?cursor=x"},
    null_reasons=({}, {"amount": "undisclosed"}),
    codes={"region": REGIONS},
)
