"""The fields of unicorn lists: which publisher names which company, and whether it is one under our definitions."""

from typing import Any

from sqlalchemy import Date, bindparam, case, cast, func, text, true

from app.catalog.fields import Field, Records
from app.catalog.labels import LABELS
from app.catalog.shared import field, fields, identifier, note
from app.catalog.unicorns import held, valuation_at
from app.languages import Text
from app.tables import Company, Source, Unicorn, UnicornListing

# The last day that the date of a list can mean; an undated list is taken as of the day of the question.
LISTED_AT = case(
    (UnicornListing.as_of.is_(None), bindparam("at", type_=Date)),
    (
        func.length(UnicornListing.as_of) == len("2024"),
        func.to_date(UnicornListing.as_of.op("||")("-12-31"), "YYYY-MM-DD", type_=Date),
    ),
    else_=cast(
        func.to_date(UnicornListing.as_of.op("||")("-01"), "YYYY-MM-DD", type_=Date)
        + text("interval '1 month - 1 day'"),
        Date,
    ),
)
PRICED = valuation_at(LISTED_AT)


def met(definition: Any) -> Any:
    """Return whether the company met a definition when the list was made; false where our records do not say."""
    return func.coalesce(held(LISTED_AT, definition, PRICED.c.valuation_usd), False)


UNICORN_LISTS = Records(
    key="unicorn-lists",
    title=Text("Unicorn lists", "Lijsten van eenhoorns", "Listes de licornes", "Einhornlisten"),
    description="Which publisher names which company as a Belgian unicorn, and whether it was one under each definition then.",
    table="unicorn_lists",
    source=UnicornListing.__table__.join(Company.__table__, Company.id == UnicornListing.company_id)
    .join(Source.__table__, Source.id == UnicornListing.source_id)
    .outerjoin(Unicorn.__table__, Unicorn.id == UnicornListing.company_id)
    .outerjoin(PRICED, true()),
    id=UnicornListing.id.expression,
    heading=UnicornListing.publisher,
    default_sort=("publisher", "as_of", "company_name"),
    embeds={"company": "companies", "source": "sources"},
    fields=fields(
        identifier(UnicornListing.id, "entry", "cb-insights--2021-07--collibra--gh-cbinsights-2021-07"),
        field(
            "publisher",
            UnicornListing.publisher,
            "Who made the list.",
            reads="id",
            sortable=True,
            example="CB Insights",
        ),
        field(
            "as_of",
            UnicornListing.as_of,
            "When the list held: YYYY-MM or YYYY; null when it is undated.",
            reads="partial_date",
            sortable=True,
            nullable=True,
            example="2021-07",
        ),
        field("company_id", Company.id, "Id of the company.", path=("company", "id"), sortable=True),
        field("company_name", Company.name, "Name of the company.", path=("company", "name"), sortable=True),
        Field(
            "company",
            LABELS["company_name"],
            "Ids of companies.",
            Company.id,
            reads="id",
            shown="nowhere",
            example="odoo",
        ),
        field(
            "private_usd1bn",
            met("private_usd1bn"),
            "Whether by our records the company was then privately held and last priced at one billion dollars or more.",
            kind="boolean",
            reads="boolean",
            example="true",
        ),
        field(
            "ever_usd1bn",
            met("ever_usd1bn"),
            "Whether by our records the company had then ever been priced at one billion dollars or more.",
            kind="boolean",
            reads="boolean",
            example="true",
        ),
        field("source_id", Source.id, "Document that the list was read in.", path=("source", "id")),
        field("source_title", Source.title, "Title of that document.", path=("source", "title")),
        field("source_url", Source.url, "Its address; null where it is not known.", path=("source", "url")),
        note(UnicornListing),
    ),
)
