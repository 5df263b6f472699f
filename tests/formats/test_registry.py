"""FORMATS: what each format is, when it is loaded, how long it takes."""

import subprocess
import sys
import tracemalloc
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.formats import FORMATS, Options
from app.formats.layout import lay_out
from app.formats.nesting import grow
from tests.formats.samples import AGGREGATE, META, ROUNDS, TABULAR


def test_every_format_has_one_suffix_and_one_name() -> None:
    assert {key: entry.suffix for key, entry in FORMATS.items()} == {key: f".{key}" for key in FORMATS}
    assert FORMATS["csv"].media_type == "text/csv; charset=utf-8; header=present"
    assert FORMATS["csv"].accepts == "text/csv"


@pytest.mark.parametrize("key", TABULAR)
def test_every_format_writes_an_aggregate(key: str) -> None:
    assert FORMATS[key].write(AGGREGATE, Options())


@pytest.mark.parametrize("key", [key for key, entry in FORMATS.items() if entry.stream])
def test_a_streamed_list_holds_all_its_rows(key: str) -> None:
    stream = FORMATS[key].stream
    assert stream

    writer = stream(replace(ROUNDS, rows=(), null_reasons=()), Options())
    answer = b"".join([writer.head(), writer.rows(ROUNDS.rows, ROUNDS.null_reasons), writer.tail()])

    assert b"b-2024-05-seed" in answer


def test_heavy_writers_are_loaded_at_their_first_use() -> None:
    heavy = {"pyarrow", "xlsxwriter", "vl_convert"}
    found = subprocess.run(
        [sys.executable, "-c", f"import sys, app.formats; print({heavy!r} & set(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout == "set()\n"


@pytest.mark.parametrize("key", ["json", "csv", "ndjson", "jsonstat"])
def test_25_000_cells_take_under_150_megabytes(key: str) -> None:
    rows = [(f"c{place}", year, year, year / 3, None, ["P"]) for place in range(417) for year in range(2015, 2025)]
    dataset = replace(AGGREGATE, rows=rows, null_reasons=[{"median": "too_few"}] * len(rows))
    assert len(rows) * len(dataset.columns) > 25_000

    tracemalloc.start()
    FORMATS[key].write(dataset, Options(labels="both"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 150_000_000


def test_a_value_cannot_hold_another_one() -> None:
    columns = (replace(ROUNDS.columns[0], key="a"), replace(ROUNDS.columns[0], key="b", path=("a", "b")))
    dataset = replace(ROUNDS, columns=columns)

    with pytest.raises(TypeError, match="a value of its own"):
        grow(lay_out(dataset, Options(), "nested"))


@pytest.mark.parametrize("key", ["json", "csv", "ndjson", "parquet", "xlsx", "jsonstat", "vegalite"])
def test_an_exact_decimal_is_written_as_a_number(key: str) -> None:
    rows: tuple[Any, ...] = (("BE1", 2024, 1, Decimal("1.10"), Decimal(2), []),)

    assert FORMATS[key].write(replace(AGGREGATE, rows=rows, null_reasons=(), meta=META), Options())
