"""Parquet answers: types, metadata, batches."""

import io
from dataclasses import replace
from decimal import Decimal

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from app.formats import Options, as_parquet
from tests.formats.samples import AGGREGATE, ROUNDS, UPDATED

KEYS = (b"label", b"unit", b"decimals", b"definition")


def test_columns_have_types_and_say_what_they_are() -> None:
    schema = pq.read_schema(io.BytesIO(as_parquet.write(AGGREGATE, Options(lang="fr"))))

    assert {field.name: str(field.type) for field in schema} == {
        "region": "string",
        "year": "int32",
        "count": "int64",
        "sum": "double",
        "median": "double",
        "obs_status": "list<element: string>",
    }
    assert {key: value.decode() for key, value in schema.field("sum").metadata.items() if key in KEYS} == {
        b"label": "Montant total connu",
        b"unit": "EUR",
        b"decimals": "2",
        b"definition": "Sum of the amounts that were made known, in euro",
    }
    assert schema.metadata[b"sources"] == b"De Tijd\nL'Echo"
    assert schema.metadata[b"licence"] == b"CC-BY-4.0"
    assert b'"group_by":["region","year"]' in schema.metadata[b"query"]


def test_a_list_keeps_every_value() -> None:
    table = pq.read_table(io.BytesIO(as_parquet.write(ROUNDS, Options(notes=True))))

    first, second = table.to_pylist()
    assert first["amount"] == 1_500_000.5
    assert first["investor_ids"] == ["i", "j"]
    assert first["stored_at"] == UPDATED
    assert first["fx"] == '{"rate":1.0842,"source":"ECB"}'
    assert (first["disclosed"], second["disclosed"]) == (True, False)
    assert (second["amount"], second["null_reasons"]) == (None, "amount=undisclosed")


def test_the_same_answer_gives_the_same_bytes_and_is_compressed() -> None:
    answer = as_parquet.write(AGGREGATE, Options())

    assert answer == as_parquet.write(AGGREGATE, Options())
    assert pq.ParquetFile(io.BytesIO(answer)).metadata.row_group(0).column(0).compression == "ZSTD"


def test_a_total_among_the_years_makes_them_text() -> None:
    dataset = replace(AGGREGATE, rows=(("BE2", 2024, 1, Decimal("1.5"), None, []), ("BE2", "ALL", 1, 2, None, [])))

    table = pl.read_parquet(io.BytesIO(as_parquet.write(dataset, Options())))

    assert table["year"].to_list() == ["2024", "ALL"]
    assert table["sum"].to_list() == [1.5, 2.0]


def test_batches_join_into_one_file() -> None:
    dataset = replace(ROUNDS, rows=(), null_reasons=())
    writer = as_parquet.stream(dataset, Options(notes=True))

    parts = [writer.head(), *(writer.rows([row]) for row in ROUNDS.rows), writer.tail()]

    file = pq.ParquetFile(io.BytesIO(b"".join(parts)))
    assert parts[0].startswith(b"PAR1")
    assert file.metadata.num_row_groups == 2
    assert file.read().column("id").to_pylist() == ["a-2024-05-seed", "b-2024-05-seed"]


def test_an_empty_answer_has_its_columns() -> None:
    table = pq.read_table(io.BytesIO(as_parquet.write(replace(AGGREGATE, rows=(), null_reasons=()), Options())))

    assert table.num_rows == 0
    assert table.schema.field("year").type == pa.int32()
