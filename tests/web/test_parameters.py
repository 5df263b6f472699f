"""How single values of a query string are read."""

from datetime import date

import pytest

from app.web.parameters import Misread, Parameter
from app.web.spelling import meant


@pytest.mark.parametrize(
    ("parameter", "text", "value"),
    [
        (Parameter("n", "", "integer", minimum=-5), "-3", -3),
        (Parameter("x", "", "number"), "1.43e9", 1.43e9),
        (Parameter("b", "", "boolean"), "true", True),
        (Parameter("d", "", "date"), "2025-06-30", date(2025, 6, 30)),
        (Parameter("l", "", "list"), "a,b", ("a", "b")),
        (Parameter("l", "", "list", may_be_empty=True), "", ()),
        (Parameter("s", "", "list", choices=("name",), signed=True), "-name", ("-name",)),
        (
            Parameter("f", "", "integer", filters=True),
            "what a filter means is for the query",
            "what a filter means is for the query",
        ),
    ],
)
def test_a_value_is_read_by_its_kind(parameter: Parameter, text: str, value: object) -> None:
    assert parameter.read(text) == value


@pytest.mark.parametrize("text", ["nan", "inf", "-Infinity", "1,5", "ten", "1e999"])
def test_no_number_is_nan_or_beyond_all_bounds(text: str) -> None:
    with pytest.raises(Misread):
        Parameter("x", "", "number").read(text)


@pytest.mark.parametrize(
    ("parameter", "text", "tidy"),
    [
        (Parameter("l", "", "list"), " b ,a, b", "a,b"),
        (Parameter("l", "", "list", ordered=True), " b ,a, b", "b,a"),
        (Parameter("b", "", "boolean"), " TRUE ", "true"),
        (Parameter("q", ""), "  Odoo ", "Odoo"),
    ],
)
def test_one_value_in_many_spellings_is_one(parameter: Parameter, text: str, tidy: str) -> None:
    assert parameter.tidy(text) == tidy


@pytest.mark.parametrize(
    ("name", "suggested"),
    [("per_page", "limit"), ("Offset", "cursor"), ("lmit", "limit"), ("colour", None), ("measures", None)],
)
def test_names_from_elsewhere_and_mistyped_ones_are_understood(name: str, suggested: str | None) -> None:
    assert meant(name, ("limit", "cursor", "sort")) == suggested
