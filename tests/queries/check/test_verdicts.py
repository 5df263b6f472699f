"""The rules of the verdicts, each shown with the numbers that trip it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.queries.check.matching import Asked, time_fit, value_fit
from app.queries.check.verdicts import judge
from app.queries.periods import read_period
from app.queries.published.figures import Figure, agree
from tests.queries.published.figures import figure


def asked(value: str, **context: Any) -> Asked:
    defaults: dict[str, Any] = {
        "units": ("EUR",),
        "steps": (Decimal(1),),
        "indicators": frozenset({"tech_funding_total"}),
        "regions": ("BE",),
        "period": read_period("2024"),
    }
    return Asked((Decimal(value),), **{**defaults, **context})


def verdict(question: Asked, *figures: Figure) -> tuple[str, str]:
    judgement = judge(question, figures)
    return judgement.verdict, judgement.rule


def test_the_same_value_in_the_same_cell_is_confirmed() -> None:
    assert verdict(asked("1430"), figure("1430")) == ("confirmed", "same_cell")


def test_a_figure_of_another_region_confirms_nothing() -> None:
    assert verdict(asked("1430"), figure("1430", region="BE2")) == ("unknown", "nothing_fits")


def test_a_figure_of_a_sector_does_not_confirm_a_total() -> None:
    assert verdict(asked("1430"), figure("1430", sector="fintech"))[0] == "unknown"
    assert verdict(asked("1430", sectors=("fintech",)), figure("1430", sector="fintech"))[0] == "confirmed"


def test_a_total_does_not_confirm_a_sector_unless_the_indicator_is_about_it() -> None:
    spoken = frozenset({("tech_funding_total", "ai")})

    assert verdict(asked("1430", sectors=("ai",)), figure("1430"))[0] == "unknown"
    assert verdict(asked("1430", sectors=("ai",), spoken_sectors=spoken), figure("1430"))[0] == "confirmed"


def test_a_figure_of_a_stage_confirms_only_that_stage() -> None:
    assert verdict(asked("1430"), figure("1430", stage="seed"))[0] == "unknown"
    assert verdict(asked("1430", stages=("seed",)), figure("1430", stage="seed"))[0] == "confirmed"


def test_a_match_without_the_indicator_is_possible_and_never_confirmed() -> None:
    assert verdict(asked("1430", indicators=frozenset()), figure("1430")) == ("possible", "no_indicator")


def test_a_match_without_the_indicator_in_another_year_is_unknown() -> None:
    assert verdict(asked("1430", indicators=frozenset()), figure("1430", period="2019"))[0] == "unknown"


def test_without_a_year_the_newest_full_year_is_meant() -> None:
    series = (figure("1430"), figure("738", period="2023"), figure("366", period="2025-H1"))

    assert verdict(asked("1430", period=None), *series)[0] == "confirmed"
    assert verdict(asked("738", period=None), *series) == ("confirmed_other_period", "other_period")


def test_another_publisher_with_another_value_makes_it_disputed() -> None:
    assert verdict(asked("738"), figure("738"), figure("424", publisher="Sirris")) == ("disputed", "publishers_differ")


@pytest.mark.parametrize("qualifier", ["provisional", "forecast", "disputed"])
def test_a_value_that_is_not_firm_contradicts_nothing(qualifier: str) -> None:
    assert verdict(asked("738"), figure("738"), figure("424", qualifier=qualifier))[0] == "confirmed"


def test_a_half_year_that_equals_the_year_disputes_it_only_from_another_publisher() -> None:
    half = figure("738", period="2024-H1", publisher="Sirris")

    assert verdict(asked("738"), figure("738"), half) == ("disputed", "same_value_for_part")
    assert verdict(asked("738"), figure("738"), figure("738", period="2024-H1"))[0] == "confirmed"


def test_a_rate_of_a_half_year_may_equal_that_of_the_year() -> None:
    half = figure("5", period="2024-H1", publisher="Sirris", unit="PERCENT")

    assert verdict(asked("5", units=("PERCENT",)), figure("5", unit="PERCENT"), half)[0] == "confirmed"


def test_a_loss_in_words_finds_a_negative_figure() -> None:
    assert verdict(asked("1750", loss=True), figure("-1750"))[0] == "confirmed"
    assert verdict(asked("1750"), figure("-1750"))[0] == "unknown"


@pytest.mark.parametrize(
    ("hedge", "value", "fits"),
    [
        ("plain", "1430", "value_exact"),
        ("plain", "1426", "value_rounded"),
        ("plain", "1436", "value_near"),
        ("plain", "1600", ""),
        ("about", "1426", "value_rounded"),
        ("more_than", "1438", "value_rounded"),
        ("more_than", "1422", "value_near"),
        ("less_than", "1422", "value_rounded"),
        ("less_than", "1438", "value_near"),
    ],
)
def test_a_rounded_or_hedged_number_has_room(hedge: Any, value: str, fits: str) -> None:
    question = asked("1430", steps=(Decimal(10),), hedge=hedge)

    assert value_fit(question, Decimal(value))[0] == fits


def test_a_number_with_one_digit_may_not_hide_half_of_itself() -> None:
    assert value_fit(asked("1", steps=(Decimal(1),)), Decimal("1.4"))[0] == ""


@pytest.mark.parametrize(
    ("claimed", "published", "fit"),
    [
        ("2024", "2024", "period"),
        ("2024", "2024-10", "period_within"),
        ("2024-10", "2024", "period_around"),
        ("2024", "2023", ""),
    ],
)
def test_periods_are_compared(claimed: str, published: str, fit: str) -> None:
    period, other = read_period(claimed), read_period(published)
    assert period is not None
    assert other is not None

    assert time_fit(asked("1"), period, other) == fit


@pytest.mark.parametrize(
    ("one", "other", "agrees"),
    [
        (figure("1428"), figure("1430000000"), False),
        (figure("1428000000"), figure("1430000000"), True),
        (figure("1428000000"), figure("1400000000"), True),
        (figure("1428000000"), figure("1411000000"), False),
        (figure("70", unit="PERCENT"), figure("50", unit="PERCENT", qualifier="approximate"), False),
        (figure("47", unit="PERCENT"), figure("50", unit="PERCENT", qualifier="approximate"), True),
        (figure("47", unit="PERCENT"), figure("50", unit="PERCENT"), False),
        (figure("1003000000"), figure("1000000000", qualifier="at_least"), True),
        (figure("900000000"), figure("1000000000", qualifier="at_most"), True),
        (figure("1.93"), figure("1.9"), True),
    ],
)
def test_two_values_agree_within_the_rounding_of_the_coarser(one: Figure, other: Figure, agrees: bool) -> None:
    assert agree(one, other) is agrees
    assert agree(other, one) is agrees


def test_a_figure_knows_its_letters() -> None:
    assert figure("1", qualifier="provisional").obs_status == ["P"]
    assert figure("1").period.start == date(2024, 1, 1)
