"""An import is one revision or nothing: it creates, changes, leaves alone, and says which."""

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text

from app.errors import CellFault, CommandFailure, ImportFailure, SettingFailure
from app.imports.files import files_in
from app.imports.revisions import FileSummary, author_name
from app.tables import Company, FundingRound, Revision
from tests.factories import DATA
from tests.imports.conftest import Import, WriteFile, shipped_lines, write_rows

INVESTORS = "investor_id,name,kind,country,aliases"
COMPANIES = "company_id,name,city_code,nuts1,nuts2,founded_year,sector,tags,website,status,note"


def counts(file: FileSummary) -> tuple[int, int, int]:
    return file.created, file.changed, file.unchanged


def test_the_shipped_files_change_nothing_and_make_no_revision(connection: Connection, bring: Import) -> None:
    summary = bring(*files_in(DATA))

    assert summary.revision is None
    assert {counts(file)[:2] for file in summary.files} == {(0, 0)}
    assert connection.execute(select(Revision.number)).scalars().all() == [1]


def test_new_rows_are_created_in_one_revision(connection: Connection, bring: Import, write_file: WriteFile) -> None:
    path = write_file("investors.csv", INVESTORS, "new-fund,New Fund,vc,BE,NF;N Fund", "83north,83North,vc,,")

    summary = bring(("investors", path))

    assert summary.revision == 2
    assert counts(summary.files[0]) == (1, 0, 1)
    revision = connection.execute(select(Revision).where(Revision.number == 2)).one()
    assert (revision.kind, revision.author, revision.reason) == ("import", "test", None)
    assert revision.files[0]["table"] == "investors"
    assert revision.files[0]["name"] == "investors.csv"
    assert len(revision.files[0]["sha256"]) == 64
    assert [revision.files[0][key] for key in ("created", "changed", "unchanged", "deleted")] == [1, 0, 1, 0]
    row = connection.execute(text("SELECT aliases, country, revision FROM investors WHERE id = 'new-fund'")).one()
    assert tuple(row) == (["NF", "N Fund"], "BE", 2)


def test_rows_that_change_need_a_reason(connection: Connection, bring: Import, write_file: WriteFile) -> None:
    path = write_file("investors.csv", INVESTORS, "83north,83 North,vc,IL,")

    with pytest.raises(ImportFailure, match="1 stored rows would change; say why with --reason"):
        bring(("investors", path))
    summary = bring(("investors", path), reason="spelling")

    assert counts(summary.files[0]) == (0, 1, 0)
    assert connection.execute(text("SELECT name FROM investors WHERE id = '83north'")).scalar() == "83 North"
    assert connection.execute(text("SELECT name FROM history.investors WHERE id = '83north'")).scalar() == "83North"


def test_a_dry_run_counts_and_leaves_nothing(connection: Connection, bring: Import, write_file: WriteFile) -> None:
    path = write_file("investors.csv", INVESTORS, "83north,83 North,vc,IL,", "new-fund,New Fund,vc,,")

    summary = bring(("investors", path), dry_run=True)

    assert (summary.revision, counts(summary.files[0])) == (None, (1, 1, 0))
    assert connection.execute(select(Revision.number)).scalars().all() == [1]
    assert connection.execute(text("SELECT name FROM investors WHERE id = '83north'")).scalar() == "83North"


def test_the_same_file_again_changes_nothing(bring: Import, write_file: WriteFile) -> None:
    path = write_file("investors.csv", INVESTORS, "new-fund,New Fund,vc,BE,a;b")
    bring(("investors", path))

    summary = bring(("investors", path))

    assert (summary.revision, counts(summary.files[0])) == (None, (0, 0, 1))


def test_columns_stand_in_any_order(connection: Connection, bring: Import, write_file: WriteFile) -> None:
    bring(("investors", write_file("investors.csv", "kind,name,investor_id", "vc,New Fund,new-fund")))

    assert connection.execute(text("SELECT name FROM investors WHERE id = 'new-fund'")).scalar() == "New Fund"


