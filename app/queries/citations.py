"""The address that somebody wants to cite: read strictly, so that nothing but answers of this service is cited."""

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from app.errors import BadRequest, Fault

LONGEST = 8_192
PREFIX = "/v1/"
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Address:
    """The path of an answer and its query string, as they were written."""

    path: str
    query: str


def read_address(url: str, public_url: str | None = None) -> Address:
    """Return the path and query of one of our addresses: root-relative, or under the service's public address.

    Without a public address, those of this machine are taken too.

    Raises:
        BadRequest: the address is no address, or not one of ours.

    """
    written = url.strip()
    if len(written) > LONGEST or not written.isprintable() or " " in written or "\\" in written:
        raise refused(url, "That is no address.", "not_an_address")
    try:
        parts = urlsplit(written)
        ours = belongs(parts, public_url)
    except ValueError as error:
        raise refused(url, "That is no address.", "not_an_address") from error
    if not ours:
        home = public_url or "the root of this service"
        raise refused(url, f"Only answers of this service can be cited; the address must begin with {home}.", "foreign")
    path = parts.path.removeprefix(urlsplit(public_url).path.rstrip("/")) if parts.netloc and public_url else parts.path
    if not path.startswith(PREFIX) or any(step in (".", "..") for step in path.split("/")):
        raise refused(url, f"Only answers under {PREFIX} can be cited.", "not_an_answer")
    return Address(path.rstrip("/"), parts.query)


def belongs(parts: SplitResult, public_url: str | None) -> bool:
    """Tell whether an address is one of this service; ValueError when its port is no number."""
    if not parts.scheme and not parts.netloc:
        return True
    if parts.scheme not in ("http", "https") or parts.username is not None:
        return False
    if public_url is None:
        return parts.hostname in LOOPBACK and parts.port is not None
    home = urlsplit(public_url)
    within = parts.path.startswith(home.path.rstrip("/") + "/")
    return (parts.hostname, parts.port) == (home.hostname, home.port) and within


def refused(url: str, detail: str, code: str) -> BadRequest:
    """Return the failure of an address that cannot be cited."""
    return BadRequest(
        detail, slug="not-citable", title="Cannot be cited", faults=[Fault("url", code, detail, url[:200])]
    )
