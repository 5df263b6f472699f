"""The same cell is the same number in every format, language and dialect, as the clients of each read it."""

import csv
import io
import math
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import openpyxl
import orjson
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from babel.numbers import parse_decimal
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pyjstat import pyjstat

from app.catalog.cubes import LISTS as LIST_NAMES
from app.catalog.cubes import CodeList
from app.dataset import Column, Dataset
from app.formats import FORMATS, Options
from app.formats.sdmx import DATA_FORMATS, DataMessage, write_observations
from app.languages import LANGUAGES, LOCALES, Text
from tests.formats.samples import AGGREGATE, COUNT, REGION, SUM, UPDATED, YEAR

Cells = dict[tuple[str, str], list[float | None]]

SHARE = Column("share", Text("Share", "Aandeel", "Part", "Anteil"), "number", "measure", "RATIO", 4)
MEASURES = ("sum", "count", "share")

SIZES = {
    **dict.fromkeys(("million", "miljoen", "millions", "Million", "Millionen"), 10**6),
    **dict.fromkeys(("billion", "miljard", "milliard", "milliards", "Milliarde", "Milliarden"), 10**9),
}

counts = st.integers(0, 10**9)
money = st.integers(-(10**13), 10**13).map(lambda cents: cents / 100)
shares = st.floats(-10, 10, allow_subnormal=False)


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    """Make a grid of regions and years with counts, money and shares, some of them empty."""
    regions = draw(st.lists(st.sampled_from(["BE1", "BE2", "BE3"]), min_size=1, max_size=3, unique=True))
    years = draw(st.lists(st.integers(2000, 2026), min_size=1, max_size=3, unique=True))
    rows = tuple(
        (region, year, draw(st.none() | money), draw(counts), draw(st.none() | shares))
        for region, year in product(regions, years)
    )
    reasons = tuple(
        {key: "too_few" for key, value in (("sum", row[2]), ("share", row[4])) if value is None} for row in rows
    )
    return replace(AGGREGATE, columns=(REGION, YEAR, SUM, COUNT, SHARE), rows=rows, null_reasons=reasons)


options = st.builds(
    Options, lang=st.sampled_from(LANGUAGES), labels=st.sampled_from(["code", "both"]), notes=st.booleans()
)


def cells_of(records: Any) -> Cells:
    """Return region and year → measures from records of a client."""
    return {
        (row["region"], str(int(row["year"]))): [None if pd.isna(row[key]) else float(row[key]) for key in MEASURES]
        for row in records
    }


def from_csv(answer: bytes) -> Cells:
    rows = csv.DictReader(io.StringIO(answer.decode(), newline=""))
    return cells_of([{key: cell or None for key, cell in row.items()} for row in rows])


def from_pandas(answer: bytes, **dialect: Any) -> Cells:
    return cells_of(pd.read_csv(io.BytesIO(answer), **dialect).to_dict("records"))


def from_excel(answer: bytes) -> Cells:
    header, *rows = openpyxl.load_workbook(io.BytesIO(answer))["data"].iter_rows(values_only=True)
    return cells_of([dict(zip(header, row, strict=True)) for row in rows])


def from_jsonstat(answer: bytes) -> Cells:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        frame = pyjstat.Dataset.read(answer.decode()).write("dataframe", naming="id")
    cells: Cells = {}
    for row in frame.to_dict("records"):
        value = None if pd.isna(row["value"]) else float(row["value"])
        cells.setdefault((row["region"], str(row["year"])), [None] * 3)[MEASURES.index(row["metric"])] = value
    return cells


READERS: Mapping[str, tuple[str, Callable[[bytes], Cells]]] = {
    "json": ("json", lambda answer: cells_of(orjson.loads(answer)["items"])),
    "ndjson with polars": ("ndjson", lambda answer: cells_of(pl.read_ndjson(io.BytesIO(answer)).to_dicts())),
    "csv": ("csv", from_csv),
    "csv with pandas": ("csv", from_pandas),
    "csv with polars": ("csv", lambda answer: cells_of(pl.read_csv(io.BytesIO(answer)).to_dicts())),
    "parquet": ("parquet", lambda answer: cells_of(pq.read_table(io.BytesIO(answer)).to_pylist())),
    "parquet with polars": ("parquet", lambda answer: cells_of(pl.read_parquet(io.BytesIO(answer)).to_dicts())),
    "xlsx": ("xlsx", from_excel),
    "jsonstat with pyjstat": ("jsonstat", from_jsonstat),
}


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=60, deadline=None)
@given(dataset=datasets(), options=options)
def test_a_client_reads_the_numbers_of_the_dataset(reader: str, dataset: Dataset, options: Options) -> None:
    key, read = READERS[reader]

    same(read(FORMATS[key].write(dataset, options)), dataset, digits=15 if key == "xlsx" else None)


