"""docs/bi.md and docs/superset.md name what is there: relationships, tables and columns of the star."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from flows.present.star import star
from flows.present.star_readme import relationships
from flows.present.superset.superset import files
from flows.present.views import relations, views

DOCS = Path(__file__).parent.parent / "docs"
BI = (DOCS / "bi.md").read_text("utf-8")
COLUMNS = {(table.name, column.name): column for table in star() for column in table.columns}


def test_the_relationships_are_those_of_the_star() -> None:
    """To renew them, put what the declarations say between the two marks."""
    said = BI.partition("<!-- relationships -->\n")[2].partition("<!-- /relationships -->")[0]
    assert said == "".join(f"{line}\n" for line in relationships(star()))


def test_measures_use_columns_of_the_star() -> None:
    named = re.findall(r"\b((?:dim|fact)_\w+)\[(\w+)\]", BI)
    assert len(named) > 10
    assert set(named) <= set(COLUMNS)


@pytest.mark.parametrize("language", ["tableau", "powerquery"])
def test_fields_and_types_of_snippets_are_columns_of_a_fact(language: str) -> None:
    (snippet,) = re.findall(rf"```{language}\n(.*?)```", BI, re.DOTALL)
    named = re.findall(r"\[(\w+)\]", snippet) if language == "tableau" else re.findall(r'\{"(\w+)", ', snippet)
    assert named
    assert set(named) <= {column for table, column in COLUMNS if table.startswith("fact_")}


def test_types_to_check_are_the_types() -> None:
    kinds = {"文本": {"string"}, "日期": {"date"}, "真/假": {"boolean"}}
    rows = re.findall(r"^(`.+`) \| (文本|日期|真/假)", BI, re.MULTILINE)
    assert len(rows) == 4
    for names, kind in rows:
        for name in re.findall(r"`(\w+)`", names):
            found = {column.type for (_, column_name), column in COLUMNS.items() if column_name == name}
            assert found == kinds[kind], name


def test_names_of_measures_are_made_before_they_are_used() -> None:
    (snippet,) = re.findall(r"```dax\n(.*?)```", BI, re.DOTALL)
    made: set[str] = set()
    for line in snippet.splitlines():
        used = set(re.findall(r"\[([^\]]* [^\]]*)\]", line))
        assert used <= made, line
        if found := re.match(r" {3}(\S.*?) =", line):
            made.add(found[1])
    assert len(made) > 8


def test_views_and_tables_that_are_named_are_there() -> None:
    known = {*relations(), *(view.name for view in views()), "loaded_release", *(table.name for table in star())}
    part = BI.partition("## PostgreSQL")[2]
    named = set(re.findall(r"`(?:plans\.)?([a-z_]+)`", part)) - {"plans"}
    assert named <= known


def test_the_dashboard_is_as_large_as_it_is_said_to_be() -> None:
    told = (DOCS / "superset.md").read_text("utf-8")
    made = files("2026-11-22T06:00:00+00:00")
    count = {kind: sum(name.startswith(kind) for name in made) for kind in ("datasets", "charts")}
    words = {7: "seven", 8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve"}
    assert f"{words[count['datasets']]} datasets, {words[count['charts']]} charts" in told
    address = yaml.safe_load(yaml.safe_dump(made["databases/policy-plans.yaml"]))["database_name"]
    assert f"--database_name {address} " in told
