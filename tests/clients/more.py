"""Clients in Python that are not among the development dependencies; run by npm.sh in an environment of its own."""

import io
import json
import sys
import urllib.request
from collections.abc import Callable
from math import isclose
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import fastparquet
import pandas as pd
import python_calamine
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


CLIENTS: dict[str, Callable[[], float]] = {
    "fastparquet": with_fastparquet,
    "python-calamine": with_calamine,
    "DuckDB httpfs, CSV": with_duckdb("read_csv_auto", ".csv"),
    "DuckDB httpfs, Parquet": with_duckdb("read_parquet", ".parquet"),
    "pandas, python engine": with_plain_python,
}

items: list[dict[str, Any]] = json.loads(ask(""))["items"]
wanted = sum(row["sum"] for row in items)
for name, read in CLIENTS.items():
    found = read()
    if not isclose(found, wanted, rel_tol=1e-12):
        sys.exit(f"{name} adds up to {found}, not {wanted}")
    print(f"  {name}")  # noqa: T201 - a script that tells what it did
