"""Periods: read from codes, compared, and said in four languages."""

from datetime import date

import pytest

from app.languages import Language
from app.queries.periods import read_period, say_period


@pytest.mark.parametrize(
    ("code", "start", "end", "kind"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "year"),
        ("2024-H1", date(2024, 1, 1), date(2024, 6, 30), "half"),
        ("2024-S2", date(2024, 7, 1), date(2024, 12, 31), "half"),
        ("2024-q3", date(2024, 7, 1), date(2024, 9, 30), "quarter"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "month"),
        ("2011/2018", date(2011, 1, 1), date(2018, 12, 31), "span"),
        ("2011:2011", date(2011, 1, 1), date(2011, 12, 31), "year"),
    ],
)
def test_a_code_is_read_to_the_day(code: str, start: date, end: date, kind: str) -> None:
    period = read_period(code)

    assert period is not None
    assert (period.start, period.end, period.kind) == (start, end, kind)


@pytest.mark.parametrize("code", ["", "24", "2024-H3", "2024-13", "2018/2011", "0000", "9999", "last year"])
def test_what_is_no_period_is_none(code: str) -> None:
    assert read_period(code) is None


def test_periods_know_what_lies_within_them() -> None:
    year, half, span = read_period("2024"), read_period("2024-H1"), read_period("2020/2024")
    assert year is not None
    assert half is not None
    assert span is not None

    assert year.covers(half)
    assert not half.covers(year)
    assert span.covers(year)


@pytest.mark.parametrize(
    ("code", "language", "said"),
    [
        ("2024", "nl", "2024"),
        ("2024-H1", "en", "the first half of 2024"),
        ("2024-H2", "nl", "de tweede helft van 2024"),
        ("2024-Q4", "fr", "le quatrième trimestre de 2024"),
        ("2024-05", "de", "Mai 2024"),
        ("2011/2018", "nl", "2011 tot en met 2018"),
        ("no period", "en", "no period"),
    ],
)
def test_a_period_is_said_as_a_sentence_holds_it(code: str, language: Language, said: str) -> None:
    assert say_period(code, language) == said
