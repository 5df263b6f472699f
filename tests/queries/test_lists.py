"""Lists: filters, order, pages, sparse fields, embedding."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app.catalog.records import RECORDS
from app.dataset import Dataset, nested
from app.errors import BadRequest, NotFound
from app.queries.cursors import read_cursor
from app.queries.details import read_record
from app.queries.lists import Question, read_list
from app.queries.vintages import Reading
from tests.factories import make_company, make_investor, make_round

ROUNDS = RECORDS["funding-rounds"]


def ids(dataset: Dataset) -> list[Any]:
    return [row[dataset.column("id")] for row in dataset.rows]


async def list_rounds(reading: Reading, **filters: str) -> list[Any]:
    question = Question(filters={key.replace("_on_", "_on__"): value for key, value in filters.items()}, sort=["id"])
    return ids(await read_list(reading, ROUNDS, question))


@pytest.fixture
async def three_rounds(connection: AsyncConnection) -> None:
    ghent = await make_company(
        connection, id="ghent-co", region="BE2", province="BE23", city="BE:gent", sector="fintech"
    )
    liege = await make_company(
        connection, id="liege-co", region="BE3", province="BE33", sector="biotech", name="Liège Söft"
    )
    somewhere = await make_company(connection, id="some-co", region="UNK", sector="ai")
    await make_round(connection, id="a", company=ghent, amount=1_000_000, on=date(2022, 3, 1))
    await make_round(connection, id="b", company=liege, amount=None, on=date(2023, 1, 1), date_precision="year")
    await make_round(connection, id="c", company=somewhere, amount=250_000.5, on=date(2024, 12, 31), stage="debt")


@pytest.mark.usefixtures("three_rounds")
class TestFilters:
    @pytest.mark.parametrize(
        ("filters", "found"),
        [
            ({"region": "BE2"}, ["a"]),
            ({"region": "flanders"}, ["a"]),
            ({"region": "be-vlg"}, ["a"]),
            ({"region": "Vlaams Gewest"}, ["a"]),
            ({"region": "02000"}, ["a"]),
            ({"region": "Wallonië"}, ["b"]),
            ({"region": "BE23,BE3"}, ["a", "b"]),
            ({"region": "BE"}, ["a", "b", "c"]),
            ({"region": "UNK"}, ["c"]),
            ({"province": "UNK"}, ["c"]),
            ({"city": "Ghent"}, ["a"]),
            ({"year": "2022"}, ["a"]),
            ({"year": "2022:2023"}, ["a", "b"]),
            ({"year": "2023:"}, ["b", "c"]),
            ({"year": ":2022,2024"}, ["a", "c"]),
            ({"last_years": "2"}, ["b", "c"]),
            ({"sector": "fintech,ai"}, ["a", "c"]),
            ({"tag": "ai"}, ["c"]),
            ({"perimeter": "tech"}, ["a", "c"]),
            ({"deal_type": "equity"}, ["a", "b"]),
            ({"deal_type": "all"}, ["a", "b", "c"]),
            ({"amount_eur__gte": "250000.5"}, ["a", "c"]),
            ({"amount_eur__gt": "250000.5"}, ["a"]),
            ({"amount_eur__lt": "1e6"}, ["c"]),
            ({"amount_eur__isnull": "true"}, ["b"]),
            ({"announced_on__lte": "2022-03-01"}, ["a"]),
            ({"date_precision": "year"}, ["b"]),
            ({"q": "liege SOFT"}, ["b"]),
            ({"q": "100%"}, []),
            ({"investor_country": "UNK"}, ["a", "b", "c"]),
            ({"region": "BE2", "year": "2024"}, []),
        ],
    )
    async def test_a_filter_keeps_what_it_names(
        self, reading: Reading, filters: dict[str, str], found: list[str]
    ) -> None:
        assert ids(await read_list(reading, ROUNDS, Question(filters=filters, sort=["id"]))) == found

    @pytest.mark.parametrize(
        ("filters", "code", "did_you_mean"),
        [
            ({"regon": "BE2"}, "unknown_parameter", "region"),
            ({"region": "flandres"}, "unknown_code", "BE2"),
            ({"sector": "fintec"}, "unknown_code", "fintech"),
            ({"year": "24"}, "not_a_year", None),
            ({"year": "2024:2019"}, "empty_span", "2019:2024"),
            ({"last_years": "0"}, "not_a_count", None),
            ({"amount_eur__gte": "much"}, "not_a_number", None),
            ({"amount_eur__gte": "NaN"}, "not_a_number", None),
            ({"announced_on__gte": "2023-02-29"}, "not_a_date", None),
            ({"amount_eur__isnull": "maybe"}, "not_a_boolean", None),
            ({"perimeter": "tec"}, "unknown_perimeter", "tech"),
            ({"stage": ","}, "empty_value", None),
            ({"q": "  "}, "empty_value", None),
            ({"q": "a\x00b"}, "not_text", None),
        ],
    )
    async def test_what_cannot_be_read_is_refused_by_name(
        self, reading: Reading, filters: dict[str, str], code: str, did_you_mean: str | None
    ) -> None:
        with pytest.raises(BadRequest) as refusal:
            await read_list(reading, ROUNDS, Question(filters=filters))

        (fault,) = refusal.value.faults
        assert (fault.parameter, fault.code, fault.did_you_mean) == (next(iter(filters)), code, did_you_mean)

    async def test_all_faults_are_named_at_once(self, reading: Reading) -> None:
        with pytest.raises(BadRequest) as refusal:
            await read_list(reading, ROUNDS, Question(filters={"regon": "BE2", "year": "x"}))

        assert [fault.parameter for fault in refusal.value.faults] == ["regon", "year"]

    async def test_filters_have_one_canonical_spelling(self, reading: Reading) -> None:
        filters = {"region": "wallonia, BE-VLG", "amount_eur__gte": "1e6", "year": "2024,2019:2021", "perimeter": "all"}

        dataset = await read_list(reading, ROUNDS, Question(filters=filters))

        assert dataset.meta.query["filters"] == {
            "amount_eur__gte": "1000000",
            "region": "BE2,BE3",
            "year": "2019:2021,2024",
        }


@pytest.mark.usefixtures("three_rounds")
class TestRows:
    async def test_a_round_is_shown_with_its_company_money_and_reasons(self, reading: Reading) -> None:
        dataset = await read_list(reading, ROUNDS, Question(filters={"year": "2023"}))

        item = nested(dataset.columns, dataset.rows[0])
        assert item["company"] == {"id": "liege-co", "name": "Liège Söft"}
        assert (item["amount"], item["amount_status"], item["fx"]) == (None, "undisclosed", None)
        assert dataset.null_reasons[0]["amount_eur"] == "undisclosed"

    async def test_an_amount_without_a_rate_says_so(self, connection: AsyncConnection, reading: Reading) -> None:
        await make_round(connection, id="d", amount=5, currency="CHF", amount_eur=None, on=date(2026, 6, 1))

        dataset = await read_list(reading, ROUNDS, Question(filters={"year": "2026"}))

        assert dataset.null_reasons[0]["amount_eur"] == "no_rate"
        assert "amount" not in dataset.null_reasons[0]

    async def test_only_the_fields_asked_for_are_shown(self, reading: Reading) -> None:
        dataset = await read_list(reading, ROUNDS, Question(fields=["company", "amount_eur"], sort=["id"], limit=1))

        assert nested(dataset.columns, dataset.rows[0]) == {
            "id": "a",
            "company": {"id": "ghent-co", "name": (await company_name(reading))},
            "amount_eur": 1_000_000.0,
        }

    async def test_a_field_that_does_not_exist_is_refused(self, reading: Reading) -> None:
        with pytest.raises(BadRequest, match="no field 'amout'") as refusal:
            await read_list(reading, ROUNDS, Question(fields=["amout"]))

        assert refusal.value.faults[0].did_you_mean == "amount"

    async def test_codes_come_with_their_labels(self, reading: Reading) -> None:
        dataset = await read_list(reading, ROUNDS, Question(filters={"region": "BE2"}))

        assert [code.label.fr for code in dataset.codes["region"]] == ["Région flamande", "Flandre orientale"]


async def company_name(reading: Reading) -> Any:
    dataset = await read_record(reading, RECORDS["companies"], "ghent-co")
    return dataset.rows[0][dataset.column("name")]


class TestPages:
    @pytest.mark.parametrize(
        "sort", [[], ["amount_eur"], ["-amount_eur"], ["-announced_on", "amount_eur"], ["company_name"], ["id"]]
    )
    async def test_the_pages_together_are_the_whole_list_without_repeats(
        self, connection: AsyncConnection, reading: Reading, sort: list[str]
    ) -> None:
        for number in range(23):
            amount = None if number % 5 == 0 else float(number % 4 + 1)
            await make_round(connection, id=f"r{number:02}", amount=amount, on=date(2020 + number % 3, 1, 1))
        whole = ids(await read_list(reading, ROUNDS, Question(sort=sort, limit=None)))

        seen: list[Any] = []
        question = Question(sort=sort, limit=4)
        while True:
            page = await read_list(reading, ROUNDS, question)
            seen += ids(page)
            following = page.links["next"]
            if following is None:
                break
            question = replace(question, cursor=read_cursor(following))

        assert seen == whole
        assert page.meta.total == len(whole) == 23

    @pytest.mark.usefixtures("three_rounds")
    async def test_a_cursor_of_another_question_is_refused(self, reading: Reading) -> None:
        page = await read_list(reading, ROUNDS, Question(limit=1))
        cursor = read_cursor(str(page.links["next"]))

        with pytest.raises(BadRequest, match="another question"):
            await read_list(reading, ROUNDS, Question(filters={"region": "BE2"}, cursor=cursor))

    @pytest.mark.parametrize("word", ["", "x", "!!!!", "WzFd", "W10", "eyJhIjoxfQ", "é"])
    def test_a_cursor_that_was_not_made_here_is_refused(self, word: str) -> None:
        with pytest.raises(BadRequest, match="cursor"):
            read_cursor(word)

    async def test_an_order_that_does_not_exist_is_refused(self, reading: Reading) -> None:
        with pytest.raises(BadRequest, match="cannot be sorted by 'amout_eur'") as refusal:
            await read_list(reading, ROUNDS, Question(sort=["-amout_eur"]))

        assert refusal.value.faults[0].did_you_mean == "amount_eur"

    async def test_an_empty_list_is_an_answer(self, reading: Reading) -> None:
        dataset = await read_list(reading, ROUNDS, Question())

        assert (dataset.rows, dataset.meta.total, dataset.links["next"]) == ([], 0, None)


class TestEmbedding:
    async def test_sources_investors_and_the_company_stand_in_the_row_in_full(
        self, connection: AsyncConnection, reading: Reading
    ) -> None:
        await make_investor(connection, id="gimv", name="Gimv", country="BE")
        await make_investor(connection, id="smartfin", name="Smartfin")
        await make_round(connection, investor_ids=["smartfin", "gimv"], lead_investor_ids=["gimv"])

        dataset = await read_list(reading, ROUNDS, Question(embed=["company", "sources", "investors"]))

        item = nested(dataset.columns, dataset.rows[0])
        assert [(one["id"], one["lead"], one["kind"]) for one in item["investors"]] == [
            ("smartfin", False, "vc"),
            ("gimv", True, "vc"),
        ]
        assert item["company"]["status"] == "unknown"
        assert item["sources"][0]["publisher"] == "De Tijd"

    async def test_without_embedding_investors_are_named(self, connection: AsyncConnection, reading: Reading) -> None:
        await make_investor(connection, id="gimv", name="Gimv", country="BE")
        await make_round(connection, investor_ids=["gimv"], lead_investor_ids=["gimv"])

        dataset = await read_list(reading, ROUNDS, Question(filters={"investor_country": "BE"}))

        item = nested(dataset.columns, dataset.rows[0])
        assert item["investors"] == [{"id": "gimv", "name": "Gimv", "lead": True}]

    async def test_what_cannot_be_embedded_is_refused(self, reading: Reading) -> None:
        with pytest.raises(BadRequest, match="cannot embed 'investor'") as refusal:
            await read_list(reading, ROUNDS, Question(embed=["investor"]))

        assert refusal.value.faults[0].did_you_mean == "investors"


async def test_a_record_that_never_was_is_not_found(reading: Reading) -> None:
    for row_id in ("nothing", "a\x00b"):
        with pytest.raises(NotFound):
            await read_record(reading, ROUNDS, row_id)


@pytest.mark.parametrize("key", list(RECORDS))
async def test_every_list_can_be_read_by_every_field_sort_and_example(reading: Reading, key: str) -> None:
    records = RECORDS[key]
    for entry in records.fields:
        if entry.sortable:
            await read_list(reading, records, Question(sort=[entry.key], limit=1))
        if entry.example and entry.codelist not in ("publisher", "indicator"):
            await read_list(reading, records, Question(filters={entry.key: entry.example}))
    for shape in ("nested", "flat"):
        dataset = await read_list(reading, records, Question(shape=shape, limit=None))
        assert len({column.key for column in dataset.columns}) == len(dataset.columns)


async def test_names_are_ordered_without_case_and_accents(connection: AsyncConnection, reading: Reading) -> None:
    for name in ("Zebra", "éclair", "Delta", "apple"):
        await make_company(connection, name=name)

    dataset = await read_list(reading, RECORDS["companies"], Question(sort=["name"]))

    assert [row[dataset.column("name")] for row in dataset.rows] == ["apple", "Delta", "éclair", "Zebra"]
