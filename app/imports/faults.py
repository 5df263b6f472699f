"""Everything that is wrong with the files of a command, kept in columns, shown in part, written in full."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from app.errors import CellFault, SettingFailure

SCHEMA = {
    "file": pl.String,
    "line": pl.Int64,
    "column": pl.String,
    "value": pl.String,
    "problem": pl.String,
    "remedy": pl.String,
}
SHOWN = 50
LONGEST_VALUE = 200


@dataclass
class Faults:
    """The faults found so far, in the order of files, lines and columns once they are asked for."""

    frames: list[pl.DataFrame] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, file: str, found: pl.DataFrame) -> None:
        """Add faults of one file; `found` has the columns line, column, value, problem, remedy."""
        if found.height:
            if file not in self.files:
                self.files.append(file)
            value = pl.col("value").cast(pl.String)
            self.frames.append(
                found.select(
                    pl.lit(file).alias("file"),
                    pl.col("line").cast(pl.Int64),
                    pl.col("column").cast(pl.String),
                    pl.when(value.str.len_chars() > LONGEST_VALUE)
                    .then(value.str.slice(0, LONGEST_VALUE) + "…")
                    .otherwise(value)
                    .alias("value"),
                    pl.col("problem").cast(pl.String),
                    pl.col("remedy").cast(pl.String),
                )
            )
            self.count += found.height

    def add_one(
        self,
        file: str,
        line: int,
        problem: str,
        remedy: str = "",
        *,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        """Add one fault; column None means the whole line, line 0 the whole file."""
        row = {"line": line, "column": column, "value": value, "problem": problem, "remedy": remedy}
        self.add(file, pl.DataFrame([row], schema={name: kind for name, kind in SCHEMA.items() if name != "file"}))

    def table(self) -> pl.DataFrame:
        """Return every fault, one a row, ordered by file, line and column."""
        if not self.frames:
            return pl.DataFrame(schema=SCHEMA)
        order = pl.col("file").replace_strict(self.files, list(range(len(self.files))), return_dtype=pl.Int32)
        return pl.concat(self.frames).sort(order, "line", maintain_order=True)

    def first(self, shown: int = SHOWN) -> Sequence[CellFault]:
        """Return the first faults, as they are shown."""
        return [CellFault(*row) for row in self.table().head(shown).iter_rows()]

    def write(self, path: Path) -> None:
        """Write every fault to a file, as JSON or CSV by its suffix.

        Raises:
            SettingFailure: the file cannot be written.

        """
        try:
            if path.suffix.lower() == ".json":
                self.table().write_json(path)
            else:
                self.table().write_csv(path)
        except OSError as error:
            raise SettingFailure(f"the report cannot be written to {path}: {error.strerror or error}") from error
