"""What is exported reads like the shipped files, and comes back in without a change."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.errors import CommandFailure
from app.imports.export import ORDERS, export_blocks, export_table
from app.tables import TABLES
from tests.factories import DATA
from tests.imports.conftest import Import, WriteFile

IN_SHIPPED_ORDER = {
    "cities", "companies", "deal_types", "exit_kinds", "exits", "funding_rounds", "investors", "milestones", "qualifiers",
    "sectors", "sources", "stages", "unicorns", "valuations",
}  # fmt: skip


@pytest.mark.parametrize("table", [table for table in TABLES if table != "fx_rates"])
def test_the_shipped_file_comes_out_byte_by_byte(connection: Connection, table: str) -> None:
    exported = b"".join(export_blocks(connection, table))

    shipped = (DATA / f"{table}.csv").read_bytes()
    assert sorted(exported.splitlines()) == sorted(shipped.splitlines())
    assert exported.splitlines()[0] == shipped.splitlines()[0]
    if table in IN_SHIPPED_ORDER:
        assert exported == shipped


def test_an_order_names_columns_that_exist() -> None:
    assert all(set(names) <= set(TABLES[table].__table__.columns.keys()) for table, names in ORDERS.items())


def test_awkward_cells_come_back_as_they_were(
    connection: Connection, bring: Import, write_file: WriteFile, tmp_path: Path
) -> None:
    header = "investor_id,name,kind,country,aliases"
    awkward = (
        'quoted,"Fund ""A"", B",vc,,"back\\slash;q""uote;com,ma;{brace};NULL;null"',
        "null-fund,NULL,vc,,NULL",
        "zeichen,Œuvre & Söhne ø 資,vc,,ß;é",
        'dot,\\.,vc,,"\\."',
    )
    bring(("investors", write_file("investors.csv", header, *awkward)))
    path = tmp_path / "out.csv"

    size = export_table(connection, "investors", path)
    summary = bring(("investors", path))

    assert size == path.stat().st_size
    assert (summary.revision, summary.files[0].changed, summary.files[0].created) == (None, 0, 0)
    exported = path.read_text(encoding="utf-8").splitlines()
    assert awkward[0] in exported
    assert awkward[2] in exported


def test_a_file_that_cannot_be_written_is_one_clear_line(connection: Connection, tmp_path: Path) -> None:
    with pytest.raises(CommandFailure, match="cannot be written: No such file or directory"):
        export_table(connection, "cities", tmp_path / "nowhere" / "cities.csv")


def test_an_export_replaces_a_file_whole(connection: Connection, tmp_path: Path) -> None:
    path = tmp_path / "cities.csv"
    path.write_text("former", encoding="utf-8")

    export_table(connection, "cities", path)

    assert path.read_bytes() == (DATA / "cities.csv").read_bytes()
    assert [entry.name for entry in tmp_path.iterdir()] == ["cities.csv"]
