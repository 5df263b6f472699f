"""Every rule of the database is said in words before the database has to refuse."""

import re
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint, Connection, text

from app.errors import ImportFailure
from app.imports.checks import RULES
from app.imports.crossings import CROSSINGS
from app.imports.doubts import DOUBTS
from app.imports.fields import REQUIRED_LISTS, fields_of, stored
from app.tables import TABLES
from tests.imports.conftest import Import, WriteFile, shipped_lines, write_rows

# Said by a required list, or by a length that the level of a region implies.
SAID_OTHERWISE = {"has_source": "source_ids"}


@pytest.mark.parametrize("table", TABLES)
def test_every_constraint_has_its_words(table: str) -> None:
    names = {
        str(constraint.name).removeprefix(f"ck_{table}_")
        for constraint in stored(table).constraints
        if isinstance(constraint, CheckConstraint)
    }
    said = {rule.guards for rule in RULES.get(table, ()) if rule.guards}

    assert names - said - SAID_OTHERWISE.keys() == set()
    assert said <= names


def test_every_rule_names_columns_of_its_table() -> None:
    for rules in (RULES, DOUBTS):
        for table, checks in rules.items():
            names = {field.name for field in fields_of(table)}
            for check in checks:
                assert {check.column, *check.needs} <= names
                assert set(check.wrong.meta.root_names()) <= {check.column, *check.needs}, (table, check.column)
    for table, crossings in CROSSINGS.items():
        assert {crossing.column for crossing in crossings} <= {field.csv for field in fields_of(table)}


def test_the_lists_that_may_not_be_empty_are_known() -> None:
    assert {
        field.name for table in TABLES for field in fields_of(table) if field.kind == "list" and field.required
    } == set(REQUIRED_LISTS)


def spoilt(table: str, line: int, **cells: str) -> dict[str, str]:
    """Return a shipped line with some cells spoilt."""
    return {**shipped_lines(table)[line], **cells}


