"""Amounts become euro at the ECB rate of their day, once, and stay as they were stored."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from app.imports.messages import summary_lines
from app.imports.money import Rate, Rates, ecb
from tests.imports.conftest import Import, shipped_lines, write_rows

EURO_FIELDS = ("amount_eur", "amount_usd", "fx_rate", "fx_date", "fx_source")
PLAIN = {**dict.fromkeys(shipped_lines("funding_rounds")[0], ""), "company_id": "collibra", "date_precision": "day",
         "stage": "seed", "source_ids": "tijd-2018-amansia", "confidence": "high"}  # fmt: skip


def a_round(on: str, amount: str = "", currency: str = "", **cells: str) -> dict[str, str]:
    """Return a line of funding_rounds.csv."""
    line = {**PLAIN, "round_id": f"collibra-{on}-seed", "announced_on": on, "amount": amount, "currency": currency}
    return {**line, **cells}


def stored(connection: Connection, on: str, *fields: str) -> tuple[object, ...]:
    """Return columns of the stored round of a day."""
    row = connection.execute(
        text(f"SELECT {', '.join(fields or EURO_FIELDS)} FROM funding_rounds WHERE id = :id"),
        {"id": f"collibra-{on}-seed"},
    )
    return tuple(row.one())


@pytest.fixture
def rounds(tmp_path: Path, bring: Import) -> Import:
    """Import lines of funding_rounds.csv."""

    def run(*lines: dict[str, str], **order: object) -> object:
        return bring(("funding_rounds", write_rows(tmp_path / "funding_rounds.csv", lines)), **order)

    return run  # type: ignore[return-value]  # it returns what bring returns


@pytest.fixture
def rates(tmp_path: Path, bring: Import) -> Import:
    """Import lines of fx_rates.csv: currency, day, rate."""

    def run(*lines: tuple[str, str, str], **order: object) -> object:
        rows = [dict(zip(("currency", "day", "rate"), line, strict=True)) | {"source": "a bank"} for line in lines]
        return bring(("fx_rates", write_rows(tmp_path / "fx_rates.csv", rows)), **order)

    return run  # type: ignore[return-value]  # it returns what bring returns


def test_a_dollar_amount_uses_the_rate_of_the_day(connection: Connection, rounds: Import) -> None:
    rounds(a_round("2021-07-02", "1000000", "USD"))

    assert ecb().convert(1, "EUR", "USD", date(2021, 7, 2)) == Decimal("1.1823")
    assert stored(connection, "2021-07-02") == (
        Decimal("845809.02"), Decimal("1000000.00"), Decimal("1.1823"), date(2021, 7, 2), "ECB",
    )  # fmt: skip


def test_a_sunday_uses_the_friday_before(connection: Connection, rounds: Import) -> None:
    rounds(a_round("2021-07-04", "1000000", "USD"))

    assert stored(connection, "2021-07-04", "amount_eur", "fx_date") == (Decimal("845809.02"), date(2021, 7, 2))


def test_a_pound_becomes_euro_and_dollar(connection: Connection, rounds: Import) -> None:
    rounds(a_round("2021-07-02", "1000000", "GBP"))

    pound = ecb().convert(1, "EUR", "GBP", date(2021, 7, 2))
    amounts = stored(connection, "2021-07-02", "amount_eur", "amount_usd", "fx_rate")
    assert amounts == (round(1_000_000 / pound, 2), round(1_000_000 / pound * Decimal("1.1823"), 2), pound)


def test_a_euro_amount_needs_no_rate_but_for_the_dollar(connection: Connection, rounds: Import) -> None:
    rounds(a_round("2021-07-02", "1000000", "EUR"))

    assert stored(connection, "2021-07-02") == (Decimal(1_000_000), Decimal(1_182_300), None, None, None)


def test_an_undisclosed_amount_stays_empty(connection: Connection, rounds: Import) -> None:
    rounds(a_round("2021-07-02"))

    assert stored(connection, "2021-07-02") == (None,) * 5


def test_the_value_after_the_round_has_a_currency_of_its_own(connection: Connection, rounds: Import) -> None:
    rounds(a_round("2021-07-02", "1000000", "EUR", post_money="10000000", post_money_currency="USD"))

    assert stored(connection, "2021-07-02", "amount_eur", "post_money_eur") == (
        Decimal(1_000_000),
        Decimal("8458090.16"),
    )


def test_a_date_known_to_the_year_uses_the_written_day(connection: Connection, rounds: Import) -> None:
    rounds(a_round("2021-01-01", "1000000", "USD", date_precision="year"))

    assert stored(connection, "2021-01-01", "fx_date") == (date(2020, 12, 31),)


def test_without_a_rate_the_euro_amount_is_empty_until_one_comes_in(
    connection: Connection, rounds: Import, rates: Import
) -> None:
    rounds(a_round("2026-11-02", "1000000", "USD"), a_round("2026-11-03", "1000000", "EUR"))
    assert stored(connection, "2026-11-02") == (None, Decimal(1_000_000), None, None, None)
    assert stored(connection, "2026-11-03", "amount_eur", "amount_usd") == (Decimal(1_000_000), None)

    summary = rates(("USD", "2026-11-02", "1.25"), ("USD", "2026-11-03", "1.2"))

    assert (summary.revision, summary.converted, summary.files[0].created) == (3, 2, 2)
    assert list(summary_lines(summary))[1] == "2 stored amounts converted, now that their rate is known"
    assert stored(connection, "2026-11-02") == (
        Decimal(800_000), Decimal(1_000_000), Decimal("1.25"), date(2026, 11, 2), "a bank",
    )  # fmt: skip
    assert stored(connection, "2026-11-03", "amount_eur", "amount_usd", "revision") == (
        Decimal(1_000_000), Decimal(1_200_000), 3,
    )  # fmt: skip
    keys = connection.execute(text("SELECT id FROM fx_rates ORDER BY id")).scalars().all()
    assert keys == ["usd-2026-11-02", "usd-2026-11-03"]


def test_a_stored_amount_does_not_move_with_its_rate(connection: Connection, rounds: Import, rates: Import) -> None:
    rates(("USD", "2026-11-02", "1.25"))
    rounds(a_round("2026-11-02", "1000000", "USD"))
    rates(("USD", "2026-11-02", "1.6"), reason="the bank corrected it")

    rounds(a_round("2026-11-02", "1000000", "USD", note="a note"), reason="a note")

    assert stored(connection, "2026-11-02", "amount_eur", "fx_rate", "note") == (
        Decimal(800_000),
        Decimal("1.25"),
        "a note",
    )


def test_an_amount_that_changes_is_converted_anew(connection: Connection, rounds: Import, rates: Import) -> None:
    rates(("USD", "2026-11-02", "1.25"))
    rounds(a_round("2026-11-02", "1000000", "USD"))
    rates(("USD", "2026-11-02", "1.6"), reason="the bank corrected it")

    rounds(a_round("2026-11-02", "1600000", "USD"), reason="more than was said")

    assert stored(connection, "2026-11-02", "amount_eur", "fx_rate") == (Decimal(1_000_000), Decimal("1.6"))


def test_a_valuation_is_converted_too(connection: Connection) -> None:
    rows = connection.execute(text("SELECT count(*) FROM valuations WHERE valuation_eur IS NULL")).scalar()
    dollars = connection.execute(text("SELECT valuation, valuation_usd FROM unicorns WHERE id = 'collibra'")).one()

    assert rows == 0
    assert tuple(dollars) == (Decimal(5_250_000_000), Decimal(5_250_000_000))


def test_every_shipped_amount_is_converted(connection: Connection) -> None:
    for table in ("funding_rounds", "exits"):
        lacking = text(
            f"SELECT count(*) FROM {table} WHERE amount IS NOT NULL AND (amount_eur IS NULL OR amount_usd IS NULL)"
        )
        assert connection.execute(lacking).scalar() == 0


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2026, 10, 30), date(2026, 10, 30)),
        (date(2026, 10, 31), date(2026, 10, 30)),
        (date(2026, 11, 1), date(2026, 10, 30)),
        (date(2026, 11, 2), None),
        (date(1998, 12, 31), None),
        (date(2024, 4, 1), date(2024, 3, 28)),
    ],
)
def test_a_rate_is_never_guessed(connection: Connection, day: date, found: date | None) -> None:
    rate = Rates(connection).find("USD", day)

    assert (rate.day if rate else None) == found


def test_a_currency_that_the_ecb_stopped_has_no_later_rate(connection: Connection) -> None:
    assert Rates(connection).find("HRK", date(2024, 5, 17)) is None
    assert Rates(connection).find("ZZZ", date(2024, 5, 17)) is None


def test_imported_rates_continue_the_ecbs(connection: Connection, rates: Import) -> None:
    rates(("USD", "2026-11-03", "1.2"), ("AED", "2024-05-17", "4"), ("USD", "2026-10-30", "9"))

    found = Rates(connection)

    assert found.find("USD", date(2026, 11, 2)) == Rate(
        ecb().convert(1, "EUR", "USD", date(2026, 10, 30)), date(2026, 10, 30), "ECB"
    )
    assert found.find("AED", date(2024, 5, 17)) == Rate(Decimal(4), date(2024, 5, 17), "a bank")
    assert found.find("USD", date(2026, 11, 4)) is None
