"""The shipped dataset comes in whole and once; a newer one leaves what the user changed."""

import csv
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select, text
from sqlalchemy.engine import URL

from app.database.engine import transaction
from app.database.schema import migrate
from app.errors import ImportFailure
from app.imports.dataset import load_shipped
from app.imports.messages import summary_lines
from app.imports.revisions import Summary
from app.imports.shipped import DATA
from app.imports.withdraw import merge, withdraw
from app.tables import Revision
from tests.conftest import new_database
from tests.factories import table_of
from tests.imports.conftest import Import, WriteFile, write_rows

Edit = Callable[[list[dict[str, str]]], list[dict[str, str]]]


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def newer(tmp_path: Path, connection: Connection) -> Callable[..., Summary]:
    """Load a newer dataset, made from the shipped one by editing rows of some tables."""

    def load(**edits: Edit) -> Summary:
        directory = tmp_path / "newer"
        shutil.copytree(DATA, directory, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        for table, edit in edits.items():
            path = directory / f"{table}.csv"
            write_rows(path, edit(rows_of(path)))
        summary = load_shipped(connection, directory)
        assert summary is not None
        return summary

    return load


def changed(key: str, **cells: str) -> Edit:
    """Change cells of the row whose first cell is the key."""
    return lambda rows: [{**row, **cells} if next(iter(row.values())) == key else row for row in rows]


def without(key: str) -> Edit:
    """Leave out the row whose first cell is the key."""
    return lambda rows: [row for row in rows if next(iter(row.values())) != key]


def added(**cells: str) -> Edit:
    """Add a row."""
    return lambda rows: [*rows, {**dict.fromkeys(rows[0], ""), **cells}]


def done(summary: Summary, table: str) -> tuple[int, int, int, tuple[str, ...]]:
    """Return how many rows of a table were created, changed, withdrawn, and which were kept."""
    file = next(file for file in summary.files if file.table == table)
    return file.created, file.changed, file.deleted, tuple(file.kept)


def name_of(connection: Connection, table: str, key: str) -> str | None:
    """Return the name of a row, None when there is none."""
    name: str | None = connection.execute(text(f"SELECT name FROM {table} WHERE id = :key"), {"key": key}).scalar()
    return name


def test_every_shipped_row_is_stored(shipped_database: URL) -> None:
    with transaction(shipped_database) as connection:
        stored = {
            path.stem: connection.execute(select(func.count()).select_from(table_of(path.stem))).scalar_one()
            for path in DATA.glob("*.csv")
        }

    assert stored == {path.stem: len(rows_of(path)) for path in DATA.glob("*.csv")}


def test_the_same_dataset_is_loaded_once(connection: Connection) -> None:
    assert load_shipped(connection) is None
    assert connection.execute(select(Revision.kind, Revision.author)).all() == [("dataset", "betech")]


def test_the_shipped_dataset_raises_no_doubt(connection: Connection, newer: Callable[..., Summary]) -> None:
    summary = newer(investors=changed("83north", name="83 North"))

    assert summary.doubts.count == 0


def test_a_newer_dataset_is_one_revision(connection: Connection, newer: Callable[..., Summary]) -> None:
    summary = newer(
        investors=lambda rows: added(investor_id="new-fund", name="New", kind="vc")(changed("83north", name="N")(rows)),
        exits=without("ablynx-2018-01-acquisition"),
    )

    assert (summary.revision, done(summary, "investors"), done(summary, "exits")) == (2, (1, 1, 0, ()), (0, 0, 1, ()))
    revision = connection.execute(select(Revision).where(Revision.number == 2)).one()
    assert (revision.kind, revision.reason) == ("dataset", "A newer release of betech brings a newer dataset.")
    assert sum(file["created"] + file["changed"] + file["deleted"] for file in revision.files) == 3


def test_a_row_that_the_user_changed_is_kept(
    connection: Connection, newer: Callable[..., Summary], bring: Import, write_file: WriteFile
) -> None:
    mine = write_file("investors.csv", "investor_id,name,kind", "83north,My name,vc", "abo-securities,ABO,vc")
    bring(("investors", mine), reason="mine")

    summary = newer(investors=lambda rows: without("abo-securities")(changed("83north", name="Theirs")(rows)))

    assert done(summary, "investors") == (0, 0, 0, ("83north",))
    assert name_of(connection, "investors", "83north") == "My name"
    assert name_of(connection, "investors", "abo-securities") == "ABO"


def test_a_row_of_the_users_own_stays(
    connection: Connection, newer: Callable[..., Summary], bring: Import, write_file: WriteFile
) -> None:
    bring(("investors", write_file("investors.csv", "investor_id,name,kind", "mine,Mine,vc")))

    summary = newer(investors=changed("83north", name="83 North"))

    assert done(summary, "investors") == (0, 1, 0, ())
    assert name_of(connection, "investors", "mine") == "Mine"


def test_a_row_that_was_only_converted_counts_as_the_datasets(
    connection: Connection, newer: Callable[..., Summary], bring: Import, write_file: WriteFile
) -> None:
    late = {
        "announced_on": "2026-11-02",
        "amount": "5",
        "currency": "USD",
        "amount_is": "price",
        "date_precision": "day",
    }
    newer(exits=changed("ablynx-2018-01-acquisition", **late))
    bring(("fx_rates", write_file("fx_rates.csv", "currency,day,rate,source", "USD,2026-11-02,1.25,a bank")))

    summary = newer(exits=changed("ablynx-2018-01-acquisition", note="news"))

    assert (done(summary, "exits"), summary.converted) == ((0, 1, 0, ()), 0)


def test_what_the_user_withdrew_stays_away_and_what_hangs_on_it(
    connection: Connection, newer: Callable[..., Summary]
) -> None:
    newer(investors=added(investor_id="new-fund", name="New", kind="vc"))
    withdraw(connection, "investors", "new-fund", author="test", reason="no such fund")

    summary = newer(
        investors=lambda rows: added(investor_id="new-fund", name="New", kind="vc")(changed("83north", name="N")(rows)),
        funding_rounds=added(
            round_id="odoo-2024-01-seed", company_id="odoo", announced_on="2024-01-05", date_precision="day", stage="seed",
            source_ids="tijd-2018-amansia", confidence="low", investor_ids="new-fund",
        ),
    )  # fmt: skip

    assert done(summary, "investors") == (0, 1, 0, ("new-fund",))
    assert done(summary, "funding_rounds") == (0, 0, 0, ("odoo-2024-01-seed",))


def test_what_the_user_merged_stands_for_the_former(connection: Connection, newer: Callable[..., Summary]) -> None:
    merge(connection, "investors", "83north", "abo-securities", author="test", reason="the same")

    summary = newer(
        funding_rounds=added(
            round_id="odoo-2024-01-seed", company_id="odoo", announced_on="2024-01-05", date_precision="day", stage="seed",
            source_ids="tijd-2018-amansia", confidence="low", investor_ids="83north",
        ),
    )  # fmt: skip

    created, *_, kept = done(summary, "funding_rounds")
    assert (created, done(summary, "investors")) == (1, (0, 0, 0, ("83north",)))
    named = text("SELECT investor_ids FROM funding_rounds WHERE id = 'odoo-2024-01-seed'")
    assert connection.execute(named).scalar() == ["abo-securities"]
    assert connection.execute(text("SELECT count(*) FROM investors WHERE id = '83north'")).scalar() == 0
    assert isinstance(kept, tuple)


def test_a_source_that_the_user_had_first_stands_for_the_shipped_one(
    connection: Connection, newer: Callable[..., Summary], bring: Import, write_file: WriteFile
) -> None:
    header = "source_id,publisher,title,url,language,kind"
    bring(("sources", write_file("sources.csv", header, "my-source,De Tijd,Odoo,https://example.org/odoo,nl,press")))

    summary = newer(
        sources=added(
            source_id="their-source",
            publisher="De Tijd",
            title="Odoo",
            url="https://example.org/odoo",
            language="nl",
            kind="press",
        ),
        exits=changed("ablynx-2018-01-acquisition", source_ids="their-source;kanaalz-2018-ablynx"),
    )

    assert done(summary, "sources") == (0, 0, 0, ("their-source",))
    named = text("SELECT source_ids FROM exits WHERE id = 'ablynx-2018-01-acquisition'")
    assert connection.execute(named).scalar() == ["my-source", "kanaalz-2018-ablynx"]


def test_a_row_that_is_gone_stays_while_the_users_rows_refer_to_it(
    connection: Connection, newer: Callable[..., Summary], bring: Import, write_file: WriteFile
) -> None:
    newer(investors=added(investor_id="new-fund", name="New", kind="vc"))
    header = "round_id,company_id,announced_on,date_precision,stage,source_ids,confidence,investor_ids"
    line = "odoo-2024-01-seed,odoo,2024-01-05,day,seed,tijd-2018-amansia,low,new-fund"
    bring(("funding_rounds", write_file("funding_rounds.csv", header, line)))

    summary = newer(investors=without("new-fund"))

    assert done(summary, "investors") == (0, 0, 0, ("new-fund",))
    assert name_of(connection, "investors", "new-fund") == "New"


def test_a_code_that_is_gone_is_withdrawn_with_the_rows_that_used_it(
    connection: Connection, newer: Callable[..., Summary]
) -> None:
    newer(
        codes=lambda rows: [*rows, {**rows[-1], "list": "milestone_kind", "code": "strike", "order": "9"}],
        milestones=changed("bva-awards-2018", kind="strike"),
    )

    summary = newer(
        codes=lambda rows: [row for row in rows if row["code"] != "strike"],
        milestones=changed("bva-awards-2018", kind="award"),
    )

    assert (done(summary, "codes"), done(summary, "milestones")) == ((0, 0, 1, ()), (0, 1, 0, ()))


def test_two_first_starts_at_once_load_the_dataset_once(server: URL) -> None:
    url = new_database(server, "first_starts")
    migrate(url)
    start = threading.Barrier(2)
    loaded: list[Summary | None] = []

    def load() -> None:
        with transaction(url) as connection:
            start.wait()
            loaded.append(load_shipped(connection))

    threads = [threading.Thread(target=load) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(summary is None for summary in loaded) == [False, True]
    with transaction(url) as connection:
        assert connection.execute(select(Revision.number)).scalars().all() == [1]


def test_what_was_kept_is_told(
    connection: Connection, newer: Callable[..., Summary], bring: Import, write_file: WriteFile
) -> None:
    bring(("investors", write_file("investors.csv", "investor_id,name,kind", "83north,My name,vc")), reason="mine")

    lines = list(summary_lines(newer(investors=changed("83north", name="Theirs"))))

    at = lines.index("investors: 0 created, 0 changed, 223 unchanged")
    assert lines[at + 1] == "  1 kept as you left them: 83north"


def test_a_dataset_with_an_unknown_column_is_refused(newer: Callable[..., Summary]) -> None:
    with pytest.raises(ImportFailure, match=r"1 fault in investors.csv"):
        newer(investors=lambda rows: [{**row, "colour": "red"} for row in rows])


def test_a_faulty_dataset_is_refused_whole(connection: Connection, newer: Callable[..., Summary]) -> None:
    with pytest.raises(ImportFailure, match=r"1 fault in investors.csv"):
        newer(investors=changed("83north", kind="nothing"))

    assert connection.execute(select(Revision.number)).scalars().all() == [1]
