"""NDJSON answers: the items of JSON, one per line."""

import orjson

from app.formats import Options, as_json, as_ndjson
from tests.formats.samples import ROUNDS


def test_each_line_is_an_item_of_json() -> None:
    answer = as_ndjson.write(ROUNDS, Options())

    assert answer.endswith(b"}\n")
    assert [orjson.loads(line) for line in answer.splitlines()] == orjson.loads(as_json.write(ROUNDS, Options()))[
        "items"
    ]


def test_batches_make_the_same_bytes_as_the_whole() -> None:
    writer = as_ndjson.stream(ROUNDS, Options())

    parts = [writer.rows([row], [why]) for row, why in zip(ROUNDS.rows, ROUNDS.null_reasons, strict=True)]

    assert b"".join([writer.head(), *parts, writer.tail()]) == as_ndjson.write(ROUNDS, Options())
