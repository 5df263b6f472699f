"""What is allowed but seldom right: amounts out of proportion, dates to come, ids out of line with the rest.

A doubt does not stop an import, it is shown; `--strict` makes it a fault.
"""

from datetime import UTC, datetime

import polars as pl

from app.imports.cells import Check
from app.imports.checks import number, text

TODAY = datetime.now(UTC).date().isoformat()
BILLION = 1e9
MONEY_UNITS = ["EUR", "USD"]


def future(column: str) -> Check:
    """A fact lies in the past."""
    return Check(column, text(column) > TODAY, "the date lies in the future", f"a day up to {TODAY}")


def plausible(column: str, least: float, most: float) -> Check:
    """An amount is neither cents nor the economy of a country."""
    return Check(
        column,
        ~number(column).is_between(least, most),
        "an implausible amount",
        f"whole units, never thousands or millions: {least:,.0f} to {most:,.0f}",
    )


DOUBTS: dict[str, tuple[Check, ...]] = {
    "companies": (
        Check(
            "founded_year",
            ~number("founded_year").is_between(1900, int(TODAY[:4])),
            "an implausible founding year",
            f"1900 to {TODAY[:4]}",
        ),
    ),
    "funding_rounds": (
        future("announced_on"),
        plausible("amount", 10_000, 5e9),
        Check(
            "amount_eur_reported",
            (text("currency") == "EUR") & (number("amount_eur_reported") != number("amount")),
            "differs from the amount, which is in euro too",
            "the same number, or leave it empty",
            needs=("amount", "currency"),
        ),
        Check(
            "amount_eur_reported",
            ~(number("amount_eur_reported") / number("amount")).is_between(0.5, 1.6),
            "far from the amount",
            "the euro amount as the source prints it",
            needs=("amount",),
        ),
        Check(
            "post_money",
            (number("post_money") < number("amount")) & (text("post_money_currency") == text("currency")),
            "the company is worth less than it raised",
            "the value of the whole company after the round",
            needs=("amount", "currency", "post_money_currency"),
        ),
        Check(
            "id",
            ~text("id").str.starts_with(pl.concat_str("company_id", pl.lit("-"))),
            "the id does not begin with the company",
            "company-year-month-stage",
            needs=("company_id",),
        ),
    ),
    "exits": (future("announced_on"), plausible("amount", 100_000, 2e10)),
    "valuations": (future("valued_on"), plausible("valuation", 1e6, 1e11)),
    "unicorns": (
        future("became_on"),
        Check(
            "valuation",
            (text("status") == "active") & (number("valuation") < BILLION),
            "an active unicorn under one billion",
            "the last value published, in whole units",
            needs=("status",),
        ),
    ),
    "unicorn_lists": (Check("as_of", text("as_of") > TODAY[:7], "the date lies in the future", "YYYY-MM or YYYY"),),
    "milestones": (future("occurred_on"),),
    "observations": (
        Check(
            "value",
            (text("unit") == "PERCENT") & ~number("value").is_between(-100, 200),
            "a percentage out of range",
            "70 for 70 %",
            needs=("unit",),
        ),
        Check(
            "value",
            (text("unit") == "RANK") & ((number("value") < 1) | (number("value") % 1 != 0)),
            "not a rank",
            "1, 2, 3, …",
            needs=("unit",),
        ),
        Check(
            "value",
            text("unit").is_in(MONEY_UNITS) & ~number("value").abs().is_between(1000, 2e12),
            "an implausible amount",
            "whole units, never thousands or millions",
            needs=("unit",),
        ),
        Check(
            "value",
            (number("value") < 0) & ~text("indicator").str.contains("growth|net_|ratio"),
            "an unexpected negative value",
            "a negative value is a fall or a loss",
            needs=("indicator",),
        ),
        Check(
            "period",
            (text("period_start") > TODAY)
            & ~text("qualifier").is_in(["forecast", "provisional"])
            & ~text("indicator").str.ends_with("_target"),
            "a period to come that is neither forecast nor target",
            "qualifier forecast",
            needs=("period_start", "qualifier", "indicator"),
        ),
    ),
}
