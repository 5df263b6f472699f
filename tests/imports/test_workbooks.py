"""A workbook is read like a CSV file, and nothing in it is trusted."""

import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font
from sqlalchemy import Connection, text

from app.errors import ImportFailure
from app.imports import workbooks
from tests.factories import DATA
from tests.imports.conftest import Import, shipped_lines

HEADER = ["investor_id", "name", "kind", "country", "aliases"]


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Write a workbook from sheets of rows, given by the sheets' names."""

    def write(name: str = "investors.xlsx", **sheets: list[list[object]]) -> Path:
        made = openpyxl.Workbook()
        made.remove(made.worksheets[0])
        for title, rows in sheets.items():
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(row)
        path = tmp_path / name
        made.save(path)
        return path

    return write


def problem_of(bring: Import, table: str, path: Path) -> list[tuple[int, str | None, str]]:
    with pytest.raises(ImportFailure) as refused:
        bring((table, path))
    return [(fault.line, fault.column, fault.problem) for fault in refused.value.faults]


def test_the_shipped_rows_come_back_from_a_workbook_unchanged(bring: Import, book: Callable[..., Path]) -> None:
    files = []
    for table in ("companies", "funding_rounds", "sources", "observations", "indicators", "units"):
        lines = shipped_lines(table)
        rows: list[list[object]] = [list(lines[0])]
        rows += [[cell or None for cell in line.values()] for line in lines]
        files.append((table, book(f"{table}.xlsx", Blatt1=rows)))

    summary = bring(*files)

    assert summary.revision is None
    assert sum(file.unchanged for file in summary.files) == sum(len(shipped_lines(table)) for table, _ in files)


def test_cells_are_taken_as_excel_keeps_them(connection: Connection, bring: Import, book: Callable[..., Path]) -> None:
    rounds = ["round_id", "company_id", "announced_on", "date_precision", "stage", "amount", "currency", "source_ids",
              "confidence", "note"]  # fmt: skip
    rows = [
        rounds,
        ["odoo-2024-01-seed", "odoo", date(2024, 1, 5), "day", "seed", 1500000, "EUR", "tijd-2018-amansia", "low", 12],
        [None, None],
        ["odoo-2024-02-seed", "odoo", datetime(2024, 2, 5, tzinfo=UTC).replace(tzinfo=None), "day", "seed", 1.5e6 + 0.25,
         "EUR", "tijd-2018-amansia", "low", True],
    ]  # fmt: skip

    summary = bring(("funding_rounds", book("funding_rounds.xlsx", Sheet1=rows)))

    stored = connection.execute(
        text("SELECT announced_on::text, amount::text, note FROM funding_rounds WHERE revision = 2 ORDER BY id")
    )
    assert summary.files[0].created == 2
    assert [tuple(row) for row in stored] == [("2024-01-05", "1500000.00", "12"), ("2024-02-05", "1500000.25", "true")]


def test_the_sheet_named_after_the_table_is_read(bring: Import, book: Callable[..., Path]) -> None:
    path = book(**{"Read me": [["hello"]], "Investors": [HEADER, ["new-fund", "New Fund", "vc", "BE", None]]})

    assert bring(("investors", path)).files[0].created == 1


def test_a_column_for_notes_beside_the_header_is_not_ignored(bring: Import, book: Callable[..., Path]) -> None:
    path = book(Sheet1=[HEADER, ["new-fund", "New Fund", "vc", None, None, "a remark"]])

    assert problem_of(bring, "investors", path) == [(2, None, "the line has 6 cells, the header 5")]


def test_formulas_and_errors_are_refused_cell_by_cell(bring: Import, book: Callable[..., Path]) -> None:
    path = book(Sheet1=[HEADER, ["a", "=1+1", "vc", None, None], ["b", "B", "vc", "#N/A", None]])

    assert problem_of(bring, "investors", path)[:2] == [(2, "name", "a formula"), (3, "country", "an error value")]


