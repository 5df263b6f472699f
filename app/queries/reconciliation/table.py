"""The reconciliation as a table: one row per published figure, with our number beside it."""

from collections.abc import Sequence

from app.dataset import Column, Dataset, Meta
from app.languages import Text
from app.queries.codelists import PLACE
from app.queries.reconciliation.rules import Cell, Finding
from app.queries.reconciliation.wording import Teller

TITLE = Text(
    "Our records beside published figures",
    "Onze gegevens naast gepubliceerde cijfers",
    "Nos données à côté des chiffres publiés",
    "Unsere Daten neben veröffentlichten Zahlen",
)
COLUMNS = (
    Column("indicator", Text("Indicator", "Indicator", "Indicateur", "Indikator"), codelist="indicator"),
    Column("region", Text("Place", "Plaats", "Lieu", "Ort"), role="geo", codelist=PLACE),
    Column("year", Text("Year", "Jaar", "Année", "Jahr"), kind="integer", role="time"),
    Column("unit", Text("Unit", "Eenheid", "Unité", "Einheit"), codelist="unit"),
    Column("records_value", Text("Our number", "Ons cijfer", "Notre chiffre", "Unsere Zahl"), kind="number"),
    Column("records_count", Text("Our records", "Onze gegevens", "Nos données", "Unsere Datensätze"), kind="integer"),
    Column(
        "records_disclosed",
        Text("With an amount", "Met een bedrag", "Avec un montant", "Mit einem Betrag"),
        kind="integer",
    ),
    Column("publisher", Text("Publisher", "Uitgever", "Éditeur", "Herausgeber")),
    Column("published_indicator", Text("Published as", "Gepubliceerd als", "Publié comme", "Veröffentlicht als")),
    Column("period", Text("Period", "Periode", "Période", "Zeitraum")),
    Column("published_value", Text("Published", "Gepubliceerd", "Publié", "Veröffentlicht"), kind="number"),
    Column("published_unit", Text("Its unit", "Eenheid ervan", "Son unité", "Ihre Einheit"), codelist="unit"),
    Column("qualifier", Text("Qualifier", "Voorbehoud", "Réserve", "Vorbehalt"), codelist="qualifier"),
    Column("difference", Text("Difference", "Verschil", "Écart", "Differenz"), kind="number"),
    Column("ratio", Text("Ratio", "Verhouding", "Rapport", "Verhältnis"), kind="number", unit="RATIO"),
    Column("verdict", Text("Verdict", "Oordeel", "Verdict", "Urteil")),
    Column("rule", Text("Rule", "Regel", "Règle", "Regel")),
    Column("because", Text("Because", "Omdat", "Parce que", "Weil")),
    Column("observation", Text("Observation", "Waarneming", "Observation", "Beobachtung")),
    Column("source_id", Text("Source", "Bron", "Source", "Quelle")),
    Column(
        "source_url", Text("Address of the source", "Adres van de bron", "Adresse de la source", "Adresse der Quelle")
    ),
)


def flat(findings: Sequence[tuple[Cell, Finding]], teller: Teller, meta: Meta) -> Dataset:
    """Return one row per published figure, by indicator, place and year; numbers are null where not comparable."""
    rows = [
        (
            cell.indicator,
            cell.region,
            cell.period.year,
            cell.unit,
            float(round(cell.value, 2)),
            cell.own.count,
            cell.own.disclosed,
            finding.figure.publisher,
            finding.figure.indicator,
            finding.figure.period.code,
            float(finding.figure.value),
            finding.figure.unit,
            finding.figure.qualifier,
            None if finding.difference is None else float(round(finding.difference, 2)),
            None if finding.ratio is None else float(finding.ratio),
            finding.verdict,
            finding.rule,
            teller.because(cell, finding),
            finding.figure.id,
            finding.figure.source_id,
            finding.figure.source_url,
        )
        for cell, finding in findings
    ]
    missing = {"difference": "not_applicable", "ratio": "not_applicable"}
    used = {column.codelist: {row[place] for row in rows} for place, column in enumerate(COLUMNS) if column.codelist}
    return Dataset(
        "reconciliation",
        TITLE,
        COLUMNS,
        rows,
        meta,
        null_reasons=[missing if finding.difference is None else {} for _, finding in findings],
        codes={name: teller.lists.labels(name, codes) for name, codes in used.items()},
    )
