"""The rules across the cells of one row: every constraint of the tables, in words for whoever wrote the file."""

import polars as pl

from app.imports.cells import Check

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
HTTP = r"^https?://[^\s/]+\.\S+$"
COUNTRY = r"^[A-Z]{2}$"


def text(column: str) -> pl.Expr:
    """Return a column of text."""
    return pl.col(column)


def number(column: str) -> pl.Expr:
    """Return a column as numbers, null where it is none."""
    return pl.col(column).cast(pl.Float64, strict=False)


def items(column: str) -> pl.Expr:
    """Return a column as lists."""
    return pl.col(column).str.split(";")


def pattern(column: str, wanted: str, problem: str, remedy: str, guards: str | None = None) -> Check:
    """A cell is written as a regular expression says."""
    return Check(column, ~text(column).str.contains(wanted), problem, remedy, guards=guards)


def readable_id(column: str = "id") -> Check:
    """Ids are lower-case letters, digits and single hyphens."""
    return pattern(
        column, SLUG, "not a readable id", "lower-case letters, digits and single hyphens", guards=f"{column}_readable"
    )


def code(column: str = "code") -> Check:
    """Codes of lists are lower-case words joined by underscores."""
    return pattern(column, r"^[a-z][a-z0-9_]*$", "not a readable code", "lower-case letters, digits and underscores")


def country(column: str = "country") -> Check:
    """Countries are ISO 3166-1 codes."""
    return pattern(column, COUNTRY, "not a country code", "two capitals, such as BE or FR", guards=f"{column}_iso")


def dated(column: str) -> tuple[Check, ...]:
    """A date known to the month is written on day 1, one known to the year on 1 January."""
    precision = text("date_precision")
    day = text(column)
    return (
        Check(
            column,
            ((precision == "month") & ~day.str.ends_with("-01"))
            | ((precision == "year") & ~day.str.ends_with("-01-01")),
            "the date is more precise than its date_precision",
            "day 1 for a month, 1 January for a year, or date_precision day",
            needs=("date_precision",),
            guards="date_precision",
        ),
    )


def money(amount: str, currency: str) -> tuple[Check, ...]:
    """An amount and its currency go together, the amount is positive, the currency an ISO 4217 code."""
    return (
        Check(
            currency,
            text(amount).is_not_null() & text(currency).is_null(),
            f"{amount} has no currency",
            f"write the currency of {amount}, such as EUR",
            needs=(amount,),
            guards=f"{amount}_has_{currency}",
        ),
        Check(
            amount,
            text(amount).is_null() & text(currency).is_not_null(),
            f"{currency} stands without {amount}",
            "write the amount, or leave both empty",
            needs=(currency,),
            guards=f"{amount}_has_{currency}",
        ),
        Check(amount, number(amount) <= 0, "not a positive amount", "more than 0", guards=f"{amount}_positive"),
        pattern(
            currency,
            r"^[A-Z]{3}$",
            "not a currency code",
            "three capitals, such as EUR or USD",
            guards=f"{amount}_positive",
        ),
    )


def first_day(period: str) -> pl.Expr:
    """Return the first day of a period, null where it is none."""
    year = text(period).str.slice(0, 4)
    return pl.concat_str(year, pl.lit("-"), first_month(period).cast(pl.String).str.zfill(2), pl.lit("-01"))


def first_month(period: str) -> pl.Expr:
    """Return the number of the first month of a period."""
    part = text(period).str.slice(4)
    quarter = part.str.extract(r"^-Q([1-4])$").cast(pl.Int32)
    half = part.str.extract(r"^-H([12])$").cast(pl.Int32)
    month = part.str.extract(r"^-(\d\d)$").cast(pl.Int32)
    return pl.coalesce(month, quarter * 3 - 2, half * 6 - 5, 1)


def last_day(period: str) -> pl.Expr:
    """Return the last day of a period, null where it is none."""
    cell = text(period)
    months = (
        pl.when(cell.str.contains(r"^\d{4}-\d\d$"))
        .then(1)
        .when(cell.str.contains("Q"))
        .then(3)
        .when(cell.str.contains("H"))
        .then(6)
        .otherwise(12)
    )
    year = pl.coalesce(cell.str.extract(r"/(\d{4})$"), cell.str.slice(0, 4)).cast(pl.Int32, strict=False)
    last_month = first_month(period) + months - 1
    return pl.date(year, last_month, 1).dt.month_end().cast(pl.String)


