"""XLSX answers: typed cells, no formulas, the sheet about them."""

import io
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from app.dataset import Column
from app.errors import BadRequest
from app.formats import Options, as_xlsx
from app.languages import Language, Text
from tests.formats.samples import AGGREGATE, ROUNDS


def read(answer: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(answer))


def test_cells_have_types_under_a_frozen_bold_header() -> None:
    sheet = read(as_xlsx.write(ROUNDS, Options(notes=True)))["data"]

    header, first, second = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert header[:4] == ["id", "company_id", "company", "region"]
    assert first[4:] == [
        datetime(2024, 5, 17),  # noqa: DTZ001 - sheets have no time zones
        1_500_000.5,
        "EUR",
        "i;j",
        True,
        datetime(2026, 6, 30, 12),  # noqa: DTZ001
        '{"rate":1.0842,"source":"ECB"}',
        None,
    ]
    assert second[-1] == "amount=undisclosed"
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold


def test_text_never_becomes_a_formula() -> None:
    cell = read(as_xlsx.write(ROUNDS, Options()))["data"]["C3"]

    assert (cell.value, cell.data_type) == ("=cmd()\nB", "s")


def test_numbers_are_shown_by_their_unit() -> None:
    share = Column("share", Text.same("Share"), "number", "measure", "RATIO")
    multiple = Column("value", Text.same("Value"), "number", "measure", "RATIO")
    dataset = replace(
        AGGREGATE, columns=(*AGGREGATE.columns, share, multiple), rows=tuple((*r, 0.25, 5.1) for r in AGGREGATE.rows)
    )

    row = read(as_xlsx.write(dataset, Options()))["data"][4]

    assert [cell.number_format for cell in row] == [
        "General", "0", "#,##0", "#,##0.00", "#,##0.00", "General", "0.0%", "General",
    ]  # fmt: skip


@pytest.mark.parametrize(("lang", "name"), [("en", "About"), ("nl", "Toelichting"), ("fr", "À propos")])
def test_the_second_sheet_says_what_the_data_are(lang: Language, name: str) -> None:
    sheet = read(
        as_xlsx.write(replace(AGGREGATE, meta=replace(AGGREGATE.meta, as_of="2026-06-30")), Options(lang=lang))
    )[name]

    texts = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert texts[0][0] == AGGREGATE.title.in_(lang)
    flat = [text for row in texts for text in row if text]
    for expected in ("De Tijd", "L'Echo", "CC-BY-4.0 https://creativecommons.org/licenses/by/4.0/", "2026-06-30"):
        assert expected in flat
    assert ["sum", AGGREGATE.columns[3].label.in_(lang), "Euro (EUR)"] in [row[:3] for row in texts]


def test_the_same_answer_gives_the_same_bytes() -> None:
    assert as_xlsx.write(AGGREGATE, Options()) == as_xlsx.write(AGGREGATE, Options())


def test_a_text_beyond_what_a_cell_holds_is_cut_visibly() -> None:
    dataset = replace(AGGREGATE, rows=(("x" * 40_000, 2024, 1, 1, 1, []),))

    value = read(as_xlsx.write(dataset, Options()))["data"]["A2"].value

    assert (len(value), value[-1]) == (32_767, "…")


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_xlsx, "MAX_ROWS", 5)

    with pytest.raises(BadRequest, match="A sheet holds 5 rows"):
        as_xlsx.write(AGGREGATE, Options())


def test_a_long_answer_is_written_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_xlsx, "ROWS_IN_MEMORY", 2)

    answer = as_xlsx.write(AGGREGATE, Options())

    assert read(answer)["data"]["D5"].value == 1_432_000_000
    assert answer == as_xlsx.write(AGGREGATE, Options())


def test_an_answer_without_rows_is_a_header() -> None:
    empty = replace(AGGREGATE, rows=(), null_reasons=())

    assert zipfile.is_zipfile(io.BytesIO(as_xlsx.write(empty, Options(notes=True))))
    assert read(as_xlsx.write(replace(empty, columns=()), Options()))["data"]["A1"].value is None
