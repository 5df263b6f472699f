"""Error messages of SDMX-ML, with the codes that the standard gives to what can go wrong."""

from collections.abc import Mapping
from xml.sax.saxutils import escape

NAMESPACES = "http://www.sdmx.org/resources/sdmxml/schemas/v{}"
# HTTP status → SDMX's own code: no results, response too large, syntax error, not implemented, service unavailable.
CODES: Mapping[int, int] = {400: 140, 404: 100, 406: 501, 413: 130, 414: 140, 503: 503}
UNFORESEEN = 500


def write_error(status: int, detail: str, api: str) -> bytes:
    """Return a failure as a message of a version of the standard, `2.1` or `3.0`."""
    home = NAMESPACES.format(api.replace(".", "_"))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><mes:Error xmlns:mes="{home}/message" xmlns:com="{home}/common">'
        f'<mes:ErrorMessage code="{CODES.get(status, UNFORESEEN)}"><com:Text xml:lang="en">{escape(detail)}</com:Text>'
        "</mes:ErrorMessage></mes:Error>"
    ).encode()
