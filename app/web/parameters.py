"""Parameter: one name of a query string, how its value is read, and the parameters that many routes share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any, Literal

from app.errors import Fault
from app.languages import LANGUAGES
from app.web.spelling import nearest

Kind = Literal["string", "integer", "number", "boolean", "date", "list"]

LARGEST_INTEGER = 2**31 - 1  # what the database's integer columns hold


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter.

    A `list` takes several values with commas between; unless `ordered`, their order means nothing.
    `choices` are the only values allowed, `codelist` names the list that they come from instead, `also`
    the values taken beside its codes. `signed` values may begin with a minus. `pattern` is for the
    documentation. `maximum` bounds a number, or the length of a string. `only_for` are the formats in
    which it means anything; with another one it is refused. `default_in` are those in which its default is what
    leaving it out means; all when empty. A list that `may_be_empty` asks for nothing then. `filters` marks a value
    that goes to the query as it is written, which then judges it.
    """

    name: str
    description: str
    kind: Kind = "string"
    choices: tuple[str, ...] = ()
    codelist: str | None = None
    also: tuple[str, ...] = ()
    pattern: str | None = None
    default: str | None = None
    example: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    ordered: bool = False
    signed: bool = False
    filters: bool = False
    required: bool = False
    may_be_empty: bool = False
    only_for: tuple[str, ...] = ()
    default_in: tuple[str, ...] = ()

    @property
    def bounds(self) -> tuple[int, int]:
        """The smallest and the largest whole number that it takes."""
        return self.minimum or 0, LARGEST_INTEGER if self.maximum is None else self.maximum

    def is_usual(self, text: str, written_as: str) -> bool:
        """Tell whether a value says no more than leaving the parameter out, in a format."""
        return text == self.default and (not self.default_in or written_as in self.default_in)

    def tidy(self, text: str) -> str:
        """Return the value in canonical spelling: no stray blanks, lists without repeats and in a fixed order."""
        if self.kind == "boolean":
            return text.strip().lower()
        if self.kind != "list":
            return text.strip()
        parts = list(dict.fromkeys(part.strip() for part in text.split(",")))
        return ",".join(parts if self.ordered else sorted(parts))

    def read(self, text: str) -> Any:
        """Return the typed value of a tidy text; a filter stays text, for the query to judge.

        Raises:
            Misread: the text is no value of this parameter.

        """
        if not text:
            if self.may_be_empty:
                return ()
            raise Misread(self, "empty_value", text, f"'{self.name}' has no value; give one or leave it out.")
        return text if self.filters else READERS[self.kind](self, text)


class Misread(Exception):
    """A value that its parameter does not take."""

    def __init__(
        self,
        parameter: Parameter,
        code: str,
        value: str,
        detail: str,
        *,
        did_you_mean: str | None = None,
        allowed: Sequence[str] = (),
    ) -> None:
        super().__init__(detail)
        self.fault = Fault(parameter.name, code, detail, value, did_you_mean, tuple(allowed))


def read_string(parameter: Parameter, text: str) -> str:
    """Return the text, which must be one of the choices where there are some."""
    if parameter.maximum is not None and len(text) > parameter.maximum:
        raise Misread(
            parameter, "too_long", text[:80], f"'{parameter.name}' takes {parameter.maximum} characters at most."
        )
    return chosen(parameter, text)


def read_integer(parameter: Parameter, text: str) -> int:
    """Return a whole number within the parameter's bounds."""
    if not text.isascii() or not text.removeprefix("-").isdigit():
        raise Misread(parameter, "not_a_number", text, f"'{text}' is no whole number.")
    lowest, highest = parameter.bounds
    number = int(text[:12])
    if not lowest <= number <= highest:
        nearest_bound = str(lowest if number < lowest else highest)
        raise Misread(
            parameter,
            "out_of_range",
            text,
            f"'{parameter.name}' goes from {lowest} to {highest}.",
            did_you_mean=nearest_bound,
        )
    return number


def read_number(parameter: Parameter, text: str) -> float:
    """Return a finite number; `1.43e9` is one, a decimal comma or `nan` is not."""
    try:
        number = float(text)
    except ValueError as error:
        raise Misread(parameter, "not_a_number", text, f"'{text}' is no number such as 2500000 or 1.43e9.") from error
    if not isfinite(number):
        raise Misread(parameter, "not_a_number", text, f"'{text}' is no finite number.")
    return number


def read_boolean(parameter: Parameter, text: str) -> bool:
    """Return true or false."""
    if text not in ("true", "false"):
        raise Misread(
            parameter, "not_a_boolean", text, f"'{text}' is neither true nor false.", allowed=("true", "false")
        )
    return text == "true"


