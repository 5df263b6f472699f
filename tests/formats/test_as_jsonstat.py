"""JSON-stat answers: valid against the published schemas, read by the clients that exist."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest
from jsonstat_validator import validate_jsonstat
from pyjstat import pyjstat

from app.dataset import Code, Dataset
from app.errors import NotAcceptable, NotFound
from app.formats import Options, as_jsonstat
from app.languages import LANGUAGES, Language, Text
from tests.formats.samples import AGGREGATE, ROUNDS

SCHEMA = Path(__file__).parents[3] / "shared" / "conformance" / "jsonstat" / "dataset.json"


def read(dataset: Dataset, language: Language = "en") -> Any:
    return orjson.loads(as_jsonstat.write(dataset, Options(lang=language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cube_is_valid_for_the_schema_and_for_the_validator(language: Language) -> None:
    cube = read(replace(AGGREGATE, links={"self": "https://example.org/v1/x"}), language)

    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(cube)
    assert validate_jsonstat(cube)


def test_the_cube_has_roles_units_and_cells_in_order() -> None:
    cube = read(AGGREGATE, "nl")

    assert (cube["id"], cube["size"]) == (["region", "year", "metric"], [3, 2, 3])
    assert cube["role"] == {"time": ["year"], "geo": ["region"], "metric": ["metric"]}
    assert cube["value"][:6] == [0, 0, None, 1, 5_000_000, 5_000_000]
    assert cube["dimension"]["region"]["category"]["label"]["BE2"] == "Vlaams Gewest"
    assert cube["dimension"]["metric"]["category"]["unit"]["sum"] == {
        "label": "Euro", "decimals": 2, "base": "EUR", "multiplier": 0, "position": "end",
    }  # fmt: skip
    assert cube["updated"] == "2026-06-30T12:00:00+00:00"
    assert cube["link"] == {"license": [{"href": "https://creativecommons.org/licenses/by/4.0/"}]}


def test_every_mark_and_every_empty_cell_has_a_status_with_its_meaning() -> None:
    cube = read(AGGREGATE, "fr")

    assert cube["status"]["2"] == "no_observations"
    assert cube["status"]["3"] == "P"
    assert "0" not in cube["status"]
    assert cube["extension"]["status"]["label"] == {"no_observations": "Aucune donnée à calculer", "P": "Provisoire"}


def test_an_empty_cell_without_a_reason_is_marked_all_the_same() -> None:
    cube = read(
        replace(AGGREGATE, columns=AGGREGATE.columns[:5], rows=tuple(r[:5] for r in AGGREGATE.rows), null_reasons=())
    )

    assert cube["status"] == {"2": "missing"}


@pytest.mark.filterwarnings("ignore:Shouldn't use this function:DeprecationWarning")
def test_pyjstat_reads_the_same_sum() -> None:
    frame = pyjstat.Dataset.read(as_jsonstat.write(AGGREGATE, Options()).decode()).write("dataframe")

    sums = frame[frame["Measure"] == "Total disclosed amount"]
    assert sums["value"].sum() == sum(row[3] for row in AGGREGATE.rows)


def test_parents_name_their_children_and_totals_stand_last() -> None:
    rows = tuple((code, "ALL" if code == "BE" else 2024, 1) for code in ("BE1", "BE", "BE2", "ALL", "XX"))
    rows = tuple((code, year, 1) for code, *_ in rows for year in ("ALL", "UNK", 2024))
    belgium = Code("BE", Text("Belgium", "België", "Belgique", "Belgien"))
    flanders = Code("BE2", Text.same("Brussels-Capital Region"), "BE")
    codes = {"region": (belgium, AGGREGATE.codes["region"][0], flanders)}

    cube = read(replace(AGGREGATE, columns=AGGREGATE.columns[:3], rows=rows, codes=codes, null_reasons=()))

    region = cube["dimension"]["region"]["category"]
    assert list(region["index"]) == ["BE", "BE1", "BE2", "XX", "ALL"]
    assert region["child"] == {"BE": ["BE1", "BE2"]}
    assert list(region["label"].values()) == [
        "Belgium", "Brussels-Capital Region", "Brussels-Capital Region (BE2)", "XX", "Total",
    ]  # fmt: skip
    assert list(cube["dimension"]["year"]["category"]["label"].values()) == ["2024", "Not known", "Total"]
    assert validate_jsonstat(cube)


def test_measures_that_share_a_label_are_told_apart() -> None:
    twin = replace(AGGREGATE.columns[4], label=AGGREGATE.columns[3].label)
    cube = read(replace(AGGREGATE, columns=(*AGGREGATE.columns[:4], twin, AGGREGATE.columns[5])))

    assert list(cube["dimension"]["metric"]["category"]["label"].values())[1:] == [
        "Total disclosed amount (sum)",
        "Total disclosed amount (median)",
    ]


def test_a_measure_without_anything_else_is_a_cube_of_one_cell() -> None:
    cube = read(replace(AGGREGATE, columns=AGGREGATE.columns[3:4], rows=((1.5,),), null_reasons=()))

    assert (cube["id"], cube["value"]) == (["metric"], [1.5])


@pytest.mark.parametrize(
    ("dataset", "says"),
    [
        (ROUNDS, "no measure"),
        (replace(AGGREGATE, rows=AGGREGATE.rows[:5]), "fill=grid"),
        (replace(AGGREGATE, rows=[AGGREGATE.rows[0]] * 6), "share one cell"),
        (replace(AGGREGATE, rows=((None, 2024, 1, 1, 1, []),)), "empty cells"),
    ],
)
def test_what_is_no_cube_is_refused(dataset: Dataset, says: str) -> None:
    with pytest.raises(NotAcceptable, match=says):
        read(dataset)


def test_no_cell_is_not_found() -> None:
    with pytest.raises(NotFound):
        read(replace(AGGREGATE, rows=(), null_reasons=()))
