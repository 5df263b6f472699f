"""The artefacts of SDMX, made from the catalogue's cubes and the code lists of a revision."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pysdmx.model import (
    Agency,
    AgencyScheme,
    Code,
    Codelist,
    Component,
    Components,
    Concept,
    ConceptScheme,
    Dataflow,
    DataStructureDefinition,
    DataType,
    ItemReference,
    Organisation,
    Role,
)
from pysdmx.model.message import Header

from app.catalog import cubes
from app.catalog.cubes import AGENCY, CONCEPTS, CUBES, VERSION, CodeList, Cube
from app.languages import Text

URN = "urn:sdmx:org.sdmx.infomodel."
CLASSES = {
    "codelist": "codelist.Codelist",
    "conceptscheme": "conceptscheme.ConceptScheme",
    "datastructure": "datastructure.DataStructure",
    "dataflow": "datastructure.Dataflow",
    "agencyscheme": "base.AgencyScheme",
}
ITEM_CLASSES = {"codelist": "codelist.Code", "conceptscheme": "conceptscheme.Concept", "agencyscheme": "base.Agency"}
AGENCIES = "AGENCIES"

Artefact = Codelist | ConceptScheme | DataStructureDefinition | Dataflow | AgencyScheme


def urn(kind: str, identifier: str, item: str | None = None) -> str:
    """Return the name of an artefact, or of one of its items, that holds across the world."""
    agency = "SDMX" if kind == "agencyscheme" else AGENCY
    if item is None:
        return f"{URN}{CLASSES[kind]}={agency}:{identifier}({VERSION})"
    return f"{URN}{ITEM_CLASSES[kind]}={agency}:{identifier}({VERSION}).{item}"


def header(prepared: datetime) -> Header:
    """Return the head of a message; it tells the time of the data, so that the same data make the same bytes."""
    return Header(
        id=f"BETECH-{prepared:%Y%m%dT%H%M%SZ}",
        prepared=prepared,
        sender=Organisation(id=AGENCY),
    )


def code_list(entries: CodeList) -> Codelist:
    """Return a code list."""
    items = [
        Code(id=code.code, name=code.label.en, urn=urn("codelist", entries.id, code.code)) for code in entries.codes
    ]
    return Codelist(
        id=entries.id,
        name=entries.name.en,
        agency=AGENCY,
        version=VERSION,
        items=items,
        is_final=True,
        is_partial=entries.partial,
        urn=urn("codelist", entries.id),
    )


def concept_scheme() -> ConceptScheme:
    """Return every concept that a component can stand for."""
    items = [
        Concept(id=entry.id, name=entry.name.en, urn=urn("conceptscheme", CONCEPTS, entry.id))
        for entry in cubes.CONCEPT_LIST
    ]
    return ConceptScheme(
        id=CONCEPTS,
        name=cubes.CONCEPTS_NAME.en,
        agency=AGENCY,
        version=VERSION,
        items=items,
        is_final=True,
        urn=urn("conceptscheme", CONCEPTS),
    )


def components(cube: Cube, lists: Mapping[str, Codelist]) -> Components:
    """Return what an observation of a cube is made of."""

    def component(entry: cubes.Concept, role: Role, dtype: DataType = DataType.STRING) -> Component:
        return Component(
            id=entry.id,
            required=role == Role.DIMENSION,
            role=role,
            concept=ItemReference("Concept", AGENCY, CONCEPTS, VERSION, entry.id),
            local_dtype=dtype,
            local_codes=None if entry.codelist is None else lists[entry.codelist],
            local_enum_ref=None if entry.codelist is None else urn("codelist", entry.codelist),
            attachment_level="O" if role == Role.ATTRIBUTE else None,
        )

    return Components(
        [
            *(component(entry, Role.DIMENSION) for entry in cube.dimensions),
            component(cubes.TIME_PERIOD, Role.DIMENSION, DataType.PERIOD),
            component(cubes.OBS_VALUE, Role.MEASURE, DataType.DOUBLE),
            *(component(entry, Role.ATTRIBUTE) for entry in cube.attributes),
        ]
    )


def structure(cube: Cube, lists: Mapping[str, Codelist]) -> DataStructureDefinition:
    """Return the data structure of a cube; R's client looks for it under the name of the dataflow."""
    return DataStructureDefinition(
        id=cube.id,
        name=cube.name.en,
        description=cube.description.en,
        agency=AGENCY,
        version=VERSION,
        components=components(cube, lists),
        is_final=True,
        urn=urn("datastructure", cube.id),
    )


def dataflow(cube: Cube) -> Dataflow:
    """Return the dataflow of a cube."""
    return Dataflow(
        id=cube.id,
        name=cube.name.en,
        description=cube.description.en,
        agency=AGENCY,
        version=VERSION,
        structure=urn("datastructure", cube.id),
        is_final=True,
        urn=urn("dataflow", cube.id),
    )


def agency_scheme() -> AgencyScheme:
    """Return the list of agencies, which holds the only one."""
    agency = Agency(id=AGENCY, name=cubes.AGENCY_NAME.en, urn=urn("agencyscheme", AGENCIES, AGENCY))
    return AgencyScheme(
        id=AGENCIES,
        name="Agencies",
        agency="SDMX",
        version=VERSION,
        items=[agency],
        urn=urn("agencyscheme", AGENCIES),
    )


def texts(lists: Sequence[CodeList]) -> dict[str, tuple[Text, Text | None]]:
    """Return the name and, where there is one, the description of everything that is named, by its URN."""
    found: dict[str, tuple[Text, Text | None]] = {urn("conceptscheme", CONCEPTS): (cubes.CONCEPTS_NAME, None)}
    for entry in cubes.CONCEPT_LIST:
        found[urn("conceptscheme", CONCEPTS, entry.id)] = (entry.name, None)
    for cube in CUBES.values():
        for kind in ("dataflow", "datastructure"):
            found[urn(kind, cube.id)] = (cube.name, cube.description)
    for one in lists:
        found[urn("codelist", one.id)] = (one.name, None)
        for code in one.codes:
            found[urn("codelist", one.id, code.code)] = (code.label, None)
    return found


def parents(lists: Sequence[CodeList]) -> dict[str, str]:
    """Return the wider code of every code that has one, by its URN."""
    return {
        urn("codelist", one.id, code.code): code.parent
        for one in lists
        for code in one.codes
        if code.parent is not None
    }
