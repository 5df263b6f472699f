"""Which keys exist: those of the database and those of the files read so far in the same command."""

import io
from dataclasses import dataclass, field

import polars as pl
import pyarrow as pa
from sqlalchemy import Connection, Select, select

from app.imports.copying import copy_out
from app.imports.faults import Faults
from app.imports.fields import Field, fields_of, key_of, stored
from app.imports.files import SourceFile, did_you_mean
from app.tables import Code, Merge

AREAS = ("regions", "cities", "foreign_areas")
COMPARISONS = 1_000_000  # how many words are compared in search of what somebody meant


@dataclass
class Known:
    """The keys that a column may refer to, read from the database when first asked for.

    Those that a file brings are `added`; they are joined to the others when they are asked for.
    """

    connection: Connection
    keys: dict[str, pl.Series] = field(default_factory=dict)
    added: dict[str, list[pl.Series]] = field(default_factory=dict)
    merged: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for table, old, new in self.connection.execute(
            select(Merge.table, Merge.old_id, Merge.new_id).order_by(Merge.revision)
        ):
            self.merged.setdefault(table, {})[old] = new

    def prepare(self, table: str) -> None:
        """Read what the rows of a table may refer to; while they are copied in, the connection is taken."""
        for field_ in fields_of(table):
            if field_.refers is not None:
                self.of(field_.refers)

    def of(self, target: str) -> pl.Series:
        """Return the keys of a table, of `areas`, or the codes of `codes:LIST`."""
        if target not in self.keys:
            self.keys[target] = self.read(target)
        if target in self.added:
            self.keys[target] = pl.concat([self.keys[target], *self.added.pop(target)]).unique()
        return self.keys[target]

    def read(self, target: str) -> pl.Series:
        """Read the keys from the database."""
        if target == "areas":
            return pl.concat([self.of(area) for area in AREAS])
        if target.startswith("codes:"):
            return self.column(select(Code.code).where(Code.list == target.removeprefix("codes:")))
        table = stored(target)
        return self.column(select(table.columns[key_of(target)]))

    def column(self, question: Select[str]) -> pl.Series:
        """Return one column of text."""
        text = b"".join(copy_out(self.connection, question))
        if not text:
            return pl.Series("key", [], pl.String)
        return pl.read_csv(io.BytesIO(text), has_header=False, infer_schema=False, new_columns=["key"]).to_series()

    def add(self, table: str, rows: pl.DataFrame) -> None:
        """Add the keys of rows that a file of this command brings."""
        if table == "codes":
            for (name,), part in rows.group_by("list"):
                self.extend(f"codes:{name}", part["code"])
        self.extend(table, rows[key_of(table)])
        if table in AREAS:
            self.extend("areas", rows[key_of(table)])

    def extend(self, target: str, keys: pl.Series) -> None:
        """Add keys to those of a target."""
        self.added.setdefault(target, []).append(keys.drop_nulls().rename("key"))

    def let_go(self, table: str) -> None:
        """Forget the keys of a table all of whose rows are written: whoever asks reads them from the database."""
        self.keys.pop(table, None)
        self.added.pop(table, None)
        pa.default_memory_pool().release_unused()  # the reader of files would keep it until the process ends


def check_references(source: SourceFile, field_: Field, rows: pl.DataFrame, known: Known, faults: Faults) -> None:
    """Report the cells of a column that refer to nothing; `rows` has `line` and the column."""
    if field_.refers is None:
        return
    cells = rows.select("line", pl.col(field_.name).alias("value")).drop_nulls("value")
    if field_.kind == "list":
        cells = cells.with_columns(pl.col("value").str.split(";")).explode("value")
    keys = known.of(field_.refers)
    distinct = cells["value"].unique()
    unknown = distinct.filter(~distinct.is_in(keys.implode()) & (distinct != ""))
    if unknown.is_empty():
        return
    place = field_.refers.removeprefix("codes:")
    most = max(20, COMPARISONS // max(1, keys.len()))
    choices = keys.to_list()
    survivors = known.merged.get(field_.refers, {})
    remedies = {
        value: f"it was merged into {survivors[value]}" if value in survivors else did_you_mean(value, choices)
        for value in unknown.head(most).to_list()
    }
    found = cells.filter(pl.col("value").is_in(unknown.implode()))
    faults.add(
        source.name,
        found.select(
            "line",
            pl.lit(field_.csv).alias("column"),
            "value",
            pl.lit(f"not in {place}").alias("problem"),
            pl.col("value").replace_strict(remedies, default="", return_dtype=pl.String).alias("remedy"),
        ),
    )
