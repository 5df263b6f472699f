"""Turn cells of text into the way the database reads them, and find those that no value fits."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from app.imports.fields import Field

ISO_DATE = r"^(1[89]|20|21)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
LOCAL_DATE = r"^(\d\d)[/.-](\d\d)[/.-](\d{4})$"
NUMBER = r"^-?(0|[1-9]\d*)(\.\d+)?$"
SPACES = r" \x{a0}\x{202f}"
GROUPED = rf"^-?\d{{1,3}}([{SPACES}.]\d{{3}})+(,\d+)?$"
AMBIGUOUS = r"^-?\d{1,3}\.\d{3}$"
STRAY = r"[\x00-\x1f\x7f\u{85}\u{2028}\u{2029}]|^\s|\s$|\s\s"
SMALLEST, LARGEST = -32_768, 32_767
MOST_DIGITS = 40
TRUE = ("true", "waar", "vrai", "wahr")
FALSE = ("false", "onwaar", "faux", "falsch")

Text = str | Callable[[str | None], str]


@dataclass(frozen=True, slots=True)
class Check:
    """Something that a row may not do: the rows where `wrong` is true, the column to blame, what to say.

    `wrong` is null, and thus no fault, where a cell that it needs is empty. `problem` and `remedy` may
    depend on the value of the cell. `needs` are the columns that must be in the file for it to be asked.
    `guards` names the constraint of the database that says the same.
    """

    column: str
    wrong: pl.Expr
    problem: Text
    remedy: Text = ""
    needs: tuple[str, ...] = ()
    guards: str | None = None


def canonical(field: Field, *, excel: bool) -> pl.Expr:
    """Return a column as the database takes it; cells that fit nothing stay as they are.

    `excel` allows what a Belgian Excel writes: decimal comma, grouped thousands, day first, words for
    true and false in its language.
    """
    cell = pl.col(field.name)
    if field.kind == "boolean":
        word = cell.str.to_lowercase()
        return (
            pl.when(word.is_in(TRUE if excel else TRUE[:1]))
            .then(pl.lit("true"))
            .when(word.is_in(FALSE if excel else FALSE[:1]))
            .then(pl.lit("false"))
            .otherwise(cell)
            .alias(field.name)
        )
    if not excel:
        return cell
    if field.kind == "date":
        padded = cell.str.replace(r"^(\d)([/.-])", "0$1$2").str.replace(r"([/.-])(\d)([/.-])", "${1}0$2$3")
        return padded.str.replace(LOCAL_DATE, "$3-$2-$1")
    if field.kind in ("number", "integer"):
        grouped = cell.str.contains(GROUPED) & ~cell.str.contains(AMBIGUOUS)
        plain = pl.when(grouped).then(cell.str.replace_all(f"[{SPACES}.]", "")).otherwise(cell)
        return plain.str.replace(r"^(-?\d+),(\d+)$", "$1.$2").alias(field.name)
    return cell


def checks_of(field: Field, *, excel: bool) -> Iterable[Check]:
    """Return what is asked of every cell of a column."""
    cell = pl.col(field.name)
    if field.required:
        yield Check(field.name, cell.is_null(), "the cell is empty", "this column needs a value in every row")
    yield Check(
        field.name,
        cell.str.len_chars() > field.longest,
        lambda value: f"the cell holds {len(value or ''):,} characters",
        f"at most {field.longest:,} characters",
    )
    yield from KINDS[field.kind](field, excel)


def text_checks(field: Field, _: bool) -> Iterable[Check]:
    """A text has no stray white space; a code or an id is compared with those that exist."""
    if field.refers is None:
        yield Check(
            field.name,
            pl.col(field.name).str.contains(STRAY),
            "stray white space: at an end, doubled, or a line break",
            tidied,
        )


def tidied(value: str | None) -> str:
    """Say how a text reads without stray white space."""
    clean = " ".join((value or "").split())
    return f"write {clean[:80]!r}" if clean else "leave the cell empty"


def list_checks(field: Field, _: bool) -> Iterable[Check]:
    """A list has no empty and no repeated items."""
    cell = pl.col(field.name)
    items = cell.str.split(";")
    yield Check(field.name, cell.str.contains(r"^;|;;|;$"), "an item of the list is empty", "write a;b;c")
    yield Check(field.name, items.list.n_unique() != items.list.len(), "an item is repeated", "name each item once")
    if field.refers is None:
        wrong = pl.col(field.name).str.contains(STRAY + r"|;\s|\s;")
        yield Check(field.name, wrong, "stray white space in the list", "write a;b;c, without spaces around items")


def integer_checks(field: Field, _: bool) -> Iterable[Check]:
    """A whole number that the database can hold."""
    cell = pl.col(field.name)
    is_whole = cell.str.contains(r"^-?(0|[1-9]\d{0,8})$")
    yield Check(field.name, ~is_whole, "not a whole number", "digits only, such as 2014")
    value = pl.when(is_whole).then(cell).cast(pl.Int64, strict=False)
    yield Check(field.name, ~value.is_between(SMALLEST, LARGEST), "out of range", f"{SMALLEST} to {LARGEST}")


def number_checks(field: Field, excel: bool) -> Iterable[Check]:
    """A number with a point (or, in Excel's files, a comma), of as many digits as the column keeps."""
    cell = pl.col(field.name)
    if excel:
        yield Check(
            field.name,
            cell.str.contains(AMBIGUOUS),
            "one point with three digits after it can be read in two ways",
            "without a separator of thousands, and with a decimal comma: 1234 or 1,234",
        )
    is_number = cell.str.contains(NUMBER)
    yield Check(field.name, ~is_number, number_problem, "digits with a point for decimals, such as 1430000000 or 12.5")
    if field.decimals is not None:
        many = is_number & cell.str.contains(rf"\.\d{{{field.decimals}}}\d*[1-9]")
        yield Check(field.name, many, "more decimals than are kept", f"at most {field.decimals} decimals")
    whole = is_number & cell.str.contains(rf"^-?\d{{{(field.digits or MOST_DIGITS) + 1},}}")
    yield Check(
        field.name, whole, "more digits than are kept", f"at most {field.digits or MOST_DIGITS} before the point"
    )
    if field.decimals is None:
        yield Check(field.name, cell.str.contains(rf"\.\d{{{MOST_DIGITS + 1},}}$"), "more decimals than are kept")


def number_problem(value: str | None) -> str:
    """Say what kind of thing stands where a number should."""
    text = value or ""
    if "e" in text.lower() and text[:1].isdigit():
        return "a number in scientific notation, which loses digits"
    return "not a number"


def boolean_checks(field: Field, _: bool) -> Iterable[Check]:
    """True or false."""
    yield Check(field.name, ~pl.col(field.name).is_in(["true", "false"]), "neither true nor false", "true or false")


def date_checks(field: Field, excel: bool) -> Iterable[Check]:
    """A day that exists in the calendar, 1800 to 2199."""
    cell = pl.col(field.name)
    missing = cell.str.to_date("%Y-%m-%d", strict=False).is_null() & cell.is_not_null()
    remedy = "YYYY-MM-DD or DD/MM/YYYY, such as 17/05/2024" if excel else "YYYY-MM-DD, such as 2024-05-17"
    yield Check(field.name, ~cell.str.contains(ISO_DATE) | missing, "not a date", remedy)


KINDS: dict[str, Callable[[Field, bool], Iterable[Check]]] = {
    "text": text_checks,
    "list": list_checks,
    "integer": integer_checks,
    "number": number_checks,
    "boolean": boolean_checks,
    "date": date_checks,
}


def database_form(field: Field) -> pl.Expr:
    """Return a checked column as COPY reads it: lists as array literals."""
    cell = pl.col(field.name)
    if field.kind != "list":
        return cell
    quoted = cell.str.replace_all("\\", "\\\\", literal=True).str.replace_all('"', '\\"', literal=True)
    array = '{"' + quoted.str.replace_all(";", '","', literal=True) + '"}'
    return pl.when(cell.is_null()).then(pl.lit("{}")).otherwise(array).alias(field.name)


def find_wrong(rows: pl.DataFrame, checks: Sequence[Check]) -> list[tuple[Check, pl.Series]]:
    """Return the checks that some rows fail, each with a mask of those rows."""
    if not checks or not rows.height:
        return []
    masks = rows.select(check.wrong.fill_null(value=False).alias(str(number)) for number, check in enumerate(checks))
    failing = masks.select(pl.all().any()).row(0)
    return [(check, masks[str(number)]) for number, check in enumerate(checks) if failing[number]]
