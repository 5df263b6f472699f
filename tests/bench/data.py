"""Generate realistic records of any number, the same for the same seed, as files for import or straight into a database."""

import argparse
import sys
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from app.database.engine import transaction
from app.database.schema import migrate
from app.imports.copying import copy_in
from app.imports.dataset import load_shipped
from app.imports.fields import fields_of
from app.imports.money import Rates
from app.imports.revisions import FileSummary, begin_revision, close_revision

SEED = 2026
Tables = Mapping[str, pl.DataFrame]

EPOCH = date(1970, 1, 1)
LAST_DAY = (date(2026, 6, 30) - EPOCH).days
FIRST_FOUNDED, LAST_FOUNDED = 1998, 2025
DAYS_BEFORE_FIRST_ROUND = 120

PROVINCES = ("BE10", "BE21", "BE22", "BE23", "BE24", "BE25", "BE31", "BE32", "BE33", "BE34", "BE35", "UNK")
PROVINCE_SHARES = (0.30, 0.14, 0.05, 0.16, 0.12, 0.06, 0.06, 0.03, 0.05, 0.01, 0.01, 0.01)
CITIES = {"BE10": "BE:brussels", "BE21": "BE:antwerpen", "BE23": "BE:gent", "BE24": "BE:leuven", "BE33": "BE:liege"}
SECTORS = [
    "enterprise_software",
    "fintech",
    "healthtech",
    "ai",
    "biotech",
    "cleantech_energy",
    "medtech",
    "data_analytics",
    "mobility_logistics",
    "foodtech_agritech",
    "devtools_cloud",
    "deeptech_hardware",
    "martech_salestech",
    "ecommerce_retail",
    "semiconductors_photonics",
    "hrtech",
    "proptech_construction",
    "cybersecurity",
    "robotics_manufacturing",
    "edtech",
    "insurtech",
    "gaming_media",
    "consumer",
    "legaltech",
    "hospitality_travel",
    "telecom",
    "space",
    "pharma",
    "ict",
    "other",
]
STATUSES = ("active", "unknown", "acquired", "ceased", "listed")
STATUS_SHARES = (0.6, 0.2, 0.12, 0.07, 0.01)
LADDER = ("pre_seed", "seed", "series_a", "series_b", "series_c", "series_d", "series_e_plus")
LADDER_MEDIANS = (4e5, 1.5e6, 6e6, 18e6, 40e6, 70e6, 100e6)
ASIDE = ("undisclosed", "grant", "debt", "convertible", "crowdfunding", "growth", "secondary")
ASIDE_MEDIANS = (1.2e6, 8e5, 5e6, 6e5, 4e5, 45e6, 12e6)
SPREAD = 0.9  # of the logarithm of an amount: a typical round of a stage is 0.4 to 2.5 times its median
LEAST, MOST = 10_000, 1_500_000_000
CURRENCIES, CURRENCY_SHARES = ("EUR", "USD", "GBP", "CHF"), (0.84, 0.12, 0.03, 0.01)
PRECISIONS, PRECISION_SHARES = ("day", "month", "year"), (0.8, 0.15, 0.05)
CONFIDENCES, CONFIDENCE_SHARES = ("high", "medium", "low"), (0.55, 0.35, 0.1)
UNDISCLOSED = 0.18
INVESTOR_KINDS = ("vc", "corporate", "public", "private_equity", "bank", "family_office", "university", "other")
SOURCE_KINDS = ("press", "press_release", "company", "blog", "official")
PUBLISHERS = ("Morning Gazette", "Startup Courier", "Deal Monitor", "Tech Weekly", "Ledger", "Innovation Post")
MOST_INVESTORS, MOST_SOURCES = 5, 3
SYLLABLES = tuple(first + second for first in "bcdfgklmnprstv" for second in ("a", "e", "i", "o", "u", "ai", "é"))
ENDINGS = ("tech", "ware", "bio", "flow", "pay", "cloud", "robotics", "health", "energy", "labs", "works", "photonics")


