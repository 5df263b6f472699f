"""The notebook and the recipes, run as their readers run them."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import httpx
import nbformat
import pytest
from nbclient import NotebookClient

DOCS = Path(__file__).resolve().parents[2] / "docs"
RECIPES = (DOCS / "recipes.md").read_text(encoding="utf-8")
WRITTEN_FOR = "http://127.0.0.1:8000"


def recipes(heading: str, language: str) -> list[str]:
    """Return the blocks of code of one language under a heading."""
    part = RECIPES.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(rf"```{language}\n(.*?)```", part, re.DOTALL)


def test_the_notebook_runs(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BETECH_URL", site)
    notebook = nbformat.read(DOCS / "quickstart.ipynb", as_version=4)  # type: ignore[no-untyped-call] # it has no types

    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()

    outputs = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    assert not [output for cell in outputs for output in cell if output.output_type == "error"]
    assert any("image/svg+xml" in output.get("data", {}) for cell in outputs for output in cell)


def test_curl_recipes_run(site: str, tmp_path: Path) -> None:
    (commands,) = recipes("curl", "sh")

    for command in commands.strip().splitlines():
        done = subprocess.run(
            ["sh", "-c", command.replace("curl ", "curl --fail ").replace(WRITTEN_FOR, site)],
            cwd=tmp_path,
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr

    assert (tmp_path / "funding.csv").read_text().startswith("region,year,")


def test_javascript_recipes_run(site: str, tmp_path: Path) -> None:
    node = shutil.which("node")
    blocks = recipes("JavaScript", "js")
    if node is None:  # the addresses are still tried below
        return
    told = []
    for place, block in enumerate(blocks):
        script = tmp_path / f"recipe{place}.mjs"
        script.write_text(block.replace(WRITTEN_FOR, site))
        done = subprocess.run([node, script], capture_output=True, check=True, text=True, timeout=60)
        told.append(json.loads(done.stdout))

    rounds = httpx.get(f"{site}/v1/funding-rounds?year=2024&limit=1", timeout=60).json()["meta"]["total"]
    assert told[0]["total"] > 0
    assert told[1] == {"rounds": rounds}


def test_r_recipes_run(site: str) -> None:
    program = shutil.which("Rscript")
    if program is None:  # the addresses are still tried below
        return
    for block in recipes("R", "r"):
        (package,) = re.findall(r"^library\((\w+)\)", block)
        there = subprocess.run([program, "-e", f"library({package})"], capture_output=True, check=False, timeout=60)
        if there.returncode == 0:
            done = subprocess.run(
                [program, "-e", block.replace(WRITTEN_FOR, site)],
                capture_output=True,
                check=False,
                text=True,
                timeout=120,
            )
            assert done.returncode == 0, done.stderr
            assert "2019" in done.stdout or "Vlaams Gewest" in done.stdout


@pytest.mark.filterwarnings("ignore")  # of the libraries about themselves
def test_python_recipes_run(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    for block in recipes("Python", "python"):
        exec(block.replace(WRITTEN_FOR, site), {})  # noqa: S102 - what a reader of the page would run

    told = capsys.readouterr().out
    assert told.count("2024") >= 2
    assert "['FUNDING']" in told


def test_the_duckdb_recipe_runs(site: str, tmp_path: Path) -> None:
    (block,) = recipes("DuckDB", "sql")
    question = block.split(";")[2]
    address = re.findall(r"'(http[^']*)'", question)[0]
    file = tmp_path / "cube.parquet"  # the extension that reads addresses comes from the internet
    file.write_bytes(httpx.get(address.replace(WRITTEN_FOR, site), timeout=60).content)

    years = duckdb.connect().execute(question.replace(address, str(file))).fetchall()

    assert [year for year, _ in years] == list(range(2019, 2025))


def test_every_address_of_the_recipes_opens(site: str) -> None:
    addresses = set(re.findall(r"http://127\.0\.0\.1:8000[^\s'\"]*", RECIPES))
    paths = [address.removeprefix(WRITTEN_FOR) for address in addresses if urlsplit(address).query]

    assert paths
    assert {path: httpx.get(site + path, timeout=60).status_code for path in paths} == dict.fromkeys(paths, 200)
