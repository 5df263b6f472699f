"""The check: the article's own sentences in four languages, numbers that nobody published, and what is refused."""

import csv
from pathlib import Path
from typing import Any

import pytest

from app.errors import BadRequest
from app.queries.check.answer import check
from app.queries.check.question import CheckQuestion
from app.queries.vintages import Reading
from tests.factories import shipped_rows

HERE = Path(__file__).parent
UNKNOWN = (HERE / "unknown_sentences.txt").read_text(encoding="utf-8").splitlines()
with (HERE / "seed_sentences.csv").open(encoding="utf-8", newline="") as file:
    SEEDS = [(row["verdict"], row["observation_id"], row["sentence"]) for row in csv.DictReader(file)]
OBSERVATIONS = {row["id"]: row for row in shipped_rows("observations")}


async def item(reading: Reading, **question: Any) -> Any:
    return (await check(reading, CheckQuestion(**question))).item


@pytest.mark.parametrize(("verdict", "observation", "sentence"), SEEDS)
async def test_a_sentence_of_the_article_is_judged_rightly(
    shipped: Reading, verdict: str, observation: str, sentence: str
) -> None:
    found = await item(shipped, text=sentence)

    (claim,) = [claim for claim in found["claims"] if observation in {match["id"] for match in claim["matches"]}]
    assert claim["verdict"] == verdict, claim["sentence"]


@pytest.mark.parametrize("seed", shipped_rows("seed_figures"), ids=lambda seed: seed["figure_en"])
async def test_each_figure_of_the_article_is_first_from_its_value_region_and_year(
    shipped: Reading, seed: dict[str, Any]
) -> None:
    observation = OBSERVATIONS[seed["id"]]

    found = await item(
        shipped,
        value=f"{seed['value']}",
        unit=seed["unit"],
        region=observation["region"],
        year=observation["period"],
    )

    assert found["verdict"] == "possible"
    assert found["matches"][0]["id"] == seed["id"]


@pytest.mark.parametrize("sentence", UNKNOWN)
async def test_a_number_that_nobody_published_is_unknown(shipped: Reading, sentence: str) -> None:
    found = await item(shipped, text=sentence)

    assert (found["verdict"], len(found["claims"])) == ("unknown", 1), found["sentence"]


@pytest.mark.parametrize(
    "sentence",
    [
        "En 2024 les startups belges ont levé 1,43 milliard d'euros, dont 70 % pour l'IA",
        "Belgian start-ups raised 1.43 billion euro in 2024, 70% of it went to AI",
        "In 2024 haalden Belgische startups 1,43 miljard euro op, waarvan 70 procent voor AI",
        "KI-Start-ups nahmen 2024 70 % der 1,43 Milliarden Euro ein",
        "AI start-ups raised 70% of the 1.43 billion euro in 2024",
    ],
)
async def test_a_share_of_a_whole_makes_the_whole_no_part(shipped: Reading, sentence: str) -> None:
    found = await item(shipped, text=sentence)

    assert {claim["value"]: claim["verdict"] for claim in found["claims"]} == {1.43e9: "confirmed", 70.0: "disputed"}


@pytest.mark.parametrize(
    ("sentence", "record"),
    [
        ("Odoo was valued at 5 billion euros in November 2024.", "odoo-2024-11-20-valuation"),
        ("Lighthouse haalde in 2024 350 miljoen euro op.", "lighthouse-2024-11-series-c"),
        ("Collibra est valorisée à 5,25 milliards de dollars.", "collibra-2021-11-valuation"),
    ],
)
async def test_what_a_sentence_says_of_a_company_is_found_in_its_records(
    shipped: Reading, sentence: str, record: str
) -> None:
    found = await item(shipped, text=sentence)

    assert (found["verdict"], found["rule"], found["matches"]) == ("possible", "company_record", [])
    assert found["records"][0]["id"] == record
    assert found["records"][0]["sources"]


