"""The server's own parts: the port, the greeting, uvicorn's configuration, the end with the parent."""

import errno
import logging
import multiprocessing
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from app.errors import SettingFailure
from app.settings import load
from app.web import server
from app.web.server import METRICS_DIRECTORY, greeting, leave_with_parent, server_config, shared_metrics, take_port


def test_a_free_port_is_taken() -> None:
    with take_port(load({"port": 39871})) as taken:
        assert taken.getsockname() == ("127.0.0.1", 39871)
        assert taken.get_inheritable()


def test_a_port_of_ipv6_is_taken() -> None:
    with take_port(load({"host": "::1", "port": 39872})) as taken:
        assert taken.family == socket.AF_INET6


def test_a_port_that_others_use_is_refused_after_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "ORPHAN_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(SettingFailure) as failure:
            take_port(load({"port": port}))

    assert str(failure.value) == f"port {port} of 127.0.0.1 is taken; choose another with --port (BETECH_PORT)"


@pytest.mark.parametrize(
    ("host", "line"),
    [
        ("no.such.host.invalid", "there is no address no.such.host.invalid; choose another with --host (BETECH_HOST)"),
        (
            "192.0.2.1",
            "cannot listen on 192.0.2.1: Cannot assign requested address; choose another address with --host (BETECH_HOST)",
        ),
    ],
)
def test_an_address_that_is_not_this_machines_is_refused(host: str, line: str) -> None:
    with pytest.raises(SettingFailure) as failure:
        take_port(load({"host": host}))

    assert str(failure.value) == line


def test_a_port_that_the_user_may_not_have_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_socket: socket.socket, _address: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("socket.socket.bind", refuse)

    with pytest.raises(
        SettingFailure, match="this user may not listen on port 80; choose one from 1024 on with --port"
    ):
        take_port(load({"port": 80}))


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"host": "0.0.0.0", "port": 80}, "http://127.0.0.1:80"),  # noqa: S104 - not bound
        ({"host": "::"}, "http://[::1]:8000"),
        ({"host": "fe80::1"}, "http://[fe80::1]:8000"),
        ({"public_url": "https://data.example.be"}, "https://data.example.be"),
    ],
)
def test_the_greeting_names_an_address_that_opens(given: dict[str, object], address: str) -> None:
    lines = greeting(load(given)).splitlines()

    assert lines[0] == f"betech answers on {address}"
    assert lines[1] == f"  documentation  {address}/docs"
    assert sum(line.startswith(f"    curl '{address}/v1/") for line in lines) == 3


def test_headers_of_proxies_count_only_where_they_are_trusted() -> None:
    assert not server_config(load({})).proxy_headers
    trusting = server_config(load({"trusted_proxies": "10.0.0.0/8"}))
    assert trusting.proxy_headers
    assert trusting.forwarded_allow_ips == "10.0.0.0/8"


def test_several_processes_share_a_directory_for_their_metrics(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(METRICS_DIRECTORY, raising=False)
    with shared_metrics(load({})):
        assert METRICS_DIRECTORY not in os.environ
    with shared_metrics(load({"workers": 2})):
        directory = Path(os.environ[METRICS_DIRECTORY])
        assert directory.is_dir()
    assert not directory.exists()
    assert METRICS_DIRECTORY not in os.environ


def test_a_directory_for_metrics_that_the_operator_gave_is_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(METRICS_DIRECTORY, str(tmp_path))

    with shared_metrics(load({"workers": 2})):
        assert os.environ[METRICS_DIRECTORY] == str(tmp_path)
    assert tmp_path.is_dir()


async def test_a_process_whose_parent_is_gone_ends_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []
    monkeypatch.setattr(signal, "raise_signal", ended.append)
    await leave_with_parent()
    assert ended == []

    child = multiprocessing.get_context("spawn").Process(target=os.getpid)
    child.start()
    child.join()
    monkeypatch.setattr(multiprocessing, "parent_process", lambda: child)
    await leave_with_parent()
    assert ended == [signal.SIGTERM]


def test_the_command_line_is_hidden_from_started_processes_for_the_time_of_the_block() -> None:
    before = sys.modules["__main__"]
    with server.without_main_module():
        assert not hasattr(sys.modules["__main__"], "__file__")
    assert sys.modules["__main__"] is before


def test_without_a_place_for_metrics_each_process_shows_its_own_and_that_is_said_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(**_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.delenv(METRICS_DIRECTORY, raising=False)
    monkeypatch.setattr("app.web.server.tempfile.TemporaryDirectory", full)

    with caplog.at_level(logging.WARNING, "betech.web"), shared_metrics(load({"workers": 2})):
        assert METRICS_DIRECTORY not in os.environ

    assert [record.message for record in caplog.records] == [
        "no directory for metrics can be made (No space left on device): each process shows its own"
    ]