BROKEN = [
    ("companies", {"nuts1": "BE3", "nuts2": "BE21"}, "nuts2", "the province is not in the region"),
    ("companies", {"nuts1": "BE21", "nuts2": "UNK", "city_code": ""}, "nuts1", "not a Region"),
    ("companies", {"nuts1": "BE2", "nuts2": "BE2", "city_code": ""}, "nuts2", "not a province"),
    ("companies", {"sector": "fintech"}, "tags", "the sector is not the first tag"),
    ("companies", {"founded_year": "1700"}, "founded_year", "not a plausible year"),
    ("companies", {"website": "example.org"}, "website", "not an address"),
    ("cities", {"nuts2": "BE1"}, "nuts2", "not a province"),
    ("cities", {"code": "Gent"}, "code", "not a city code"),
    ("regions", {"level": "3"}, "level", "not a level"),
    ("regions", {"code": "BE9", "slug": "new", "parent": ""}, "parent", "no parent"),
    ("regions", {"parent": "BE99"}, "parent", "not in regions"),
    ("regions", {"refnis": "1000"}, "refnis", "not a REFNIS code"),
    ("units", {"decimals": "9"}, "decimals", "too many decimals"),
    ("sources", {"published_on": "2025-07"}, "published_on", "the date does not fit its date_precision"),
    ("sources", {"published_on": "", "date_precision": "day"}, "date_precision", "published_on and date_precision go together"),
    ("sources", {"published_on": "2025-02-30"}, "published_on", "not a date"),
    ("sources", {"language": "English"}, "language", "not a language code"),
    ("sources", {"source_id": "another"}, "url", "another row has the same value"),
    ("funding_rounds", {"date_precision": "month", "announced_on": "2018-04-27"}, "announced_on",
     "the date is more precise than its date_precision"),
    ("funding_rounds", {"currency": ""}, "currency", "amount has no currency"),
    ("funding_rounds", {"amount": ""}, "amount", "currency stands without amount"),
    ("funding_rounds", {"amount": "0"}, "amount", "not a positive amount"),
    ("funding_rounds", {"lead_investor_ids": "83north"}, "lead_investor_ids", "a lead investor is not among the investors"),
    ("funding_rounds", {"investor_ids": "", "lead_investor_ids": "83north"}, "lead_investor_ids",
     "a lead investor is not among the investors"),
    ("funding_rounds", {"source_ids": ""}, "source_ids", "the cell is empty"),
    ("exits", {"amount_is": "price"}, "amount_is", "amount_is does not fit the amount"),
    ("exits", {"kind": "ipo"}, "acquirer", "a listing has no acquirer"),
    ("exits", {"kind": "ipo", "acquirer": "", "amount": "5000000", "currency": "EUR", "amount_is": "price"}, "amount_is",
     "the amount of a listing is the money raised"),
    ("unicorns", {"valuation": "", "currency": ""}, "valuation", "an active unicorn without a value"),
    ("unicorns", {"status": "disputed", "note": ""}, "note", "disputed without a reason"),
    ("unicorns", {"ended_on": "2026-05-01"}, "ended_on", "an end does not fit the status"),
    ("unicorns", {"ended_on": "2016-05-01", "status": "below"}, "ended_on", "it ended before it began"),
    ("unicorn_lists", {"as_of": "2019-13"}, "as_of", "not a month or year"),
    ("indicators", {"indicator": "Tech Funding"}, "indicator", "not a readable code"),
    ("observations", {"period": "2011-Q5"}, "period", "not a period"),
    ("observations", {"period": "2018/2011"}, "period", "a span of years that does not run forward"),
    ("observations", {"period_start": "2011-02-01"}, "period_start", "not the first day of the period"),
    ("observations", {"period_end": "2018-12-30"}, "period_end", "not the last day of the period"),
    ("observations", {"period_end": "2010-12-31"}, "period_end", "the period ends before it starts"),
    ("seed_figures", {"value": "1430000001"}, "value", "value or unit differ from the observation"),
    ("codes", {"code": "a b"}, "code", "not a readable code"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "cells", "column", "problem"), BROKEN)
def test_a_rule_says_what_is_wrong(
    bring: Import, tmp_path: Path, table: str, cells: dict[str, str], column: str, problem: str
) -> None:
    path = write_rows(tmp_path / f"{table}.csv", [spoilt(table, 0, **cells)])

    with pytest.raises(ImportFailure) as refused:
        bring((table, path), reason="a test")

    assert (2, column, problem) in [(fault.line, fault.column, fault.problem) for fault in refused.value.faults]


DOUBTFUL = [
    ("companies", 0, {"founded_year": "1850"}, "founded_year", "an implausible founding year"),
    ("companies", 0, {"city_code": "BE:gent"}, "city_code", "the city lies in another province"),
    ("funding_rounds", 0, {"announced_on": "2099-01-01"}, "announced_on", "the date lies in the future"),
    ("funding_rounds", 0, {"amount": "5000001"}, "amount_eur_reported", "differs from the amount, which is in euro too"),
    ("funding_rounds", 0, {"amount_eur_reported": "1"}, "amount_eur_reported", "far from the amount"),
    ("funding_rounds", 0, {"post_money": "1", "post_money_currency": "EUR"}, "post_money",
     "the company is worth less than it raised"),
    ("funding_rounds", 0, {"round_id": "of-another-company"}, "round_id", "the id does not begin with the company"),
    ("funding_rounds", 0, {"announced_on": "2015-01-01"}, "announced_on",
     "the deal lies before the founding year of the company"),
    ("funding_rounds", 1, {"round_id": "a-mansia-2018-05-undisclosed", "announced_on": "2018-05-27"}, "round_id",
     "the same company, stage and amount within 90 days of this round"),
    ("funding_rounds", 0, {"amount": "3000000000", "amount_eur_reported": "", "stage": "seed"}, "amount",
     "equity of two billion or more"),
    ("unicorns", 0, {"valuation": "900000000"}, "valuation", "an active unicorn under one billion"),
    ("unicorn_lists", 0, {"as_of": "2099"}, "as_of", "the date lies in the future"),
    ("milestones", 0, {"occurred_on": "2099-01-01"}, "occurred_on", "the date lies in the future"),
    ("observations", 0, {"value": "12", "unit": "EUR"}, "value", "an implausible amount"),
    ("observations", 0, {"value": "300", "unit": "PERCENT"}, "value", "a percentage out of range"),
    ("observations", 0, {"value": "1.5", "unit": "RANK"}, "value", "not a rank"),
    ("observations", 0, {"value": "-125000000"}, "value", "an unexpected negative value"),
    ("observations", 0, {"unit": "COUNT"}, "unit", "not the unit of the indicator"),
    ("observations", 0, {"observation_id": "one-more"}, "observation_id", "the same figure of the same publisher stands here too"),
    ("observations", 0, {"note": "also in: nowhere-2024"}, "note", "not in sources"),
    ("observations", 0, {"supersedes_note": "see no-such-observation-be-2024"}, "supersedes_note", "not in observations"),
    ("observations", 0, {"period": "2099", "period_start": "2099-01-01", "period_end": "2099-12-31"}, "period",
     "a period to come that is neither forecast nor target"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "line", "cells", "column", "problem"), DOUBTFUL)
