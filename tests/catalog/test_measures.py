"""The catalogue of aggregates: what can be measured, by what, of what."""

from collections.abc import Iterable

from app.catalog.dimensions import DIMENSIONS
from app.catalog.facts import FACTS
from app.catalog.measures import MEASURES
from app.catalog.records import RECORDS
from app.languages import LANGUAGES, Text


def said(texts: Iterable[Text]) -> list[str]:
    """Return texts in every language."""
    return [text.in_(language) for text in texts for language in LANGUAGES]


def test_every_measure_of_the_contract_is_there_and_those_of_a_stock() -> None:
    contract = (
        "count, count_disclosed, sum, mean, median, p25, p75, min, max, companies, share, yoy, cagr, rank, cumulative, "
        "per_capita, ma3, top1_share, top3_share, sum_excl_top1"
    )

    assert set(MEASURES) == {*contract.split(", "), "new", "lost"}


def test_every_dimension_of_the_contract_is_there() -> None:
    contract = "region, province, city, year, quarter, month, sector, stage, deal_type, exit_kind, investor_country"

    assert list(DIMENSIONS) == contract.split(", ")


def test_names_and_definitions_are_sentences_of_their_own_in_each_language() -> None:
    for measure in MEASURES.values():
        assert all(said([measure.label, measure.definition]))
        assert len(set(said([measure.definition]))) == len(LANGUAGES), measure.key
        assert (measure.sql is None) != (measure.derive is None), measure.key
    for dimension in DIMENSIONS.values():
        assert len(set(said([dimension.description]))) == len(LANGUAGES), dimension.key


def test_only_additive_measures_are_zero_over_nothing_but_for_distinct_companies() -> None:
    assert {key for key, measure in MEASURES.items() if measure.zero and not measure.additive} == {"companies"}
    assert all(measure.zero for measure in MEASURES.values() if measure.additive)


def test_a_fact_offers_what_its_defaults_name() -> None:
    for key, fact in FACTS.items():
        assert set(fact.default_group_by) <= set(fact.dimensions), key
        assert set(fact.default_measures) <= set(fact.measures), key
        assert fact.records is RECORDS[key]


def test_facts_differ_in_what_they_can_be_cut_by_and_measured_in() -> None:
    assert {key: [*fact.amounts] for key, fact in FACTS.items()} == {
        "funding-rounds": ["amount_eur", "amount_usd", "post_money_eur"],
        "exits": ["amount_eur", "amount_usd"],
        "unicorns": ["valuation_eur", "valuation_usd"],
        "companies": [],
    }
    assert set(FACTS["exits"].dimensions) - set(FACTS["funding-rounds"].dimensions) == {"exit_kind"}
    assert set(DIMENSIONS) - set(FACTS["companies"].dimensions) == {
        *("quarter", "month", "stage", "deal_type", "exit_kind", "investor_country"),
    }
    assert {"new", "lost"} <= set(FACTS["unicorns"].measures)
    assert "cumulative" not in FACTS["unicorns"].measures
