"""Data messages of SDMX: the observations of a cube as SDMX-ML or SDMX-CSV."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from msgspec import structs
from pysdmx.io import write_sdmx
from pysdmx.io.format import Format
from pysdmx.io.pd import PandasDataset
from pysdmx.model import Codelist, Components
from pysdmx.model.dataflow import Schema

from app.catalog.cubes import AGENCY, CONCEPT_LIST, CUBES, TIME, VALUE, VERSION, CodeList, Cube
from app.formats.sdmx import DataMessage, model
from app.formats.sdmx.series import Shown, write_body
from app.languages import Language

# Where the observations stand in a message: between the tags of its only data set.
DATA_SET = re.compile(r"(?P<head>.*?<mes:DataSet\b[^>]*>).*(?P<tail></mes:DataSet>.*)", re.DOTALL)


def write(cube: str, rows: Sequence[tuple[Any, ...]], lists: Sequence[CodeList], message: DataMessage) -> bytes:
    """Return the message of a cube; `rows` follow its columns and are not empty."""
    described = CUBES[cube]
    if "CSV" in message.written_as:
        return write_csv(described, rows, lists, message)
    shown = Shown(message.attributes, message.measured, message.keys_only)
    body = write_body(described, rows, shown, message.along, generic="GEN" in message.written_as)
    frame = DATA_SET.fullmatch(framed(described, rows[0], lists, message))
    if frame is None:
        raise ValueError("The message has no place for observations")
    return "".join((frame["head"], body, frame["tail"])).encode()


def framed(cube: Cube, row: tuple[Any, ...], lists: Sequence[CodeList], message: DataMessage) -> str:
    """Return the message that pysdmx writes of one observation: its head names structure, sender and time of the data.

    It takes a millisecond and more per series; of many series the observations are put in by app.formats.sdmx.series.
    """
    codelists = {one.id: Codelist(one.id, agency=AGENCY) for one in lists}
    data = PandasDataset(structure=schema(cube, codelists), data=pd.DataFrame([row], columns=list(cube.columns)))
    written = write_sdmx(
        data,
        Format[message.written_as],
        header=model.header(message.prepared),
        prettyprint=False,
        dimension_at_observation={f"Dataflow={AGENCY}:{cube.id}({VERSION})": message.along},
    )
    return str(written)


def schema(cube: Cube, codelists: Mapping[str, Codelist]) -> Schema:
    """Return what the observations of a cube are made of."""
    return Schema(
        context="dataflow",
        agency=AGENCY,
        id=cube.id,
        version=VERSION,
        name=cube.name.en,
        components=model.components(cube, codelists),
    )


def write_csv(cube: Cube, rows: Sequence[tuple[Any, ...]], lists: Sequence[CodeList], message: DataMessage) -> bytes:
    """Return SDMX-CSV: one line per observation, or per series where no values are asked for."""
    data = pd.DataFrame(rows, columns=list(cube.columns))
    if message.keys_only:
        data = data.drop_duplicates(subset=[entry.id for entry in cube.dimensions])
    left_out = [entry.id for entry in cube.attributes if entry.id not in message.attributes]
    left_out += [VALUE] if not message.measured else []
    left_out += [TIME] if message.keys_only else []
    described = schema(cube, {one.id: Codelist(one.id, agency=AGENCY) for one in lists})
    parts = Components([part for part in described.components if part.id not in left_out])
    table = PandasDataset(structure=structs.replace(described, components=parts), data=data.drop(columns=left_out))
    text = str(write_sdmx(table, Format[message.written_as]))
    return (text if message.labels == "id" else with_labels(text, cube, lists, message)).encode()


def with_labels(text: str, cube: Cube, lists: Sequence[CodeList], message: DataMessage) -> str:
    """Return SDMX-CSV with names: beside the codes (`both`), or in a column after each (`name`)."""
    header, *lines = csv.reader(io.StringIO(text, newline=""))
    labels = [labels_of(name, cube, lists, message.labels, message.lang) for name in header]
    written = io.StringIO(newline="")
    out = csv.writer(written, lineterminator="\n")
    for line in (header, *lines):
        if message.labels == "both":
            out.writerow(
                f"{code}: {names[code]}" if code in names else code for code, names in zip(line, labels, strict=True)
            )
        else:
            pairs = zip(line, labels, strict=True)
            named = ([code, names.get(code, "")] if len(names) > 1 else [code] for code, names in pairs)
            out.writerow(cell for part in named for cell in part)
    return written.getvalue()


def labels_of(column: str, cube: Cube, lists: Sequence[CodeList], labels: str, lang: Language) -> dict[str, str]:
    """Return the names of what a column of SDMX-CSV holds, that of its header among them; empty where it has none."""
    if column in ("STRUCTURE_ID", "DATAFLOW"):
        heading = {column: "STRUCTURE_NAME"} if labels == "name" else {}
        return {**heading, f"{AGENCY}:{cube.id}({VERSION})": cube.name.in_(lang)}
    concept = next((entry for entry in CONCEPT_LIST if entry.id == column), None)
    if concept is None:
        return {}
    codes = next((one.codes for one in lists if one.id == concept.codelist), ())
    return {column: concept.name.in_(lang), **{code.code: code.label.in_(lang) for code in codes}}
