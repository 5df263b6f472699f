"""One search across all lists."""

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app.errors import BadRequest
from app.queries.search import Question, search
from app.queries.vintages import Reading
from tests.factories import make_company, make_investor, make_source


async def test_names_that_begin_with_the_words_come_first(connection: AsyncConnection, reading: Reading) -> None:
    await make_company(connection, id="robovision", name="Robovision")
    await make_investor(connection, id="the-robo-fund", name="The Robo Fund")
    await make_source(connection, id="tijd", title="Een robot", url=None)

    found = await search(reading, Question("ROBO"))

    assert [row[:2] for row in found.rows] == [
        ("companies", "robovision"),
        ("sources", "tijd"),
        ("investors", "the-robo-fund"),
    ]
    assert found.meta.total == 3


async def test_a_search_can_be_held_to_some_lists(connection: AsyncConnection, reading: Reading) -> None:
    await make_company(connection, id="robovision", name="Robovision")
    await make_investor(connection, id="robo-fund", name="Robo Fund")

    found = await search(reading, Question("robo", datasets=["investors"], limit=1))

    assert [row[3] for row in found.rows] == ["/v1/investors/robo-fund"]


@pytest.mark.parametrize(
    ("question", "parameter"),
    [(Question("x", datasets=["firms"]), "dataset"), (Question(" "), "q"), (Question("\x00"), "q")],
)
async def test_a_faulty_search_is_refused(reading: Reading, question: Question, parameter: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        await search(reading, question)

    assert refusal.value.faults[0].parameter == parameter