def test_a_doubt_says_what_is_seldom_right(
    bring: Import, tmp_path: Path, table: str, line: int, cells: dict[str, str], column: str, problem: str
) -> None:
    path = write_rows(tmp_path / f"{table}.csv", [spoilt(table, line, **cells)])

    summary = bring((table, path), reason="a test")

    assert (2, column, problem) in [(doubt.line, doubt.column, doubt.problem) for doubt in summary.doubts.first()]


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024-Q1", "2024-01-01", "2024-03-31"),
        ("2024-Q4", "2024-10-01", "2024-12-31"),
        ("2024-H1", "2024-01-01", "2024-06-30"),
        ("2024-H2", "2024-07-01", "2024-12-31"),
        ("2019/2024", "2019-01-01", "2024-12-31"),
    ],
)
def test_a_period_has_its_days(bring: Import, tmp_path: Path, period: str, first: str, last: str) -> None:
    cells = {"observation_id": "a-new-one", "period": period, "period_start": first, "period_end": last}
    path = write_rows(tmp_path / "observations.csv", [spoilt("observations", 0, **cells)])

    assert bring(("observations", path)).files[0].created == 1


def test_values_that_may_stand_once_may_change_places(bring: Import, write_file: WriteFile) -> None:
    header = "source_id,publisher,title,url,language,kind"
    lines = ["one-more,De Tijd,A,https://example.org/1,nl,press", "two-more,De Tijd,B,https://example.org/2,nl,press"]
    bring(("sources", write_file("sources.csv", header, *lines)))
    twice = [line.replace("/2", "/1") for line in lines]

    with pytest.raises(ImportFailure) as refused:
        bring(("sources", write_file("sources.csv", header, *twice)), reason="a test")

    assert [(fault.line, fault.column) for fault in refused.value.faults] == [(3, "url")]


def test_what_only_the_database_sees_is_said_in_the_words_of_the_rule(
    connection: Connection, bring: Import, write_file: WriteFile
) -> None:
    header = "round_id,company_id,announced_on,date_precision,stage,source_ids,confidence,currency"
    line = "odoo-2024-01-seed,odoo,2024-01-05,day,seed,tijd-2018-amansia,low,EUR"

    with pytest.raises(ImportFailure, match=r"1 fault in funding_rounds\.csv; nothing was written") as refused:
        bring(("funding_rounds", write_file("funding_rounds.csv", header, line)))

    [fault] = refused.value.faults
    assert (fault.line, fault.column) == (2, "currency")
    assert re.match(r"amount has no currency \(Failing row contains", fault.problem)
    assert connection.execute(text("SELECT count(*) FROM revisions")).scalar() == 1
