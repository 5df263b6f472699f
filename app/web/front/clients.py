"""Clients: who asks, told apart by address; an IPv6 network of one house counts as one, and only trusted proxies speak for others."""

import re
from contextvars import ContextVar
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import Scope

# One subscriber gets a whole /64 and may change the address in it at will.
IPV6_PREFIX = 64
LONGEST_ADDRESS = 64
FOR = re.compile(r'for=("[^"]*"|[^;,\s]*)', re.IGNORECASE)
NOBODY = "unknown"

# Who asks, for what is done deep inside on behalf of a request.
CLIENT: ContextVar[str] = ContextVar("client", default=NOBODY)


class Clients:
    """Tells who made a request. X-Forwarded-For was read by the server; `Forwarded` of a trusted peer is read here."""

    def __init__(self, trusted_proxies: str) -> None:
        entries = filter(None, (part.strip() for part in trusted_proxies.split(",")))
        self.proxies = [ip_network(entry) for entry in entries]

    def of(self, scope: Scope) -> str:
        """Return what stands for the client of a request."""
        peer = scope.get("client")
        if not peer:
            return NOBODY
        address = peer[0]
        if self.proxies and is_within(address, self.proxies):
            given = b",".join(value for name, value in scope["headers"] if name == b"forwarded")
            address = self.behind(address, given.decode("latin-1"))
        return key_of(address)

    def behind(self, proxy: str, forwarded: str) -> str:
        """Return the last address in a `Forwarded` header that is no proxy of ours; each proxy adds one at the end."""
        for node in reversed(FOR.findall(forwarded)):
            address = bare(node)
            if not is_within(address, self.proxies):
                return address
        return proxy


def bare(node: str) -> str:
    """Return the address of a node such as `192.0.2.1:80` or `"[2001:db8::1]:80"`."""
    node = node.strip('"')
    if node.startswith("["):
        return node[1:].partition("]")[0]
    return node.partition(":")[0] if node.count(":") == 1 else node


def is_within(address: str, networks: list[IPv4Network | IPv6Network]) -> bool:
    """Tell whether an address lies in one of the networks; what is no address does not."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)


@lru_cache(maxsize=4096)
def key_of(address: str) -> str:
    """Return what an address counts as: itself, or the network of an IPv6 one."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:LONGEST_ADDRESS]
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Network((found, IPV6_PREFIX), strict=False))
    return str(found)
