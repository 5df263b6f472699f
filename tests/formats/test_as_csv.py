"""CSV answers: RFC 4180, and the dialect of the Belgian Excel."""

import csv
import io

import pytest

from app.formats import Options, as_csv
from tests.formats.samples import AGGREGATE, ROUNDS

EXCEL = Options(csv_dialect="excel-be")


def test_an_aggregate_is_a_tidy_table() -> None:
    assert as_csv.write(AGGREGATE, Options()).decode().split("\r\n")[:4] == [
        "region,year,count,sum,median,obs_status",
        "BE1,2023,0,0,,",
        "BE1,2024,1,5000000.0,5000000.0,P",
        "BE2,2023,13,542000000.5,12500000.25,",
    ]


def test_a_list_is_flat_and_every_kind_of_value_is_text() -> None:
    answer = list(csv.reader(io.StringIO(as_csv.write(ROUNDS, Options()).decode(), newline="")))

    assert answer[0][:3] == ["id", "company_id", "company"]
    assert answer[1][2:] == [
        'Aä, "B"', "BE2", "2024-05-17", "1500000.5", "EUR", "i;j", "true", "2026-06-30T12:00:00+00:00",
        '{"rate":1.0842,"source":"ECB"}',
    ]  # fmt: skip
    assert answer[2][2:] == ["=cmd()\nB", "UNK", "2024-05-01", "", "", "", "false", "2026-06-30T12:00:00+00:00", ""]


def test_notes_end_each_row_with_the_reasons() -> None:
    lines = as_csv.write(AGGREGATE, Options(notes=True)).decode().split("\r\n")

    assert lines[0].endswith(",null_reasons")
    assert lines[1] == "BE1,2023,0,0,,,median=no_observations"
    assert lines[2] == "BE1,2024,1,5000000.0,5000000.0,P,"


def test_notes_stand_empty_where_an_answer_has_no_reasons() -> None:
    writer = as_csv.stream(AGGREGATE, Options(notes=True))

    assert writer.rows(AGGREGATE.rows[:1]) == b"BE1,2023,0,0,,,\r\n"


def test_the_belgian_excel_reads_semicolons_and_commas() -> None:
    answer = as_csv.write(AGGREGATE, EXCEL)

    assert answer.startswith(b"\xef\xbb\xbfregion;year;")
    assert answer.decode("utf-8-sig").split("\r\n")[3] == "BE2;2023;13;542000000,5;12500000,25;"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_the_belgian_excel_runs_no_cell_as_a_formula(start: str) -> None:
    dataset = ROUNDS.__class__(
        name="x", title=ROUNDS.title, columns=ROUNDS.columns[:1], rows=((f"{start}1",),), meta=ROUNDS.meta
    )

    (_, cell) = csv.reader(io.StringIO(as_csv.write(dataset, EXCEL).decode("utf-8-sig"), newline=""))

    assert cell == [f"'{start}1"]
    assert as_csv.write(dataset, Options()).decode().strip('id\r\n"').endswith(f"{start}1"[-1])


def test_a_negative_number_stays_a_number() -> None:
    dataset = AGGREGATE.__class__(
        name="x", title=ROUNDS.title, columns=AGGREGATE.columns[3:4], rows=((-1.5,),), meta=ROUNDS.meta
    )

    assert as_csv.write(dataset, EXCEL).decode("utf-8-sig") == "sum\r\n-1,5\r\n"


def test_labels_follow_their_codes() -> None:
    lines = as_csv.write(AGGREGATE, Options(lang="de", labels="both")).decode().split("\r\n")

    assert lines[0] == "region,region_label,year,count,sum,median,obs_status,obs_status_label"
    assert lines[6] == "BE3,Wallonische Region,2024,8,252000000.0,9999999.99,P,Vorläufig"


def test_an_empty_answer_is_its_header() -> None:
    writer = as_csv.stream(AGGREGATE, Options())

    assert (writer.head(), writer.rows(()), writer.tail()) == (b"region,year,count,sum,median,obs_status\r\n", b"", b"")
