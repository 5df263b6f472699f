"""Finding a Chromium: the named one, one on the path, else one line that says how to get one."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.web.explorer.chromium import VARIABLE, find_chromium


def playwright_with(path: Path) -> Any:
    """Return what stands for a Playwright whose own Chromium would be at a path."""
    return SimpleNamespace(chromium=SimpleNamespace(executable_path=str(path)))


def test_the_one_that_is_named_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tmp_path / "my-chromium"
    named.touch()
    monkeypatch.setenv(VARIABLE, str(named))

    assert find_chromium(playwright_with(tmp_path / "other")) == str(named)


def test_else_one_on_the_path_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    found = tmp_path / "chromium"
    found.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert find_chromium(playwright_with(tmp_path / "other")) == str(found)


def test_else_playwrights_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    own = tmp_path / "own"
    own.touch()

    assert find_chromium(playwright_with(own)) == str(own)


def test_without_any_one_line_says_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))

    with pytest.raises(RuntimeError, match=r"^the browser tests need Chromium: install [^\n]+$"):
        find_chromium(playwright_with(tmp_path / "other"))
