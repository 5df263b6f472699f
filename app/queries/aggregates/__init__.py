"""Aggregates: measures of a fact by the dimensions it can be cut by. The engine knows no word of the domain."""

from app.queries.aggregates.engine import read
from app.queries.aggregates.question import Question

__all__ = ["Question", "read"]
