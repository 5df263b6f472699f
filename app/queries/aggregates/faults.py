"""Faults: everything that is wrong with a question, found one by one and raised together."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from app.errors import BadRequest, Fault
from app.queries.codelists import nearest

Entry = TypeVar("Entry")


class Faults(list[Fault]):
    """The faults of a question, found one by one and raised together."""

    def look_up(
        self, parameter: str, key: str, known: Mapping[str, Entry], elsewhere: Iterable[str] = ()
    ) -> Entry | None:
        """Return a named entry; note a fault when there is none, with what was probably meant."""
        if key in known:
            return known[key]
        if key in elsewhere:
            detail = f"This dataset has no '{key}'; 'allowed' holds what '{parameter}' takes here."
            self.append(Fault(parameter, "not_available", detail, key, allowed=tuple(known)))
        else:
            detail = f"'{key}' is no value of '{parameter}'."
            self.append(Fault(parameter, "unknown_value", detail, key, nearest(key, known), tuple(known)))
        return None

    def refuse(self, parameter: str, code: str, detail: str, value: str | None = None, **way_out: Any) -> None:
        """Note a fault."""
        self.append(Fault(parameter, code, detail, value, **way_out))

    def raise_any(self) -> None:
        """Raise BadRequest when there is a fault."""
        if self:
            details = " ".join(fault.detail for fault in self)
            raise BadRequest(details, slug=self[0].code.replace("_", "-"), faults=self)
