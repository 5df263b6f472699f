"""Tables, cubes and descriptions as the tools of the trade read them, each with the same sum."""

from io import BytesIO
from typing import Any

import duckdb
import feedparser
import frictionless
import httpx
import openpyxl
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from csvw import CSVW
from jsonstat_validator import validate_jsonstat
from pyjstat import pyjstat

from tests.clients.conftest import CUBE, QUESTION


def ask(site: str, suffix: str, question: str = QUESTION) -> httpx.Response:
    answer = httpx.get(f"{site}{CUBE}.{suffix}?{question}", timeout=60)
    answer.raise_for_status()
    return answer


@pytest.fixture(scope="module")
def total(site: str) -> Any:
    """The sum of the cube as the JSON answer tells it."""
    return pytest.approx(sum(row["sum"] for row in httpx.get(f"{site}{CUBE}?{QUESTION}", timeout=60).json()["items"]))


def test_pandas_reads_csv(site: str, total: Any) -> None:
    assert pd.read_csv(f"{site}{CUBE}.csv?{QUESTION}")["sum"].sum() == total


def test_pandas_reads_what_belgian_excel_reads(site: str, total: Any) -> None:
    table = pd.read_csv(f"{site}{CUBE}.csv?{QUESTION}&csv_dialect=excel-be", sep=";", decimal=",", encoding="utf-8-sig")

    assert table["sum"].sum() == total


def test_pandas_reads_parquet_and_ndjson(site: str, total: Any) -> None:
    assert pd.read_parquet(f"{site}{CUBE}.parquet?{QUESTION}")["sum"].sum() == total
    assert pd.read_json(f"{site}{CUBE}.ndjson?{QUESTION}", lines=True)["sum"].sum() == total


@pytest.mark.parametrize(("read", "suffix"), [(pl.read_csv, "csv"), (pl.read_parquet, "parquet")])
def test_polars_reads(site: str, total: Any, read: Any, suffix: str) -> None:
    assert read(f"{site}{CUBE}.{suffix}?{QUESTION}")["sum"].sum() == total


@pytest.mark.parametrize(("scan", "suffix"), [(pl.scan_csv, "csv"), (pl.scan_parquet, "parquet")])
def test_polars_reads_parts_of_a_file_that_it_asks_for(site: str, total: Any, scan: Any, suffix: str) -> None:
    assert scan(f"{site}{CUBE}.{suffix}?{QUESTION}").select(pl.col("sum").sum()).collect().item() == total


@pytest.mark.parametrize(("reader", "suffix"), [("read_csv_auto", "csv"), ("read_parquet", "parquet")])
def test_duckdb_reads(site: str, total: Any, tmp_path: Any, reader: str, suffix: str) -> None:
    file = tmp_path / f"cube.{suffix}"
    file.write_bytes(ask(site, suffix).content)

    found = duckdb.connect().execute(f"SELECT sum(\"sum\") FROM {reader}('{file}')").fetchall()

    assert found[0][0] == total


def test_pyarrow_reads_parquet(site: str, total: Any) -> None:
    assert sum(pq.read_table(BytesIO(ask(site, "parquet").content))["sum"].to_pylist()) == total


def test_openpyxl_reads_excel(site: str, total: Any) -> None:
    sheet = openpyxl.load_workbook(BytesIO(ask(site, "xlsx").content)).worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    place = [str(name).lower() for name in head].index("sum")

    assert sum(float(str(row[place])) for row in rows) == total


@pytest.mark.filterwarnings("ignore:Shouldn.t use this function anymore")  # of its own function, called by itself
def test_pyjstat_reads_the_cube(site: str, total: Any) -> None:
    frame = pyjstat.Dataset.read(f"{site}{CUBE}.jsonstat?{QUESTION}").write("dataframe", naming="id")
    metric = next(name for name in frame.columns if "sum" in set(frame[name]))

    assert frame[frame[metric] == "sum"]["value"].sum() == total


def test_the_cube_is_valid_json_stat(site: str) -> None:
    assert validate_jsonstat(ask(site, "jsonstat").json())


def test_frictionless_checks_every_row_of_the_release(site: str) -> None:
    report = frictionless.Package(f"{site}/datapackage.json").validate()

    assert report.valid, report.flatten(["type", "message"])[:5]


def test_csvw_reads_the_release(site: str) -> None:
    described = httpx.get(f"{site}/csvw.json", timeout=60).json()
    table = CSVW(f"{site}/csvw.json", validate=True)

    assert table.is_valid
    assert len(described["tables"]) == len(table.tables)


def test_feedparser_reads_the_changes(site: str) -> None:
    feed = feedparser.parse(httpx.get(f"{site}/v1/changes.atom", timeout=60).content)

    assert not feed.bozo
    assert feed.feed.title
