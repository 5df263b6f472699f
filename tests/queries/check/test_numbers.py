"""Numbers in sentences: scales, currencies, habits of four languages, words, hedges, losses."""

from decimal import Decimal

import pytest

from app.languages import Language
from app.queries.check.languages import composed, detect_language
from app.queries.check.numbers import find_quantities


def found(text: str, language: Language | None = None) -> list[tuple[Decimal, str]]:
    whole = composed(text)
    quantities = find_quantities(whole, language or detect_language(whole))
    return [(quantity.values[0], quantity.units[0]) for quantity in quantities]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1.43e9", "1430000000", "COUNT"),
        ("1430000000", "1430000000", "COUNT"),
        ("1,43 milliard d'euros", "1430000000", "EUR"),
        ("1,43 milliard d’euros", "1430000000", "EUR"),
        ("1.43 bn EUR", "1430000000", "EUR"),
        ("€1.06 billion", "1060000000", "EUR"),
        ("EUR 4.45bn", "4450000000", "EUR"),
        ("1,06 miljard euro", "1060000000", "EUR"),
        ("190 Mio. Euro", "190000000", "EUR"),
        ("150 m€", "150000000", "EUR"),
        ("150m€", "150000000", "EUR"),
        ("24 Mds €", "24000000000", "EUR"),
        ("1 430 000 000 €", "1430000000", "EUR"),
        ("1.430.000.000 euro", "1430000000", "EUR"),
        ("1.430,5 miljoen euro", "1430500000", "EUR"),
        ("US$32bn", "32000000000", "USD"),
        ("32 miljard dollar", "32000000000", "USD"),
        ("£5m", "5000000", "GBP"),
        ("70 %", "70", "PERCENT"),
        ("70%", "70", "PERCENT"),
        ("70 procent", "70", "PERCENT"),
        ("70 pour cent", "70", "PERCENT"),
        ("70 Prozent", "70", "PERCENT"),
        ("2.5 times", "2.5", "RATIO"),
        ("twee keer zoveel", "2", "RATIO"),
        ("deux fois plus", "2", "RATIO"),
        ("350 MW", "350", "MEGAWATT"),
        ("-1750", "-1750", "COUNT"),
        ("289 per million inhabitants", "289", "COUNT"),
    ],
)
def test_a_number_is_read_with_its_scale_and_unit(text: str, value: str, unit: str) -> None:
    assert found(text) == [(Decimal(value), unit)]


@pytest.mark.parametrize(
    ("text", "language", "readings"),
    [
        ("1.750 jobs", "nl", ["1750", "1.75"]),
        ("1.750 jobs", "en", ["1.75", "1750"]),
        ("1,750 jobs", "en", ["1750", "1.75"]),
        ("1,750 emplois", "fr", ["1.75", "1750"]),
        ("1.75 jobs", "nl", ["1.75"]),
        ("0.750 jobs", "nl", ["0.75"]),
        ("1.750.000 Stellen", "de", ["1750000"]),
    ],
)
def test_a_lone_mark_before_three_digits_is_read_both_ways_the_habit_first(
    text: str, language: Language, readings: list[str]
) -> None:
    (quantity,) = find_quantities(text, language)

    assert quantity.values == tuple(map(Decimal, readings))


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Belgium has four unicorns", "4", "COUNT"),
        ("België telt vier eenhoorns", "4", "COUNT"),
        ("La Belgique compte quatre licornes", "4", "COUNT"),
        ("Belgien zählt vier Einhörner", "4", "COUNT"),
        ("tweeduizend zevenhonderd banen", "2700", "COUNT"),
        ("vingt-deux sorties", "22", "COUNT"),
        ("nearly half of the money", "50", "PERCENT"),
        ("een kwart van het geld", "25", "PERCENT"),
        ("presque le double du montant", "2", "RATIO"),
        ("fast doppelt so viel", "2", "RATIO"),
        ("bijna het dubbele", "2", "RATIO"),
        ("het bedrag verdrievoudigde", "3", "RATIO"),
        ("Belgium is the fourth European market", "4", "RANK"),
        ("België is de vierde Europese markt", "4", "RANK"),
        ("le quatrième marché européen", "4", "RANK"),
        ("der viertgrößte Markt in Europa", "4", "RANK"),
        ("op drie na de grootste markt", "4", "RANK"),
        ("the 4th European market", "4", "RANK"),
        ("Nummer 4 in Europa", "4", "RANK"),
    ],
)
def test_numbers_in_words_are_read(text: str, value: str, unit: str) -> None:
    assert found(text) == [(Decimal(value), unit)]


@pytest.mark.parametrize(
    "text", ["Covid-19 is gone", "5G in Brussels", "one of them", "a million reasons", "O&O", "3D"]
)
def test_what_is_no_number_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("more than 70 %", "more_than"),
        ("meer dan 70 procent", "more_than"),
        ("plus de 70 %", "more_than"),
        ("mehr als 70 Prozent", "more_than"),
        ("almost 70 %", "less_than"),
        ("près de 70 %", "less_than"),
        ("ongeveer 70 procent", "about"),
        ("rund 70 Prozent", "about"),
        ("exactly 70 %", "plain"),
    ],
)
def test_hedges_are_heard(text: str, hedge: str) -> None:
    (quantity,) = find_quantities(composed(text), detect_language(text))

    assert quantity.hedge == hedge


@pytest.mark.parametrize(
    "text",
    [
        "1,750 net jobs lost",
        "er gingen 1.750 jobs verloren",
        "1 750 emplois perdus",
        "ein Verlust von 1.750 Stellen",
        "De sector verloor 1.750 banen",
    ],
)
def test_a_loss_is_heard(text: str) -> None:
    (quantity,) = find_quantities(composed(text), detect_language(text))

    assert quantity.loss


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("1.43 billion", "10000000"),
        ("1.4 billion", "100000000"),
        ("1430000000", "10000000"),
        ("190 million", "1000000"),
        ("70 %", "1"),
        ("1.9 %", "0.1"),
        ("twenty million", "10000000"),
    ],
)
def test_the_step_is_the_unit_of_the_last_printed_place(text: str, step: str) -> None:
    (quantity,) = find_quantities(text, "en")

    assert quantity.steps[0] == Decimal(step)


def test_billion_is_a_million_millions_in_french_and_german() -> None:
    assert found("1 billion", "en")[0][0] == Decimal(10) ** 9
    assert found("1 billion", "fr")[0][0] == Decimal(10) ** 12
