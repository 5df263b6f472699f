"""TRACKED: every table whose changes are told, under the name of its list, its columns under the names of their fields."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Column, Table

from app.catalog.records import RECORDS
from app.languages import Text
from app.tables import TABLES

# Titles of the tables that have no list of records.
TITLES = {
    "codes": Text("Small code lists", "Kleine codelijsten", "Petites listes de codes", "Kleine Codelisten"),
    "regions": Text(
        "Regions and provinces", "Gewesten en provincies", "Régions et provinces", "Regionen und Provinzen"
    ),
    "cities": Text("Cities and municipalities", "Steden en gemeenten", "Villes et communes", "Städte und Gemeinden"),
    "foreign_areas": Text(
        "Areas outside Belgium", "Gebieden buiten België", "Zones hors de Belgique", "Gebiete außerhalb Belgiens"
    ),
    "sectors": Text("Sectors", "Sectoren", "Secteurs", "Sektoren"),
    "deal_types": Text("Deal types", "Soorten financiering", "Types de financement", "Arten der Finanzierung"),
    "stages": Text("Funding stages", "Financieringsfasen", "Stades de financement", "Finanzierungsphasen"),
    "exit_kinds": Text("Kinds of exit", "Soorten exits", "Types de sortie", "Arten von Exits"),
    "qualifiers": Text("Qualifiers", "Kwalificaties", "Qualificatifs", "Kennzeichnungen"),
    "units": Text("Units", "Eenheden", "Unités", "Einheiten"),
    "fx_rates": Text("Exchange rates", "Wisselkoersen", "Taux de change", "Wechselkurse"),
    "unicorn_lists": Text("Unicorn lists", "Eenhoornlijsten", "Listes de licornes", "Einhornlisten"),
    "indicators": Text("Indicators", "Indicatoren", "Indicateurs", "Indikatoren"),
    "observations": Text("Published figures", "Gepubliceerde cijfers", "Chiffres publiés", "Veröffentlichte Zahlen"),
    "seed_figures": Text(
        "Figures of the first article",
        "Cijfers van het eerste artikel",
        "Chiffres du premier article",
        "Zahlen des ersten Artikels",
    ),
}


@dataclass(frozen=True, slots=True)
class Tracked:
    """One table: `fields` maps the public name of each stored value to its column, in the order of the list.

    `place` is where the table stands among all of them; it orders the changes of one revision.
    """

    key: str
    title: Text
    table: str
    id: str
    place: int
    fields: Mapping[str, str]
    has_page: bool


def stored(name: str) -> Table:
    """Return the stored table of that name."""
    table = TABLES[name].__table__
    if not isinstance(table, Table):
        raise TypeError(name)
    return table


def field_names(table: Table) -> dict[str, str]:
    """Return the public name of each column that a list shows: `source_ids` is shown as `sources`."""
    names: dict[str, str] = {}
    for records in RECORDS.values():
        if records.table != table.name:
            continue
        for field in records.fields:
            column = getattr(field.sql, "expression", None)
            if field.shown != "nowhere" and isinstance(column, Column) and column.table.name == table.name:
                names.setdefault(column.name, field.key)
    return names


def tracked(place: int, name: str) -> Tracked:
    """Describe a table: its id, the number of the revision and what is folded for search are no fields."""
    table = stored(name)
    records = next((entry for entry in RECORDS.values() if entry.table == name), None)
    (key,) = table.primary_key.columns
    names = field_names(table)
    fields = {
        names.get(column.name, column.name): column.name
        for column in table.columns
        if column is not key and column.name != "revision" and column.computed is None
    }
    return Tracked(
        key=name.replace("_", "-") if records is None else records.key,
        title=TITLES[name] if records is None else records.title,
        table=name,
        id=key.name,
        place=place,
        fields=fields,
        has_page=records is not None,
    )


TRACKED: dict[str, Tracked] = {
    entry.key: entry for entry in (tracked(place, name) for place, name in enumerate(TABLES))
}
BY_TABLE: dict[str, Tracked] = {entry.table: entry for entry in TRACKED.values()}
