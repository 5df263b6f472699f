"""Who is a unicorn at a date: what is known of the beginning, the end and the price by then."""

from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, and_, case, func, or_, select, text
from sqlalchemy.sql.selectable import LateralFromClause

from app.tables import Unicorn, Valuation

Definition = Literal["private_usd1bn", "ever_usd1bn"]

# The first is the default: privately held and last priced at one billion dollars or more.
DEFINITIONS: tuple[Definition, ...] = get_args(Definition)
THRESHOLD_USD = 1_000_000_000


def valuation_at(at: Any) -> LateralFromClause:
    """Return the last valuation of a unicorn on or before a date."""
    columns = (Valuation.valuation, Valuation.currency, Valuation.valuation_eur, Valuation.valuation_usd)
    return (
        select(*columns, Valuation.valuation.label("value"), Valuation.valued_on)
        .where(Valuation.company_id == Unicorn.id, Valuation.valued_on <= at)
        .order_by(Valuation.valued_on.desc(), Valuation.id.desc())
        .limit(1)
        .lateral()
    )


def certainly_since() -> ColumnElement[Any]:
    """Return the day from which on it certainly was one: the last that an imprecise date can mean."""
    spans = {"month": text("interval '1 month - 1 day'"), "year": text("interval '1 year - 1 day'")}
    moved = [(Unicorn.date_precision == precision, Unicorn.became_on + span) for precision, span in spans.items()]
    return case(*moved, else_=Unicorn.became_on)


def held(at: Any, definition: Definition, price_usd: Any) -> ColumnElement[bool]:
    """Return the condition that a company is a unicorn at the end of a day, `price_usd` being its last price by then.

    Disputed ones never are. One that was listed, bought or priced lower leaves on the day it ended; where that day
    is not known, nobody can say until when it was one, and it counts under `ever_usd1bn` alone. One whose price is
    not known is taken at its word.
    """
    begun = and_(Unicorn.status != "disputed", certainly_since() <= at)
    if definition == "ever_usd1bn":
        return begun
    return and_(
        begun,
        or_(Unicorn.ended_on > at, and_(Unicorn.ended_on.is_(None), Unicorn.status == "active")),
        func.coalesce(price_usd, THRESHOLD_USD) >= THRESHOLD_USD,
    )
