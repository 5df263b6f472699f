"""CUBES: what statistical offices can read as dataflows, with their dimensions, attributes and code lists."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from app.catalog.labels import LABELS
from app.dataset import Code
from app.languages import Text

AGENCY = "BETECH"
VERSION = "1.0"
CONCEPTS = "CS_BETECH"
TOTAL = "_T"
TIME = "TIME_PERIOD"
VALUE = "OBS_VALUE"

AGENCY_NAME = Text.same("betech")
CONCEPTS_NAME = Text("Concepts of betech", "Concepten van betech", "Concepts de betech", "Konzepte von betech")

# Characters that an identifier of SDMX cannot have.
FOREIGN = re.compile(r"[^A-Z0-9_@$-]+")


def identifier(code: str) -> str:
    """Return a code as SDMX can spell it: `BE:gent` as BE_GENT, `ALL` as _T."""
    spelled = FOREIGN.sub("_", code.upper()).rstrip("_") or "_"
    return TOTAL if spelled == "ALL" else spelled


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code list as a dataflow uses it: its codes are identifiers of SDMX; a `partial` one holds some of them."""

    id: str
    name: Text
    codes: tuple[Code, ...]
    partial: bool = False

    def only(self, codes: Collection[str]) -> "CodeList":
        """Return the list with some of its codes and those above them."""
        parents = {code.code: code.parent for code in self.codes}
        wanted = set[str]()
        for code in codes:
            above: str | None = code
            while above is not None and above not in wanted:
                wanted.add(above)
                above = parents.get(above)
        return replace(self, codes=tuple(code for code in self.codes if code.code in wanted), partial=True)


@dataclass(frozen=True, slots=True)
class Concept:
    """One component of a cube; `codelist` is the identifier of its code list, None where it is not coded."""

    id: str
    name: Text
    codelist: str | None = None


