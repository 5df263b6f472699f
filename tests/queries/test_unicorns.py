"""Unicorns: at a date, under a definition, and in the lists of publishers."""

from datetime import date

import pytest

from app.catalog.deals import UNICORNS
from app.catalog.unicorns import Definition
from app.queries.lists import Question, read_list
from app.queries.unicorns import counted, read_unicorn_lists
from app.queries.vintages import Reading

FIVE = ["collibra", "team-blue", "odoo", "deliverect", "lighthouse"]


@pytest.mark.parametrize(
    ("at", "definition", "ids"),
    [
        (date(2019, 6, 1), "private_usd1bn", ["collibra"]),
        (date(2024, 10, 31), "private_usd1bn", FIVE[:4]),
        (date(2024, 12, 31), "private_usd1bn", FIVE),
        (date(2024, 12, 31), "ever_usd1bn", FIVE),
        (date(2026, 6, 30), "private_usd1bn", [*FIVE, "i-care", "aikido-security"]),
    ],
)
async def test_who_is_a_unicorn_depends_on_the_day(
    shipped: Reading, at: date, definition: Definition, ids: list[str]
) -> None:
    found = await read_list(shipped, UNICORNS, Question(at=at, conditions=(counted(definition, at),)))

    assert [row[0] for row in found.rows] == ids


async def test_the_lists_say_who_names_whom_and_whether_our_definitions_agree(shipped: Reading) -> None:
    found = await read_unicorn_lists(shipped, Question(filters={"publisher": "FinTech Belgium,Le Soir"}))

    keys = ("publisher", "as_of", "company_id", "private_usd1bn", "ever_usd1bn")
    assert [tuple(row[found.column(key)] for key in keys) for row in found.rows] == [
        ("FinTech Belgium", "2020-11", "unifiedpost", False, False),
        ("Le Soir", "2022-06", "collibra", True, True),
        ("Le Soir", "2022-06", "deliverect", True, True),
        ("Le Soir", "2022-06", "odoo", True, True),
        ("Le Soir", "2022-06", "team-blue", True, True),
    ]


async def test_the_lists_can_be_asked_for_one_company(shipped: Reading) -> None:
    found = await read_unicorn_lists(shipped, Question(filters={"company": "lighthouse", "private_usd1bn": "true"}))

    assert {row[found.column("publisher")] for row in found.rows} == {
        "CB Insights",
        "De Tijd",
        "Dealroom",
        "Trends (Knack)",
    }
