"""The code lists: which there are, and the entries of one with labels, parents, crosswalks and order."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from app.errors import NotFound
from app.languages import LANGUAGES, Text
from app.queries.codelists import CODE_LISTS, Entry, code_lists, nearest
from app.queries.vintages import Reading
from app.web import parameters as common
from app.web.models.shapes import ItemLinks, Labels, Shape
from app.web.operations import Asked, Document, Operation, PathParameter

TITLES: Mapping[str, Text] = {
    "region": Text("Regions", "Gewesten en provincies", "Régions et provinces", "Regionen und Provinzen"),
    "city": Text("Cities", "Steden en gemeenten", "Villes et communes", "Städte und Gemeinden"),
    "area": Text("Foreign areas", "Buitenlandse gebieden", "Zones étrangères", "Ausländische Gebiete"),
    "sector": Text("Sectors", "Sectoren", "Secteurs", "Sektoren"),
    "stage": Text("Funding stages", "Financieringsfasen", "Stades de financement", "Finanzierungsphasen"),
    "deal_type": Text("Deal types", "Soorten financiering", "Types de financement", "Arten der Finanzierung"),
    "exit_kind": Text("Kinds of exit", "Soorten exits", "Types de sortie", "Arten von Exits"),
    "unicorn_status": Text("Unicorn statuses", "Statussen van eenhoorns", "Statuts de licorne", "Einhorn-Status"),
    "company_status": Text("Company statuses", "Bedrijfsstatussen", "Statuts d'entreprise", "Unternehmensstatus"),
    "investor_kind": Text("Kinds of investor", "Soorten investeerders", "Types d'investisseur", "Arten von Investoren"),
    "milestone_kind": Text("Kinds of milestone", "Soorten mijlpalen", "Types de jalon", "Arten von Meilensteinen"),
    "qualifier": Text(
        "How firm a value is", "Hoe zeker een waarde is", "Fermeté d'une valeur", "Wie sicher ein Wert ist"
    ),
    "publisher": Text("Publishers", "Uitgevers", "Éditeurs", "Herausgeber"),
    "unit": Text("Units", "Eenheden", "Unités", "Einheiten"),
    "obs_status": Text(
        "Observation statuses", "Statussen van waarnemingen", "Statuts d'observation", "Beobachtungsstatus"
    ),
    "indicator": Text("Indicators", "Indicatoren", "Indicateurs", "Indikatoren"),
    "source_kind": Text("Kinds of source", "Soorten bronnen", "Types de source", "Arten von Quellen"),
    "amount_is": Text(
        "What an amount measures", "Wat een bedrag meet", "Ce que mesure un montant", "Was ein Betrag misst"
    ),
    "confidence": Text("Confidence", "Betrouwbaarheid", "Fiabilité", "Verlässlichkeit"),
    "date_precision": Text("Precision of dates", "Precisie van datums", "Précision des dates", "Genauigkeit von Daten"),
    "direction": Text(
        "Direction of an indicator", "Richting van een indicator", "Sens d'un indicateur", "Richtung eines Indikators"
    ),
    "theme": Text("Themes", "Thema's", "Thèmes", "Themen"),
}


class CodeEntry(Shape):
    """One entry of a code list."""

    code: str = Field(description="The code; it never changes.")
    label: str = Field(description="Its name in the language of the answer.")
    labels: Labels = Field(description="Its name in all languages.")
    description: str | None = Field(description="What it covers, in English, where the name does not say it.")
    parent: str | None = Field(description="The wider code, null at the top.")
    level: int | None = Field(description="Regions: 0 country, 1 Region (NUTS 1), 2 province (NUTS 2).")
    order: int = Field(description="Its place in the list.")
    crosswalk: dict[str, str] = Field(description="The same in other systems: `iso_3166_2`, `refnis`, `slug`.")
    attributes: dict[str, str | int | bool | None] = Field(description="What only this list knows of its entries.")


class CodeListSummary(Shape):
    """A code list by name."""

    code: str = Field(description="Name of the list, as `/v1/dimensions/{code}` takes it.")
    label: str = Field(description="Its name in the language of the answer.")
    entries: int = Field(description="How many codes it has.")
    link: str = Field(description="Address of its entries.")


class SmallMeta(Shape):
    """What a small answer says about itself."""

    data_version: int = Field(description="Number of the state of the database that the answer comes from.")
    lang: str = Field(description="Language of labels.")
    total: int = Field(description="How many entries there are.")
    licence: str = Field(description="Licence of the data (SPDX).")


class CodeListIndex(Shape):
    """All code lists."""

    items: list[CodeListSummary]
    meta: SmallMeta
    links: ItemLinks


class CodeList(Shape):
    """One code list with its entries in order."""

    code: str = Field(description="Name of the list.")
    label: str = Field(description="Its name in the language of the answer.")
    items: list[CodeEntry]
    meta: SmallMeta
    links: ItemLinks


async def answer_index(asked: Asked, reading: Reading) -> Document:
    """Answer which code lists there are."""
    lists = (await code_lists(reading)).lists
    items = [
        {
            "code": name,
            "label": title(name).in_(asked.lang),
            "entries": len(entries),
            "link": f"{asked.base}/v1/dimensions/{name}",
        }
        for name, entries in lists.items()
    ]
    return Document("dimensions", {"items": items, "meta": small_meta(asked, reading, len(items))})


async def answer_list(asked: Asked, reading: Reading) -> Document:
    """Answer the entries of one code list.

    Raises:
        NotFound: there is no such list.

    """
    lists = (await code_lists(reading)).lists
    name = asked.ids["code"]
    if name not in lists:
        near = nearest(name, lists)
        raise NotFound(
            f"There is no code list '{name[:80]}'." + (f" Did you mean '{near}'?" if near else ""),
            extra={"did_you_mean": near, "allowed": list(lists)},
        )
    items = [describe(entry, asked) for entry in lists[name]]
    content = {"code": name, "label": title(name).in_(asked.lang), "items": items}
    return Document(name, {**content, "meta": small_meta(asked, reading, len(items))})


def title(name: str) -> Text:
    """Return the name of a code list; one that an import brought is called as it is named."""
    return TITLES.get(name, Text.same(name))


def describe(entry: Entry, asked: Asked) -> dict[str, Any]:
    """Return one entry as JSON has it."""
    return {
        "code": entry.code,
        "label": entry.label.in_(asked.lang),
        "labels": {language: entry.label.in_(language) for language in LANGUAGES},
        "description": entry.description,
        "parent": entry.parent,
        "level": entry.level,
        "order": entry.order,
        "crosswalk": entry.crosswalk,
        "attributes": entry.extra,
    }


def small_meta(asked: Asked, reading: Reading, total: int) -> dict[str, Any]:
    """Return what a small answer says about itself."""
    return {"data_version": reading.revision, "lang": asked.lang, "total": total, "licence": "CC-BY-4.0"}


OPERATIONS = (
    Operation(
        id="listDimensions",
        path="/v1/dimensions",
        tag="Code lists",
        summary="List the code lists",
        description="Every list whose codes appear in answers and filters: regions, sectors, stages and so on.",
        answer=answer_index,
        parameters=(*common.VINTAGE, common.LANG, common.format_parameter(("json",))),
        model=CodeListIndex,
    ),
    Operation(
        id="readDimension",
        path="/v1/dimensions/{code}",
        tag="Code lists",
        summary="The codes of one list",
        description="The entries of a code list with labels in English, Dutch, French and German, parents, order, and "
        "their codes in other systems (ISO 3166-2, REFNIS). Filters take those spellings too; answers always carry the code.",
        answer=answer_list,
        parameters=(*common.VINTAGE, common.LANG, common.format_parameter(("json",))),
        model=CodeList,
        path_parameters={"code": PathParameter("Name of the list.", "region", choices=CODE_LISTS)},
        statuses=(404,),
    ),
)
