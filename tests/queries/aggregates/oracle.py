"""The aggregates once more, computed in pandas from a frame of records, to compare with."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection, text

from app.dataset import Dataset

PER_YEAR = {"year": 1, "quarter": 4, "month": 12}
CODES: Mapping[str, Callable[[pd.Period], Any]] = {
    "year": lambda period: period.year,
    "quarter": lambda period: f"{period.year}-Q{period.quarter}",
    "month": str,
}
LETTERS = {"year": "Y", "quarter": "Q", "month": "M"}
ROBUST = ("top1_share", "top3_share", "sum_excl_top1")
FEW = 3

ROUNDS = text(
    "SELECT r.id, r.company_id, c.region, c.province, coalesce(c.city, 'UNK') AS city, c.sector, r.stage, s.deal_type,"
    " r.announced_on, r.date_precision, r.amount_eur::float8 AS value,"
    " ARRAY(SELECT DISTINCT coalesce(i.country, 'UNK') FROM unnest(r.investor_ids) AS x JOIN investors AS i ON i.id = x)"
    " AS countries FROM funding_rounds AS r JOIN companies AS c ON c.id = r.company_id JOIN stages AS s ON s.code = r.stage"
)
EXITS = text(
    "SELECT e.id, e.company_id, c.region, c.province, coalesce(c.city, 'UNK') AS city, c.sector, e.kind AS exit_kind,"
    " e.announced_on, e.date_precision, CASE WHEN e.amount_is = 'price' THEN e.amount_eur END::float8 AS value"
    " FROM exits AS e JOIN companies AS c ON c.id = e.company_id"
)


def read_frame(connection: Connection, statement: Any) -> pd.DataFrame:
    """Return the records as a frame with one column per dimension."""
    rows = connection.execute(statement)
    frame = pd.DataFrame(rows.fetchall(), columns=list(rows.keys()))
    days = pd.to_datetime(frame["announced_on"])
    frame["year"] = days.dt.year.astype(object)
    known = frame["date_precision"] != "year"
    for key in ("quarter", "month"):
        codes = [CODES[key](day.to_period(LETTERS[key])) for day in days]
        frame[key] = pd.Series(codes, index=frame.index, dtype=object).where(known, "UNK")
    if "countries" in frame:
        frame["investor_country"] = [list(found) or ["UNK"] for found in frame["countries"]]
    frame["value"] = frame["value"].astype(float)
    return frame


def expected(frame: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Return every measure of every group that occurs, with a column per measure."""
    rows = frame.explode("investor_country") if "investor_country" in keys else frame
    groups = rows.groupby(list(keys), sort=False)
    value = groups["value"]
    table = pd.DataFrame({"count": groups.size(), "count_disclosed": value.count(), "sum": value.sum()})
    table["mean"], table["median"] = value.mean(), value.median()
    table["p25"], table["p75"] = value.quantile(0.25), value.quantile(0.75)
    table["min"], table["max"] = value.min(), value.max()
    table["companies"] = groups["company_id"].nunique()
    enough = table["count_disclosed"] >= FEW
    table["top1_share"] = (value.max() / value.sum()).where(enough)
    largest = rows.sort_values("value", ascending=False).groupby(list(keys), sort=False).head(FEW)
    table["top3_share"] = (largest.groupby(list(keys), sort=False)["value"].sum() / value.sum()).where(enough)
    table["sum_excl_top1"] = (value.sum() - value.max()).where(enough)
    if "investor_country" not in keys:
        table["share"] = table["sum"] / table["sum"].sum() if table["sum"].sum() else float("nan")
    times = [key for key in keys if key in PER_YEAR]
    ranked = table["sum"].groupby(level=times) if times else table["sum"]
    table["rank"] = ranked.rank(method="min", ascending=False)
    return table


def along_time(frame: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Return the measures that run along the one dimension of time in `keys`, for every group and period that can be."""
    time = next(key for key in keys if key in PER_YEAR)
    other = next(key for key in keys if key != time)
    years = frame["year"].astype(int)
    periods = pd.period_range(f"{years.min()}-01", f"{years.max()}-12", freq=LETTERS[time])
    rows = frame.explode("investor_country") if "investor_country" in keys else frame
    sums = rows.pivot_table("value", index=other, columns=time, aggfunc="sum", fill_value=0, observed=False)
    sums = sums.reindex(columns=[CODES[time](period) for period in periods], fill_value=0.0).astype(float)
    before = sums.shift(PER_YEAR[time], axis=1)
    elapsed = pd.Series([place / PER_YEAR[time] for place in range(len(periods))], index=sums.columns)
    first = sums.iloc[:, 0]
    growth = sums.div(first.where(first > 0), axis=0)
    measures = {
        "yoy": ((sums - before) / before).where(before > 0),
        "cumulative": sums.cumsum(axis=1),
        "ma3": sums.T.rolling(3).mean().T,
        "cagr": growth.pow(1 / elapsed.clip(lower=1), axis=1).sub(1).mul(elapsed.where(elapsed >= 1) / elapsed, axis=1),
    }
    flat = {key: values.unstack() for key, values in measures.items()}  # noqa: PD010 - there is nothing to aggregate
    return pd.DataFrame(flat).reorder_levels([1, 0] if keys[0] == other else [0, 1])


def compare(dataset: Dataset, keys: Sequence[str], table: pd.DataFrame) -> int:
    """Assert that an answer agrees with a table wherever the table has a row; return how many values were compared."""
    places = [dataset.column(key) for key in keys]
    answered = {
        tuple(row[place] for place in places): (row, why)
        for row, why in zip(dataset.rows, dataset.null_reasons, strict=True)
    }
    compared = 0
    for codes, values in table.to_dict("index").items():
        if codes not in answered:
            assert values.get("count", 0) == 0, f"{codes} is missing"
            continue
        row, why = answered[codes]
        for key, value in values.items():
            found = row[dataset.column(str(key))]
            if value != value:  # noqa: PLR0124 - not a number
                assert found is None, (codes, key, found)
                assert why[str(key)], (codes, key)
            else:
                assert found is not None, (codes, key, why)
                assert abs(found - value) <= 0.0051 + 1e-9 * abs(value), (codes, key, found, value)
                assert key not in why
            compared += 1
    return compared


def compare_zeros(dataset: Dataset, keys: Sequence[str], table: pd.DataFrame) -> None:
    """Assert that every row that the table does not have counts nothing and says why it has no median."""
    places = [dataset.column(key) for key in keys]
    there = set(table.index)
    for row, why in zip(dataset.rows, dataset.null_reasons, strict=True):
        if tuple(row[place] for place in places) not in there:
            assert (row[dataset.column("count")], row[dataset.column("sum")]) == (0, 0.0)
            assert (row[dataset.column("median")], why["median"]) == (None, "no_observations")