@pytest.mark.parametrize(
    ("sheets", "line", "problem"),
    [
        ({"Sheet1": []}, 0, "the workbook is empty"),
        ({"A": [HEADER], "B": [["x"]]}, 0, "several sheets hold cells"),
        ({"investors": [[None], ["x"]]}, 1, "the sheet has no header line"),
        ({"Sheet1": [["investor_id", "nam", "kind"], ["a", "A", "vc"]]}, 1, "unknown column"),
        ({"Sheet1": [HEADER, ["a", "A", "vc", datetime(2024, 1, 1, 10, tzinfo=UTC).replace(tzinfo=None), None]]}, 2,
         "not a country code"),
    ],
)  # fmt: skip
def test_a_sheet_that_is_no_table_is_refused(
    bring: Import, book: Callable[..., Path], sheets: dict[str, list[list[object]]], line: int, problem: str
) -> None:
    assert (line, problem) in [(found[0], found[2]) for found in problem_of(bring, "investors", book(**sheets))]


def test_what_is_no_workbook_is_refused(bring: Import, tmp_path: Path) -> None:
    path = tmp_path / "investors.xlsx"
    for content in (
        b"",
        b"PK\x03\x04",
        bytes(range(256)),
        (DATA / "investors.csv").read_bytes(),
        b"\xd0\xcf\x11\xe0" * 99,
    ):
        path.write_bytes(content)

        [(line, _, problem)] = problem_of(bring, "investors", path)

        assert line == 0
        assert problem.startswith("the file is no Excel workbook")


def altered(path: Path, part: str, content: bytes) -> Path:
    """Write a copy of a workbook with one part added or replaced."""
    spoilt = path.with_name(f"spoilt-{path.name}")
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(spoilt, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in archive.infolist():
            if entry.filename != part:
                copy.writestr(entry, archive.read(entry))
        copy.writestr(part, content)
    return spoilt


SHEET = "xl/worksheets/sheet1.xml"
BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    ("part", "content", "problem"),
    [
        ("xl/vbaProject.bin", b"macro", "the workbook holds macros"),
        (SHEET, BOMB, "damaged or dangerous XML"),
        (SHEET, b"<worksheet><sheetData>", "damaged or dangerous XML"),
        ("xl/workbook.xml", b"<workbook/>", "the workbook"),
        (SHEET, b"<x/>", "the workbook is empty"),
    ],
)
def test_a_dangerous_or_damaged_workbook_is_refused(
    bring: Import, book: Callable[..., Path], part: str, content: bytes, problem: str
) -> None:
    path = altered(book(Sheet1=[HEADER, ["a", "A", "vc", None, None]]), part, content)

    [(line, _, said)] = problem_of(bring, "investors", path)

    assert line == 0
    assert problem in said


def test_a_workbook_that_unpacks_without_end_is_refused_unread(
    bring: Import, book: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "LARGEST_UNPACKED_BYTES", 1 << 20)
    path = altered(book(Sheet1=[HEADER]), "xl/media/zeros.bin", bytes(2 << 20))

    assert problem_of(bring, "investors", path) == [(0, None, "the workbook unpacks to more than 1 MB")]


def test_a_cell_that_the_library_cannot_read_is_the_files_fault(bring: Import, book: Callable[..., Path]) -> None:
    path = book(Sheet1=[HEADER, ["a", "A", "vc", None, None]])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read(SHEET)
    text_cell = b'<c r="A2" t="inlineStr"><is><t>a</t></is></c>'
    assert text_cell in sheet
    sheet = sheet.replace(text_cell, b'<c r="A2" t="n"><v>x</v></c>')

    [(line, _, problem)] = problem_of(bring, "investors", altered(path, SHEET, sheet))

    assert (line, problem[:24]) == (0, "the sheet cannot be read")


def test_a_styled_workbook_is_read(bring: Import, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(HEADER)
    sheet.append(["new-fund", "New Fund", "vc", "BE", None])
    sheet["A1"].font = Font(bold=True)
    made.save(tmp_path / "investors.xlsx")

    assert bring(("investors", tmp_path / "investors.xlsx")).files[0].created == 1
