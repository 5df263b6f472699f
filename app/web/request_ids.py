"""Request ids: as many as are asked for, no two alike."""

from collections.abc import Iterator
from itertools import chain, count, product, repeat
from secrets import token_hex


def request_ids() -> Iterator[tuple[bytes, bytes]]:
    """Return an iterator of ids that no other request has, as headers; it is all in C, for each hit takes one."""
    digits = [b"%03x" % number for number in range(4096)]
    marks = ((token_hex(5).encode(),) for _ in count())
    ids = chain.from_iterable(map(b"".join, product(mark, digits, digits)) for mark in marks)
    return zip(repeat(b"x-request-id"), ids, strict=False)
