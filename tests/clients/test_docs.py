"""The notebook and the recipes, run as their readers run them."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

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


def test_every_address_of_the_recipes_opens(site: str) -> None:
    addresses = set(re.findall(r"http://127\.0\.0\.1:8000[^\s'\"]*", RECIPES))
    paths = [address.removeprefix(WRITTEN_FOR) for address in addresses if urlsplit(address).query]

    assert paths
    assert {path: httpx.get(site + path, timeout=60).status_code for path in paths} == dict.fromkeys(paths, 200)