def test_a_column_that_is_missing_keeps_what_is_stored(
    connection: Connection, bring: Import, write_file: WriteFile
) -> None:
    bring(("investors", write_file("investors.csv", INVESTORS, "a-fund,A Fund,vc,BE,AF")))
    changed = write_file("investors.csv", "investor_id,name,kind", "a-fund,The A Fund,vc", "b-fund,B Fund,vc")

    bring(("investors", changed), reason="the full name")

    rows = connection.execute(text("SELECT name, country, aliases FROM investors WHERE id IN ('a-fund', 'b-fund')"))
    assert [tuple(row) for row in rows] == [("The A Fund", "BE", ["AF"]), ("B Fund", None, [])]


def test_an_empty_cell_empties_what_is_stored(connection: Connection, bring: Import, write_file: WriteFile) -> None:
    bring(("investors", write_file("investors.csv", INVESTORS, "a-fund,A Fund,vc,BE,AF")))

    bring(("investors", write_file("investors.csv", INVESTORS, "a-fund,A Fund,vc,,")), reason="not known after all")

    assert tuple(connection.execute(text("SELECT country, aliases FROM investors WHERE id = 'a-fund'")).one()) == (
        None,
        [],
    )


def test_rows_may_refer_to_rows_of_other_files_of_the_command(
    connection: Connection, bring: Import, tmp_path: Path, write_file: WriteFile
) -> None:
    write_file("companies.csv", COMPANIES, "acme,Acme,,BE2,UNK,,fintech,fintech,,unknown,")
    write_file("funding-rounds.csv", "round_id,company_id,announced_on,date_precision,stage,source_ids,confidence",
               "acme-2024-05-seed,acme,2024-05-17,day,seed,new-source,high")  # fmt: skip
    write_file(
        "sources.csv", "source_id,publisher,title,language,kind", "new-source,De Tijd,Acme haalt geld op,nl,press"
    )

    summary = bring(*files_in(tmp_path))

    assert [file.table for file in summary.files] == ["sources", "companies", "funding_rounds"]
    assert connection.execute(select(Revision.number)).scalars().all() == [1, 2]
    assert connection.execute(select(FundingRound.revision).where(FundingRound.id == "acme-2024-05-seed")).scalar() == 2


def test_all_files_are_refused_when_one_has_a_fault(
    connection: Connection, bring: Import, tmp_path: Path, write_file: WriteFile
) -> None:
    write_file("companies.csv", COMPANIES, "acme,Acme,,BE2,UNK,,fintech,fintech,,unknown,")
    write_file("investors.csv", INVESTORS, "new-fund,New Fund,venture,,")

    with pytest.raises(ImportFailure, match="nothing was written"):
        bring(*files_in(tmp_path))

    assert connection.execute(select(Company.id).where(Company.id == "acme")).scalar() is None


def test_a_fault_says_where_what_and_what_would_be_right(bring: Import, write_file: WriteFile) -> None:
    path = write_file("investors.csv", INVESTORS, "new-fund,New Fund,vc,,", "other-fund,Other Fund,vcc,Belgium,")

    with pytest.raises(ImportFailure) as refused:
        bring(("investors", path))

    assert list(refused.value.faults) == [
        CellFault("investors.csv", 3, "country", "Belgium", "not a country code", "two capitals, such as BE or FR"),
        CellFault("investors.csv", 3, "kind", "vcc", "not in investor_kind", "did you mean vc?"),
    ]


@pytest.mark.parametrize("suffix", [".csv", ".json"])
def test_the_report_has_every_fault_and_the_failure_the_first_fifty(
    bring: Import, write_file: WriteFile, tmp_path: Path, suffix: str
) -> None:
    path = write_file("investors.csv", INVESTORS, *(f"fund-{n},Fund {n},nothing,," for n in range(120)))
    report = tmp_path / f"report{suffix}"

    with pytest.raises(ImportFailure, match="120 faults") as refused:
        bring(("investors", path), report=report)

    assert (len(refused.value.faults), refused.value.count) == (50, 120)
    if suffix == ".json":
        rows = json.loads(report.read_text(encoding="utf-8"))
        assert (len(rows), rows[0]["line"], rows[-1]["line"], rows[0]["column"]) == (120, 2, 121, "kind")
    else:
        lines = report.read_text(encoding="utf-8").splitlines()
        assert (len(lines), lines[0]) == (121, "file,line,column,value,problem,remedy")


