"""The addresses of SDMX's web service, versions 2.1 and 3.0: which artefacts and which data each asks for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.catalog.cubes import AGENCY, CONCEPTS, CUBES, LISTS, TIME, VERSION, Cube
from app.errors import BadRequest, Fault, NotFound
from app.formats.sdmx import Detail, Wanted
from app.web.spelling import nearest

ANY = ("all", "*")
VERSIONS = (*ANY, "latest", "+", "~", VERSION, f"{VERSION}.0", f"{VERSION}+")
AGENCIES = "AGENCIES"
IDS: Mapping[str, tuple[str, ...]] = {
    "dataflow": tuple(CUBES),
    "datastructure": tuple(CUBES),
    "codelist": tuple(LISTS),
    "conceptscheme": (CONCEPTS,),
    "agencyscheme": (AGENCIES,),
}
KINDS = tuple(IDS)
REFERENCES = (
    "none",
    "parents",
    "parentsandsiblings",
    "ancestors",
    "children",
    "descendants",
    "all",
    *KINDS,
)
DETAILS: Mapping[str, tuple[Detail, Detail]] = {
    "full": ("full", "full"),
    "raw": ("full", "full"),
    "referencepartial": ("full", "full"),
    "allstubs": ("stubs", "stubs"),
    "referencestubs": ("full", "stubs"),
    "allcompletestubs": ("complete_stubs", "complete_stubs"),
    "referencecompletestubs": ("full", "complete_stubs"),
}


def nothing(detail: str, value: str, among: Sequence[str]) -> NotFound:
    """Return the failure for an artefact that does not exist."""
    fault = Fault("path", "unknown_code", detail, value[:80], nearest(value, tuple(among)), tuple(among))
    return NotFound(detail, faults=[fault])


def choose(given: str, known: Sequence[str], what: str) -> tuple[str, ...]:
    """Return the names that a part of an address asks for: all, one, or several.

    Raises:
        NotFound: one of them does not exist.

    """
    if given in ANY:
        return tuple(known)
    found = tuple(dict.fromkeys(given.replace("+", ",").split(",")))
    for name in found:
        if name not in known:
            raise nothing(f"There is no {what} '{name[:80]}' here.", name, known)
    return found


def read_artefacts(parts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return kind and id of the artefacts that an address such as `dataflow/BETECH/FUNDING/latest` asks for.

    Raises:
        NotFound: there is none of that kind, agency, id or version.

    """
    kind, agency, name, version = [*parts, *("all",) * (4 - len(parts))][:4]
    if kind not in (*KINDS, "structure", *ANY):
        raise nothing(f"There are no artefacts of the kind '{kind[:40]}' here.", kind, KINDS)
    kinds = (kind,) if kind in KINDS else KINDS
    if agency not in (*ANY, AGENCY, *(("SDMX",) if kind == "agencyscheme" else ())):
        raise nothing(f"The agency '{agency[:40]}' keeps nothing here.", agency, (AGENCY,))
    if version not in VERSIONS:
        raise nothing(f"There is no version '{version[:20]}' here.", version, (VERSION,))
    known = [one for each in kinds for one in IDS[each]]
    names = choose(name, known, kind)
    return tuple((each, one) for each in kinds for one in IDS[each] if one in names)


def below(kind: str, name: str) -> tuple[tuple[str, str], ...]:
    """Return the artefacts that one refers to."""
    if kind == "dataflow":
        return (("datastructure", name),)
    if kind == "datastructure":
        cube = CUBES[name]
        lists = dict.fromkeys(entry.codelist for entry in (*cube.dimensions, *cube.attributes) if entry.codelist)
        return (*(("codelist", one) for one in lists), ("conceptscheme", CONCEPTS))
    return ()


def above(kind: str, name: str) -> tuple[tuple[str, str], ...]:
    """Return the artefacts that refer to one."""
    candidates = [(other, one) for other in ("datastructure", "dataflow") for one in CUBES]
    return tuple(other for other in candidates if (kind, name) in below(*other))


Artefacts = tuple[tuple[str, str], ...]


