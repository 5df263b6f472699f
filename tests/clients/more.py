"""Clients in Python that are not among the development dependencies; run by npm.sh in an environment of its own."""

import csv
import io
import json
import sys
import urllib.request
from collections.abc import Callable
from math import isclose
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import dask.dataframe
import duckdb
import fastparquet
import pandas as pd
import petl
import python_calamine
import sdmxthon
import xlsx2csv
from duckdb_extensions import import_extension

SITE = sys.argv[1]
CUBE = f"{SITE}/v1/aggregates/funding-rounds"
QUESTION = "group_by=region,year&measures=sum&year=2019:2024"


def ask(suffix: str) -> bytes:
    """Return the cube in a format."""
    with urllib.request.urlopen(f"{CUBE}{suffix}?{QUESTION}", timeout=60) as answer:
        content: bytes = answer.read()
        return content


def with_fastparquet() -> float:
    """Read a downloaded Parquet file."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "cube.parquet"
        file.write_bytes(ask(".parquet"))
        return float(fastparquet.ParquetFile(str(file)).to_pandas()["sum"].sum())


def with_calamine() -> float:
    """Read the first sheet of the workbook."""
    header, *rows = (
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(ask(".xlsx"))).get_sheet_by_index(0).to_python()
    )
    return sum(float(str(row[header.index("sum")])) for row in rows)


def with_duckdb(reader: str, suffix: str) -> Callable[[], float]:
    """Return the reading of an address by DuckDB, which asks for parts of the file."""

    def read() -> float:
        import_extension("httpfs")
        session = duckdb.connect()
        session.execute("LOAD httpfs")
        found = session.execute(f"SELECT sum(\"sum\") FROM {reader}('{CUBE}{suffix}?{QUESTION}')").fetchall()
        return float(found[0][0])

    return read


def with_plain_python() -> float:
    """Read CSV with nothing but the standard library and pandas' other engine."""
    with urllib.request.urlopen(f"{CUBE}.csv?{QUESTION}", timeout=60) as answer:
        return float(pd.read_csv(answer, engine="python")["sum"].sum())


def with_xlsx2csv() -> float:
    """Read the workbook as CSV."""
    text = io.StringIO()
    xlsx2csv.Xlsx2csv(io.BytesIO(ask(".xlsx"))).convert(text)
    return sum(float(row["sum"]) for row in csv.DictReader(io.StringIO(text.getvalue())))


def with_sdmxthon() -> float:
    """Read the parts of the country as SDMX-ML, and the structure that describes them."""
    flow = "BETECH:FUNDING(1.0)"
    key = "FUNDING/A.BE1+BE2+BE3+UNK._T.SUM?startPeriod=2019&endPeriod=2024"
    message = sdmxthon.read_sdmx(f"{SITE}/sdmx/2.1/data/{key}", validate=False)
    structure = sdmxthon.read_sdmx(f"{SITE}/sdmx/2.1/datastructure/BETECH/FUNDING/latest?references=all")
    if flow not in structure.content["DataStructures"]:
        sys.exit("sdmxthon finds no structure")
    return float(message.content[flow].data["OBS_VALUE"].astype(float).sum())


CLIENTS: dict[str, Callable[[], float]] = {
    "fastparquet": with_fastparquet,
    "python-calamine": with_calamine,
    "DuckDB httpfs, CSV": with_duckdb("read_csv_auto", ".csv"),
    "DuckDB httpfs, Parquet": with_duckdb("read_parquet", ".parquet"),
    "pandas, python engine": with_plain_python,
    "dask, CSV": lambda: float(dask.dataframe.read_csv(f"{CUBE}.csv?{QUESTION}")["sum"].sum().compute()),
    "dask, Parquet": lambda: float(dask.dataframe.read_parquet(f"{CUBE}.parquet?{QUESTION}")["sum"].sum().compute()),
    "petl": lambda: sum(float(cell) for cell in petl.fromcsv(f"{CUBE}.csv?{QUESTION}").values("sum")),
    "xlsx2csv": with_xlsx2csv,
    "sdmxthon": with_sdmxthon,
}

items: list[dict[str, Any]] = json.loads(ask(""))["items"]
wanted = sum(row["sum"] for row in items)
for name, read in CLIENTS.items():
    found = read()
    if not isclose(found, wanted, rel_tol=1e-12):
        sys.exit(f"{name} adds up to {found}, not {wanted}")
    print(f"  {name}")  # noqa: T201 - a script that tells what it did
