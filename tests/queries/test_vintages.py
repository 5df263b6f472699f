"""Every revision can be read again, and says then what it said when it was the newest."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.catalog.records import RECORDS
from app.database.engine import reader, transaction
from app.database.schema import migrate
from app.errors import BadRequest, Gone, Merged, NotFound
from app.formats import as_csv, as_json
from app.formats.options import Options
from app.imports.load import Order, import_files
from app.queries.aggregates import Question as Cut
from app.queries.aggregates import read
from app.queries.details import read_record
from app.queries.lists import Question, read_list
from app.queries.search import Question as Words
from app.queries.search import search
from app.queries.vintages import Reading, open_reading, other_revision, vintage_of
from app.settings import Settings
from tests.conftest import new_database
from tests.factories import CODE_LISTS, DATA, make_company, make_round
from tests.revisions import change, next_revision, remove, time_of
from tests.timelines import POOLS, Timeline

EXAMPLES = int(os.environ.get("BETECH_TEST_EXAMPLES", "3"))
LISTS = ("companies", "funding-rounds", "exits", "unicorns", "valuations", "investors", "sources")
CUTS = (
    Cut("funding-rounds", group_by=["region", "year"], measures=["count", "count_disclosed", "sum", "median", "yoy"]),
    Cut("funding-rounds", group_by=["sector", "investor_country"], filters={"deal_type": "all"}),
    Cut("exits", group_by=["year", "exit_kind"], totals=True),
    Cut("unicorns", group_by=["year"]),
    Cut("companies", group_by=["region", "sector"]),
)
names = count(1)


@pytest.fixture(scope="session")
def listed_template(server: URL) -> str:
    """The name of a database that holds the code lists, as revision 1."""
    url = new_database(server, "listed_template")
    migrate(url)
    with transaction(url) as connection:
        import_files(connection, [(table, DATA / f"{table}.csv") for table in CODE_LISTS], Order(author="test"))
    return "listed_template"


@asynccontextmanager
async def engine_on(url: URL, **options: int) -> AsyncIterator[AsyncEngine]:
    """Give the engine that the service reads with."""
    engine = reader(url, Settings(**options))  # type: ignore[arg-type] # every option that is used is a number
    try:
        yield engine
    finally:  # a drawn history may be given up in the middle
        await engine.dispose()


async def answers(reading: Reading) -> dict[str, bytes]:
    """Return many answers of a revision as they are sent."""
    found: dict[str, bytes] = {}
    for key in LISTS:
        nested = await read_list(reading, RECORDS[key], Question(limit=None))
        flat = await read_list(reading, RECORDS[key], Question(limit=None, shape="flat"))
        found[f"{key}.json"] = as_json.write(nested, Options())
        found[f"{key}.csv"] = as_csv.write(flat, Options(labels="both"))
    for cut in CUTS:
        dataset = await read(reading, cut)
        found[f"{cut.dataset} by {cut.group_by}"] = as_json.write(dataset, Options())
    found["search"] = as_json.write(await search(reading, Words("a")), Options())
    for table, ids in POOLS.items():
        for row_id in ids:
            found[f"{table}/{row_id}"] = await detail(reading, table.replace("_", "-"), row_id)
    return found


async def detail(reading: Reading, key: str, row_id: str) -> bytes:
    """Return a record as it is sent, or what is said of one that is not there."""
    try:
        return as_json.write_item(await read_record(reading, RECORDS[key], row_id), Options())
    except (NotFound, Gone, Merged) as failure:
        return f"{type(failure).__name__}: {failure.detail}".encode()


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=EXAMPLES < 10)
@given(data=st.data())
async def test_every_revision_answers_as_it_did_and_as_if_it_were_alone(
    server: URL, listed_template: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    url = new_database(server, f"timeline_{next(names) % 2}", listed_template)
    timeline = Timeline(url, tmp_path_factory.mktemp("timeline"))
    said: dict[int, dict[str, bytes]] = {}
    async with engine_on(url) as engine:
        for _ in range(data.draw(st.integers(2, 5))):
            number = timeline.step(data)
            if number is not None:
                async with open_reading(engine) as reading:
                    said[number] = await answers(reading)

        for number, then in said.items():
            async with open_reading(engine, data_version=number) as reading:
                now = await answers(reading)
                updated = reading.updated
            assert differing(then, now) == {}
            alone = await answers_alone(server, listed_template, timeline, number, updated)
            assert differing(without_the_past(now), without_the_past(alone)) == {}


def differing(then: dict[str, bytes], now: dict[str, bytes]) -> dict[str, tuple[bytes, bytes | None]]:
    """Return the answers that are not the same, so that a failure shows no more than those."""
    return {name: (answer, now.get(name)) for name, answer in then.items() if now.get(name) != answer}


def without_the_past(answers: dict[str, bytes]) -> dict[str, bytes]:
    """Return answers but for what a database that was never anything else cannot know: why a record is gone."""
    gone = (b"Merged", b"Gone", b"NotFound")
    return {name: b"not there" if answer.startswith(gone) else answer for name, answer in answers.items()}


async def answers_alone(
    server: URL, template: str, timeline: Timeline, number: int, updated: datetime
) -> dict[str, bytes]:
    """Return the answers of a database that was built from the files of one revision alone."""
    url = new_database(server, "alone", template)
    with transaction(url) as connection:
        import_files(connection, timeline.files[number], Order(author="test"))
        connection.execute(text("UPDATE revisions SET created_at = :at WHERE number > 1"), {"at": updated})
    async with engine_on(url) as engine, open_reading(engine) as reading:
        return await answers(replace(reading, revision=number))


DAYS = (
    datetime(2025, 3, 1, 9, tzinfo=UTC),
    datetime(2025, 6, 30, 23, 59, 59, tzinfo=UTC),
    datetime(2025, 7, 1, tzinfo=UTC),
)


@pytest.fixture(scope="module")
def renamed(server: URL, listed_template: str, tmp_path_factory: pytest.TempPathFactory) -> URL:
    """A database with a company that was renamed in revisions 2 and 3; revisions are made on DAYS."""
    url = new_database(server, "renamed", listed_template)
    rename(url, tmp_path_factory.mktemp("renamed"), "OpenERP", "Odoo")
    with transaction(url) as connection:
        for number, at in enumerate(DAYS, 1):
            connection.execute(
                text("UPDATE revisions SET created_at = :at WHERE number = :number"), {"at": at, "number": number}
            )
    return url


def rename(url: URL, directory: Path, *names: str) -> None:
    """Give a company one name after the other, each in a revision."""
    path = directory / "companies.csv"
    header = "company_id,name,nuts1,nuts2,sector,tags,status\n"
    for name in names:
        path.write_text(f"{header}odoo,{name},BE3,UNK,enterprise_software,enterprise_software,active\n")
        with transaction(url) as connection:
            import_files(connection, [("companies", path)], Order(author="test", reason="Their name."))


async def name_in(reading: Reading) -> str | None:
    dataset = await read_list(reading, RECORDS["companies"], Question())
    return str(dataset.rows[0][dataset.column("name")]) if dataset.rows else None


@pytest.mark.parametrize(
    ("as_of", "number", "name"),
    [
        (date(2025, 3, 1), 1, None),
        (date(2025, 6, 29), 1, None),
        (date(2025, 6, 30), 2, "OpenERP"),
        (date(2025, 7, 1), 3, "Odoo"),
        (date(2026, 1, 1), 3, "Odoo"),
    ],
)
async def test_a_day_means_its_end_in_utc(renamed: URL, as_of: date, number: int, name: str | None) -> None:
    async with engine_on(renamed) as engine, open_reading(engine, as_of=as_of) as reading:
        assert (reading.revision, await name_in(reading)) == (number, name)
        assert (reading.updated, reading.as_of, reading.live) == (DAYS[number - 1], as_of, number == 3)


async def test_a_pooled_connection_forgets_what_it_looked_at(renamed: URL) -> None:
    """One connection, prepared statements (the driver prepares what it meets five times), revisions in turn."""
    async with engine_on(renamed, pool_size=1) as engine:
        seen = []
        for _ in range(8):
            for number in (3, 2, None):
                async with open_reading(engine, data_version=number) as reading:
                    seen.append(await name_in(reading))
            with pytest.raises(NotFound):
                await fail_in(engine, 2)

    assert seen == ["Odoo", "OpenERP", "Odoo"] * 8


async def fail_in(engine: AsyncEngine, number: int) -> None:
    """Read something of a revision, then ask for what is not there."""
    async with open_reading(engine, data_version=number) as reading:
        await name_in(reading)
        await read_record(reading, RECORDS["companies"], "nowhere")


async def test_a_reading_does_not_see_what_comes_in_meanwhile(
    server: URL, listed_template: str, tmp_path: Path
) -> None:
    url = new_database(server, "meanwhile", listed_template)
    rename(url, tmp_path, "Odoo")
    async with engine_on(url) as engine, open_reading(engine) as reading:
        rename(url, tmp_path, "Other")
        assert (reading.revision, await name_in(reading)) == (2, "Odoo")
        async with open_reading(engine) as later:
            assert (later.revision, await name_in(later)) == (3, "Other")


async def test_former_areas_are_those_of_the_former_lists(renamed: URL) -> None:
    counted = text("SELECT count(*) FROM areas")
    async with engine_on(renamed) as engine:
        async with open_reading(engine) as reading:
            live = await reading.connection.scalar(counted)
        async with open_reading(engine, data_version=1) as reading:
            assert await reading.connection.scalar(counted) == live


async def test_a_day_before_the_first_revision_names_the_earliest(renamed: URL) -> None:
    async with engine_on(renamed) as engine:
        with pytest.raises(NotFound) as caught:
            async with open_reading(engine, as_of=date(2025, 2, 28)):
                pass

    assert (caught.value.problem, caught.value.extra) == ("before-first-revision", {"earliest": "2025-03-01"})


@pytest.mark.parametrize("number", [0, -1, 4, 10**30])
async def test_a_data_version_that_is_not_there_is_not_found(renamed: URL, number: int) -> None:
    async with engine_on(renamed) as engine:
        with pytest.raises(NotFound) as caught:
            async with open_reading(engine, data_version=number):
                pass

    assert caught.value.extra == {"earliest": 1, "latest": 3}


async def test_the_future_and_a_contradiction_are_refused(renamed: URL) -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    async with engine_on(renamed) as engine:
        with pytest.raises(BadRequest, match="lies in the future"):
            async with open_reading(engine, as_of=tomorrow):
                pass
        with pytest.raises(BadRequest, match="give one of them"):
            async with open_reading(engine, as_of=date(2025, 7, 1), data_version=3):
                pass


async def test_a_database_without_data_says_so(empty_database: URL) -> None:
    async with engine_on(empty_database) as engine:
        with pytest.raises(NotFound, match="no data yet"):
            async with open_reading(engine):
                pass


async def test_fifty_revisions_later_a_permalink_gives_the_same_bytes(
    connection: AsyncConnection, reading: Reading
) -> None:
    """Each revision changes an amount, a name or a Region; every tenth one withdraws a round."""
    companies = [await make_company(connection, name=f"Company {n}") for n in range(5)]
    rounds = [await make_round(connection, amount=1_000_000 + n, company=companies[n % 5]) for n in range(10)]
    said: dict[int, list[bytes]] = {}
    for number in range(2, 52):
        await next_revision(connection, number, reason=f"Correction {number}.")
        await change(connection, "companies", companies[number % 5]["id"], name=f"Name {number}")
        if number % 10 == 0:
            await remove(connection, "funding_rounds", rounds.pop()["id"])
        else:
            await change(connection, "funding_rounds", rounds[number % len(rounds)]["id"], amount_eur=number * 1000)
        said[number] = await some_answers(replace(reading, revision=number, updated=time_of(number), memory={}))

    for number, then in said.items():
        async with other_revision(reading, number, time_of(number)) as former:
            assert await some_answers(former) == then


async def some_answers(reading: Reading) -> list[bytes]:
    """Return a list and an aggregate as they are sent."""
    listed = await read_list(reading, RECORDS["funding-rounds"], Question(embed=["company"]))
    cut = await read(reading, Cut("funding-rounds", group_by=["year"], measures=["count", "sum", "median"]))
    return [as_json.write(dataset, Options()) for dataset in (listed, cut)]


async def test_a_reading_can_look_at_what_a_day_or_a_number_means(renamed: URL) -> None:
    async with engine_on(renamed) as engine, open_reading(engine) as reading:
        async with vintage_of(reading, as_of=date(2025, 6, 30)) as then:
            assert (then.revision, await name_in(then)) == (2, "OpenERP")
        async with vintage_of(reading, data_version=1) as then:
            assert (then.revision, await name_in(then)) == (1, None)
        async with vintage_of(reading) as then:
            assert then is reading
        assert await name_in(reading) == "Odoo"
