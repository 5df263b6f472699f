"""The shipped dataset comes in whole, once."""

import csv

from sqlalchemy import func, select
from sqlalchemy.engine import URL

from app.database.engine import transaction
from app.imports.dataset import load_shipped
from app.imports.shipped import DATA
from tests.factories import table_of


def test_every_shipped_row_is_stored(shipped_database: URL) -> None:
    with transaction(shipped_database) as connection:
        stored = {
            path.stem: connection.execute(select(func.count()).select_from(table_of(path.stem))).scalar_one()
            for path in DATA.glob("*.csv")
        }

    shipped = {}
    for path in DATA.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            shipped[path.stem] = sum(1 for _ in csv.DictReader(file))
    assert stored == shipped


def test_the_same_dataset_is_loaded_once(shipped_database: URL) -> None:
    with transaction(shipped_database) as connection:
        assert load_shipped(connection) is None