class Dice:
    """Draws columns of values, always the same for a seed."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)

    def pick(
        self, values: tuple[str, ...] | list[str], rows: int, shares: tuple[float, ...] | None = None
    ) -> pl.Series:
        """Return values by their shares, alike ones without."""
        weights = None if shares is None else np.array(shares) / sum(shares)
        return pl.Series(values).gather(self.random.choice(len(values), rows, p=weights))

    def happens(self, share: float, rows: int) -> Any:
        """Return which rows something happens to."""
        return self.random.random(rows) < share

    def skewed(self, among: int, rows: int, power: float = 2.0) -> Any:
        """Return places of which the first are drawn more often than the last."""
        return (among * self.random.random(rows) ** power).astype(np.int64)

    def several(self, ids: pl.Series, counts: Any, most: int) -> pl.DataFrame:
        """Return up to `most` columns of different ids, null beyond the count of a row."""
        first, stride = self.skewed(len(ids), len(counts)), self.random.integers(1, len(ids) // most, len(counts))
        places = pl.DataFrame({str(turn): (first + turn * stride) % len(ids) for turn in range(most)})
        number = pl.Series(counts)
        return pl.DataFrame(
            {
                name: ids.gather(places[name]).to_frame("id").select(pl.when(number > turn).then("id")).to_series()
                for turn, name in enumerate(places.columns)
            }
        )


def generate(rounds: int, seed: int = SEED) -> dict[str, pl.DataFrame]:
    """Return sources, companies, investors and so many funding rounds, with the columns of their files."""
    dice = Dice(seed)
    sources = make_sources(dice, max(60, rounds // 10))
    companies = make_companies(dice, max(30, rounds // 4))
    investors = make_investors(dice, max(60, rounds // 50))
    return {
        "sources": sources,
        "companies": companies,
        "investors": investors,
        "funding_rounds": make_rounds(dice, rounds, companies, investors["investor_id"], sources["source_id"]),
    }


def numbered(word: str, count: int) -> pl.Series:
    """Return ids that differ by their number."""
    return pl.select(pl.format(f"{word}-{{}}", pl.int_range(count).cast(pl.String).str.zfill(7))).to_series()


def made_up_names(dice: Dice, count: int) -> pl.Series:
    """Return names of companies that sound like some."""
    parts = [dice.pick(SYLLABLES, count) for _ in range(3)]
    frame = pl.DataFrame(dict(zip("abc", parts, strict=True)) | {"end": dice.pick(ENDINGS, count)})
    return frame.select(
        pl.concat_str(pl.col("a") + pl.col("b") + pl.col("c"), pl.col("end"), separator=" ").str.to_titlecase()
    ).to_series()


def make_sources(dice: Dice, count: int) -> pl.DataFrame:
    """Return documents, each with an address and a day of its own."""
    ids, days = numbered("source", count), dice.random.integers(LAST_DAY - 9000, LAST_DAY, count)
    return pl.DataFrame(
        {
            "source_id": ids,
            "publisher": dice.pick(PUBLISHERS, count),
            "title": made_up_names(dice, count) + " raises money",
            "url": "https://press.example/" + ids,
            "published_on": pl.Series(days).cast(pl.Int32).cast(pl.Date).cast(pl.String),
            "date_precision": pl.repeat("day", count, eager=True),
            "language": dice.pick(["en", "nl", "fr"], count),
            "kind": dice.pick(SOURCE_KINDS, count),
        }
    )


def make_companies(dice: Dice, count: int) -> pl.DataFrame:
    """Return companies in all provinces and sectors, few of them in most."""
    provinces = dice.pick(PROVINCES, count, PROVINCE_SHARES)
    sector, second = dice.skewed(len(SECTORS), count), dice.skewed(len(SECTORS), count)
    founded = dice.random.triangular(FIRST_FOUNDED, 2018, LAST_FOUNDED, count).astype(np.int64)
    names = made_up_names(dice, count)
    frame = pl.DataFrame(
        {
            "company_id": numbered("synthetic", count),
            "name": names,
            "nuts2": provinces,
            "founded_year": founded,
            "known": ~dice.happens(0.06, count),
            "sector": pl.Series(SECTORS).gather(sector),
            "second": pl.Series(SECTORS).gather(second),
            "both": dice.happens(0.4, count) & (sector != second),
            "in_city": dice.happens(0.7, count),
            "online": dice.happens(0.6, count),
            "status": dice.pick(STATUSES, count, STATUS_SHARES),
        }
    )
    unknown = pl.col("nuts2") == "UNK"
    return frame.select(
        "company_id",
        "name",
        pl.when("in_city").then(pl.col("nuts2").replace_strict(CITIES, default=None)).alias("city_code"),
        pl.when(unknown).then(pl.lit("UNK")).otherwise(pl.col("nuts2").str.slice(0, 3)).alias("nuts1"),
        "nuts2",
        pl.when("known").then("founded_year").alias("founded_year"),
        "sector",
        pl.when("both").then(pl.col("sector") + ";" + pl.col("second")).otherwise("sector").alias("tags"),
        pl.when("online").then("https://" + pl.col("company_id") + ".example").alias("website"),
        "status",
        pl.lit(None, pl.String).alias("note"),
        pl.col("founded_year").alias("begun"),
    )


def make_investors(dice: Dice, count: int) -> pl.DataFrame:
    """Return investors of all kinds."""
    return pl.DataFrame(
        {
            "investor_id": numbered("investor", count),
            "name": made_up_names(dice, count) + " Capital",
            "kind": dice.pick(INVESTOR_KINDS, count, (0.5, 0.15, 0.1, 0.08, 0.04, 0.06, 0.02, 0.05)),
            "country": dice.pick(["BE", "NL", "FR", "DE", "GB", "US"], count),
            "aliases": pl.Series([None] * count, dtype=pl.String),
        }
    )


def make_rounds(
    dice: Dice, count: int, companies: pl.DataFrame, investors: pl.Series, sources: pl.Series
) -> pl.DataFrame:
    """Return rounds: later ones of a company are of later stages, and larger."""
    turns = dated_turns(dice, count, companies)
    stage, amount = staged_amounts(dice, turns["turn"].to_numpy())
    backers = dice.several(investors, np.minimum(dice.random.poisson(1.8, count), MOST_INVESTORS), MOST_INVESTORS)
    papers = dice.several(sources, 1 + np.minimum(dice.random.poisson(0.4, count), MOST_SOURCES - 1), MOST_SOURCES)
    currency = dice.pick(CURRENCIES, count, CURRENCY_SHARES)
    columns = {
        "stage": stage,
        "amount": amount,
        "disclosed": ~dice.happens(UNDISCLOSED, count),
        "currency": currency,
        "reported": dice.happens(0.3, count) & (currency == "EUR").to_numpy(),
        "valued": dice.happens(0.08, count),
        "multiple": dice.random.integers(3, 9, count),
        "led": dice.happens(0.6, count),
        "lead": backers["0"],
        "investor_ids": joined(backers),
        "source_ids": joined(papers),
        "confidence": dice.pick(CONFIDENCES, count, CONFIDENCE_SHARES),
        "noted": dice.happens(0.05, count),
    }
    frame = turns.with_columns(pl.Series(name, column) for name, column in columns.items())
    valued = pl.col("disclosed") & pl.col("valued")
    return frame.select(
        pl.format("{}-{}-{}-{}", "company_id", pl.col("announced_on").str.slice(0, 7), pl.col("stage").str.replace_all("_", "-"), "turn").alias("round_id"),
        "company_id",
        "announced_on",
        "date_precision",
        "stage",
        pl.when("disclosed").then("amount").alias("amount"),
        pl.when("disclosed").then("currency").alias("currency"),
        pl.when(pl.col("disclosed") & pl.col("reported")).then("amount").alias("amount_eur_reported"),
        "investor_ids",
        pl.when("led").then("lead").alias("lead_investor_ids"),
        pl.when(valued).then(pl.col("amount") * pl.col("multiple")).alias("post_money"),
        pl.when(valued).then("currency").alias("post_money_currency"),
        "source_ids",
        "confidence",
        pl.when("noted").then(pl.lit("in two parts, as the company said later")).alias("note"),
    )  # fmt: skip


def dated_turns(dice: Dice, count: int, companies: pl.DataFrame) -> pl.DataFrame:
    """Return for each round its company, its day as precise as it is known, and which of the company's it is."""
    place = dice.skewed(companies.height, count, power=1.2)
    begun = companies["begun"].to_numpy()[place]
    first = days_of(begun) + DAYS_BEFORE_FIRST_ROUND
    days = first + (dice.random.random(count) * np.maximum(LAST_DAY - first, 1)).astype(np.int64)
    frame = pl.DataFrame(
        {
            "company_id": companies["company_id"].gather(place),
            "day": pl.Series(days).cast(pl.Int32).cast(pl.Date),
            "date_precision": dice.pick(PRECISIONS, count, PRECISION_SHARES),
        }
    ).sort("company_id", "day")
    day, precision = pl.col("day"), pl.col("date_precision")
    known = (
        pl.when(precision == "month")
        .then(day.dt.truncate("1mo"))
        .when(precision == "year")
        .then(day.dt.truncate("1y"))
        .otherwise(day)
    )
    return frame.select(
        "company_id",
        known.cast(pl.String).alias("announced_on"),
        "date_precision",
        pl.int_range(pl.len()).over("company_id").alias("turn"),
    )


