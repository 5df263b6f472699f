"""XLSX: typed cells under a frozen header, and a second sheet that says what they are and where they come from."""

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from app.dataset import Column, Dataset
from app.errors import BadRequest, Fault
from app.formats import wordings
from app.formats.as_csv import NOTES_KEY, part_of_list, reasons_cell
from app.formats.as_json import dump
from app.formats.layout import lay_out
from app.formats.options import Options
from app.formats.units import is_fraction, unit_label
from app.languages import Text

MAX_ROWS = 1_048_575  # what a sheet holds below its header
MAX_TEXT = 32_767
MAX_WIDTH = 50
WIDTH_SAMPLE = 200
ROWS_IN_MEMORY = 20_000

# Text stays text: a cell that starts with = or http is what the data say, never a formula or a link.
SETTINGS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write(dataset: Dataset, options: Options) -> bytes:
    """Write the sheet of data and the sheet about them; the same answer gives the same bytes.

    Raises:
        BadRequest: there are more rows than a sheet holds.

    """
    if len(dataset.rows) > MAX_ROWS:
        detail = f"A sheet holds {MAX_ROWS} rows, this answer has {len(dataset.rows)}; ask for csv or parquet."
        raise BadRequest(detail, faults=[Fault("format", "too_many_rows", detail, "xlsx", "csv")])
    file = io.BytesIO()
    large = len(dataset.rows) > ROWS_IN_MEMORY
    book = xlsxwriter.Workbook(file, {**SETTINGS, "in_memory": not large, "constant_memory": large})
    book.set_properties({"title": dataset.title.in_(options.lang), "created": plain_time(dataset.meta.updated)})
    write_data(book, dataset, options)
    write_about(book, dataset, options)
    book.close()
    return file.getvalue()


def write_data(book: xlsxwriter.Workbook, dataset: Dataset, options: Options) -> None:
    """Write the first sheet: one row per row, headed by the keys that every format has."""
    layout = lay_out(dataset, options, "flat")
    columns = layout.columns
    values = [cells(column, part) for column, part in zip(columns, layout.values(dataset.rows), strict=True)]
    formats = [book.add_format({"num_format": number_format(column)}) for column in columns]
    if options.notes:
        columns = (*columns, Column(NOTES_KEY, Text.same(NOTES_KEY)))
        values.append([reasons_cell(why) or None for why in dataset.null_reasons] or [None] * len(dataset.rows))
        formats.append(None)
    sheet = book.add_worksheet("data")
    sheet.freeze_panes(1, 0)
    header = book.add_format({"bold": True, "bottom": 1})
    for place, column in enumerate(columns):
        sheet.set_column(place, place, width(column.key, values[place]))
        sheet.write_string(0, place, column.key, header)
    for line, row in enumerate(zip(*values, strict=True), start=1):
        for place, value in enumerate(row):
            if value is not None:
                put(sheet, line, place, value, formats[place])
    if columns:
        sheet.autofilter(0, 0, len(dataset.rows), len(columns) - 1)


def put(sheet: Any, line: int, place: int, value: Any, format_: Any) -> None:
    """Write one cell by the type of its value."""
    if isinstance(value, str):
        sheet.write_string(line, place, value)
    elif isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, place, value, format_)
    else:
        sheet.write_datetime(line, place, value, format_)


def write_about(book: xlsxwriter.Workbook, dataset: Dataset, options: Options) -> None:
    """Write the second sheet: query, version, sources, citation, licence, then one line per column."""
    lang = options.lang
    bold, wrapped = (
        book.add_format({"bold": True, "valign": "top"}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    sheet = book.add_worksheet(wordings.ABOUT.in_(lang))
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, 2, 24)
    sheet.set_column(3, 3, 90)
    sheet.write_string(0, 0, dataset.title.in_(lang), bold)
    line = 2
    for heading, texts in statements(dataset):
        for number, text in enumerate(texts):
            if number == 0:
                sheet.write_string(line, 0, heading.in_(lang), bold)
            sheet.write_string(line, 1, shorten(text), wrapped)
            line += 1
    line += 1
    for place, heading in enumerate((wordings.COLUMN, wordings.NAME, wordings.UNIT, wordings.DEFINITION)):
        sheet.write_string(line, place, heading.in_(lang), bold)
    for number, column in enumerate(lay_out(dataset, options, "flat").columns, start=line + 1):
        unit = "" if column.unit is None else f"{unit_label(dataset, column.unit, lang)} ({column.unit})"
        definition = "" if column.description is None else column.description.in_(lang)
        for place, text in enumerate((column.key, column.label.in_(lang), unit, definition)):
            sheet.write_string(number, place, shorten(text), wrapped)


def statements(dataset: Dataset) -> Iterator[tuple[Text, Sequence[str]]]:
    """Yield what an answer says about itself, as headings with one or more lines."""
    meta = dataset.meta
    yield wordings.QUERY, [f"{key}: {part_of_list(value)}" for key, value in meta.query.items()]
    yield wordings.ADDRESS, [dataset.links.get("self") or ""]
    yield wordings.RECORDS, list(filter(None, [dataset.links.get("records")]))
    yield wordings.DATA_VERSION, [str(meta.data_version)]
    yield wordings.UPDATED, [meta.updated.isoformat()]
    if meta.as_of:
        yield wordings.AS_OF, [meta.as_of]
    yield wordings.NOTES, meta.notes
    yield wordings.SOURCES, meta.source_lines
    yield wordings.CITATION, [meta.citation or ""]
    yield wordings.LICENCE, [" ".join(filter(None, (meta.licence, wordings.LICENCES.get(meta.licence))))]


def cells(column: Column, values: Sequence[Any]) -> Sequence[Any]:
    """Return a column's values as a sheet holds them: lists and objects as text, times without a zone."""
    match column.kind:
        case "list":
            return [None if parts is None else shorten(";".join(map(part_of_list, parts))) for parts in values]
        case "object":
            return [None if value is None else shorten(dump(value).decode()) for value in values]
        case "number":
            return [value if value is None or isinstance(value, str) else float(value) for value in values]
        case "datetime":
            return [None if value is None else plain_time(value) for value in values]
        case "string":
            return [shorten(value) if isinstance(value, str) else value for value in values]
        case _:
            return values


def plain_time(time: datetime) -> datetime:
    """Return a time in UTC without its zone, which sheets do not have."""
    return time.astimezone(UTC).replace(tzinfo=None)


def shorten(text: str) -> str:
    """Cut a text visibly at what a cell holds."""
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def number_format(column: Column) -> str:
    """Return how a sheet shows the numbers and dates of a column."""
    match column.kind:
        case "date":
            return "yyyy-mm-dd"
        case "datetime":
            return "yyyy-mm-dd hh:mm:ss"
        case "integer":
            return "0" if column.role == "time" or column.unit is None else "#,##0"
        case "number" if is_fraction(column):
            return "0.0%"
        case "number" if column.unit in ("EUR", "USD"):
            return "#,##0.00"
        case _:
            return "General"


def width(key: str, values: Sequence[Any]) -> int:
    """Return a width that shows the header and most values whole."""
    sample = (len(str(value)) for value in values[:WIDTH_SAMPLE] if value is not None)
    return min(max(len(key) + 4, *sample, 8) + 1, MAX_WIDTH)
