"""Whatever comes in goes out, and comes in again without a change."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.imports.export import export_table
from app.imports.load import Order, import_files
from tests.imports.conftest import write_rows

SLUGS = st.from_regex(r"z[a-z0-9]{0,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
WORDS = (
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=20)
    .map(lambda words: " ".join(words.split()))
    .filter(bool)
)
ITEMS = WORDS.map(lambda words: words.replace(";", "")).filter(lambda words: bool(words) and words == words.strip())
LISTS = st.lists(ITEMS, max_size=3, unique=True).map(";".join)
AMOUNTS = st.one_of(
    st.just(("", "")),
    st.tuples(
        st.decimals(min_value="0.01", max_value="5000000000", places=2).map(lambda amount: f"{amount:f}"),
        st.sampled_from(["EUR", "USD", "GBP", "CHF", "AED"]),
    ),
)
DATES = st.dates(min_value=date(2000, 1, 1), max_value=date(2026, 12, 31))


@st.composite
def investors(draw: st.DrawFn) -> dict[str, str]:
    """Return a line of investors.csv."""
    country = draw(st.sampled_from(["", "BE", "FR"]))
    return {
        "investor_id": draw(SLUGS), "name": draw(WORDS), "kind": "vc", "country": country, "aliases": draw(LISTS),
    }  # fmt: skip


@st.composite
def rounds(draw: st.DrawFn) -> dict[str, str]:
    """Return a line of funding_rounds.csv."""
    amount, currency = draw(AMOUNTS)
    return {
        "round_id": draw(SLUGS), "company_id": draw(st.sampled_from(["odoo", "collibra"])),
        "announced_on": draw(DATES).isoformat(), "date_precision": "day", "stage": draw(st.sampled_from(["seed", "grant"])),
        "amount": amount, "currency": currency, "amount_eur_reported": "",
        "investor_ids": ";".join(draw(st.lists(st.sampled_from(["83north", "abo-securities"]), unique=True))),
        "source_ids": "tijd-2018-amansia", "confidence": "low", "note": draw(st.one_of(st.just(""), WORDS)),
    }  # fmt: skip


def unique(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the rows without those whose id was there before."""
    return list({next(iter(row.values())): row for row in rows}.values())


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    funds=st.lists(investors(), min_size=1, max_size=8).map(unique),
    deals=st.lists(rounds(), min_size=1, max_size=8).map(unique),
)
def test_what_is_imported_comes_back_without_a_change(
    connection: Connection, funds: list[dict[str, str]], deals: list[dict[str, str]]
) -> None:
    with TemporaryDirectory() as name, connection.begin_nested() as savepoint:
        directory = Path(name)
        files: list[tuple[str, Path]] = []
        given_rows: dict[str, Any] = {"investors": funds, "funding_rounds": deals}
        for table, rows_ in given_rows.items():
            files.append((table, write_rows(directory / f"{table}.csv", rows_)))
        first = import_files(connection, files, Order("test"))
        for table, path in files:
            export_table(connection, table, path)
        second = import_files(connection, files, Order("test"))
        savepoint.rollback()

    assert [file.created for file in first.files] == [len(funds), len(deals)]
    assert [(file.created, file.changed) for file in second.files] == [(0, 0), (0, 0)]
    assert second.revision is None