def days_of(years: Any) -> Any:
    """Return the days from 1970 to the first days of years."""
    return (years - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)


def staged_amounts(dice: Dice, turn: Any) -> tuple[pl.Series, pl.Series]:
    """Return a stage that fits how often a company raised before, and an amount that fits the stage."""
    rows = len(turn)
    step = np.clip(turn + dice.random.integers(-1, 2, rows), 0, len(LADDER) - 1)
    aside = len(LADDER) + dice.random.integers(0, len(ASIDE), rows)
    kind = np.where(dice.happens(0.25, rows), aside, step)
    exact = np.array(LADDER_MEDIANS + ASIDE_MEDIANS)[kind] * np.exp(SPREAD * dice.random.standard_normal(rows))
    unit = 10.0 ** np.floor(np.log10(exact) - 2)  # as the press writes amounts: with three digits that mean something
    amount = np.clip(np.round(exact / unit) * unit, LEAST, MOST).astype(np.int64)
    return pl.Series(LADDER + ASIDE).gather(kind), pl.Series(amount)


def joined(columns: pl.DataFrame) -> pl.Series:
    """Return lists as files write them, null where one is empty."""
    return columns.select(
        pl.concat_str(pl.all(), separator=";", ignore_nulls=True).replace("", None).alias("list")
    ).to_series()


