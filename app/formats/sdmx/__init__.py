"""SDMX: structures and data as statistical offices exchange them; the heavy writers are imported at their first use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, Literal

from app.catalog.cubes import Available, CodeList
from app.languages import DEFAULT_LANGUAGE, Language

BASE = "application/vnd.sdmx."

# What each application of SDMX's web service offers, the default first: media type → the writer's name of the format.
STRUCTURE_FORMATS: Mapping[str, Mapping[str, str]] = {
    "2.1": {
        f"{BASE}structure+xml;version=2.1": "STRUCTURE_SDMX_ML_2_1",
        f"{BASE}structure+json;version=2.0.0": "STRUCTURE_SDMX_JSON_2_0_0",
    },
    "3.0": {
        f"{BASE}structure+xml;version=3.0.0": "STRUCTURE_SDMX_ML_3_0",
        f"{BASE}structure+json;version=2.0.0": "STRUCTURE_SDMX_JSON_2_0_0",
        f"{BASE}structure+xml;version=2.1": "STRUCTURE_SDMX_ML_2_1",
    },
}
OLDER_DATA = {
    f"{BASE}genericdata+xml;version=2.1": "DATA_SDMX_ML_2_1_GEN",
    f"{BASE}structurespecificdata+xml;version=2.1": "DATA_SDMX_ML_2_1_STR",
    f"{BASE}generictimeseriesdata+xml;version=2.1": "DATA_SDMX_ML_2_1_GENTS",
    f"{BASE}structurespecifictimeseriesdata+xml;version=2.1": "DATA_SDMX_ML_2_1_STRTS",
}
CSV = {
    f"{BASE}data+csv;version=1.0.0": "DATA_SDMX_CSV_1_0_0",
    f"{BASE}data+csv;version=2.0.0": "DATA_SDMX_CSV_2_0_0",
}
DATA_FORMATS: Mapping[str, Mapping[str, str]] = {
    "2.1": {**OLDER_DATA, **CSV},
    "3.0": {f"{BASE}data+xml;version=3.0.0": "DATA_SDMX_ML_3_0", **CSV, **OLDER_DATA},
}

Detail = Literal["full", "stubs", "complete_stubs"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Artefacts to write: `kind` is that of SDMX's addresses (`codelist`, …), `detail` how much of each."""

    kind: str
    id: str
    detail: Detail = "full"


@dataclass(frozen=True, slots=True)
class DataMessage:
    """How observations are written: in a format of DATA_FORMATS, with `along` as the dimension at the observation.

    `attributes` are those that are shown, `measured` tells whether values are, `keys_only` that series are told without
    observations. `labels` puts names into SDMX-CSV: `id`, `name` or `both`.
    """

    written_as: str
    prepared: datetime
    along: str
    attributes: tuple[str, ...]
    measured: bool = True
    keys_only: bool = False
    labels: str = "id"
    lang: Language = DEFAULT_LANGUAGE


def write_structures(wanted: Sequence[Wanted], lists: Sequence[CodeList], written_as: str, prepared: datetime) -> bytes:
    """Return a structure message in a format of STRUCTURE_FORMATS; see app.formats.sdmx.structures."""
    written: bytes = import_module("app.formats.sdmx.structures").write(wanted, lists, written_as, prepared)
    return written


def write_observations(
    cube: str, rows: Sequence[tuple[Any, ...]], lists: Sequence[CodeList], message: DataMessage
) -> bytes:
    """Return a data message; see app.formats.sdmx.observations."""
    written: bytes = import_module("app.formats.sdmx.observations").write(cube, rows, lists, message)
    return written


def write_availability(
    available: Available, wanted: Sequence[Wanted], lists: Sequence[CodeList], written_as: str, prepared: datetime
) -> bytes:
    """Return what of a cube there is as a structure message; see app.formats.sdmx.availability."""
    module = import_module("app.formats.sdmx.availability")
    written: bytes = module.write(available, wanted, lists, written_as, prepared)
    return written