def test_a_doubt_is_shown_and_refused_only_when_asked(bring: Import, tmp_path: Path) -> None:
    row = {
        **shipped_lines("funding_rounds")[1],
        "round_id": "a-mansia-2018-05-seed",
        "amount": "13",
        "amount_eur_reported": "13",
    }
    path = write_rows(tmp_path / "funding_rounds.csv", [row])

    with pytest.raises(ImportFailure, match="1 fault"):
        bring(("funding_rounds", path), strict=True)
    summary = bring(("funding_rounds", path))

    assert summary.revision == 2
    assert [(doubt.line, doubt.column, doubt.value) for doubt in summary.doubts.first()] == [(2, "amount", "13")]


def test_an_unknown_column_is_refused_by_name(bring: Import, write_file: WriteFile) -> None:
    path = write_file("investors.csv", "investor_id,name,knd,id,revision,,kind,name", "a,A,vc,,,,,")

    with pytest.raises(ImportFailure) as refused:
        bring(("investors", path))

    assert {(fault.column, fault.problem, fault.remedy) for fault in refused.value.faults} == {
        ("knd", "unknown column", "did you mean kind?"),
        ("id", "unknown column", "did you mean investor_id?"),
        ("revision", "the program computes this column", "leave it out"),
        ("", "a column without a name", "name it, or leave it out"),
        ("name", "the column stands 2 times in the header", "keep one"),
    }


def test_a_report_that_cannot_be_written_is_one_clear_line(
    bring: Import, write_file: WriteFile, tmp_path: Path
) -> None:
    path = write_file("investors.csv", INVESTORS, "a,A,nothing,,")

    with pytest.raises(SettingFailure, match="the report cannot be written to"):
        bring(("investors", path), report=tmp_path / "nowhere" / "report.csv")


def test_a_report_of_nothing_has_a_header(bring: Import, write_file: WriteFile, tmp_path: Path) -> None:
    bring(("investors", write_file("investors.csv", INVESTORS, "a,A,vc,,")), report=tmp_path / "report.csv")

    assert (tmp_path / "report.csv").read_text(encoding="utf-8") == "file,line,column,value,problem,remedy\n"


def test_files_of_a_directory_are_named_after_their_table(tmp_path: Path, write_file: WriteFile) -> None:
    with pytest.raises(CommandFailure, match=r"holds no .csv or .xlsx file"):
        files_in(tmp_path)
    write_file("README.md", "not a table")
    write_file("funding-rounds.csv", "x")
    write_file(".hidden.csv", "x")
    write_file("cities.CSV", "x")
    assert files_in(tmp_path) == [
        ("cities", tmp_path / "cities.CSV"), ("funding_rounds", tmp_path / "funding-rounds.csv"),
    ]  # fmt: skip

    write_file("funding_rounds.xlsx", "x")
    with pytest.raises(CommandFailure, match="are both of table funding_rounds; keep one"):
        files_in(tmp_path)

    write_file("citys.csv", "x")
    with pytest.raises(CommandFailure, match="there is no table 'citys'; did you mean cities"):
        files_in(tmp_path)


def test_an_author_is_given_or_the_user_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BETECH_AUTHOR", "Bob")
    assert (author_name("Ann"), author_name()) == ("Ann", "Bob")

    monkeypatch.delenv("BETECH_AUTHOR")
    monkeypatch.setenv("LOGNAME", "carol")
    assert author_name() == "carol"

    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.getuid", lambda: 54_321)
    assert author_name() == "user 54321"


def test_a_file_that_is_not_there_is_one_clear_line(bring: Import, tmp_path: Path) -> None:
    with pytest.raises(Exception, match=re.escape("missing.csv cannot be read: No such file or directory")):
        bring(("investors", tmp_path / "missing.csv"))


def test_progress_reaches_the_end_of_the_file(bring: Import, write_file: WriteFile) -> None:
    path = write_file("investors.csv", INVESTORS, *(f"fund-{n},Fund {n},vc,," for n in range(10)))
    seen: list[tuple[str, int, int]] = []

    bring(("investors", path), progress=lambda *step: seen.append(step))

    size = path.stat().st_size
    assert seen == [("investors.csv", size - len(INVESTORS) - 1, size)]
