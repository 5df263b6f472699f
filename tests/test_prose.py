"""Numbers in prose, in four languages."""

from datetime import date

import pytest

from app.languages import LANGUAGES, Language
from app.prose import say, say_day, say_number, say_percent


def in_all(value: float | None, unit: str | None, *, exact: bool = False) -> list[str]:
    """Say a value in every language, with plain spaces."""
    said = [say(value, unit, language, exact=exact) for language in LANGUAGES]
    return [text.replace("\u00a0", " ").replace("\u202f", " ") for text in said]


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (1.43e9, "EUR", ["€1.43 billion", "1,43 miljard euro", "1,43 milliard d'euros", "1,43 Milliarden Euro"]),
        (2e6, "USD", ["US$2 million", "2 miljoen dollar", "2 millions de dollars", "2 Millionen US-Dollar"]),
        (1e6, "EUR", ["€1 million", "1 miljoen euro", "1 million d'euros", "1 Million Euro"]),
        (431_567.25, "EUR", ["€431,567.25", "431.567,25 euro", "431 567,25 euros", "431.567,25 Euro"]),
        (1, "EUR", ["€1", "1 euro", "1 euro", "1 Euro"]),
        (-5e6, "EUR", ["-€5 million", "-5 miljoen euro", "-5 millions d'euros", "-5 Millionen Euro"]),
        (102_000, "COUNT", ["102,000", "102.000", "102 000", "102.000"]),
        (24.71, "PERCENT", ["24.71%", "24,71%", "24,71 %", "24,71 %"]),
        (5.1, "RATIO", ["5.1", "5,1", "5,1", "5,1"]),
        (3, "RANK", ["rank 3", "plaats 3", "rang 3", "Rang 3"]),
        (260, "MEGAWATT", ["260 MW"] * 4),
        (7, None, ["7"] * 4),
        (7, "NEW_UNIT", ["7 NEW_UNIT"] * 4),
        (None, "EUR", ["not known", "niet bekend", "non connu", "nicht bekannt"]),
    ],
)
def test_a_value_is_said_with_its_unit(value: float | None, unit: str | None, expected: list[str]) -> None:
    assert in_all(value, unit) == expected


def test_a_large_value_keeps_four_significant_digits_unless_all_are_asked_for() -> None:
    assert say(1_234_567_890.12, "EUR", "en") == "€1.235 billion"
    assert say(999_999_999, "EUR", "en") == "€1 billion"
    assert say(1_234_567_890.12, "EUR", "nl", exact=True) == "1.234.567.890,12 euro"


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "+25.3%"), ("nl", "+25,3%"), ("fr", "+25,3\u00a0%"), ("de", "+25,3\u00a0%")]
)
def test_a_fraction_is_said_as_a_percentage(language: Language, expected: str) -> None:
    assert say_percent(0.2534, language, signed=True) == expected


def test_a_fall_has_its_sign_and_no_change_has_none() -> None:
    assert (say_percent(-0.5, "en"), say_percent(0, "en", signed=True)) == ("-50%", "0%")


def test_a_number_is_rounded_where_asked() -> None:
    assert [say_number(1234.567, "nl", decimals) for decimals in (None, 0, 2)] == ["1.234,567", "1.235", "1.234,57"]


def test_a_day_is_written_out() -> None:
    assert [say_day(date(2026, 6, 30), language) for language in LANGUAGES] == [
        "30 June 2026",
        "30 juni 2026",
        "30 juin 2026",
        "30. Juni 2026",
    ]
