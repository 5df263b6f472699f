"""The documents keep step with the code: every setting, command, target, folder and file that they name is there."""

import re
from pathlib import Path

import pytest

import app
from app.cli import MODULES
from app.settings import Settings, variable
from tests.readme import OPERATIONS, README, ROOT, filled

DOCUMENTS = ("README.md", "OPERATIONS.md", "SECURITY.md", "CHANGELOG.md")


@pytest.mark.parametrize("document", [README, OPERATIONS], ids=lambda path: path.name)
def test_the_tables_are_those_of_the_code(document: Path) -> None:
    text = document.read_text()

    assert filled(text) == text, "run: python -m tests.readme"


def test_the_readme_names_every_folder_and_module_of_the_house() -> None:
    laid_out = README.read_text().partition("## How the code is laid out")[2].partition("## How to add")[0]
    named = set(re.findall(r"^ {4,6}(\w+(?:\.py|/))", laid_out, re.MULTILINE))
    there = {path.name + ("/" if path.is_dir() else "") for path in (ROOT / "app").iterdir()}

    assert there - named <= {"__init__.py", "__main__.py", "__pycache__/", "prose.py"}
    assert named - there == {"app/", "migrations/", "deploy/", "tests/"}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_names_only_settings_that_exist(document: str) -> None:
    named = set(re.findall(r"\bBETECH_[A-Z_]+\b", (ROOT / document).read_text()))

    assert named <= {variable(name) for name in Settings.model_fields}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_names_only_commands_that_exist(document: str) -> None:
    named = set(re.findall(r"(?:`|^ +|\s)betech ([a-z]+)\b", (ROOT / document).read_text(), re.MULTILINE))

    assert named <= set(MODULES)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_names_only_targets_that_exist(document: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|^ +)make ([a-z]+)\b", (ROOT / document).read_text(), re.MULTILINE))

    assert named <= targets


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_links_only_to_files_that_exist(document: str) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)]+)\)", (ROOT / document).read_text())

    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_change_log_begins_with_this_version() -> None:
    newest = re.search(r"^## (\S+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)

    assert newest is not None
    assert newest[1] == app.__version__


def test_the_licence_texts_are_there() -> None:
    assert "Apache License" in (ROOT / "LICENSE").read_text()
    assert "CC BY 4.0" in (ROOT / "app/data/LICENSE.txt").read_text()
