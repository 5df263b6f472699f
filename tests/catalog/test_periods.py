"""Years, quarters and months as numbers that can be counted with."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.periods import MONTH, QUARTER, YEAR, Period


@pytest.mark.parametrize(
    ("period", "day", "spelled", "first", "last"),
    [
        (YEAR, date(2024, 5, 17), 2024, date(2024, 1, 1), date(2024, 12, 31)),
        (QUARTER, date(2024, 5, 17), "2024-Q2", date(2024, 4, 1), date(2024, 6, 30)),
        (MONTH, date(2024, 2, 17), "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        (MONTH, date(2023, 12, 31), "2023-12", date(2023, 12, 1), date(2023, 12, 31)),
    ],
)
def test_a_day_lies_in_a_period(period: Period, day: date, spelled: int | str, first: date, last: date) -> None:
    number = period.of(day)

    assert (period.spell(number), period.first_day(number), period.last_day(number)) == (spelled, first, last)


@given(period=st.sampled_from([YEAR, QUARTER, MONTH]), day=st.dates(date(1800, 1, 1), date(2200, 1, 1)))
def test_periods_follow_each_other_without_gaps(period: Period, day: date) -> None:
    number = period.of(day)

    assert period.first_day(number) <= day <= period.last_day(number)
    assert period.year(number) == day.year
    assert period.of(period.last_day(number).replace(day=1)) == number
    assert (period.first_day(number + 1) - period.last_day(number)).days == 1
