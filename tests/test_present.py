"""All forms of a release together: the same bytes again, and releases that have little in them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from flows.present import present
from flows.publish.sums import digest
from flows.tables import schema, table
from tests.five import ROOT
from tests.publishing import publish_tables
from tests.tables_sample import TEXTS, tables

PRESENT = """
import sys
from pathlib import Path
from flows.engine.pool import processes
from flows.present import present
with processes(int(sys.argv[2])) as pool:
    present(Path(sys.argv[1]), pool)
"""


def test_same_release_gives_the_same_bytes(tmp_path: Path) -> None:
    """By programs that hash otherwise, think of another time zone, and make one form after the other or two at once."""
    release = publish_tables(tmp_path / "out", tables(), TEXTS).path
    made = []
    for seed, zone, workers in (("1", "UTC", "1"), ("2", "Asia/Shanghai", "2")):
        copy = tmp_path / seed / "release"
        shutil.copytree(release, copy)
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        subprocess.run([sys.executable, "-c", PRESENT, str(copy), workers], cwd=ROOT, env=environment, check=True)
        made.append({str(path.relative_to(copy)): digest(path) for path in copy.rglob("*") if path.is_file()})
    assert set(made[0]) == set(made[1])
    assert sorted(name for name in made[0] if made[0][name] != made[1][name]) == []
    assert {"plans.xlsx", "plans.sqlite", "bi/superset.zip", "croissant.json", "site/index.html"} <= set(made[0])


def _without_what_is_optional(name: str, data: pa.Table) -> pa.Table:
    """A table whose columns are null, or lists empty, wherever they may be."""
    keep = {column.name for column in table(name).columns if column.required}
    columns = []
    for field in schema(name):
        empty = [] if pa.types.is_list(field.type) else None
        columns.append(data[field.name] if field.name in keep else pa.array([empty] * data.num_rows, field.type))
    return pa.table(columns, schema=schema(name))


@pytest.mark.parametrize("kind", ["optional columns are null", "there are no rows"])
def test_release_with_little_in_it_has_all_its_forms(tmp_path: Path, kind: str) -> None:
    if kind == "there are no rows":
        data = {name: each.slice(0, 0) for name, each in tables().items()}
    else:
        data = {name: _without_what_is_optional(name, each) for name, each in tables().items()}
    release = publish_tables(tmp_path, data, TEXTS, present=present).path
    for name in ("plans.xlsx", "plans.sqlite", "bi/superset.zip", "dcat.jsonld", "site/index.html", "site/search.html"):
        assert (release / name).stat().st_size > 0
    text = (release / "site" / "index.html").read_text("utf-8")
    assert ">None<" not in text
