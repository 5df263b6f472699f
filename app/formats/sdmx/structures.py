"""Structure messages of SDMX: dataflows, data structures, code lists and concepts, named in four languages."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from lxml import etree
from pysdmx.io import write_sdmx
from pysdmx.io.format import Format
from pysdmx.model import Codelist, ConceptScheme

from app.catalog.cubes import CUBES, CodeList
from app.formats.sdmx import Wanted, model
from app.languages import LANGUAGES, Text

COMMON = {
    "2.1": "{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common}",
    "3.0": "{http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common}",
}
STRUCTURE = {
    "2.1": "{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure}",
    "3.0": "{http://www.sdmx.org/resources/sdmxml/schemas/v3_0/structure}",
}
# The names that the standard gives to the lists of a structure's components; some clients look for them.
COMPONENT_LISTS = {
    "DimensionList": "DimensionDescriptor",
    "MeasureList": "MeasureDescriptor",
    "AttributeList": "AttributeDescriptor",
}
Listing = TypeVar("Listing", Codelist, ConceptScheme)

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def write(wanted: Sequence[Wanted], lists: Sequence[CodeList], written_as: str, prepared: datetime) -> bytes:
    """Return the message that holds the artefacts wanted.

    pysdmx writes them in English and without the wider code of a code; both are put in afterwards, by the URN of
    each element.
    """
    return write_artefacts([], wanted, lists, written_as, prepared)


def write_artefacts(
    further: Sequence[Any], wanted: Sequence[Wanted], lists: Sequence[CodeList], written_as: str, prepared: datetime
) -> bytes:
    """Return the message of some artefacts and, before them, further ones."""
    made = {one.id: model.code_list(one) for one in lists}
    artefacts = [*further, *(artefact(entry, made) for entry in wanted)]
    message = str(write_sdmx(artefacts, Format[written_as], header=model.header(prepared), prettyprint=False))
    if "JSON" in written_as:
        return translate_json(message, lists)
    return translate_xml(message, lists, "3.0" if written_as.endswith("3_0") else "2.1")


def artefact(wanted: Wanted, lists: Mapping[str, Codelist]) -> model.Artefact:
    """Return one artefact; a stub is one without its parts."""
    if wanted.kind == "codelist":
        found = lists[wanted.id]
        return found if wanted.detail == "full" else without_items(found)
    if wanted.kind == "conceptscheme":
        scheme = model.concept_scheme()
        return scheme if wanted.detail == "full" else without_items(scheme)
    if wanted.kind == "agencyscheme":
        return model.agency_scheme()
    if wanted.kind == "datastructure":
        return model.structure(CUBES[wanted.id], lists)
    return model.dataflow(CUBES[wanted.id])


def without_items(scheme: Listing) -> Listing:
    """Return a list without its entries."""
    return type(scheme)(
        id=scheme.id, name=scheme.name, agency=scheme.agency, version=scheme.version, is_final=True, urn=scheme.urn
    )


def translate_xml(message: str, lists: Sequence[CodeList], version: str) -> bytes:
    """Return a message with names in all languages and wider codes."""
    texts, parents = model.texts(lists), model.parents(lists)
    root = etree.fromstring(message.encode())
    for element in root.iterfind(".//*[@urn]"):
        name = element.get("urn")
        if name in texts:
            for tag, text in zip(("Name", "Description"), texts[name], strict=True):
                said = element.find(COMMON[version] + tag)
                if said is not None and text is not None:
                    add_languages(element, said, text)
        if name in parents:
            add_parent(element, parents[name], version)
    for element in root.iter(*(STRUCTURE[version] + name for name in COMPONENT_LISTS)):
        element.set("id", COMPONENT_LISTS[etree.QName(element).localname])
    # Every attribute belongs to the one measure; sdmx1 cannot read the element that says so.
    etree.strip_elements(root, STRUCTURE["3.0"] + "MeasureRelationship")
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written


def add_languages(element: Any, said: Any, text: Text) -> None:
    """Put the other languages after the English words of an element."""
    place = element.index(said)
    for language in LANGUAGES[1:]:
        place += 1
        other = etree.Element(said.tag)
        other.set(LANG, language)
        other.text = text.in_(language)
        element.insert(place, other)


def add_parent(element: Any, parent: str, version: str) -> None:
    """Name the wider code of a code, as each version of the standard does."""
    wider = etree.SubElement(element, STRUCTURE[version] + "Parent")
    if version == "2.1":
        etree.SubElement(wider, "Ref").set("id", parent)
    else:
        wider.text = parent


# Collections of SDMX-JSON → the kind of artefact that they hold, and where that keeps its items.
COLLECTIONS = {
    "codelists": ("codelist", "codes"),
    "conceptSchemes": ("conceptscheme", "concepts"),
    "dataStructures": ("datastructure", ""),
    "dataflows": ("dataflow", ""),
    "agencySchemes": ("agencyscheme", "agencies"),
}


def translate_json(message: str, lists: Sequence[CodeList]) -> bytes:
    """Return a message with names in all languages and wider codes, and without what its schema refuses."""
    content = json.loads(message)
    texts, parents = model.texts(lists), model.parents(lists)
    for collection, artefacts in content["data"].items():
        kind, items = COLLECTIONS.get(collection, ("", ""))
        for one in artefacts if kind else ():
            name_json(one, model.urn(kind, one["id"]), texts)
            for item in one.get(items, ()):
                urn = model.urn(kind, one["id"], item["id"])
                name_json(item, urn, texts)
                if urn in parents:
                    item["parent"] = parents[urn]
            if kind == "datastructure":
                refuse_empty_groups(one)
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def name_json(part: dict[str, Any], urn: str, texts: Mapping[str, tuple[Text, Text | None]]) -> None:
    """Put the names in all languages beside the English one of an artefact or an item."""
    for key, text in zip(("names", "descriptions"), texts.get(urn, (None, None)), strict=True):
        if text is not None and key.removesuffix("s") in part:
            part[key] = {language: text.in_(language) for language in LANGUAGES}


def refuse_empty_groups(structure: dict[str, Any]) -> None:
    """Take away the empty list of groups that pysdmx writes and the schema refuses."""
    components = structure.get("dataStructureComponents", {})
    if components.get("groups") == []:
        del components["groups"]
