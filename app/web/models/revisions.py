"""The shapes of answers about the data's own history: revisions, changes, versions of a record, citations."""

from datetime import datetime
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, Field, create_model

from app.catalog.records import RECORDS
from app.web.models.records import envelope, row_model
from app.web.models.shapes import ItemLinks, Labels, Meta, Shape


class RevisionFile(Shape):
    """What one file, or one command, did to the rows of a table."""

    table: str = Field(description="The table.")
    name: str | None = Field(description="Name of the file; null where there was none.")
    sha256: str | None = Field(description="Digest of the file; null where there was none.")
    created: int = Field(description="Rows created.")
    changed: int = Field(description="Rows changed.")
    unchanged: int = Field(description="Rows that the database held already.")
    deleted: int = Field(description="Rows withdrawn.")


class Revision(Shape):
    """One accepted change of the data."""

    number: int = Field(description="Number of the revision; the data version of every answer until the next one.")
    time: datetime = Field(description="When it was accepted (UTC).")
    kind: Literal["dataset", "import", "delete", "merge"] = Field(description="What made it.")
    author: str = Field(description="Who made it.")
    reason: str | None = Field(description="Why; null where rows only came in.")
    created: int = Field(description="Rows created.")
    changed: int = Field(description="Rows changed.")
    deleted: int = Field(description="Rows withdrawn.")
    files: list[RevisionFile] = Field(description="What each file did.")


FieldValue = str | float | bool | list[str] | None


class ChangedField(Shape):
    """One field that differs."""

    field: str = Field(description="Name of the field.")
    before: FieldValue = Field(description="Its value before; null where there was none.")
    after: FieldValue = Field(description="Its value after; null where there is none.")


class Change(Shape):
    """One record that a revision created, changed, withdrew or merged."""

    revision: int = Field(description="The data version that brought the change.")
    time: datetime = Field(description="When that was.")
    dataset: str = Field(description="The list of the record, or the code list or table that has none.")
    id: str = Field(description="Id of the record.")
    action: Literal["created", "changed", "deleted", "merged"] = Field(description="What happened.")
    reason: str | None = Field(description="Why; null where no reason was given.")
    changes: list[ChangedField] = Field(description="Each field that differs.")
    survivor: str | None = Field(description="The id that stands for a merged record now.")
    link: str | None = Field(description="Address of the versions of the record.")


class CslName(Shape):
    """Who made it."""

    literal: str = Field(description="The name.")


class CslDate(BaseModel):
    """A day."""

    date_parts: list[list[int]] = Field(alias="date-parts", description="Year, month and day.")


class CslEntry(Shape):
    """An answer as reference managers know it."""

    id: str = Field(description="A short, stable name.")
    type: Literal["dataset"] = Field(description="What it is.")
    title: str = Field(description="Title.")
    author: list[CslName] = Field(description="Who made it.")
    publisher: str = Field(description="Who published it.")
    issued: CslDate = Field(description="The day of the data.")
    version: str = Field(description="The data version.")
    URL: str = Field(description="Address that opens the same numbers later.")
    language: str = Field(description="Language of the title.")
    note: str = Field(description="Data version and licence in words.")


class Citation(Shape):
    """An answer, ready to be cited."""

    sentence: Labels = Field(description="A sentence in four languages.")
    bibtex: str = Field(description="A BibTeX entry.")
    csl: list[CslEntry] = Field(description="CSL-JSON, as reference managers import it.")
    permalink: str = Field(description="Address that opens the same numbers later.")
    data_version: int = Field(description="The data version that is cited.")


@cache
def revision_list() -> Any:
    """Return the model of the list of revisions."""
    return envelope("RevisionList", Revision, "Revisions, the newest first.")


@cache
def revision_detail() -> Any:
    """Return the model of one revision."""
    fields: dict[str, Any] = {"item": (Revision, ...), "meta": (Meta, ...), "links": (ItemLinks, ...)}
    return create_model("RevisionDetail", __base__=Shape, __doc__="One revision.", **fields)


@cache
def change_list() -> Any:
    """Return the model of changes."""
    return envelope("ChangeList", Change, "Changes, the newest revision first.")


@cache
def citation() -> Any:
    """Return the model of a citation."""
    fields: dict[str, Any] = {"item": (Citation, ...), "links": (dict[str, str | None], ...)}
    return create_model("CitationAnswer", __base__=Shape, __doc__="How to cite an answer.", **fields)


@cache
def history_list(key: str, one: str) -> Any:
    """Return the model of the versions of a record."""
    spans: dict[str, Any] = {
        "from_revision": (int, Field(description="The data version that brought this version.")),
        "until_revision": (int | None, Field(description="The one in which it no longer held; null while it holds.")),
        "from": (datetime, Field(description="When it came.")),
        "until": (datetime | None, Field(description="When it went; null while it holds.")),
        "state": (
            Literal["current", "replaced", "withdrawn", "merged"],
            Field(description="What became of it."),
        ),
        "reason": (str | None, Field(description="Why it came; null where no reason was given.")),
        "end_reason": (str | None, Field(description="Why it went; null while it holds or where none was given.")),
    }
    version = create_model(
        f"{one}Version",
        __base__=row_model(key),
        __doc__=f"One version of a record of {RECORDS[key].title.en}.",
        **spans,
    )
    return envelope(f"{one}VersionList", version, "The versions of a record, the newest first.")
