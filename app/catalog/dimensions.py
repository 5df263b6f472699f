"""DIMENSIONS: everything that an aggregate can be grouped by, in the order in which documentation shows it."""

from dataclasses import dataclass

from app.catalog.labels import LABELS
from app.catalog.periods import MONTH, QUARTER, YEAR, Period
from app.dataset import Role
from app.languages import Text

UNKNOWN = "UNK"
ALL = "ALL"

UNKNOWN_LABEL = Text("Not known", "Niet bekend", "Inconnu", "Unbekannt")
ALL_LABEL = Text("All", "Alle", "Tous", "Alle")


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing to group by.

    `codelist` names the list of its codes, `level` keeps one level of it; without a list the codes are
    those that occur. `period` makes it a dimension of time. `family` joins dimensions whose codes contain
    each other, so that a filter on one narrows the others. In an `overlapping` one a record can belong to
    several groups, so that its groups do not add up.
    """

    key: str
    label: Text
    description: Text
    role: Role = "dimension"
    codelist: str | None = None
    level: int | None = None
    period: Period | None = None
    family: str | None = None
    overlapping: bool = False


DIMENSIONS: dict[str, Dimension] = {
    dimension.key: dimension
    for dimension in (
        Dimension(
            "region",
            LABELS["region"],
            Text(
                "Region of the company as a NUTS 1 code; UNK where it is not known.",
                "Gewest van het bedrijf als NUTS 1-code; UNK als het niet bekend is.",
                "Région de l'entreprise en code NUTS 1 ; UNK si elle n'est pas connue.",
                "Region des Unternehmens als NUTS-1-Code; UNK, wenn sie nicht bekannt ist.",
            ),
            role="geo",
            codelist="region",
            level=1,
            family="place",
        ),
        Dimension(
            "province",
            LABELS["province"],
            Text(
                "Province of the company as a NUTS 2 code; UNK where it is not known.",
                "Provincie van het bedrijf als NUTS 2-code; UNK als ze niet bekend is.",
                "Province de l'entreprise en code NUTS 2 ; UNK si elle n'est pas connue.",
                "Provinz des Unternehmens als NUTS-2-Code; UNK, wenn sie nicht bekannt ist.",
            ),
            role="geo",
            codelist="region",
            level=2,
            family="place",
        ),
        Dimension(
            "city",
            LABELS["city"],
            Text(
                "Municipality of the company; UNK where it is not known.",
                "Gemeente van het bedrijf; UNK als ze niet bekend is.",
                "Commune de l'entreprise ; UNK si elle n'est pas connue.",
                "Gemeinde des Unternehmens; UNK, wenn sie nicht bekannt ist.",
            ),
            role="geo",
            codelist="city",
            family="place",
        ),
        Dimension(
            "year",
            LABELS["year"],
            Text(
                "Calendar year; for companies the year of foundation.",
                "Kalenderjaar; voor bedrijven het oprichtingsjaar.",
                "Année civile ; pour les entreprises, l'année de fondation.",
                "Kalenderjahr; bei Unternehmen das Gründungsjahr.",
            ),
            role="time",
            period=YEAR,
        ),
        Dimension(
            "quarter",
            Text("Quarter", "Kwartaal", "Trimestre", "Quartal"),
            Text(
                "Quarter, such as 2024-Q2; UNK where only the year is known.",
                "Kwartaal, zoals 2024-Q2; UNK als alleen het jaar bekend is.",
                "Trimestre, comme 2024-Q2 ; UNK si seule l'année est connue.",
                "Quartal, etwa 2024-Q2; UNK, wenn nur das Jahr bekannt ist.",
            ),
            role="time",
            period=QUARTER,
        ),
        Dimension(
            "month",
            Text("Month", "Maand", "Mois", "Monat"),
            Text(
                "Month, such as 2024-05; UNK where only the year is known.",
                "Maand, zoals 2024-05; UNK als alleen het jaar bekend is.",
                "Mois, comme 2024-05 ; UNK si seule l'année est connue.",
                "Monat, etwa 2024-05; UNK, wenn nur das Jahr bekannt ist.",
            ),
            role="time",
            period=MONTH,
        ),
        Dimension(
            "sector",
            LABELS["sector"],
            Text(
                "Main sector of the company; one per company, so that sectors add up.",
                "Hoofdsector van het bedrijf; één per bedrijf, zodat sectoren optelbaar zijn.",
                "Secteur principal de l'entreprise ; un seul par entreprise, les secteurs s'additionnent donc.",
                "Hauptsektor des Unternehmens; einer je Unternehmen, Sektoren sind also addierbar.",
            ),
            codelist="sector",
            family="sector",
        ),
        Dimension(
            "stage",
            LABELS["stage"],
            Text(
                "Stage of the round as investors use the word.",
                "Fase van de ronde zoals investeerders het woord gebruiken.",
                "Stade de la levée, au sens des investisseurs.",
                "Phase der Runde im Sprachgebrauch der Investoren.",
            ),
            codelist="stage",
            family="deal",
        ),
        Dimension(
            "deal_type",
            LABELS["deal_type"],
            Text(
                "What kind of money it is; follows from the stage.",
                "Om welk soort geld het gaat; volgt uit de fase.",
                "De quel type d'argent il s'agit ; découle du stade.",
                "Um welche Art Geld es geht; folgt aus der Phase.",
            ),
            codelist="deal_type",
            family="deal",
        ),
        Dimension(
            "exit_kind",
            LABELS["exit_kind"],
            Text(
                "How the owners got out.",
                "Hoe de eigenaars uitstapten.",
                "Comment les propriétaires sont sortis.",
                "Wie die Eigentümer ausgestiegen sind.",
            ),
            codelist="exit_kind",
            family="exit",
        ),
        Dimension(
            "investor_country",
            LABELS["investor_country"],
            Text(
                "Country of an investor (ISO 3166-1); a round counts once for each country among its investors, so that countries do not add up. UNK where no country is known.",
                "Land van een investeerder (ISO 3166-1); een ronde telt één keer per land van haar investeerders, dus landen zijn niet optelbaar. UNK als geen land bekend is.",
                "Pays d'un investisseur (ISO 3166-1) ; une levée compte une fois par pays de ses investisseurs, les pays ne s'additionnent donc pas. UNK si aucun pays n'est connu.",
                "Land eines Investors (ISO 3166-1); eine Runde zählt einmal je Land ihrer Investoren, Länder sind also nicht addierbar. UNK, wenn kein Land bekannt ist.",
            ),
            codelist="country",
            overlapping=True,
        ),
    )
}