async def test_the_total_of_a_country_confirms_nothing_of_a_company(shipped: Reading) -> None:
    found = await item(shipped, text="In 2024 Odoo raised 1.43 billion euro.")

    assert (found["verdict"], found["rule"]) == ("unknown", "company_differs")
    assert found["sentence"].startswith("Not found: our records hold no €1.43 billion for Odoo. The nearest: ")


async def test_a_company_in_a_sentence_about_a_country_changes_nothing(shipped: Reading) -> None:
    found = await item(shipped, text="Thanks to Lighthouse, Belgian tech companies raised 1.43 billion euro in 2024.")

    assert found["verdict"] == "confirmed"


async def test_with_the_indicator_a_number_is_confirmed(shipped: Reading) -> None:
    found = await item(
        shipped, value="1,43 milliard", unit="EUR", region="BE", year="2024", indicator="tech_funding_total", lang="fr"
    )

    assert found["verdict"] == "confirmed"
    assert {match["publisher"] for match in found["matches"]} >= {"Agoria", "Alvora Partners"}
    assert found["sentence"] == (
        "Confirmé : 1,43 milliard d'euros pour « Capital levé par la tech », Belgique, 2024, selon Alvora Partners et Agoria."
    )
    assert found["links"][0]["href"].startswith("https://www.alvora-partners.com/")


async def test_who_contradicts_a_number_is_named(shipped: Reading) -> None:
    found = await item(shipped, value="70 %", indicator="ai_funding_share", region="belgium", year="2024", lang="nl")

    assert (found["verdict"], found["rule"]) == ("disputed", "publishers_differ")
    assert [(row["publisher"], row["value"], row["why"][0]) for row in found["competing"]] == [
        ("Agoria", 50.0, "differs")
    ]
    assert found["sentence"].endswith("gepubliceerd door Alvora Partners, maar Agoria geeft 50% voor 2024.")


async def test_a_year_whose_number_is_that_of_its_first_half_is_disputed(shipped: Reading) -> None:
    found = await item(shipped, value="22", indicator="exit_count", region="BE", year="2024")

    assert (found["verdict"], found["rule"]) == ("disputed", "same_value_for_part")
    assert found["competing"][0]["period"] == "2024-H1"


async def test_the_half_year_itself_is_confirmed(shipped: Reading) -> None:
    found = await item(shipped, value="22", indicator="exit_count", region="BE", year="2024-H1")

    assert found["verdict"] == "confirmed"


async def test_a_rounded_number_is_within_rounding(shipped: Reading) -> None:
    found = await item(shipped, text="Belgian private equity reached 4.5 billion euros of investment in 2024.")

    assert (found["verdict"], found["matches"][0]["difference"]) == ("within_rounding", -50_000_000)


async def test_a_number_of_another_year_says_so(shipped: Reading) -> None:
    found = await item(shipped, value="36", indicator="exit_count", region="BE", year="2022")

    assert (found["verdict"], found["matches"][0]["period"]) == ("confirmed_other_period", "2023")
    assert "For the period itself: Syndicate One / Bain & Company / Sofina gives 31 for 2022" in found["sentence"]


async def test_a_first_count_that_was_revised_is_disputed(shipped: Reading) -> None:
    found = await item(shipped, value="733 million EUR", indicator="tech_funding_total", region="BE", year="2023")

    assert (found["verdict"], found["rule"]) == ("disputed", "revised_later")


async def test_a_figure_marked_as_disputed_is_disputed(shipped: Reading) -> None:
    found = await item(shipped, value="701 million EUR", indicator="tech_funding_total", region="BE", year="2022")

    assert (found["verdict"], found["rule"]) == ("disputed", "marked_disputed")


async def test_a_number_of_a_kindred_scope_is_possible(shipped: Reading) -> None:
    found = await item(shipped, value="1.52 bn EUR", indicator="tech_funding_total", region="BE", year="2022")

    assert (found["verdict"], found["rule"]) == ("possible", "kindred_indicator")


