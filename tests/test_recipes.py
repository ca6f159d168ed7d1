"""What docs and README tell people to type works as it stands, in a release of the five sources."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb
import openpyxl
import psycopg
import pyarrow.parquet as pq
import pytest

from flows.present import present
from flows.present.flat import flat
from flows.present.recipes import Recipe, page, recipes
from flows.tables import names
from tests import postgres
from tests.components import missing, require
from tests.five import ROOT, corpus
from tests.publishing import publish_tables, with_workbook
from tests.tables_sample import TEXTS, tables

README = (ROOT / "README.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ELSEWHERE = {"powerbi", "tableau", "superset"}  # programs that run on no machine of ours, or in a set-up of their own
LIBREOFFICE = ("soffice", "libreoffice-calc")


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with outputs/latest."""
    folder = tmp_path_factory.mktemp("recipes")
    publish_tables(folder / "outputs", corpus().tables, corpus().texts, present=present)
    return folder


@pytest.fixture(scope="module")
def release(outputs: Path) -> Path:
    return (outputs / "outputs" / "latest").resolve()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small release with its workbook."""
    return with_workbook(publish_tables(tmp_path_factory.mktemp("sample"), tables(), TEXTS).path)


def run(command: list[str], folder: Path, home: Path) -> str:
    """What a command prints; a warning of Python is a fault."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    settings = {**os.environ, "PATH": path, "HOME": str(home), "PYTHONWARNINGS": "error", "PYTHONUTF8": "1"}
    done = subprocess.run(command, cwd=folder, env=settings, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def rows(release: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(release / "parquet" / f"{name}.parquet").to_pylist()
    return found


def recipe(name: str) -> Recipe:
    (found,) = (each for each in recipes() if each.name == name)
    return found


def test_the_page_is_made_of_the_recipes() -> None:
    assert (ROOT / "docs" / "recipes.md").read_text("utf-8") == page(), (
        "python -m flows.present.recipes > docs/recipes.md"
    )
    assert BLOCK.findall(page()) == [(each.language, f"{each.snippet}\n") for each in recipes()]


def test_every_recipe_is_tried_here_or_cannot_be() -> None:
    here = {"excel", "wps", "libreoffice", "pandas", "polars", "duckdb", "r", "sqlite", "datasette", "frictionless"}
    assert {each.name for each in recipes()} == here | {"postgresql", "metabase"} | ELSEWHERE


def test_pandas(release: Path, tmp_path: Path) -> None:
    printed = run([sys.executable, "-c", recipe("pandas").snippet], release, tmp_path)
    for target in rows(release, "targets"):
        assert target["indicator"] in printed


def test_polars(release: Path, tmp_path: Path) -> None:
    printed = run([sys.executable, "-c", recipe("polars").snippet], release, tmp_path)
    led = Counter(row["agency_id"] for row in rows(release, "assignments") if row["role"] == "lead")
    most = max(rows(release, "agencies"), key=lambda row: (led[row["agency_id"]], row["name"]))
    assert most["name"] in printed
    assert f"shape: ({len(led)}, 3)" in printed


def test_duckdb(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(release)
    found = duckdb.sql(recipe("duckdb").snippet).fetchall()
    titles = {row["doc_id"]: row["title"] for row in rows(release, "documents")}
    targets = rows(release, "targets")
    assert Counter((row[0], row[2]) for row in found) == Counter((titles[t["doc_id"]], t["indicator"]) for t in targets)


def test_r(release: Path, tmp_path: Path) -> None:
    what = "R with the packages readr and dplyr (r-cran-readr and r-cran-dplyr in Debian)"
    rscript = require("Rscript", what)
    if subprocess.run([rscript, "-e", "library(readr); library(dplyr)"], capture_output=True, check=False).returncode:
        missing(f"R has no readr or no dplyr: install {what}.")
    checks = """
    stopifnot(nrow(problems(targets)) == 0, nrow(problems(documents)) == 0)
    cat("value", sum(!is.na(targets$value)), "year", sum(!is.na(targets$deadline_year)), "\\n")
    """
    printed = run([rscript, "-e", recipe("r").snippet, "-e", checks], release, tmp_path)
    targets = rows(release, "targets")
    assert f"{len(targets)} × 5" in printed
    filled = {column: sum(row[column] is not None for row in targets) for column in ("value", "deadline_year")}
    assert f"value {filled['value']} year {filled['deadline_year']} " in printed


def test_sqlite(release: Path, tmp_path: Path) -> None:
    require("sqlite3", "the package of that name")
    printed = run(["sh", "-ec", recipe("sqlite").snippet], release, tmp_path)
    assert len(printed.splitlines()) == len(rows(release, "targets"))


def test_datasette(release: Path, tmp_path: Path) -> None:
    one_answer = f"{recipe('datasette').snippet} --get /plans/documents.json?_shape=array"
    found = json.loads(run(["sh", "-ec", one_answer], release, tmp_path))
    assert sorted(row["title"] for row in found) == sorted(row["title"] for row in rows(release, "documents"))


def test_frictionless_and_the_sums(release: Path, tmp_path: Path) -> None:
    printed = run(["sh", "-ec", recipe("frictionless").snippet], release, tmp_path)
    assert "INVALID" not in printed
    assert printed.count("VALID") == len(names()) + len(flat())


def test_libreoffice(sample: Path, tmp_path: Path) -> None:
    require(*LIBREOFFICE)
    run(["sh", "-ec", recipe("libreoffice").snippet], sample, tmp_path)
    assert b"\xe7\x9b\xae\xe6\xa0\x87" in ZipFile(tmp_path / "plans.ods").read("content.xml")  # 目标


def test_formulas_of_excel_and_wps(sample: Path, tmp_path: Path) -> None:
    """In LibreOffice, which has the same functions."""
    require(*LIBREOFFICE)
    book = openpyxl.load_workbook(sample / "plans.xlsx")
    book["目标"]["V2"], book["机构"]["J2"] = recipe("excel").snippet, recipe("wps").snippet
    book.save(tmp_path / "filled.xlsx")
    run(["soffice", "--headless", "--convert-to", "xlsx", "--outdir", "made", "filled.xlsx"], tmp_path, tmp_path)
    made = openpyxl.load_workbook(tmp_path / "made" / "filled.xlsx", data_only=True)
    assert made["目标"]["V2"].value == "移动互联网发展实施方案"
    assert (made["机构"]["B2"].value, made["机构"]["J2"].value) == ("赣州市工业和信息化委员会", 1)


def test_postgresql_and_metabase(release: Path, tmp_path: Path) -> None:
    require("psql", "postgresql-client")
    url = postgres.url()
    with psycopg.connect(url, autocommit=True) as connection:
        try:
            snippet = recipe("postgresql").snippet.replace("postgresql://localhost/plans", f"'{url}'")
            printed = run(["sh", "-ec", snippet], release, tmp_path)
            assert f"({len(rows(release, 'targets'))} rows)" in printed
            led = connection.execute(recipe("metabase").snippet).fetchall()
        finally:
            connection.execute("DROP SCHEMA IF EXISTS plans CASCADE")
    assert sum(n for _, n in led) == sum(row["role"] == "lead" for row in rows(release, "assignments"))


def test_snippets_of_the_readme(outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(outputs)
    blocks = [block for block in BLOCK.findall(README) if block[0] in ("python", "sql")]
    assert blocks
    for language, snippet in blocks:
        if language == "python":
            assert run([sys.executable, "-c", snippet], outputs, tmp_path).strip()
        else:
            assert duckdb.sql(snippet).fetchall()


def test_snippets_of_a_release(release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its README is made for every release; psql's \\copy needs a table that readers have made."""
    monkeypatch.chdir(release)
    for language, snippet in BLOCK.findall((release / "README.md").read_text("utf-8")):
        if language == "python":
            run([sys.executable, "-c", snippet], release, tmp_path)
        elif "\\copy" not in snippet:
            assert duckdb.sql(snippet).fetchall()
