"""Generated histories of a small database: imports, corrections, withdrawals and merges through the real importer."""

import csv
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Connection, select
from sqlalchemy.engine import URL

from app.database.engine import transaction
from app.errors import CommandFailure
from app.imports.export import export_table
from app.imports.load import Order, import_files
from app.imports.withdraw import merge, withdraw
from tests.factories import table_of

Row = Mapping[str, str]

# Tables in the order in which rows refer to each other, and the ids that may occur.
POOLS: Mapping[str, tuple[str, ...]] = {
    "sources": ("source-0", "source-1", "source-2"),
    "companies": ("company-0", "company-1", "company-2", "company-3"),
    "investors": ("investor-0", "investor-1", "investor-2"),
    "funding_rounds": tuple(f"round-{n}" for n in range(6)),
    "exits": ("exit-0", "exit-1"),
    "valuations": ("valuation-0", "valuation-1"),
    "unicorns": ("company-0", "company-1"),
}
MERGEABLE = ("sources", "companies", "investors")
DAYS = (("2022-01-01", "year"), ("2023-04-01", "month"), ("2024-05-17", "day"), ("2025-11-30", "day"))
AMOUNTS = (("", ""), ("1000000", "EUR"), ("2500000.5", "EUR"), ("3000000", "USD"))


@dataclass
class Draw:
    """Draws the rows of a file; `ids` are those that may be referred to."""

    data: st.DataObject
    ids: Mapping[str, Sequence[str]]

    def one(self, choices: Sequence[Any]) -> Any:
        """Draw one of some choices."""
        return self.data.draw(st.sampled_from(choices))

    def some(self, table: str, least: int = 0) -> list[str]:
        """Draw some ids of a table."""
        choices = sorted(self.ids[table])
        return list(self.data.draw(st.lists(st.sampled_from(choices), unique=True, min_size=least))) if choices else []

    def row(self, table: str, row_id: str) -> dict[str, str]:
        """Draw the row of a file."""
        return ROWS[table](self, row_id)


def source(draw: Draw, row_id: str) -> dict[str, str]:
    publisher = draw.one(("De Tijd", "L'Echo"))
    return {"source_id": row_id, "publisher": publisher, "title": f"On {row_id}", "language": "nl", "kind": "press"}


def company(draw: Draw, row_id: str) -> dict[str, str]:
    sector = draw.one(("fintech", "enterprise_software"))
    return {
        "company_id": row_id,
        "name": draw.one(("Alpha", "Béta", "gamma")),
        "nuts1": draw.one(("BE1", "BE2", "BE3", "UNK")),
        "nuts2": "UNK",
        "founded_year": draw.one(("", "2010")),
        "sector": sector,
        "tags": draw.one((sector, f"{sector};ai")),
        "status": draw.one(("active", "unknown")),
    }


def investor(draw: Draw, row_id: str) -> dict[str, str]:
    return {"investor_id": row_id, "name": row_id.upper(), "kind": "vc", "country": draw.one(("", "BE", "US"))}


def deal(draw: Draw, row_id: str, key: str) -> dict[str, str]:
    """Return what rounds, exits and valuations share."""
    return {
        key: row_id,
        "company_id": draw.one(sorted(draw.ids["companies"])),
        "source_ids": ";".join(draw.some("sources", 1)),
        "note": draw.one(("", "Reported late.")),
    }


def funding_round(draw: Draw, row_id: str) -> dict[str, str]:
    day, precision = draw.one(DAYS)
    amount, currency = draw.one(AMOUNTS)
    investors = draw.some("investors")
    return {
        **deal(draw, row_id, "round_id"),
        "announced_on": day,
        "date_precision": precision,
        "stage": draw.one(("seed", "series_a", "debt")),
        "amount": amount,
        "currency": currency,
        "investor_ids": ";".join(investors),
        "lead_investor_ids": ";".join(investors[:1]),
        "confidence": "medium",
    }


def exit_(draw: Draw, row_id: str) -> dict[str, str]:
    day, precision = draw.one(DAYS)
    amount, currency = draw.one(AMOUNTS)
    return {
        **deal(draw, row_id, "exit_id"),
        "announced_on": day,
        "date_precision": precision,
        "kind": "acquisition",
        "acquirer": "Acquirer",
        "amount": amount,
        "currency": currency,
        "amount_is": "price" if amount else "unknown",
        "confidence": "medium",
    }


