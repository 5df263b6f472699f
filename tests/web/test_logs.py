"""Log lines: one per request, in JSON or for a terminal, quiet about libraries, without secrets."""

import io
import json
import logging
import logging.config
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.settings import load
from app.web.logs import RequestLines, is_json, log_config

SCOPE = {"type": "http", "path": "/v1/companies", "query_string": b"q=secret", "request_id": "abc", "headers": []}


@pytest.fixture(autouse=True)
def loggers_as_before() -> Iterator[None]:
    """Put the standard library's root logger back after the test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_request_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    RequestLines(load({"log_format": "json"})).write(
        SCOPE, method="GET", route="/v1/companies", status=200, seconds=0.01234
    )

    line = json.loads(capsys.readouterr().err)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "request_id": "abc",
        "method": "GET",
        "route": "/v1/companies",
        "path": "/v1/companies",
        "status": 200,
        "milliseconds": 12.34,
    }


def test_a_fault_of_the_service_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    lines = RequestLines(load({"log_format": "json", "log_level": "error"}))

    lines.write(SCOPE, method="GET", route="/v1/companies", status=404, seconds=0)
    lines.write(SCOPE, method="GET", route="/v1/companies", status=503, seconds=0)

    [line] = capsys.readouterr().err.splitlines()
    assert (json.loads(line)["level"], json.loads(line)["status"]) == ("error", 503)


def test_a_terminal_gets_lines_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    RequestLines(load({"log_format": "console"})).write(SCOPE, method="GET", route="/x", status=200, seconds=0)

    line = capsys.readouterr().err
    assert "request" in line
    assert not line.startswith("{")


@pytest.mark.parametrize(("log_format", "expected"), [("json", True), ("console", False), ("auto", True)])
def test_where_nobody_watches_lines_are_json(log_format: str, *, expected: bool) -> None:
    assert is_json(load({"log_format": log_format})) is expected


def test_a_path_is_cut_and_cannot_break_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    scope = {**SCOPE, "path": "/\n" + "x" * 1000}

    RequestLines(load({"log_format": "json"})).write(scope, method="GET", route="unmatched", status=404, seconds=0)

    [line] = capsys.readouterr().err.splitlines()
    assert len(json.loads(line)["path"]) == 200


def test_libraries_are_heard_from_warnings_on(capsys: pytest.CaptureFixture[str]) -> None:
    logging.config.dictConfig(log_config(load({"log_format": "json"})))

    logging.getLogger("uvicorn.error").info("Started server process")
    logging.getLogger("uvicorn.error").warning("Something %s", "odd")

    [line] = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "Something odd"


def test_a_crash_is_one_line_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    logging.config.dictConfig(log_config(load({"log_format": "json"})))

    try:
        int("broken")
    except ValueError:
        logging.getLogger("betech.web").exception("request %s crashed", "abc")

    [line] = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "request abc crashed"
    assert "ValueError: invalid literal" in json.loads(line)["exception"]


def test_a_line_that_cannot_be_written_is_counted_and_told_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stderr", full)
        lines = RequestLines(load({"log_format": "json"}))
        for _ in range(2):
            lines.write({"path": "/"}, method="GET", route="/", status=200, seconds=0.1)
        monkeypatch.undo()
        with suppress(OSError):
            full.close()
    assert lines.lost == 2

    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    again = RequestLines(load({"log_format": "json"}))
    again.lost = lines.lost
    again.write({"path": "/"}, method="GET", route="/", status=200, seconds=0.1)

    assert (json.loads(said.getvalue())["lines_lost"], again.lost) == (2, 0)
