"""What only the database sees is reported with the lines of the file that hold it."""

import threading

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL

from app.errors import ImportFailure
from app.imports.locking import take_turn
from tests.imports.conftest import Import, WriteFile

HEADER = "investor_id,name,kind,country,aliases"


def test_a_rule_of_the_database_alone_names_its_lines(
    connection: Connection, bring: Import, write_file: WriteFile
) -> None:
    rule = "ALTER TABLE investors ADD CONSTRAINT ck_short CHECK (length(name) < 10) NOT VALID"
    connection.execute(text(rule))
    file = write_file(
        "investors.csv", HEADER, "one,Short,vc,BE,", "two,Much too long,vc,BE,", "three,As long as that,vc,BE,"
    )

    with pytest.raises(ImportFailure) as refused:
        bring(("investors", file), reason="new")

    assert [fault.line for fault in refused.value.faults] == [3, 4]
    assert "violates check constraint" in refused.value.faults[0].problem
    assert refused.value.count == 2


def test_a_reference_that_vanished_meanwhile_names_its_lines(
    connection: Connection, bring: Import, write_file: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.imports.reading.check_references", lambda *_: None)
    file = write_file("investors.csv", HEADER, "one,One,vc,BE,", "two,Two,nothing,BE,")

    with pytest.raises(ImportFailure) as refused:
        bring(("investors", file), reason="new")

    assert [(fault.line, fault.column) for fault in refused.value.faults] == [(3, "kind")]


def test_who_comes_second_says_that_it_waits(copied_database: URL) -> None:
    engine = create_engine(copied_database)
    said: list[str] = []
    with engine.connect() as first, engine.connect() as second:
        take_turn(first, lambda: said.append("first"))

        def end_of_the_first() -> None:
            said.append("second")
            threading.Timer(0.1, first.rollback).start()

        take_turn(second, end_of_the_first)
        held = second.scalar(text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"))
        second.rollback()
    engine.dispose()

    assert said == ["second"]
    assert held
