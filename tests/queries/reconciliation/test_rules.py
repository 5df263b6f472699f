"""The rules of a reconciliation, each shown with the numbers that trip it."""

from decimal import Decimal
from typing import Any

import pytest

from app.catalog.comparisons import COMPARISONS
from app.queries.periods import year_period
from app.queries.published.figures import Figure
from app.queries.published.own import Own
from app.queries.reconciliation.rules import Cell, judge
from tests.queries.published.figures import figure


def cell(total: int, *rivals: Figure, count: int = 10, disclosed: int = 10, **values: Any) -> Cell:
    defaults: dict[str, Any] = {
        "indicator": "tech_funding_total",
        "comparison": COMPARISONS["tech_funding_total"],
        "region": "BE",
        "period": year_period(2024),
        "own": Own(count, disclosed, Decimal(total)),
        "debatable": Decimal(0),
        "deals": None,
        "deals_own": count,
        "figures": rivals,
        "running": False,
    }
    return Cell(**{**defaults, **values})


@pytest.mark.parametrize(
    ("ours", "published", "verdict", "rule"),
    [
        (cell(1430), figure("1430"), "match", "equal"),
        (cell(1_428_000_000), figure("1430000000", qualifier="approximate"), "within_rounding", "rounding"),
        (cell(1200), figure("1010", qualifier="at_least"), "within_rounding", "bound"),
        (cell(800), figure("1010", qualifier="at_most"), "within_rounding", "bound"),
        (cell(700), figure("1438"), "gap_unexplained", "records_fall_short"),
        (cell(700, deals=figure("125", unit="COUNT")), figure("1438"), "gap_explained", "missing_rounds"),
        (cell(700, deals=figure("9", unit="COUNT")), figure("1438"), "gap_unexplained", "records_fall_short"),
        (cell(700, count=20), figure("1338"), "gap_explained", "undisclosed"),
        (cell(700, count=12), figure("1438"), "gap_unexplained", "records_fall_short"),
        (cell(700, count=12, disclosed=0), figure("1438"), "gap_unexplained", "records_fall_short"),
        (cell(1600), figure("1438"), "gap_unexplained", "records_exceed"),
        (cell(1600, debatable=Decimal(200)), figure("1438"), "gap_explained", "debatable_rounds"),
        (cell(1600, debatable=Decimal(100)), figure("1438"), "gap_unexplained", "records_exceed"),
        (cell(1600, figure("1700", publisher="Sirris")), figure("1438"), "gap_explained", "publishers_differ"),
        (cell(1600), figure("1438", qualifier="provisional"), "not_comparable", "provisional"),
        (cell(1438), figure("1438", qualifier="provisional"), "match", "equal"),
        (cell(1600), figure("1438", qualifier="forecast"), "not_comparable", "forecast"),
        (cell(1600), figure("1438", qualifier="disputed"), "not_comparable", "marked_disputed"),
        (cell(1600), figure("1438", period="2024-H1"), "not_comparable", "partial_period"),
        (cell(1600), figure("1438", unit="USD"), "not_comparable", "other_unit"),
        (cell(1600), figure("1438", indicator="startup_funding_incl_biotech"), "not_comparable", "other_scope"),
        (cell(0, count=0), figure("1438"), "not_comparable", "no_records"),
        (cell(1600, running=True), figure("1438"), "not_comparable", "running_year"),
        (
            cell(0, count=5, comparison=COMPARISONS["exit_count"], indicator="exit_count"),
            figure("13", indicator="exit_count", unit="COUNT"),
            "gap_explained",
            "sample",
        ),
    ],
)
def test_a_difference_is_judged_by_the_first_rule_that_applies(
    ours: Cell, published: Figure, verdict: str, rule: str
) -> None:
    finding = judge(ours, published)

    assert (finding.verdict, finding.rule) == (verdict, rule)
    assert (finding.difference is None) is (verdict == "not_comparable")


def test_nothing_is_divided_by_a_published_zero() -> None:
    assert judge(cell(700), figure("0")).ratio is None
