"""A Belgian Excel's habits are understood where its separator is, and nowhere is a number guessed."""

from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import Connection, text

from app.errors import ImportFailure
from app.imports.cells import Check, canonical, checks_of, database_form, find_wrong
from app.imports.fields import Field, Kind
from tests.imports.conftest import Import, WriteFile


def field(kind: Kind, **words: object) -> Field:
    given: dict[str, object] = {
        "name": "x", "csv": "x", "required": False, "refers": None, "longest": 100, "digits": 18, "decimals": 2, **words,
    }  # fmt: skip
    return Field(kind=kind, **given)  # type: ignore[arg-type]  # as given


def judged(kind: Kind, cell: str | None, *, excel: bool, **words: object) -> str | None:
    """Return how a cell is read, or what is wrong with it."""
    of = field(kind, **words)
    rows = pl.DataFrame({"x": [cell]}, schema={"x": pl.String}).with_columns(canonical(of, excel=excel))
    wrong = find_wrong(rows, list(checks_of(of, excel=excel)))
    if wrong:
        problem = wrong[0][0].problem
        return "! " + (problem if isinstance(problem, str) else problem(cell))
    return None if rows["x"][0] is None else str(rows["x"][0])


AMBIGUOUS = "! one point with three digits after it can be read in two ways"


@pytest.mark.parametrize(
    ("cell", "plain", "excel"),
    [
        ("1234", "1234", "1234"),
        ("0", "0", "0"),
        ("-12.5", "-12.5", "-12.5"),
        ("12,5", "! not a number", "12.5"),
        ("1.234,56", "! not a number", "1234.56"),
        ("1 234 567,5", "! not a number", "1234567.5"),
        ("1\u00a0234", "! not a number", "1234"),
        ("1\u202f234,5", "! not a number", "1234.5"),
        ("1.234.567", "! not a number", "1234567"),
        ("1.234", "! more decimals than are kept", AMBIGUOUS),
        ("1,234.5", "! not a number", "! not a number"),
        ("12.50", "12.50", "12.50"),
        ("1.005", "! more decimals than are kept", AMBIGUOUS),
        (
            "1.43E+09",
            "! a number in scientific notation, which loses digits",
            "! a number in scientific notation, which loses digits",
        ),
        ("007", "! not a number", "! not a number"),
        ("1" * 19, "! more digits than are kept", "! more digits than are kept"),
        (None, None, None),
    ],
)
def test_numbers(cell: str | None, plain: str | None, excel: str | None) -> None:
    assert judged("number", cell, excel=False) == plain
    assert judged("number", cell, excel=True) == excel


@pytest.mark.parametrize(
    ("cell", "plain", "excel"),
    [
        ("2024-05-17", "2024-05-17", "2024-05-17"),
        ("17/05/2024", "! not a date", "2024-05-17"),
        ("7/5/2024", "! not a date", "2024-05-07"),
        ("7-5-2024", "! not a date", "2024-05-07"),
        ("31/02/2024", "! not a date", "! not a date"),
        ("2023-02-29", "! not a date", "! not a date"),
        ("1700-01-01", "! not a date", "! not a date"),
        ("45429", "! not a date", "! not a date"),
    ],
)
def test_dates(cell: str, plain: str, excel: str) -> None:
    assert judged("date", cell, excel=False) == plain
    assert judged("date", cell, excel=True) == excel


@pytest.mark.parametrize(
    ("cell", "plain", "excel"),
    [
        ("true", "true", "true"),
        ("FALSE", "false", "false"),
        ("WAAR", "! neither true nor false", "true"),
        ("FAUX", "! neither true nor false", "false"),
        ("1", "! neither true nor false", "! neither true nor false"),
    ],
)
def test_truth(cell: str, plain: str, excel: str) -> None:
    assert judged("boolean", cell, excel=False) == plain
    assert judged("boolean", cell, excel=True) == excel


@pytest.mark.parametrize(
    ("kind", "cell", "read"),
    [
        ("integer", "2014", "2014"),
        ("integer", "40000", "! out of range"),
        ("integer", "20.0", "! not a whole number"),
        ("text", "Ann & Bob", "Ann & Bob"),
        ("text", " Ann", "! stray white space: at an end, doubled, or a line break"),
        ("text", "Ann\u2028Bob", "! stray white space: at an end, doubled, or a line break"),
        ("text", "x" * 101, "! the cell holds 101 characters"),
        ("list", "a;b", "a;b"),
        ("list", "a;;b", "! an item of the list is empty"),
        ("list", "a;b;a", "! an item is repeated"),
        ("list", "a; b", "! stray white space in the list"),
    ],
)
def test_other_cells(kind: Kind, cell: str, read: str) -> None:
    assert judged(kind, cell, excel=False) == read


def test_a_free_number_keeps_its_decimals() -> None:
    assert judged("number", "0.000123", excel=False, digits=None, decimals=None) == "0.000123"
    assert judged("number", "0." + "1" * 41, excel=False, digits=None, decimals=None) == "! more decimals than are kept"


def test_a_list_is_written_as_an_array() -> None:
    rows = pl.DataFrame({"x": ["a;b", None, 'q"uote;back\\slash;{x}']})

    assert rows.select(database_form(field("list")))["x"].to_list() == [
        '{"a","b"}', "{}", '{"q\\"uote","back\\\\slash","{x}"}',
    ]  # fmt: skip


def test_nothing_is_wrong_with_no_rows() -> None:
    assert (
        find_wrong(pl.DataFrame({"x": []}, schema={"x": pl.String}), [Check("x", pl.lit(value=True), "always")]) == []
    )


def test_a_belgian_excels_file_comes_in(connection: Connection, bring: Import, tmp_path: Path) -> None:
    path = tmp_path / "funding_rounds.csv"
    path.write_bytes(
        "\ufeffround_id;company_id;announced_on;date_precision;stage;amount;currency;source_ids;confidence;investor_ids\r\n"
        'odoo-2024-01-seed;odoo;5/01/2024;day;seed;1.500.000,50;EUR;tijd-2018-amansia;low;"83north;abo-securities"\r\n'.encode()
    )

    bring(("funding_rounds", path))

    row = connection.execute(
        text("SELECT announced_on::text, amount::text, investor_ids FROM funding_rounds WHERE id = 'odoo-2024-01-seed'")
    )
    assert tuple(row.one()) == ("2024-01-05", "1500000.50", ["83north", "abo-securities"])


def test_what_excel_wrote_is_reported_as_it_stands(bring: Import, write_file: WriteFile) -> None:
    path = write_file(
        "fx_rates.csv", "currency;day;rate;source", "USD;2/11/2026;1,234.5;a bank", "USD;3/11/2026;1.085;a bank"
    )

    with pytest.raises(ImportFailure) as refused:
        bring(("fx_rates", path))

    assert [(fault.line, fault.value) for fault in refused.value.faults] == [(2, "1,234.5"), (3, "1.085")]
