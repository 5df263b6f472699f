"""Claims of texts: any text is read without failing, quickly, and each number keeps its own context."""

import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.queries.check.languages import words
from app.queries.check.sentences import Understanding
from app.queries.codelists import code_lists
from app.queries.vintages import Reading

WORDS = st.sampled_from(
    sorted(
        words(
            "Belgian tech raised 1.43 billion euros in 2024 Flanders and en et und of to de 70 % half H1 1.750 jobs lost -5 "
            "12,5 milliard d'euros vier eenhoorns quatrième marché O&O R&D ( ) , . ; : ! ? € $ 1e9 9e99 the year before im Vorjahr"
        )
    )
)


@pytest.fixture
async def understanding(shipped: Reading) -> Understanding:
    return Understanding(await code_lists(shipped))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join)))
def test_any_text_is_read(understanding: Understanding, text: str) -> None:
    for claim in understanding.claims(text):
        assert claim.quantity.values
        assert all(value.is_finite() and abs(value) < 10**18 for value in claim.quantity.values)


@pytest.mark.parametrize(
    "text",
    [
        "1 000 " * 330,
        "9" * 2000,
        "van 2015 tot " * 150,
        "€" * 2000,
        "more than " * 200,
        "Belgian tech " * 150,
        "1," * 1000,
        " " * 2000,
    ],
)
def test_no_long_text_makes_the_reading_explode(understanding: Understanding, text: str) -> None:
    begun = time.process_time()

    understanding.claims(text[:2000])

    assert time.process_time() - begun < 30  # a pattern that tries every way would take hours


def claims(understanding: Understanding, text: str) -> list[tuple[Any, ...]]:
    return [
        (
            claim.quantity.text,
            claim.regions[:1],
            claim.period.code if claim.period else None,
            max(claim.indicators, default=None),
        )
        for claim in understanding.claims(text)
    ]


def test_two_figures_of_one_sentence_keep_their_years(understanding: Understanding) -> None:
    found = claims(understanding, "M&A volume in Belgium fell from 32 billion euros in 2023 to 24 billion in 2024.")

    assert [(text, period) for text, _, period, _ in found] == [("32 billion euros", "2023"), ("24 billion", "2024")]


def test_the_year_before_is_that_of_the_year_named(understanding: Understanding) -> None:
    found = claims(understanding, "In 2024 waren er 22 exits, tegenover 36 exits het jaar voordien.")

    assert [(text, period) for text, _, period, _ in found] == [("22", "2024"), ("36", "2023")]


def test_a_number_takes_the_nearest_place_of_its_clause(understanding: Understanding) -> None:
    found = claims(
        understanding, "La tech a levé 1,06 milliard d'euros en Flandre et 190 millions d'euros en Wallonie en 2024."
    )

    assert [(regions, period) for _, regions, period, _ in found] == [(("BE2",), "2024"), (("BE3",), "2024")]


def test_a_rank_in_europe_is_that_of_the_belgian_place(understanding: Understanding) -> None:
    (found,) = claims(understanding, "Belgium was the fourth private-equity market in Europe in 2024.")

    assert found == ("fourth", ("BE",), "2024", "pe_rank_europe")


def test_europe_alone_is_europe(understanding: Understanding) -> None:
    (found,) = claims(understanding, "Venture capital invested in Europe reached 61 billion euros in 2023.")

    assert found[1:] == (("EU_EUROPE",), "2023", "vc_investment")


def test_a_province_is_told_from_the_city_of_its_name(understanding: Understanding) -> None:
    (city,) = claims(understanding, "In Antwerp 161 million euros was raised by tech companies.")
    (province,) = claims(understanding, "In the province of Antwerp 161 million euros was raised by tech companies.")

    assert city[1] == ("BE:antwerpen",)
    assert province[1] == ("BE21",)


def test_small_numbers_in_words_without_a_topic_are_mere_speech(understanding: Understanding) -> None:
    assert claims(understanding, "Two of them met three times.") == []


def test_an_abbreviation_does_not_end_a_sentence(understanding: Understanding) -> None:
    (found,) = claims(understanding, "Wallonische Tech-Firmen warben 2024 190 Mio. Euro ein.")

    assert found == ("190 Mio. Euro", ("BE3",), "2024", "tech_funding_total")
