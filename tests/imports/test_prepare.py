"""Prepared cells follow the records through every import, withdrawal and merge, and are computed only where those changed."""

import os
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select, text
from sqlalchemy.engine import URL

from app.database.engine import transaction
from app.database.schema import migrate
from app.imports.load import Order, import_files
from app.imports.prepare import differing, prepare
from app.imports.withdraw import withdraw
from app.tables import PreparedCell, PreparedFact, Revision
from tests.conftest import new_database
from tests.factories import CODE_LISTS, DATA
from tests.imports.conftest import Import, WriteFile
from tests.timelines import Timeline

EXAMPLES = int(os.environ.get("BETECH_TEST_EXAMPLES", "3"))
FACTS = {"funding-rounds", "exits", "companies"}
names = count(1)


@pytest.fixture(scope="session")
def code_lists_template(server: URL) -> str:
    """The name of a database that holds the code lists alone."""
    url = new_database(server, "prepare_template")
    migrate(url)
    with transaction(url) as connection:
        import_files(connection, [(table, DATA / f"{table}.csv") for table in CODE_LISTS], Order(author="test"))
    return "prepare_template"


def headers(connection: Connection) -> dict[str, int]:
    """Return the revision of the cells of each fact."""
    return {row.fact: row.revision for row in connection.execute(select(PreparedFact.fact, PreparedFact.revision))}


def newest(connection: Connection) -> int:
    return int(connection.execute(select(func.max(Revision.number))).scalar_one())


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_cells_are_those_of_the_records_after_every_step(
    server: URL, code_lists_template: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    url = new_database(server, f"prepare_{next(names) % 2}", code_lists_template)
    timeline = Timeline(url, tmp_path_factory.mktemp("timeline"))

    for _ in range(data.draw(st.integers(2, 6))):
        timeline.step(data)

        with transaction(url) as connection:
            assert headers(connection) == dict.fromkeys(FACTS, newest(connection))
            assert differing(connection) == {}


def test_only_what_a_revision_concerns_is_computed_anew(
    connection: Connection, bring: Import, write_file: WriteFile
) -> None:
    connection.execute(text("UPDATE prepared_cells SET companies = 99"))
    key = connection.execute(text("SELECT min(id) FROM exits")).scalar_one()
    withdraw(connection, "exits", key, author="test", reason="No exit")

    assert headers(connection) == dict.fromkeys(FACTS, 2)
    assert {name.split("/")[0] for name in differing(connection)} == {"funding-rounds", "companies"}


def test_a_revision_of_other_tables_computes_nothing(
    connection: Connection, bring: Import, write_file: WriteFile
) -> None:
    before = connection.execute(text("SELECT count(*), max(xmin::text::bigint) FROM prepared_cells")).one()
    bring(
        (
            "sources",
            write_file(
                "sources.csv",
                "source_id,publisher,title,url,published_on,date_precision,language,kind",
                "a-new-source,De Tijd,Something,,,,nl,press",
            ),
        )
    )

    assert headers(connection) == dict.fromkeys(FACTS, 2)
    assert connection.execute(text("SELECT count(*), max(xmin::text::bigint) FROM prepared_cells")).one() == before


def test_a_dry_run_leaves_the_cells_as_they_are(connection: Connection, bring: Import) -> None:
    bring(("funding_rounds", DATA / "funding_rounds.csv"), dry_run=True)

    assert headers(connection) == dict.fromkeys(FACTS, 1)
    assert differing(connection) == {}


def test_cells_that_are_missing_are_filled_once(connection: Connection) -> None:
    connection.execute(text("DELETE FROM prepared_facts"))
    connection.execute(text("DELETE FROM prepared_cells"))

    assert set(prepare(connection)) == FACTS
    assert prepare(connection) == []
    assert differing(connection) == {}
    assert connection.execute(select(func.count()).select_from(PreparedCell)).scalar_one() > 1000


def test_cells_that_are_computed_in_another_way_are_computed_anew(connection: Connection) -> None:
    connection.execute(text("UPDATE prepared_facts SET layout = 'old' WHERE fact = 'exits'"))

    assert prepare(connection) == ["exits"]


def test_a_cell_that_is_not_what_the_records_say_is_found(connection: Connection) -> None:
    cut = "exits//"
    connection.execute(text("UPDATE prepared_cells SET total = total + 1 WHERE cut LIKE 'exits/amount_eur/'"))
    assert cut not in differing(connection)

    assert differing(connection) == {"exits/amount_eur/": 2}


def test_a_database_without_a_revision_has_nothing_to_prepare(server: URL, tmp_path: Path) -> None:
    url = new_database(server, "prepare_nothing")
    migrate(url)

    with transaction(url) as connection:
        assert prepare(connection) == []
        assert headers(connection) == {}
