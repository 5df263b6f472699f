"""Dates in sentences: years, parts of years and spans in four languages, and the years of comparison."""

import pytest

from app.queries.check.dates import find_dates
from app.queries.check.languages import composed


def found(text: str) -> list[str | None]:
    return [mention.period.code if mention.period else None for mention in find_dates(composed(text))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("in 2024", "2024"),
        ("first half of 2024", "2024-H1"),
        ("de eerste helft van 2024", "2024-H1"),
        ("het tweede halfjaar van 2024", "2024-H2"),
        ("au premier semestre 2024", "2024-H1"),
        ("im ersten Halbjahr 2024", "2024-H1"),
        ("H1 2024", "2024-H1"),
        ("S1 2024", "2024-H1"),
        ("2024-H1", "2024-H1"),
        ("in the third quarter of 2023", "2023-Q3"),
        ("het vierde kwartaal van 2023", "2023-Q4"),
        ("T3 2023", "2023-Q3"),
        ("2023 Q3", "2023-Q3"),
        ("in October 2024", "2024-10"),
        ("en octobre 2024", "2024-10"),
        ("le 17 mai 2024", "2024-05"),
        ("May 17, 2024", "2024-05"),
        ("between 2015 and 2019", "2015/2019"),
        ("tussen 2015 en 2019", "2015/2019"),
        ("de 2015 à 2019", "2015/2019"),
        ("2015-2019", "2015/2019"),
        ("2011/2018", "2011/2018"),
    ],
)
def test_a_date_is_found(text: str, code: str) -> None:
    assert found(text) == [code]


@pytest.mark.parametrize(
    "text", ["2,024 companies", "EUR 2024 million", "2000 companies took part", "1750 jobs", "H3 2"]
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert found(text.replace("EUR 2024", "EUR 2,024")) == []


def test_a_half_year_takes_the_year_that_the_sentence_names() -> None:
    assert found("In the first half there were 22 exits in 2024") == ["2024-H1", "2024"]


def test_a_half_year_without_any_year_stays_open() -> None:
    assert found("In the first half there were 22 exits") == [None]


def test_a_month_alone_takes_the_year_that_the_sentence_names() -> None:
    assert found("In October of them four remained, of the five of 2024") == ["2024-10", "2024"]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("37 % more than in 2022", "firm_base"),
        ("37 % meer dan in 2022", "firm_base"),
        ("par rapport à 2022", "firm_base"),
        ("gegenüber 2022", "firm_base"),
        ("up 37 % on 2022", "loose_base"),
        ("depuis 2022", "loose_base"),
        ("the amount of 2022", "joined"),
        ("le double de 2022", "joined"),
        ("doppelt so viel wie 2022", "joined"),
        ("2022 brachte mehr", "period"),
    ],
)
def test_a_year_of_comparison_is_told_from_the_year_of_a_figure(text: str, role: str) -> None:
    (mention,) = find_dates(composed(text))

    assert mention.role == role


@pytest.mark.parametrize("text", ["the year before", "het jaar voordien", "l'année précédente", "im Vorjahr"])
def test_the_year_before_is_heard(text: str) -> None:
    (mention,) = find_dates(composed(text))

    assert mention.role == "previous"