def read_date(parameter: Parameter, text: str) -> date:
    """Return a calendar day written YYYY-MM-DD."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Misread(parameter, "not_a_date", text, f"'{text}' is no date such as 2025-06-30.") from error
    if day.isoformat() != text:
        raise Misread(
            parameter, "not_a_date", text, f"'{text}' is not written YYYY-MM-DD.", did_you_mean=day.isoformat()
        )
    return day


def read_list(parameter: Parameter, text: str) -> tuple[str, ...]:
    """Return the values between the commas, each one of the choices where there are some."""
    parts = text.split(",")
    if not all(parts):
        raise Misread(parameter, "empty_value", text, f"'{parameter.name}' has an empty value between two commas.")
    for part in parts:
        chosen(parameter, part.removeprefix("-") if parameter.signed else part)
    return tuple(parts)


def chosen(parameter: Parameter, text: str) -> str:
    """Return the text; raise Misread when it is none of the parameter's choices."""
    if parameter.choices and text not in parameter.choices:
        raise Misread(
            parameter,
            "unknown_value",
            text,
            f"'{text}' is no value of '{parameter.name}'.",
            did_you_mean=nearest(text, parameter.choices),
            allowed=parameter.choices,
        )
    return text


READERS: Mapping[Kind, Callable[[Parameter, str], Any]] = {
    "string": read_string,
    "integer": read_integer,
    "number": read_number,
    "boolean": read_boolean,
    "date": read_date,
    "list": read_list,
}


LANG = Parameter(
    "lang",
    "Language of labels and prose: `en`, `nl`, `fr` or `de`. Without it the `Accept-Language` header decides, then "
    "English. Codes never change.",
    choices=LANGUAGES,
    example="nl",
)
AS_OF = Parameter(
    "as_of",
    "Answer as the database stood at the end of that day (UTC). To ask for the state of the world at a date, use "
    "`at` where a route has it. A date before the first data is 404 and names the earliest one.",
    kind="date",
)
DATA_VERSION = Parameter(
    "data_version",
    "Answer from this numbered state of the database, as `meta.data_version` named it; makes a permanent link.",
    kind="integer",
    minimum=1,
    example="1",
)
LABELS = Parameter(
    "labels",
    "Show codes, their labels in the language of the answer, or both: `region`, then `region_label`.",
    choices=("code", "label", "both"),
    default="code",
    example="both",
)
CSV_DIALECT = Parameter(
    "csv_dialect",
    "For CSV alone: `rfc4180` (comma, decimal point) or `excel-be`, which Excel in Belgium opens by a double click "
    "(byte order mark, semicolon, decimal comma).",
    choices=("rfc4180", "excel-be"),
    default="rfc4180",
    example="excel-be",
    only_for=("csv",),
)
NOTES = Parameter(
    "notes",
    "For CSV alone: add a last column `null_reasons` that says why a cell is empty.",
    kind="boolean",
    default="false",
    example="true",
    only_for=("csv",),
)
CHARTS = ("svg", "png", "vegalite")
# Formats that name their sources in full, since they are kept and shown apart from the service.
TO_READ = ("xlsx", "parquet", "jsonstat", *CHARTS)
THEME = Parameter(
    "theme",
    "For charts alone: `light` or `dark`.",
    choices=("light", "dark"),
    default="light",
    example="dark",
    only_for=CHARTS,
)
WIDTH = Parameter(
    "width",
    "For charts alone: width in CSS pixels.",
    kind="integer",
    minimum=200,
    maximum=2000,
    default="800",
    example="640",
    only_for=CHARTS,
)
HEIGHT = Parameter(
    "height",
    "For charts alone: height in CSS pixels.",
    kind="integer",
    minimum=200,
    maximum=2000,
    default="450",
    example="360",
    only_for=CHARTS,
)
CURSOR = Parameter(
    "cursor",
    "Where the next page begins, as `links.next` of the page before gives it. Opaque; it holds its data version, so "
    "that all pages come from the same one.",
)
LIMIT = Parameter(
    "limit",
    "Rows of one page, 1 to 1000. File formats and NDJSON hold all rows unless it is given.",
    kind="integer",
    minimum=1,
    maximum=1000,
    default="100",
    default_in=("json",),
    example="5",
)


def format_parameter(formats: tuple[str, ...]) -> Parameter:
    """Return the `format` parameter of a route; which format exists is judged where formats are chosen."""
    others = ", ".join(f"`{key}`" for key in formats[1:])
    return Parameter(
        "format",
        f"Format of the answer. Also: {others}; here, as a suffix of the path (`….csv`) or by the `Accept` header."
        if others
        else "Format of the answer.",
        example=formats[0],
    )


VINTAGE = (AS_OF, DATA_VERSION)
WRITING = (LANG, LABELS, CSV_DIALECT, NOTES)
DRAWING = (THEME, WIDTH, HEIGHT)
