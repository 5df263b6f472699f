"""Published figures as a JSON-stat cube: an indicator per measure, a publisher's several figures numbered."""

from dataclasses import replace
from typing import Any

import orjson
import pytest
from jsonstat_validator import validate_jsonstat
from pyjstat import pyjstat

from app.dataset import Column, Dataset
from app.errors import NotAcceptable, NotFound
from app.formats import Options, as_jsonstat, figure_cubes
from app.languages import Text
from tests.formats.samples import AGGREGATE

KEYS = ("id", "indicator", "region", "period", "sector", "stage", "value", "unit", "publisher", "obs_status")
FIGURES = replace(
    AGGREGATE,
    columns=tuple(Column(key, Text.same(key.title()), "number" if key == "value" else "string") for key in KEYS),
    rows=(
        ("b", "funding", "BE", "2023", None, None, 738e6, "EUR", "Agoria", []),
        ("a", "funding", "BE", "2023", None, None, 700e6, "EUR", "Agoria", ["P"]),
        ("c", "funding", "BE", "2024", "ai", None, 5e6, "EUR", "De Tijd", []),
        ("d", "jobs", "BE", "2024", None, None, 120, "COUNT", "Agoria", ["E"]),
    ),
    null_reasons=(),
    codes={},
    grid=False,
)


def read(dataset: Dataset) -> Any:
    return orjson.loads(as_jsonstat.write(dataset, Options()))


def test_each_indicator_is_a_measure_and_figures_of_one_publisher_are_numbered() -> None:
    cube = read(FIGURES)

    assert validate_jsonstat(cube)
    assert cube["id"] == ["region", "sector", "period", "publisher", "figure", "metric"]
    assert cube["size"] == [1, 2, 2, 2, 2, 2]
    assert cube["dimension"]["metric"]["category"]["index"] == {"funding": 0, "jobs": 1}
    assert cube["dimension"]["metric"]["category"]["unit"]["jobs"]["base"] == "COUNT"
    assert [value for value in cube["value"] if value is not None] == [5e6, 700e6, 738e6, 120]
    assert set(cube["status"].values()) == {"P", "E", "missing"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_client_reads_the_sum_of_the_figures() -> None:
    frame = pyjstat.Dataset.read(as_jsonstat.write(FIGURES, Options()).decode()).write("dataframe")

    assert frame["value"].sum() == sum(row[6] for row in FIGURES.rows)


def test_an_indicator_of_two_units_is_two_measures_and_no_dimension_stands_idle() -> None:
    rows: tuple[tuple[Any, ...], ...] = (
        ("a", "vc", "BE", "2023", None, None, 1.0, "EUR", "EY", []),
        ("b", "vc", "BE", "2023", None, None, 2.0, "USD", "EY", []),
    )
    cube = read(replace(FIGURES, rows=rows))

    assert (cube["id"], cube["value"]) == (["region", "period", "publisher", "metric"], [1.0, 2.0])
    assert list(cube["dimension"]["metric"]["category"]["index"]) == ["vc:EUR", "vc:USD"]


def test_no_figure_and_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotFound):
        read(replace(FIGURES, rows=()))
    monkeypatch.setattr(figure_cubes, "MOST_CELLS", 31)
    with pytest.raises(NotAcceptable, match="a cube of 32 cells"):
        read(FIGURES)