@settings(max_examples=60, deadline=None)
@given(dataset=datasets(), options=options)
def test_the_belgian_excel_reads_the_numbers_of_the_dataset(dataset: Dataset, options: Options) -> None:
    answer = FORMATS["csv"].write(dataset, replace(options, csv_dialect="excel-be"))

    same(from_pandas(answer, sep=";", decimal=",", encoding="utf-8-sig"), dataset)


@settings(max_examples=60, deadline=None)
@given(dataset=datasets(), options=options)
def test_a_chart_holds_the_numbers_of_the_dataset_and_says_them(dataset: Dataset, options: Options) -> None:
    points = orjson.loads(FORMATS["vegalite"].write(dataset, options))["data"]["values"]

    assert sorted(filter(None, (point["value"] for point in points))) == sorted(
        filter(None, (row[2] for row in dataset.rows))
    )
    for point in points:
        if point["value"] is not None:
            assert math.isclose(spoken(point["text"], options), point["value"], rel_tol=0.5e-3)


def same(cells: Cells, dataset: Dataset, digits: int | None = None) -> None:
    """Compare what a client read with what was written; `digits` is how many a format keeps, None all."""
    expected = {
        (region, str(year)): [amount, float(count), share] for region, year, amount, count, share in dataset.rows
    }
    assert cells.keys() == expected.keys()
    for key, values in expected.items():
        for found, value in zip(cells[key], values, strict=True):
            if value is None or found is None or digits is None:
                assert found == value
            else:
                assert math.isclose(found, value, rel_tol=10**-digits)


def spoken(text: str, options: Options) -> float:
    """Return the number that a text says, in the language's own spelling."""
    number = re.search(r"\d[\d.,\u202f]*", text)
    assert number
    value = float(parse_decimal(number[0], locale=LOCALES[options.lang]))
    value *= next((size for word, size in SIZES.items() if word in text.split()), 1)
    return -value if text.startswith("-") else value


LISTS = tuple(CodeList(name, title, ()) for name, (title, _) in LIST_NAMES.items())
KINDS = sorted({written_as for formats in DATA_FORMATS.values() for written_as in formats.values()})
YEARS = st.lists(st.integers(1990, 2026), min_size=1, max_size=4, unique=True)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None)
@given(
    years=YEARS, values=st.lists(money | shares, min_size=4, max_size=4), along=st.sampled_from(["TIME_PERIOD", "GEO"])
)
def test_sdmx_holds_the_numbers_of_the_observations(
    kind: str, years: list[int], values: list[float], along: str
) -> None:
    rows = [("A", "BE2", "_T", "SUM", str(year), value, "EUR", "A") for year, value in zip(years, values, strict=False)]
    message = DataMessage(
        kind, UPDATED, "TIME_PERIOD" if kind.endswith("TS") else along, ("UNIT_MEASURE", "OBS_STATUS")
    )

    answer = write_observations("FUNDING", rows, LISTS, message)

    assert from_sdmx(answer, kind) == {row[4]: row[5] for row in rows}


def from_sdmx(answer: bytes, kind: str) -> dict[str, float]:
    """Return period → value as a message tells them."""
    if "CSV" in kind:
        lines = csv.DictReader(io.StringIO(answer.decode(), newline=""))
        return {line["TIME_PERIOD"]: float(line["OBS_VALUE"]) for line in lines}
    found = {}
    for series in etree.fromstring(answer).iterfind(".//{*}Series"):
        shared = dict(series.attrib) | {
            value.get("id"): value.get("value") for value in series.iterfind("{*}SeriesKey/*")
        }
        for one in series.iterfind("{*}Obs"):
            told = dict(one.attrib)
            period = shared.get("TIME_PERIOD") or told.get("TIME_PERIOD") or one.find("{*}ObsDimension").get("value")
            found[period] = float(told.get("OBS_VALUE") or one.find("{*}ObsValue").get("value"))
    return found
