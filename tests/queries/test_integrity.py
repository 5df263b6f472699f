"""Integrity: each check finds its fault, and finds nothing in the shipped data that is an error."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

from app.database.engine import writer
from app.queries.integrity import CHECKS, Finding, check


@pytest.fixture
def shipped(shipped_database: URL) -> Iterator[Connection]:
    """A transaction in revision 2 over the shipped data, with the guards of the database off; undone after the test."""
    engine = writer(shipped_database)
    with engine.connect() as connection:
        transaction = connection.begin()
        connection.execute(text("INSERT INTO revisions (number, kind, author) VALUES (2, 'import', 'test')"))
        connection.execute(text("SELECT set_config('betech.revision', '2', true)"))
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection
        transaction.rollback()
    engine.dispose()


def found(connection: Connection, name: str) -> list[tuple[str, str]]:
    return [(finding.table, finding.id) for finding in check(connection) if finding.check == name]


def test_the_shipped_data_have_no_errors(shipped: Connection) -> None:
    assert [finding for finding in check(shipped) if finding.severity == "error"] == []


FAULTS: dict[str, tuple[str, tuple[str, str]]] = {
    "source-missing": (
        "UPDATE exits SET source_ids = '{nowhere}' WHERE id = (SELECT min(id) FROM exits)",
        ("exits", "(SELECT min(id) FROM exits)"),
    ),
    "source-unused": (
        (
            "INSERT INTO sources (id, publisher, title, language, kind, revision)"
            " VALUES ('unused', 'x', 'y', 'nl', 'press', 2)"
        ),
        ("sources", "'unused'"),
    ),
    "date-in-future": (
        "UPDATE milestones SET occurred_on = '2999-01-01' WHERE id = (SELECT min(id) FROM milestones)",
        ("milestones", "(SELECT min(id) FROM milestones)"),
    ),
    "before-foundation": (
        "UPDATE companies SET founded_year = 2090 WHERE id = (SELECT company_id FROM valuations ORDER BY id LIMIT 1)",
        ("valuations", "(SELECT min(id) FROM valuations)"),
    ),
    "exit-then-round": (
        (
            "INSERT INTO exits (id, company_id, announced_on, date_precision, kind, amount_is, source_ids, confidence, revision)"
            " SELECT 'early', company_id, announced_on - 400, 'day', 'acquisition', 'unknown', source_ids, 'low', 2"
            " FROM funding_rounds WHERE id = (SELECT min(id) FROM funding_rounds)"
        ),
        ("funding_rounds", "(SELECT min(id) FROM funding_rounds)"),
    ),
    "rate-missing": (
        "UPDATE valuations SET valuation_eur = NULL WHERE id = (SELECT min(id) FROM valuations)",
        ("valuations", "(SELECT min(id) FROM valuations)"),
    ),
    "euro-differs": (
        (
            "UPDATE funding_rounds SET amount_eur = amount + 1"
            " WHERE id = (SELECT min(id) FROM funding_rounds WHERE currency = 'EUR')"
        ),
        ("funding_rounds", "(SELECT min(id) FROM funding_rounds WHERE currency = 'EUR')"),
    ),
    "far-from-reported": (
        (
            "UPDATE funding_rounds SET amount_eur_reported = amount_eur * 2"
            " WHERE id = (SELECT min(id) FROM funding_rounds WHERE amount_eur IS NOT NULL)"
        ),
        ("funding_rounds", "(SELECT min(id) FROM funding_rounds WHERE amount_eur IS NOT NULL)"),
    ),
    "same-deal-twice": (
        (
            "INSERT INTO funding_rounds (id, company_id, announced_on, date_precision, stage, amount, currency, source_ids,"
            " confidence, revision) SELECT 'zzz-again', company_id, announced_on, date_precision, stage, amount, currency,"
            " source_ids, confidence, 2 FROM funding_rounds WHERE id = (SELECT min(id) FROM funding_rounds)"
        ),
        ("funding_rounds", "'zzz-again'"),
    ),
    "status-without-exit": (
        (
            "UPDATE companies SET status = 'acquired' WHERE id = (SELECT min(id) FROM companies AS c"
            " WHERE NOT EXISTS (SELECT FROM exits WHERE company_id = c.id))"
        ),
        (
            "companies",
            "(SELECT min(id) FROM companies AS c WHERE NOT EXISTS (SELECT FROM exits WHERE company_id = c.id))",
        ),
    ),
    "seed-figure-differs": (
        "UPDATE seed_figures SET value = value + 1 WHERE id = (SELECT min(id) FROM seed_figures)",
        ("seed_figures", "(SELECT min(id) FROM seed_figures)"),
    ),
    "merge-leads-nowhere": (
        (
            "INSERT INTO merges (table_name, old_id, new_id, revision)"
            " VALUES ('companies', 'a', 'b', 2), ('companies', 'b', 'a', 2)"
        ),
        ("merges", "'a'"),
    ),
    "revisions-have-gaps": (
        "INSERT INTO revisions (number, kind, author) VALUES (7, 'import', 'test')",
        ("revisions", "'7'"),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_check_finds_its_fault(shipped: Connection, name: str) -> None:
    statement, (table, identity) = FAULTS[name]
    wanted = (table, shipped.execute(text(f"SELECT {identity}")).scalar())
    assert wanted not in found(shipped, name)

    shipped.execute(text(statement))

    assert wanted in found(shipped, name)


def test_a_correction_by_ten_is_found_and_a_smaller_one_is_not(shipped: Connection) -> None:
    shipped.execute(text("SET LOCAL session_replication_role = origin"))
    first, second = shipped.execute(
        text("SELECT id FROM funding_rounds WHERE amount IS NOT NULL ORDER BY id LIMIT 2")
    ).scalars()
    change = text("UPDATE funding_rounds SET amount = amount * :factor, revision = 2 WHERE id = :id")

    shipped.execute(change, {"id": first, "factor": 10})
    shipped.execute(change, {"id": second, "factor": 9})

    assert found(shipped, "amount-jumped") == [("funding_rounds", first)]


def test_every_check_is_tested_here() -> None:
    assert {*FAULTS, "amount-jumped"} == set(CHECKS)


def test_a_finding_says_where_and_what(shipped: Connection) -> None:
    shipped.execute(text(FAULTS["revisions-have-gaps"][0]))

    assert Finding("revisions-have-gaps", "error", "revisions", "7", "follows 2") in check(shipped)
