"""A reading of the shipped dataset."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.queries.vintages import Reading, open_reading


@pytest.fixture
async def shipped(shipped_engine: AsyncEngine) -> AsyncIterator[Reading]:
    """The newest revision of the shipped dataset."""
    async with open_reading(shipped_engine) as reading:
        yield reading