RULES: dict[str, tuple[Check, ...]] = {
    "regions": (
        Check(
            "level",
            ~number("level").is_between(0, 2),
            "not a level",
            "0 country, 1 region, 2 province",
            guards="level_known",
        ),
        Check(
            "parent",
            text("parent").is_null() & (text("code") != "BE"),
            "no parent",
            "the code of the wider area; BE alone has none",
            needs=("code",),
        ),
        pattern("refnis", r"^\d{5}$", "not a REFNIS code", "five digits as text, leading zero kept"),
        pattern("slug", SLUG, "not a readable slug", "lower-case letters, digits and single hyphens"),
    ),
    "cities": (
        pattern(
            "code",
            r"^BE:[a-z]+(-[a-z]+)*$",
            "not a city code",
            "BE: and the local name in lower case, such as BE:gent",
            guards="code_readable",
        ),
    ),
    "sectors": (code(),),
    "stages": (code(),),
    "deal_types": (code(),),
    "exit_kinds": (code(),),
    "qualifiers": (code(),),
    "codes": (code("list"), pattern("code", r"^\w+$", "not a readable code", "letters, digits and underscores")),
    "units": (
        Check("decimals", ~number("decimals").is_between(0, 6), "too many decimals", "0 to 6", guards="decimals_few"),
    ),
    "sources": (
        readable_id(),
        Check(
            "date_precision",
            text("published_on").is_null() != text("date_precision").is_null(),
            "published_on and date_precision go together",
            "fill both, or leave both empty",
            needs=("published_on",),
            guards="date_precision",
        ),
        Check(
            "published_on",
            ~text("published_on").str.contains(r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")
            | (
                text("published_on").str.contains(r"^\d{4}-\d\d-\d\d$")
                & text("published_on").str.to_date("%Y-%m-%d", strict=False).is_null()
            ),
            "not a date",
            "YYYY, YYYY-MM or YYYY-MM-DD",
            guards="date_precision",
        ),
        Check(
            "published_on",
            text("published_on").str.len_chars()
            != text("date_precision").replace_strict(
                {"year": 4, "month": 7, "day": 10}, default=None, return_dtype=pl.UInt32
            ),
            "the date does not fit its date_precision",
            "YYYY for year, YYYY-MM for month, YYYY-MM-DD for day",
            needs=("date_precision",),
            guards="date_precision",
        ),
        pattern("url", HTTP, "not an address", "https://… as in the browser", guards="url_is_http"),
        pattern(
            "language",
            r"^[a-z]{2}$",
            "not a language code",
            "two lower-case letters, such as nl",
            guards="language_iso",
        ),
    ),
    "fx_rates": (
        Check(
            "currency",
            ~text("currency").str.contains(r"^[A-Z]{3}$") | (text("currency") == "EUR"),
            "not a foreign currency code",
            "three capitals, such as USD; the euro needs no rate",
            guards="currency_iso",
        ),
        Check(
            "rate", number("rate") <= 0, "not a positive rate", "units of the currency per euro", guards="rate_positive"
        ),
    ),
    "companies": (
        readable_id(),
        Check(
            "founded_year",
            ~number("founded_year").is_between(1800, 2100),
            "not a plausible year",
            "1800 to 2100",
            guards="founded_year_plausible",
        ),
        Check(
            "tags",
            items("tags").list.first() != text("sector"),
            "the sector is not the first tag",
            "begin the tags with the sector",
            needs=("sector",),
            guards="sector_is_first_tag",
        ),
        Check(
            "province",
            (text("province") != "UNK") & (text("province").str.slice(0, 3) != text("region")),
            "the province is not in the region",
            "a province of nuts1, or UNK",
            needs=("region",),
            guards="province_in_region",
        ),
        Check(
            "region",
            ~text("region").str.contains(r"^...$"),
            "not a Region",
            "BE1, BE2, BE3 or UNK",
            guards="region_is_nuts1",
        ),
        pattern("website", HTTP, "not an address", "https://… as in the browser", guards="website_is_http"),
    ),
    "investors": (readable_id(), country()),
    "funding_rounds": (
        readable_id(),
        *dated("announced_on"),
        *money("amount", "currency"),
        *money("post_money", "post_money_currency"),
        Check(
            "amount_eur_reported",
            number("amount_eur_reported") <= 0,
            "not a positive amount",
            "more than 0",
            guards="amount_eur_reported_positive",
        ),
        Check(
            "lead_investor_ids",
            items("lead_investor_ids").list.set_difference(items("investor_ids").fill_null([])).list.len() > 0,
            "a lead investor is not among the investors",
            "name it in investor_ids too",
            needs=("investor_ids",),
            guards="leads_are_investors",
        ),
    ),
    "exits": (
        readable_id(),
        *dated("announced_on"),
        *money("amount", "currency"),
        Check(
            "amount_is",
            text("amount").is_null() != (text("amount_is") == "unknown"),
            "amount_is does not fit the amount",
            "unknown without an amount; price, enterprise_value or money_raised with one",
            needs=("amount",),
            guards="amount_is_fits",
        ),
        Check(
            "acquirer",
            (text("kind") == "ipo") & text("acquirer").is_not_null(),
            "a listing has no acquirer",
            "leave the acquirer empty",
            needs=("kind",),
            guards="listing_has_no_acquirer",
        ),
        Check(
            "amount_is",
            (text("kind") == "ipo") & ~text("amount_is").is_in(["money_raised", "unknown"]),
            "the amount of a listing is the money raised",
            "money_raised or unknown",
            needs=("kind",),
            guards="listing_raises_money",
        ),
        country("acquirer_country"),
    ),
    "valuations": (readable_id(), *dated("valued_on"), *money("valuation", "currency")),
    "unicorns": (
        *dated("became_on"),
        *money("valuation", "currency"),
        Check(
            "valuation",
            (text("status") == "active") & text("valuation").is_null(),
            "an active unicorn without a value",
            "the last value published",
            needs=("status",),
            guards="active_has_valuation",
        ),
        Check(
            "note",
            (text("status") == "disputed") & text("note").is_null(),
            "disputed without a reason",
            "say in the note who disputes it and why",
            needs=("status",),
            guards="dispute_has_reason",
        ),
        Check(
            "ended_on",
            text("ended_on").is_not_null() & ~text("status").is_in(["acquired", "listed", "below"]),
            "an end does not fit the status",
            "leave it empty, or status acquired, listed or below",
            needs=("status",),
            guards="end_fits_status",
        ),
        Check(
            "ended_on",
            text("ended_on") < text("became_on"),
            "it ended before it began",
            "a day from became_on on",
            needs=("became_on",),
            guards="ends_after_start",
        ),
    ),
    "unicorn_lists": (
        pattern(
            "as_of",
            r"^\d{4}(-(0[1-9]|1[0-2]))?$",
            "not a month or year",
            "YYYY-MM or YYYY",
            guards="as_of_month_or_year",
        ),
    ),
    "milestones": (readable_id(), *dated("occurred_on"), country()),
    "indicators": (
        pattern(
            "code",
            r"^[a-z0-9]+(_[a-z0-9]+)*$",
            "not a readable code",
            "lower-case letters, digits and underscores",
            guards="code_readable",
        ),
    ),
    "observations": (
        readable_id(),
        pattern(
            "period",
            r"^\d{4}(-(0[1-9]|1[0-2])|-Q[1-4]|-H[12]|/\d{4})?$",
            "not a period",
            "YYYY, YYYY-MM, YYYY-Q1, YYYY-H1 or YYYY/YYYY",
            guards="period_known",
        ),
        Check(
            "period_end",
            text("period_end") < text("period_start"),
            "the period ends before it starts",
            "the last day of the period",
            needs=("period_start",),
            guards="period_runs_forward",
        ),
        Check(
            "period",
            text("period").str.slice(0, 4) >= text("period").str.extract(r"/(\d{4})$"),
            "a span of years that does not run forward",
            "the earlier year first, such as 2019/2024",
        ),
        Check(
            "period_start",
            text("period_start") != first_day("period"),
            "not the first day of the period",
            "the day on which the period begins",
            needs=("period",),
        ),
        Check(
            "period_end",
            text("period_end") != last_day("period"),
            "not the last day of the period",
            "the day on which the period ends",
            needs=("period",),
        ),
    ),
}
