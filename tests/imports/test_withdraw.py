"""A row is withdrawn with a reason, or merged into another that takes over what referred to it."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text

from app.errors import CommandFailure, ImportFailure
from app.imports.revisions import FileSummary
from app.imports.withdraw import merge, withdraw
from app.tables import Merge, Revision
from tests.imports.conftest import Import, WriteFile, shipped_lines, write_rows

WHY = {"author": "test", "reason": "it is the same"}


def test_a_row_is_withdrawn_with_its_reason(connection: Connection) -> None:
    summary = withdraw(connection, "exits", "ablynx-2018-01-acquisition", author="test", reason="it did not happen")

    assert (summary.revision, summary.files) == (2, [FileSummary("exits", "ablynx-2018-01-acquisition", "", deleted=1)])
    revision = connection.execute(select(Revision).where(Revision.number == 2)).one()
    assert (revision.kind, revision.author, revision.reason) == ("delete", "test", "it did not happen")
    former = text("SELECT until_revision FROM history.exits WHERE id = 'ablynx-2018-01-acquisition'")
    assert connection.execute(former).scalar() == 2


def test_a_row_that_others_refer_to_stays_and_they_are_named(connection: Connection) -> None:
    with pytest.raises(
        CommandFailure, match=r"collibra cannot go, others refer to it: .*funding_rounds.company_id of colli"
    ):
        withdraw(connection, "companies", "collibra", **WHY)


def test_a_list_is_a_reference_too(connection: Connection) -> None:
    with pytest.raises(CommandFailure, match=r"funding_rounds.investor_ids of a-mansia-2018"):
        withdraw(connection, "investors", "nivelinvest", **WHY)


def test_a_code_is_referred_to_by_its_list(connection: Connection) -> None:
    with pytest.raises(CommandFailure, match=r"companies.status of a-mansia"):
        withdraw(connection, "codes", "company_status.acquired", **WHY)


def test_an_area_is_referred_to_by_observations(connection: Connection) -> None:
    with pytest.raises(CommandFailure, match=r"observations.geo of "):
        withdraw(connection, "foreign_areas", "NL", **WHY)


def test_an_unknown_row_is_named_with_what_was_meant(connection: Connection) -> None:
    with pytest.raises(CommandFailure, match="companies has no row 'colibra'; did you mean collibra"):
        withdraw(connection, "companies", "colibra", **WHY)


def test_references_move_to_the_survivor(
    connection: Connection, bring: Import, write_file: WriteFile, tmp_path: Path
) -> None:
    bring(("investors", write_file("investors.csv", "investor_id,name,kind", "nivel,Nivelinvest SA,vc")))
    both = shipped_lines("funding_rounds")[0] | {"investor_ids": "nivelinvest;innovation-industries;nivel"}
    bring(("funding_rounds", write_rows(tmp_path / "funding_rounds.csv", [both])), reason="both were named")

    summary = merge(connection, "investors", "nivelinvest", "nivel", **WHY)

    assert summary.revision == 4
    named = text("SELECT investor_ids FROM funding_rounds WHERE id = :id")
    assert connection.execute(named, {"id": "a-mansia-2018-undisclosed"}).scalar() == ["nivel", "innovation-industries"]
    assert connection.execute(named, {"id": "a-mansia-2018-04-undisclosed"}).scalar() == [
        "seventure-partners", "nivel", "vives-louvain-technology-fund",
    ]  # fmt: skip
    assert connection.execute(select(Merge.table, Merge.old_id, Merge.new_id, Merge.revision)).one() == (
        "investors", "nivelinvest", "nivel", 4,
    )  # fmt: skip
    assert connection.execute(text("SELECT count(*) FROM investors WHERE id = 'nivelinvest'")).scalar() == 0


def test_a_merged_company_takes_its_rounds_lists_and_value_along(
    connection: Connection, bring: Import, write_file: WriteFile
) -> None:
    header = "company_id,name,nuts1,nuts2,sector,tags,status"
    bring(
        ("companies", write_file("companies.csv", header, "collibra-nv,Collibra NV,BE1,BE10,fintech,fintech,unknown"))
    )

    merge(connection, "companies", "collibra", "collibra-nv", **WHY)

    assert connection.execute(text("SELECT count(*) FROM funding_rounds WHERE company_id = 'collibra'")).scalar() == 0
    assert connection.execute(text("SELECT revision FROM unicorns WHERE id = 'collibra-nv'")).scalar() == 3
    keys = connection.execute(text("SELECT id FROM unicorn_lists WHERE company_id = 'collibra-nv'")).scalars().all()
    assert keys
    assert all("--collibra-nv--" in key for key in keys)


def test_rows_that_say_the_same_after_a_merge_become_one(
    connection: Connection, bring: Import, write_file: WriteFile
) -> None:
    header = "company_id,name,nuts1,nuts2,sector,tags,status"
    lists = "publisher,as_of,company_id,source_id"
    bring(
        ("companies", write_file("companies.csv", header, "colli,Collibra NV,BE1,BE10,fintech,fintech,unknown")),
        ("unicorn_lists", write_file("unicorn_lists.csv", lists, "De Tijd,2019-01,colli,tijd-2019-02-unicorns")),
    )

    summary = merge(connection, "companies", "colli", "collibra", **WHY)

    assert [(file.table, file.changed, file.deleted) for file in summary.files] == [
        ("unicorn_lists", 0, 1), ("companies", 0, 1),
    ]  # fmt: skip


def test_two_unicorns_do_not_become_one(connection: Connection) -> None:
    with pytest.raises(CommandFailure, match="collibra and odoo both have a row in unicorns"):
        merge(connection, "companies", "collibra", "odoo", **WHY)


def test_a_row_is_not_merged_into_itself_nor_a_code_into_another_list(connection: Connection) -> None:
    with pytest.raises(CommandFailure, match="into itself"):
        merge(connection, "companies", "odoo", "odoo", **WHY)
    with pytest.raises(CommandFailure, match="codes of different lists"):
        merge(connection, "codes", "confidence.low", "company_status.active", **WHY)


def test_sectors_merge_in_tags_as_in_the_main_sector(connection: Connection) -> None:
    merge(connection, "sectors", "biotech", "foodtech_agritech", **WHY)

    company = connection.execute(text("SELECT sector, tags FROM companies WHERE id = 'a-mansia'")).one()
    assert tuple(company) == ("foodtech_agritech", ["foodtech_agritech"])


def test_a_merged_id_does_not_come_back_by_an_import(
    connection: Connection, bring: Import, write_file: WriteFile
) -> None:
    merge(connection, "investors", "83north", "abo-securities", **WHY)

    with pytest.raises(ImportFailure) as refused:
        bring(("investors", write_file("investors.csv", "investor_id,name,kind", "83north,83North,vc")))

    assert [fault.problem for fault in refused.value.faults] == ["the id was merged into abo-securities"]


def test_a_reference_to_a_merged_id_names_the_survivor(
    connection: Connection, bring: Import, write_file: WriteFile
) -> None:
    merge(connection, "investors", "83north", "abo-securities", **WHY)
    header = "round_id,company_id,announced_on,date_precision,stage,source_ids,confidence,investor_ids"
    line = "odoo-2024-01-seed,odoo,2024-01-05,day,seed,tijd-2018-amansia,low,83north"

    with pytest.raises(ImportFailure) as refused:
        bring(("funding_rounds", write_file("funding_rounds.csv", header, line)))

    assert [fault.remedy for fault in refused.value.faults] == ["it was merged into abo-securities"]