def valuation(draw: Draw, row_id: str) -> dict[str, str]:
    day, precision = draw.one(DAYS)
    amount, currency = draw.one(AMOUNTS[1:])
    return {
        **deal(draw, row_id, "valuation_id"),
        "valued_on": day,
        "date_precision": precision,
        "valuation": f"{amount}000" if "." not in amount else amount,
        "currency": currency,
        "event": "round",
    }


def unicorn(draw: Draw, row_id: str) -> dict[str, str]:
    day, precision = draw.one(DAYS)
    return {
        "company_id": row_id,
        "became_on": day,
        "date_precision": precision,
        "valuation": "1500000000",
        "currency": "USD",
        "status": draw.one(("active", "acquired")),
        "source_ids": ";".join(draw.some("sources", 1)),
    }


ROWS: Mapping[str, Callable[[Draw, str], dict[str, str]]] = {
    "sources": source,
    "companies": company,
    "investors": investor,
    "funding_rounds": funding_round,
    "exits": exit_,
    "valuations": valuation,
    "unicorns": unicorn,
}


@dataclass
class Timeline:
    """A database and what was done to it: the revision of each step, and the files of its state right after."""

    url: URL
    directory: Path
    files: dict[int, list[tuple[str, Path]]] = field(default_factory=dict)

    def ids(self) -> dict[str, list[str]]:
        """Return the ids that exist."""
        with transaction(self.url) as connection:
            found = {}
            for table in POOLS:
                (key,) = table_of(table).primary_key.columns
                found[table] = list(connection.execute(select(key).order_by(key)).scalars())
        return found

    def step(self, data: st.DataObject) -> int | None:
        """Do one thing to the database and return the revision that it made, None when it changed nothing."""
        ids = self.ids()
        kinds = ["import", "import", "withdraw", "merge"] if ids["companies"] else ["import"]
        kind = data.draw(st.sampled_from(kinds))
        try:
            with transaction(self.url) as connection:
                number = STEPS[kind](connection, data, ids)
        except CommandFailure:  # others refer to the row, or both have what may exist once: then nothing happened
            return None
        if number is not None:
            self.keep(number)
        return number

    def keep(self, number: int) -> None:
        """Write the files that hold the state right after a revision."""
        home = self.directory / str(number)
        home.mkdir()
        with transaction(self.url) as connection:
            for table in POOLS:
                export_table(connection, table, home / f"{table}.csv")
        self.files[number] = [(table, home / f"{table}.csv") for table in POOLS]


def import_rows(connection: Connection, data: st.DataObject, ids: Mapping[str, list[str]]) -> int | None:
    """Import new and corrected rows of some tables; the first time there is at least a source and a company."""
    known = {table: list(existing) for table, existing in ids.items()}
    with tempfile.TemporaryDirectory() as directory:
        files = []
        for table, pool in POOLS.items():
            choices = [row_id for row_id in pool if table != "unicorns" or row_id in known["companies"]]
            least = 1 if table in ("sources", "companies") and not known[table] else 0
            chosen = data.draw(st.lists(st.sampled_from(choices), unique=True, min_size=least)) if choices else []
            known[table] = sorted({*known[table], *chosen})
            if chosen:
                draw = Draw(data, known)
                path = Path(directory) / f"{table}.csv"
                write_csv(path, [draw.row(table, row_id) for row_id in chosen])
                files.append((table, path))
        if not files:
            return None
        return import_files(connection, files, Order(author="test", reason="As drawn.")).revision


def write_csv(path: Path, rows: Sequence[Row]) -> None:
    """Write the file of a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def withdraw_row(connection: Connection, data: st.DataObject, ids: Mapping[str, list[str]]) -> int | None:
    """Withdraw any row, if nothing refers to it."""
    choices = [(table, row_id) for table, existing in ids.items() for row_id in existing]
    table, row_id = data.draw(st.sampled_from(choices))
    return withdraw(connection, table, row_id, author="test", reason="Never took place.").revision


def merge_rows(connection: Connection, data: st.DataObject, ids: Mapping[str, list[str]]) -> int | None:
    """Merge two rows of a table, if there are two."""
    tables = [table for table in MERGEABLE if len(ids[table]) > 1]
    if not tables:
        return None
    table = data.draw(st.sampled_from(tables))
    old, new = data.draw(st.lists(st.sampled_from(ids[table]), min_size=2, max_size=2, unique=True))
    return merge(connection, table, old, new, author="test", reason="The same.").revision


STEPS: Mapping[str, Callable[[Connection, st.DataObject, Mapping[str, list[str]]], int | None]] = {
    "import": import_rows,
    "withdraw": withdraw_row,
    "merge": merge_rows,
}