def file_columns(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table with exactly the columns of its file."""
    return frame.select(field.csv for field in fields_of(table))


def write_files(tables: Tables, directory: Path) -> list[Path]:
    """Write a file for `betech import` per table and return them."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for table, frame in tables.items():
        paths.append(directory / f"{table}.csv")
        file_columns(table, frame).write_csv(paths[-1])
    return paths


def stored_rows(connection: Connection, table: str, frame: pl.DataFrame, revision: int) -> pl.DataFrame:
    """Return rows as the table stores them: with lists as arrays, their revision and the amounts in euro and dollar."""
    rows = file_columns(table, frame).rename({field.csv: field.name for field in fields_of(table)})
    arrays = [
        ("{" + pl.col(field.name).fill_null("").str.replace_all(";", ",", literal=True) + "}").alias(field.name)
        for field in fields_of(table)
        if field.kind == "list"
    ]
    rows = rows.with_columns(arrays)
    if table == "funding_rounds":
        rows = converted(connection, rows)
    return rows.with_columns(pl.lit(revision).alias("revision"))


def converted(connection: Connection, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rounds with their amounts in euro and dollar at the rate of the day."""
    rates = Rates(connection)
    wanted = rows.select("currency", "announced_on").drop_nulls().unique()
    days = wanted["announced_on"].unique()
    dollars = pl.DataFrame({"currency": pl.repeat("USD", len(days), eager=True), "announced_on": days})
    pairs = pl.concat([wanted, dollars]).unique()
    found = [rates.find(currency, date.fromisoformat(day)) for currency, day in pairs.iter_rows()]
    known = pairs.with_columns(
        pl.Series("rate", [None if one is None else float(one.rate) for one in found], pl.Float64),
        pl.Series(
            "known_on", [None if one is None or one.day is None else one.day.isoformat() for one in found], pl.String
        ),
        pl.Series("published_by", [None if one is None else one.source for one in found], pl.String),
    )
    dollar = known.filter(pl.col("currency") == "USD").select("announced_on", pl.col("rate").alias("dollar"))
    joint = rows.join(known, on=["currency", "announced_on"], how="left", maintain_order="left")
    joint = joint.join(dollar, on="announced_on", how="left", maintain_order="left")
    euro = pl.col("amount") / pl.col("rate")
    foreign = pl.col("currency") != "EUR"
    return joint.with_columns(
        euro.round(2).alias("amount_eur"),
        pl.when(pl.col("currency") == "USD").then(pl.col("amount").cast(pl.Float64)).otherwise((euro * pl.col("dollar")).round(2)).alias("amount_usd"),
        pl.when(foreign).then("rate").alias("fx_rate"),
        pl.when(foreign).then("known_on").alias("fx_date"),
        pl.when(foreign).then("published_by").alias("fx_source"),
        (pl.col("post_money") / pl.col("rate")).round(2).alias("post_money_eur"),
    ).drop("rate", "known_on", "published_by", "dollar")  # fmt: skip


def fill(connection: Connection, tables: Tables) -> int:
    """Copy generated rows into a migrated database as one revision, without checks, and return its number."""
    number = begin_revision(connection, kind="import", author="bench", reason="generated")
    done = []
    for table, frame in tables.items():
        rows = stored_rows(connection, table, frame, number)
        with copy_in(connection, table, rows.columns) as copy:
            for piece in rows.iter_slices(100_000):
                copy.write(piece.write_csv(include_header=False, float_precision=10).encode())
        connection.exec_driver_sql(f"ANALYZE {table}")
        done.append(FileSummary(table, f"{table}.csv", "", created=rows.height))
    close_revision(connection, number, done)
    return number


def say(text: str) -> None:
    """Tell whoever waits what is going on."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - progress of a command


def main() -> None:
    """Generate records into a directory of files or into a database."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.data", description=main.__doc__)
    parser.add_argument("rounds", type=int)
    parser.add_argument("--files", type=Path, help="directory for files that `betech import` takes")
    parser.add_argument(
        "--database", help="address of a PostgreSQL, migrated and filled with the shipped dataset first"
    )
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    begun = time.perf_counter()
    tables = generate(given.rounds, given.seed)
    say(f"generated {given.rounds:,} rounds in {time.perf_counter() - begun:.1f} s")
    if given.files is not None:
        write_files(tables, given.files)
    if given.database is not None:
        url = make_url(given.database).set(drivername="postgresql+psycopg")
        migrate(url)
        with transaction(url) as connection:
            load_shipped(connection)
            fill(connection, tables)
    say(f"done after {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main()