async def test_a_number_of_our_own_records_is_possible_and_links_to_them(shipped: Reading) -> None:
    found = await item(shipped, value="726558000.71", unit="EUR", region="BE", year="2024")

    assert (found["verdict"], found["rule"]) == ("possible", "from_records")
    assert found["aggregates"][0]["links"]["records"] == (
        "/v1/funding-rounds?deal_type=equity&perimeter=tech&year=2024"
    )


async def test_the_nearest_figures_of_an_unknown_number_tell_how_far_off_they_are(shipped: Reading) -> None:
    found = await item(shipped, value="1.55e9", unit="EUR", indicator="tech_funding_total", region="BE", year="2024")

    assert found["verdict"] == "unknown"
    assert found["nearest"][0]["value"] == 1_430_000_000
    assert found["nearest"][0]["difference"] == -120_000_000
    assert found["nearest"][0]["ratio"] == pytest.approx(0.922581)


async def test_a_text_of_several_claims_is_as_certain_as_the_least_of_them(shipped: Reading) -> None:
    found = await item(
        shipped, text="In 2024 Belgium had four unicorns and 22 exits, and its tech raised 7.77 billion euros."
    )

    assert [claim["verdict"] for claim in found["claims"]] == ["confirmed", "disputed", "unknown"]
    assert found["verdict"] == "unknown"


async def test_regions_of_one_sentence_are_kept_apart(shipped: Reading) -> None:
    found = await item(
        shipped,
        text="In 2024 Belgian tech raised 1.43 billion euros: 1.06 billion in Flanders, 190 million in Wallonia and 150 million "
        "in Brussels.",
    )

    assert [claim["understood"]["region"] for claim in found["claims"]] == ["BE", "BE2", "BE3", "BE1"]
    assert {claim["verdict"] for claim in found["claims"]} == {"confirmed"}


async def test_what_one_sentence_leaves_out_comes_from_the_one_before(shipped: Reading) -> None:
    found = await item(
        shipped, text="Belgian tech raised 1.43 billion euros in 2024. Flanders took 1.06 billion euros."
    )

    assert [claim["verdict"] for claim in found["claims"]] == ["confirmed", "confirmed"]


async def test_a_text_without_a_number_is_unknown(shipped: Reading) -> None:
    found = await item(shipped, text="Belgium is a fine country.", lang="de")

    assert (found["verdict"], found["sentence"]) == ("unknown", "In diesem Text steht keine Zahl zum Prüfen.")


@pytest.mark.parametrize(
    ("question", "parameter", "code"),
    [
        ({}, "value", "missing"),
        ({"value": "4", "text": "four"}, "value", "conflict"),
        ({"text": "x" * 2001}, "text", "too_long"),
        ({"value": "many"}, "value", "not_a_number"),
        ({"value": "4 or 5"}, "value", "several_numbers"),
        ({"value": "70 %", "unit": "EUR"}, "unit", "conflict"),
        ({"value": "4", "unit": "EURO!"}, "unit", "unknown_code"),
        ({"value": "4", "indicator": "unicorn_counts"}, "indicator", "unknown_code"),
        ({"value": "4", "region": "Flandres-Nord"}, "region", "unknown_code"),
        ({"value": "4", "year": "last"}, "year", "not_a_period"),
        ({"value": "4", "sector": "fintec"}, "sector", "unknown_code"),
    ],
)
async def test_what_cannot_be_read_is_refused_by_name(
    shipped: Reading, question: dict[str, str], parameter: str, code: str
) -> None:
    with pytest.raises(BadRequest) as failure:
        await item(shipped, **question)

    assert [(fault.parameter, fault.code) for fault in failure.value.faults] == [(parameter, code)]


async def test_a_misspelled_indicator_is_answered_with_the_one_that_was_meant(shipped: Reading) -> None:
    with pytest.raises(BadRequest) as failure:
        await item(shipped, value="4", indicator="unicorn_counts")

    assert failure.value.faults[0].did_you_mean == "unicorn_count"
