"""The rules of the house: one sentence per module, short modules and functions, no path out, no loose ends."""

import ast
import logging
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "app").rglob("*.py"))
LONGEST_MODULE = 300
LONGEST_FUNCTION = 60

# What is longer, and why it is better so than in parts.
LONG = {
    "app/catalog/deals.py": "a catalogue: the fields of six records, in four languages",
    "app/catalog/measures.py": "a catalogue: every measure, in four languages",
    "app/catalog/published.py": "a catalogue: the fields of published figures, in four languages",
    "app/catalog/published.py:figure_fields": "a catalogue: one entry per field",
    "app/imports/checks.py": "a catalogue: one entry per rule, in the words for whoever wrote the file",
    "app/formats/charts/maps.py:region_map": "one chart, as one specification",
    "app/settings.py": "a catalogue: every setting",
    "app/web/problem_types.py": "a catalogue: every type of problem, in four languages",
    "app/web/routes/aggregates.py:shaping": "a catalogue: one entry per parameter",
}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_folders_import_down_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    loggers = [known for known in logging.root.manager.loggerDict.values() if isinstance(known, logging.Logger)]
    awake = [logger for logger in loggers if not logger.disabled]
    try:
        assert lint_imports(no_cache=True) == 0
    finally:  # it silences all loggers that there are
        for logger in awake:
            logger.disabled = False


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_begins_with_one_sentence(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text()))

    assert docstring
    assert docstring.splitlines()[0].endswith((".", "?"))


def too_long() -> set[str]:
    """Return the modules, and the functions without their docstrings, that are longer than the rule."""
    found = set()
    for path in MODULES:
        text = path.read_text()
        if len(text.splitlines()) > LONGEST_MODULE:
            found.add(name(path))
        for function in functions(ast.parse(text)):
            begin = function.body[0].end_lineno if ast.get_docstring(function) else function.lineno
            if (function.end_lineno or 0) - (begin or 0) > LONGEST_FUNCTION:
                found.add(f"{name(path)}:{function.name}")
    return found


def test_modules_and_functions_are_short_or_have_a_reason_not_to_be() -> None:
    assert too_long() - set(LONG) == set()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_stand_at_the_top(path: Path) -> None:
    inside = [
        f"line {node.lineno}"
        for function in functions(ast.parse(path.read_text()))
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert inside == []


def test_the_migrations_import_nothing_of_the_app() -> None:
    assert [
        path.name for path in (ROOT / "migrations/versions").glob("*.py") if re.search(r"\bapp\b", path.read_text())
    ] == []


def test_no_loose_ends_are_left() -> None:
    words = re.compile(r"\bTO" + r"DO\b|FIX" + r"ME|\bXX" + r"X\b|raise Not" + r"Implemented|pragma: no c" + r"over")
    files = [*MODULES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "migrations").rglob("*.py")]

    assert [name(path) for path in files if words.search(path.read_text())] == []


def test_the_lock_files_check_hashes_and_name_no_registry() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text()
        pinned = re.findall(r"^[a-z0-9._-]+(?:\[[a-z,-]+\])?==\S+", text, re.MULTILINE)

        assert len(pinned) > 90
        assert "://" not in text
        assert not re.search(r"^[a-z0-9._-]+==[^\\]*$", text, re.MULTILINE)  # each pin goes on with its hashes


def test_every_dependency_is_locked() -> None:
    declared = re.search(r"^dependencies = \[(.*?)^\]", (ROOT / "pyproject.toml").read_text(), re.MULTILINE | re.DOTALL)
    assert declared is not None
    names = re.findall(r'^ +"([a-z0-9-]+)', declared[1], re.MULTILINE)
    lock = (ROOT / "requirements.lock").read_text()

    assert [entry for entry in names if not re.search(rf"^{entry}(\[.*\])?==", lock, re.MULTILINE)] == []


def test_nothing_secret_or_local_is_committed() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    local = re.compile("/wo" + "rk/|/ro" + "ot/[.]|BEGIN [A-Z ]*PRIVATE " + "KEY")

    assert [
        file
        for file in files
        if (ROOT / file).is_file() and local.search((ROOT / file).read_bytes().decode("utf-8", "ignore"))
    ] == []
