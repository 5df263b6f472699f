"""One indicator with its whole series."""

import pytest

from app.errors import NotFound
from app.queries.indicators import read_indicator
from app.queries.vintages import Reading


async def test_an_indicator_brings_its_whole_series(shipped: Reading) -> None:
    answer = await read_indicator(shipped, "exit_count", lang="fr")

    assert answer.item is not None
    assert answer.item["labels"]["fr"] == "Sorties (exits)"
    assert (answer.item["unit"], answer.item["years"], answer.item["regions"]) == (
        "COUNT",
        [2018, 2022, 2023, 2024],
        ["BE"],
    )
    assert [(row["period"], row["value"]) for row in answer.item["series"]] == [
        ("2018", 13),
        ("2022", 31),
        ("2023", 36),
        ("2024-H1", 22),
        ("2024", 22),
    ]


async def test_an_unknown_indicator_is_not_found(shipped: Reading) -> None:
    with pytest.raises(NotFound):
        await read_indicator(shipped, "exit_counts")
