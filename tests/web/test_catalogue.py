"""What the explorer offers is what the aggregates take."""

import httpx
import pytest

from app.catalog.facts import FACTS
from app.languages import LANGUAGES, Language
from app.web.catalogue import catalogue


def test_every_dataset_with_its_groups_measures_and_amounts_is_offered() -> None:
    datasets = {entry["key"]: entry for entry in catalogue("en")["datasets"]}

    assert [*FACTS, "observations"] == list(datasets)
    for key, fact in FACTS.items():
        assert datasets[key]["groups"] == list(fact.dimensions)
        assert datasets[key]["measures"] == list(fact.measures)
        assert [field["key"] for field in datasets[key]["fields"]] == list(fact.amounts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_that_is_offered_has_a_name(lang: Language) -> None:
    offered = catalogue(lang)

    for dataset in offered["datasets"]:
        assert dataset["label"]
        assert all(entry["label"] for entry in dataset["filters"])
        assert set(dataset["groups"]) <= offered["dimensions"].keys()


async def test_every_code_list_that_a_filter_is_typed_from_can_be_asked_for(client: httpx.AsyncClient) -> None:
    lists = {
        entry["codelist"]
        for dataset in catalogue("en")["datasets"]
        for entry in dataset["filters"]
        if "codelist" in entry
    }

    answers = {name: (await client.get(f"/v1/dimensions/{name}")).status_code for name in sorted(lists)}

    assert set(answers.values()) == {200}, answers


async def test_places_and_years_are_those_of_the_data(client: httpx.AsyncClient) -> None:
    words = (await client.get("/explorer/words/fr")).json()

    assert list(words["places"])[:3] == ["BE", "BE1", "BE2"]
    assert words["places"]["BE2"] == "Région flamande"
    assert not {"UNK", "BE10"} & words["places"].keys()
    assert words["years"]["default"] <= words["years"]["last"]
