"""The shapes of the list of releases."""

from datetime import datetime
from functools import cache
from typing import Any, Literal

from pydantic import Field

from app.web.models.records import envelope
from app.web.models.shapes import Shape


class ReleasedFile(Shape):
    """One file of a table."""

    link: str = Field(description="Where the file is.")
    bytes: int = Field(description="Its size.")
    sha256: str = Field(description="Its digest.")


class ReleasedTable(Shape):
    """One table of a release."""

    table: str = Field(description="Name of the table.")
    rows: int = Field(description="How many rows it holds.")
    columns: int = Field(description="How many columns its Parquet file has.")
    files: dict[Literal["csv", "parquet"], ReleasedFile] = Field(description="Its files by format.")


class Release(Shape):
    """The whole data of one revision as files that never change."""

    data_version: int = Field(description="The data version.")
    time: datetime = Field(description="When the data came in.")
    rows: int = Field(description="Rows of all tables.")
    bytes: int = Field(description="Bytes of all files.")
    link: str = Field(description="The manifest: files, digests, columns and licence.")
    licence: str = Field(description="Licence of the data (SPDX).")
    tables: list[ReleasedTable] = Field(description="The tables.")


@cache
def release_list() -> Any:
    """Return the model of the list of releases."""
    return envelope("ReleaseList", Release, "Releases, the newest first.")
