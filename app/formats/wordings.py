"""Words that several formats write around the data: reasons of empty cells, marks of values, headings."""

from collections.abc import Mapping

from app.languages import Text

# Why a cell is empty.
NULL_REASONS: Mapping[str, Text] = {
    "no_observations": Text("Nothing to compute from", "Niets om uit te berekenen", "Aucune donnée à calculer", "Nichts zu berechnen"),
    "undisclosed": Text("Not disclosed", "Niet bekendgemaakt", "Non divulgué", "Nicht bekannt gegeben"),
    "previous_is_zero": Text("The former value is zero", "De vorige waarde is nul", "La valeur précédente est nulle", "Der vorige Wert ist null"),
    "partial_period": Text("The period has not ended", "De periode is niet afgelopen", "La période n'est pas terminée", "Der Zeitraum ist nicht abgeschlossen"),
    "not_covered": Text("Not covered by the data", "Niet in de gegevens opgenomen", "Non couvert par les données", "Von den Daten nicht abgedeckt"),
    "too_few": Text("Too few records", "Te weinig gegevens", "Trop peu de données", "Zu wenige Einträge"),
    "no_rate": Text("No exchange rate", "Geen wisselkoers", "Pas de taux de change", "Kein Wechselkurs"),
    "not_applicable": Text("Not applicable", "Niet van toepassing", "Sans objet", "Nicht zutreffend"),
    "missing": Text("No value", "Geen waarde", "Pas de valeur", "Kein Wert"),
}  # fmt: skip

# SDMX's letters for the status of an observation.
OBS_STATUS: Mapping[str, Text] = {
    "A": Text("Normal value", "Gewone waarde", "Valeur normale", "Normaler Wert"),
    "B": Text("Break in time series", "Breuk in de tijdreeks", "Rupture de série", "Bruch in der Zeitreihe"),
    "E": Text("Estimated value", "Geschatte waarde", "Valeur estimée", "Geschätzter Wert"),
    "F": Text("Forecast", "Prognose", "Prévision", "Prognose"),
    "M": Text("Missing value", "Ontbrekende waarde", "Valeur manquante", "Fehlender Wert"),
    "P": Text("Provisional value", "Voorlopige waarde", "Valeur provisoire", "Vorläufiger Wert"),
}

MEASURE = Text("Measure", "Maat", "Mesure", "Kennzahl")
QUERY = Text("Query", "Zoekvraag", "Requête", "Abfrage")
ADDRESS = Text("Address of this answer", "Adres van dit antwoord", "Adresse de cette réponse", "Adresse dieser Antwort")
RECORDS = Text("Records behind it", "Gegevens erachter", "Données sous-jacentes", "Zugrunde liegende Einträge")
DATA_VERSION = Text("Data version", "Versie van de gegevens", "Version des données", "Datenversion")
UPDATED = Text("Updated", "Bijgewerkt", "Mis à jour", "Aktualisiert")
AS_OF = Text("As of", "Stand op", "État au", "Stand vom")
SOURCES = Text("Sources", "Bronnen", "Sources", "Quellen")
SOURCE = Text("Source", "Bron", "Source", "Quelle")
NOTES = Text("Notes", "Opmerkingen", "Remarques", "Anmerkungen")
LICENCE = Text("Licence", "Licentie", "Licence", "Lizenz")
CITATION = Text("Citation", "Bronvermelding", "Citation", "Zitierhinweis")
COLUMN = Text("Column", "Kolom", "Colonne", "Spalte")
NAME = Text("Name", "Naam", "Nom", "Name")
UNIT = Text("Unit", "Eenheid", "Unité", "Einheit")
DEFINITION = Text("Definition", "Definitie", "Définition", "Definition")
ABOUT = Text("About", "Toelichting", "À propos", "Erläuterung")

LICENCES: Mapping[str, str] = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}
