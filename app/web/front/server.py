"""Run the service: take the port, start the server processes, replace those that die, drain them at the end."""

import errno
import logging
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from app.errors import CommandFailure, SettingFailure
from app.settings import Settings, as_environment
from app.web.front.logs import log_config

log = logging.getLogger("betech.web")

APPLICATION = "app.main:create_front"
PROTOCOL = "app.web.front.connections:Connection"
MEMORY = "/dev/shm"  # noqa: S108 - the directory in it is new and its owner's
METRICS_DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
ORPHAN_SECONDS = 3  # the server processes of a service that was killed leave the port within that time
CALLS = (
    "/v1/aggregates/funding-rounds?group_by=region,year&year=2019:2024",
    "/v1/unicorns",
    "/v1/observations?indicator=tech_funding_total&region=BE&period=2024",
)


def take_port(settings: Settings) -> socket.socket:
    """Return a socket bound to the address of the settings; it listens once a server process uses it.

    Raises:
        SettingFailure: the port is taken or not allowed, or this machine has no such address.

    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise SettingFailure(
            f"there is no address {settings.host}; choose another with --host (BETECH_HOST)"
        ) from error
    deadline = time.monotonic() + ORPHAN_SECONDS
    while True:
        taken = socket.socket(family, kind, protocol)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(address)
        except OSError as error:
            taken.close()
            if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                raise SettingFailure(port_fault(settings, error)) from error
            time.sleep(0.1)
        else:
            taken.set_inheritable(True)
            return taken


def port_fault(settings: Settings, error: OSError) -> str:
    """Return one line on why the port could not be had, and the setting that helps."""
    if error.errno == errno.EADDRINUSE:
        return f"port {settings.port} of {settings.host} is taken; choose another with --port (BETECH_PORT)"
    if error.errno == errno.EACCES:
        return f"this user may not listen on port {settings.port}; choose one from 1024 on with --port (BETECH_PORT)"
    return f"cannot listen on {settings.host}: {error.strerror}; choose another address with --host (BETECH_HOST)"


def run(settings: Settings, database_url: str, listening: socket.socket, started: Callable[[], None]) -> None:
    """Serve on the socket until SIGTERM or SIGINT, then let the answers in flight finish.

    `started` is called once the first server process answers. The processes read the same settings from the
    environment; the address of the database goes the same way.

    Raises:
        CommandFailure: the server processes do not start; their log says why.

    """
    os.environ.update(as_environment(settings) | {"DATABASE_URL": database_url})
    with without_main_module(), listening, shared_metrics(settings):
        supervisor = Supervisor(server_config(settings), [listening], started)
        supervisor.run()
    if supervisor.failed or any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes):
        raise CommandFailure("the server processes did not start; the lines above say why")


@contextmanager
def shared_metrics(settings: Settings) -> Iterator[None]:
    """Give several server processes a directory in which they add their metrics up, unless the operator gave one.

    It lies in memory where the system has a place for that, since a disk that is full would end the processes. Where
    none can be made, each process shows its own metrics.
    """
    if settings.workers == 1 or METRICS_DIRECTORY in os.environ:
        yield
        return
    try:
        made = tempfile.TemporaryDirectory(prefix="betech-metrics-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None)
    except OSError as error:
        log.warning("no directory for metrics can be made (%s): each process shows its own", error.strerror)
        yield
        return
    with made as directory:
        os.environ[METRICS_DIRECTORY] = directory
        try:
            yield
        finally:
            del os.environ[METRICS_DIRECTORY]


def server_config(settings: Settings) -> uvicorn.Config:
    """Return uvicorn's configuration."""
    return uvicorn.Config(
        APPLICATION,
        factory=True,
        workers=settings.workers,
        loop="uvloop",
        http=PROTOCOL,
        ws="none",
        lifespan="on",
        log_config=log_config(settings),
        access_log=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        server_header=False,
        timeout_keep_alive=settings.keep_alive_seconds,
        timeout_graceful_shutdown=settings.shutdown_seconds,
        timeout_worker_healthcheck=30,
        callback_notify=leave_with_parent,
        timeout_notify=1,
    )


async def leave_with_parent() -> None:
    """End a server process whose parent was killed, so that it does not keep the port from the next start."""
    parent = multiprocessing.parent_process()
    if parent is not None and not parent.is_alive():
        signal.raise_signal(signal.SIGTERM)


class Supervisor(Multiprocess):
    """uvicorn's supervisor of server processes, which also tells when the first of them answers."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket], started: Callable[[], None]) -> None:
        super().__init__(config, sockets)
        self.started = started
        self.failed = False

    def init_processes(self) -> None:
        """Start the processes and wait until one serves, ends, or a signal comes."""
        super().init_processes()
        first = self.processes[0]
        while not self.signal_queue:
            if not first.process.is_alive():  # it would fail again and again
                self.failed = True
                self.should_exit.set()
                return
            if first.is_ready(timeout=1):
                self.started()
                return
            self.should_exit.wait(0.02)


@contextmanager
def without_main_module() -> Iterator[None]:
    """Hide the command line from the processes started meanwhile, which would import it, and all it needs, again."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def greeting(settings: Settings) -> str:
    """Return what a newcomer needs to know once the service runs."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104 - not bound here
    if ":" in host and not host.startswith("["):
        host = f"[{host}]"
    address = settings.public_url or f"http://{host}:{settings.port}"
    lines = [f"betech answers on {address}", f"  documentation  {address}/docs", "  three calls to try"]
    lines += [f"    curl '{address}{call}'" for call in CALLS]
    return "\n".join([*lines, "  stop with Ctrl-C"])
