"""Data messages of SDMX: the observations of a cube as SDMX-ML or SDMX-CSV."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from pysdmx.io import write_sdmx
from pysdmx.io.format import Format
from pysdmx.io.pd import PandasDataset
from pysdmx.model.dataflow import Schema

from app.catalog.cubes import AGENCY, CUBES, VERSION, CodeList
from app.formats.sdmx import model


def write(
    cube: str,
    rows: Sequence[tuple[Any, ...]],
    lists: Sequence[CodeList],
    written_as: str,
    prepared: datetime,
    along: str,
) -> bytes:
    """Return the message of a cube; `rows` follow its columns, `along` is the dimension at the observation."""
    described = CUBES[cube]
    schema = Schema(
        context="dataflow",
        agency=AGENCY,
        id=described.id,
        version=VERSION,
        name=described.name.en,
        components=model.components(described, {one.id: model.code_list(one) for one in lists}),
    )
    data = PandasDataset(structure=schema, data=pd.DataFrame(rows, columns=list(described.columns)))
    if "CSV" in written_as:
        return str(write_sdmx(data, Format[written_as])).encode()
    short = f"Dataflow={AGENCY}:{described.id}({VERSION})"
    message = write_sdmx(
        data,
        Format[written_as],
        header=model.header(prepared),
        prettyprint=False,
        dimension_at_observation={short: along},
    )
    return str(message).encode()