@dataclass(frozen=True, slots=True)
class Cube:
    """One dataflow: its data structure has the same identifier.

    `dimensions` stand in the order of a key, without time. `records` names the aggregate that it is read from, and
    `groups` what that is grouped by, as dimension → group; an empty name means published figures. `measures` are those
    of the aggregate, which the dimension MEASURE tells apart.
    """

    id: str
    name: Text
    description: Text
    dimensions: tuple[Concept, ...]
    attributes: tuple[Concept, ...]
    records: str = ""
    groups: Mapping[str, str] | None = None
    measures: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its observations: dimensions, time, value, attributes."""
        dimensions, attributes = ([entry.id for entry in part] for part in (self.dimensions, self.attributes))
        return (*dimensions, TIME, VALUE, *attributes)


@dataclass(frozen=True, slots=True)
class Available:
    """What of a cube there is: the codes of each dimension that occur, the first and last period, and how much."""

    cube: str
    codes: Mapping[str, Sequence[str]]
    periods: tuple[str, str] | None
    series: int
    observations: int


FREQ = Concept("FREQ", Text("Frequency", "Frequentie", "Fréquence", "Häufigkeit"), "CL_FREQ")
GEO = Concept("GEO", LABELS["region"], "CL_GEO")
SECTOR = Concept("SECTOR", LABELS["sector"], "CL_SECTOR")
STAGE = Concept("STAGE", LABELS["stage"], "CL_STAGE")
EXIT_KIND = Concept("EXIT_KIND", LABELS["exit_kind"], "CL_EXIT_KIND")
MEASURE = Concept("MEASURE", Text("Measure", "Maat", "Mesure", "Maß"), "CL_MEASURE")
INDICATOR = Concept("INDICATOR", LABELS["indicator"], "CL_INDICATOR")
PUBLISHER = Concept("PUBLISHER", LABELS["publisher"], "CL_PUBLISHER")
OBSERVATION = Concept(
    "OBSERVATION", Text("Published figure", "Gepubliceerd cijfer", "Chiffre publié", "Veröffentlichte Zahl")
)
TIME_PERIOD = Concept(TIME, Text("Period", "Periode", "Période", "Zeitraum"))
OBS_VALUE = Concept(VALUE, Text("Value", "Waarde", "Valeur", "Wert"))
UNIT_MEASURE = Concept("UNIT_MEASURE", Text("Unit", "Eenheid", "Unité", "Einheit"), "CL_UNIT")
OBS_STATUS = Concept(
    "OBS_STATUS",
    Text("Status of the value", "Status van de waarde", "Statut de la valeur", "Status des Wertes"),
    "CL_OBS_STATUS",
)
QUALIFIER = Concept("QUALIFIER", Text("Qualifier", "Nuance", "Nuance", "Einschränkung"), "CL_QUALIFIER")
SOURCE = Concept("SOURCE", Text("Source", "Bron", "Source", "Quelle"))

CONCEPT_LIST = (
    FREQ,
    GEO,
    SECTOR,
    STAGE,
    EXIT_KIND,
    MEASURE,
    INDICATOR,
    PUBLISHER,
    OBSERVATION,
    TIME_PERIOD,
    OBS_VALUE,
    UNIT_MEASURE,
    OBS_STATUS,
    QUALIFIER,
    SOURCE,
)

# Code list → its name and the code list of the database it is made of; the lists without one are made here.
LISTS: Mapping[str, tuple[Text, str | None]] = {
    "CL_FREQ": (FREQ.name, None),
    "CL_GEO": (Text("Places", "Plaatsen", "Lieux", "Orte"), "place"),
    "CL_SECTOR": (SECTOR.name, "sector"),
    "CL_STAGE": (STAGE.name, "stage"),
    "CL_EXIT_KIND": (EXIT_KIND.name, "exit_kind"),
    "CL_MEASURE": (MEASURE.name, None),
    "CL_INDICATOR": (INDICATOR.name, "indicator"),
    "CL_PUBLISHER": (PUBLISHER.name, "publisher"),
    "CL_UNIT": (UNIT_MEASURE.name, "unit"),
    "CL_OBS_STATUS": (OBS_STATUS.name, "obs_status"),
    "CL_QUALIFIER": (QUALIFIER.name, "qualifier"),
}

# The letters of SDMX's own list of frequencies; a span of years is of another frequency.
FREQUENCIES = (
    Code("A", Text("Annual", "Jaarlijks", "Annuel", "Jährlich")),
    Code("S", Text("Half-yearly", "Halfjaarlijks", "Semestriel", "Halbjährlich")),
    Code("Q", Text("Quarterly", "Per kwartaal", "Trimestriel", "Vierteljährlich")),
    Code("M", Text("Monthly", "Maandelijks", "Mensuel", "Monatlich")),
    Code("_O", Text("Span of years", "Reeks jaren", "Période de plusieurs années", "Spanne von Jahren")),
)

CUBES: Mapping[str, Cube] = {
    cube.id: cube
    for cube in (
        Cube(
            "FUNDING",
            Text(
                "Funding rounds by region, sector and year",
                "Kapitaalrondes per gewest, sector en jaar",
                "Levées de fonds par région, secteur et année",
                "Finanzierungsrunden nach Region, Sektor und Jahr",
            ),
            Text(
                "Equity rounds of Belgian technology companies, counted and summed from the records; amounts in euro.",
                "Kapitaalrondes van Belgische technologiebedrijven, geteld en opgeteld uit de records; bedragen in euro.",
                "Levées de fonds des entreprises technologiques belges, comptées et additionnées à partir des données "
                "individuelles ; montants en euros.",
                "Eigenkapitalrunden belgischer Technologieunternehmen, aus den Einzeldaten gezählt und summiert; Beträge "
                "in Euro.",
            ),
            (FREQ, GEO, SECTOR, MEASURE),
            (UNIT_MEASURE, OBS_STATUS),
            "funding-rounds",
            {"GEO": "region", "SECTOR": "sector"},
            ("count", "count_disclosed", "sum", "median"),
        ),
        Cube(
            "EXITS",
            Text(
                "Exits by region, kind and year",
                "Exits per gewest, soort en jaar",
                "Sorties par région, type et année",
                "Exits nach Region, Art und Jahr",
            ),
            Text(
                "Acquisitions, listings and other exits of Belgian technology companies; prices in euro.",
                "Overnames, beursgangen en andere exits van Belgische technologiebedrijven; prijzen in euro.",
                "Acquisitions, introductions en bourse et autres sorties d'entreprises technologiques belges ; prix en "
                "euros.",
                "Übernahmen, Börsengänge und andere Exits belgischer Technologieunternehmen; Preise in Euro.",
            ),
            (FREQ, GEO, EXIT_KIND, MEASURE),
            (UNIT_MEASURE, OBS_STATUS),
            "exits",
            {"GEO": "region", "EXIT_KIND": "exit_kind"},
            ("count", "count_disclosed", "sum", "median"),
        ),
        Cube(
            "UNICORNS",
            Text(
                "Unicorns by region, sector and year",
                "Eenhoorns per gewest, sector en jaar",
                "Licornes par région, secteur et année",
                "Einhörner nach Region, Sektor und Jahr",
            ),
            Text(
                "Privately held companies last priced at 1 billion US dollar or more, at the end of each year.",
                "Niet-beursgenoteerde bedrijven met een laatste waardering van 1 miljard dollar of meer, eind van elk jaar.",
                "Entreprises non cotées dont la dernière valorisation atteint 1 milliard de dollars, à la fin de l'année.",
                "Nicht börsennotierte Unternehmen mit einer letzten Bewertung ab 1 Milliarde US-Dollar, am Jahresende.",
            ),
            (FREQ, GEO, SECTOR, MEASURE),
            (UNIT_MEASURE, OBS_STATUS),
            "unicorns",
            {"GEO": "region", "SECTOR": "sector"},
            ("count", "new", "lost"),
        ),
        Cube(
            "OBSERVATIONS",
            Text("Published figures", "Gepubliceerde cijfers", "Chiffres publiés", "Veröffentlichte Zahlen"),
            Text(
                "Figures that others published, each with its publisher and source; competing ones stand side by side.",
                "Cijfers die anderen publiceerden, elk met uitgever en bron; tegenstrijdige staan naast elkaar.",
                "Chiffres publiés par d'autres, chacun avec son éditeur et sa source ; les chiffres concurrents "
                "figurent côte à côte.",
                "Von anderen veröffentlichte Zahlen, jede mit Herausgeber und Quelle; konkurrierende stehen nebeneinander.",
            ),
            (FREQ, INDICATOR, GEO, SECTOR, STAGE, PUBLISHER, OBSERVATION),
            (UNIT_MEASURE, OBS_STATUS, QUALIFIER, SOURCE),
        ),
    )
}
