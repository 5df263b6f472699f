"""Approved answers: one file per format, compared byte for byte.

A change that readers of the files would notice shows up here. `APPROVE=1` writes the files anew, to be looked at and
committed with the change: `APPROVE=1 .venv/bin/pytest tests/formats/test_approved.py`.
"""

import io
import os
import zipfile
from pathlib import Path

import pytest

from app.formats import FORMATS, Options
from tests.formats.samples import AGGREGATE, ROUNDS, TABULAR

APPROVED = Path(__file__).parents[1] / "approved"

ANSWERS = {
    **{f"aggregate.{key}": (AGGREGATE, key, Options()) for key in TABULAR},
    "aggregate-nl-both.json": (AGGREGATE, "json", Options(lang="nl", labels="both")),
    "aggregate-excel-be-notes.csv": (AGGREGATE, "csv", Options(lang="nl", csv_dialect="excel-be", notes=True)),
    "funding-rounds.json": (ROUNDS, "json", Options()),
    "funding-rounds.csv": (ROUNDS, "csv", Options()),
    "funding-rounds.ndjson": (ROUNDS, "ndjson", Options()),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_the_answer_is_the_approved_one(name: str) -> None:
    dataset, key, options = ANSWERS[name]
    answer = FORMATS[key].write(dataset, options)
    file = APPROVED / name

    if os.environ.get("APPROVE") == "1":
        file.write_bytes(answer)

    assert contents(answer) == contents(file.read_bytes()), "look at the difference; APPROVE=1 approves it"


def contents(answer: bytes) -> bytes | dict[str, bytes]:
    """Return what is compared: the bytes, or those of each part of a sheet, whose packing the zlib at hand decides."""
    file = io.BytesIO(answer)
    if not zipfile.is_zipfile(file):
        return answer
    with zipfile.ZipFile(file) as parts:
        return {name: parts.read(name) for name in parts.namelist()}
