"""CSV is read strictly, piece by piece, and every row keeps its line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.imports import csv_files
from app.imports.csv_files import LINE, Layout, Piece, UnreadableFile, parse, parse_records, read_layout, read_pieces

KNOWN = {"id", "name", "note"}


def read(path: Path) -> tuple[Layout, list[Piece]]:
    layout = read_layout(path, KNOWN.__contains__)
    return layout, list(read_pieces(path, layout))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file.csv"


def rows(pieces: list[Piece]) -> list[tuple[object, ...]]:
    return [row for piece in pieces for row in piece.rows.select(LINE, "0", "1").iter_rows()]


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        (b"id,name\na,Anna\n", ","),
        (b"\xef\xbb\xbfid,name\r\na,Anna\r\n", ","),
        (b"id;name\na;Anna\n", ";"),
        (b"\xef\xbb\xbfid;name;\r\na;Anna;\r\n", ";"),
        (b"id,name\ra,Anna\r", ","),
        (b'"id","name"\n"a","Anna"', ","),
        (b"id , name\na,Anna\n\n,\n", ","),
    ],
)
def test_a_file_is_read_whichever_way_it_is_written(file: Path, content: bytes, delimiter: str) -> None:
    file.write_bytes(content)

    layout, pieces = read(file)

    assert (layout.delimiter, layout.header) == (delimiter, ("id", "name"))
    assert rows(pieces) == [(2, "a", "Anna")]
    assert [piece.problems for piece in pieces if piece.problems] == []


def test_excels_hint_before_the_header_is_a_line_of_the_file(file: Path) -> None:
    file.write_bytes(b"sep=;\r\nid;name\r\na;Anna\r\n")

    layout, pieces = read(file)

    assert (layout.header_line, layout.header, rows(pieces)) == (2, ("id", "name"), [(3, "a", "Anna")])


def test_lines_are_counted_through_quotes_and_blank_lines(file: Path) -> None:
    file.write_text('id,name\na,"An\nna"\n\nb,"B ""b"", b"\nc,\n', encoding="utf-8")

    _, pieces = read(file)

    assert rows(pieces) == [(2, "a", "An\nna"), (5, "b", 'B "b", b'), (6, "c", None)]


def test_ragged_lines_are_reported_and_the_others_read(file: Path) -> None:
    file.write_text("id,name\na\nb,Bob\nc,Cy,x,y\n", encoding="utf-8")

    _, pieces = read(file)

    assert rows(pieces) == [(3, "b", "Bob")]
    assert [(problem.line, problem.problem) for piece in pieces for problem in piece.problems] == [
        (2, "the line has 1 cell, the header 2"),
        (4, "the line has 4 cells, the header 2"),
    ]


def test_pieces_end_where_records_end(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_files, "PIECE_BYTES", 40)
    lines = [f'{n},"no {n}\n, or ""{n}"""\n' if n % 3 else f"{n},plain {n}\n" for n in range(50)]
    file.write_text("id,name\n" + "".join(lines), encoding="utf-8")

    _, pieces = read(file)

    assert len(pieces) > 10
    assert [row[1] for row in rows(pieces)] == [str(n) for n in range(50)]
    assert rows(pieces)[-1] == (1 + 50 + 32, "49", 'no 49\n, or "49"')
    assert sum(piece.bytes_read for piece in pieces) == file.stat().st_size - len("id,name\n")


def test_a_quote_within_a_cell_is_part_of_it(file: Path) -> None:
    file.write_text('id,name\na,5" disk\nb,6" disk\n', encoding="utf-8")

    _, pieces = read(file)

    assert rows(pieces) == [(2, "a", '5" disk'), (3, "b", '6" disk')]


@pytest.mark.parametrize(
    ("content", "line", "problem"),
    [
        (b"", 1, "the file is empty"),
        (b"\xef\xbb\xbf\nid,name\n", 1, "no header line"),
        (b"id,name\na,Ann\xe9\n", 2, "not UTF-8: byte 0xe9"),
        (b"id,name\na,Anna\nb,B\0b\n", 3, "NUL"),
        (b'id,name\na,"Anna\nb,Bob\n', 2, "unexpected end of data"),
        (b'id,name\na,Anna\nb,"Bo"b\n', 3, "expected after"),
        ("id,name\n".encode("utf-16"), 1, "UTF-16"),
        (b"PK\x03\x04 and more", 1, "a workbook or archive"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(file: Path, content: bytes, line: int, problem: str) -> None:
    file.write_bytes(content)

    with pytest.raises(UnreadableFile, match=problem) as unreadable:
        read(file)

    assert unreadable.value.line == line
    assert unreadable.value.remedy


def test_a_nul_byte_far_into_the_file_is_found(file: Path) -> None:
    file.write_bytes(b"id,name\n" + b"a,Anna\n" * 20_000 + b"b,\0\n")

    with pytest.raises(UnreadableFile, match="the line holds a NUL byte") as unreadable:
        read(file)

    assert unreadable.value.line == 20_002


def test_a_record_without_end_is_refused_before_it_fills_the_memory(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_files, "PIECE_BYTES", 100)
    monkeypatch.setattr(csv_files, "LONGEST_RECORD_BYTES", 300)
    file.write_bytes(b'id,name\na,Anna\nb,"' + b"x\n" * 1000)

    with pytest.raises(UnreadableFile, match="a record does not end") as unreadable:
        read(file)

    assert unreadable.value.line == 3


def told(read_by: Callable[[bytes, int, Layout], Piece], data: bytes) -> object:
    """Return what a reader makes of some lines."""
    try:
        piece = read_by(data, 2, Layout(",", b"\n", 0, 1, ("id", "name")))
    except UnreadableFile as error:
        return error.line, error.problem
    return rows([piece]), list(piece.problems)


CELLS = st.sampled_from(
    ["", "a", "né", '"q"', '"x, y"', '"say ""hi"""', '5" disk', '"two\nlines"', '""', '"', '"a"b', " "]
)
LINES = st.lists(CELLS, min_size=1, max_size=3).map(",".join)


@given(st.lists(LINES, min_size=1, max_size=6), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_lines_with_quotes_are_read_fast_just_as_the_strict_reader_reads_them(
    lines: list[str], end: str, closed: bool
) -> None:
    data = (end.join(lines) + end * closed).encode()
    assume(data)

    assert told(parse, data) == told(parse_records, data)