def spread(start: Artefacts, step: Callable[[str, str], Artefacts]) -> Artefacts:
    """Return everything that can be reached from some artefacts, step by step."""
    found: dict[tuple[str, str], None] = {}
    waiting = list(start)
    while waiting:
        for one in step(*waiting.pop()):
            if one not in found:
                found[one] = None
                waiting.append(one)
    return tuple(found)


def related(artefacts: Artefacts, references: str) -> Artefacts:
    """Return the artefacts that `references` adds to those asked for."""
    parents = tuple(dict.fromkeys(one for each in artefacts for one in above(*each)))
    found: Artefacts = ()
    if references == "children":
        found = tuple(one for each in artefacts for one in below(*each))
    elif references == "descendants":
        found = spread(artefacts, below)
    elif references == "parents":
        found = parents
    elif references == "ancestors":
        found = spread(artefacts, above)
    elif references == "parentsandsiblings":
        found = (*parents, *(one for each in parents for one in below(*each)))
    elif references != "none":
        upward = spread(artefacts, above)
        found = (*upward, *spread((*artefacts, *upward), below))
        if references in KINDS:
            found = tuple(one for one in found if one[0] == references)
    return tuple(one for one in dict.fromkeys(found) if one not in artefacts)


def read_wanted(parts: Sequence[str], references: str, detail: str) -> list[Wanted]:
    """Return what a structure query asks to be written.

    Raises:
        BadRequest: `references` or `detail` is not understood.
        NotFound: there is no such artefact.

    """
    if references not in REFERENCES:
        raise bad("references", references, REFERENCES)
    if detail not in DETAILS:
        raise bad("detail", detail, tuple(DETAILS))
    own, others = DETAILS[detail]
    artefacts = read_artefacts(parts)
    wanted = [
        *(Wanted(kind, name, own) for kind, name in artefacts),
        *(Wanted(kind, name, others) for kind, name in related(artefacts, references)),
    ]
    order = ("agencyscheme", "codelist", "conceptscheme", "datastructure", "dataflow")
    return sorted(wanted, key=lambda one: order.index(one.kind))


def bad(parameter: str, value: str, allowed: Sequence[str]) -> BadRequest:
    """Return the failure for a parameter whose value is not understood."""
    detail = f"'{value[:80]}' is no value of '{parameter}'."
    near = nearest(value, tuple(allowed))
    return BadRequest(
        detail, slug="bad-value", faults=[Fault(parameter, "unknown_value", detail, value[:80], near, allowed)]
    )


@dataclass(frozen=True, slots=True)
class DataAddress:
    """What the path of a data query says: which cube, which key of it, and which of its components; "" for all."""

    cube: Cube
    key: str
    component: str = ""


def read_data_address(api: str, parts: Sequence[str], *, component: bool = False) -> DataAddress:
    """Return the cube and the key that an address asks for, and its component where addresses of its kind have one.

    Raises:
        NotFound: there is no such dataflow or provider.

    """
    one = "all"
    if api == "2.1":
        flow, key, provider, *rest = [*parts, *("all",) * (3 - len(parts))]
        words = flow.split(",")
        agency, name, version = ("all", *words, "latest") if len(words) == 1 else (*words, "latest")[:3]
        if component and rest:
            one, *rest = rest
        if rest or provider not in (*ANY, AGENCY):
            raise nothing(f"The provider '{provider[:40]}' gives no data here.", provider, (AGENCY,))
    else:
        context, agency, name, version, key, *rest = [*parts, *("*",) * (5 - len(parts))]
        if component and rest:
            one, *rest = rest
        if rest or context not in ("dataflow", "datastructure", *ANY):
            raise nothing(f"There are no data of a '{context[:40]}' here.", context, ("dataflow", "datastructure"))
    if agency not in (*ANY, AGENCY) or version not in VERSIONS:
        raise nothing(f"The agency '{agency[:40]}' has no data here in version '{version[:20]}'.", agency, (AGENCY,))
    if name not in CUBES:
        raise nothing(f"There is no dataflow '{name[:80]}' here.", name, tuple(CUBES))
    cube = CUBES[name]
    names = (*(entry.id for entry in cube.dimensions), TIME)
    if one not in (*ANY, *names):
        raise nothing(f"{name} has no dimension '{one[:40]}'.", one, names)
    return DataAddress(cube, key, "" if one in ANY else one)
