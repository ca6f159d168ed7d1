"""bi/superset.zip, as far as it can be tested without Superset; docs/superset.md says how it was tried in a real one."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import jsonschema
import pytest
import yaml

from flows.present import star, superset
from flows.present.release import Release
from tests.five import corpus
from tests.releases_sample import written
from tests.test_load import whole

UUID_TEXT = {"type": "string", "format": "uuid", "pattern": "^[0-9a-f-]{36}$"}
TEXT = {"type": "string", "minLength": 1}
KNOWN = {  # what Superset's own schemas of version 1 require, and the kinds of what they allow
    "metadata.yaml": {"version": {"const": "1.0.0"}, "type": {"const": "Dashboard"}, "timestamp": TEXT},
    "databases": {"database_name": TEXT, "sqlalchemy_uri": TEXT, "uuid": UUID_TEXT, "version": TEXT},
    "datasets": {"table_name": TEXT, "uuid": UUID_TEXT, "database_uuid": UUID_TEXT, "columns": {"type": "array"}},
    "charts": {"slice_name": TEXT, "viz_type": TEXT, "uuid": UUID_TEXT, "dataset_uuid": UUID_TEXT, "version": TEXT},
    "dashboards": {"dashboard_title": TEXT, "uuid": UUID_TEXT, "position": {"type": "object"}, "version": TEXT},
}
CHARTS = {"big_number_total", "echarts_timeseries_bar", "heatmap_v2", "table"}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the five sources, with its star and the zip."""
    folder = whole(written(tmp_path_factory.mktemp("superset") / "1.0.0", corpus().tables))
    superset.write(Release.read(folder))
    return folder


@pytest.fixture(scope="module")
def found(release: Path) -> dict[str, Any]:
    """What is in the zip: path below its one folder → content."""
    with zipfile.ZipFile(release / "bi" / "superset.zip") as archive:
        assert {name.split("/")[0] for name in archive.namelist()} == {"policy-plans"}
        return {name.partition("/")[2]: yaml.safe_load(archive.read(name)) for name in archive.namelist()}


def of(found: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [content for name, content in found.items() if name.startswith(kind)]


def test_every_file_is_what_superset_wants(found: dict[str, Any]) -> None:
    for name, content in found.items():
        fields = KNOWN[name.split("/")[0]]
        jsonschema.validate(content, {"type": "object", "required": list(fields), "properties": fields})
    uuids = [content["uuid"] for content in found.values() if "uuid" in content]
    assert len(uuids) == len(set(uuids))
    assert all(UUID(each).version == 5 for each in uuids)


def test_what_is_named_is_there(found: dict[str, Any]) -> None:
    databases = {each["uuid"] for each in of(found, "databases")}
    datasets = {each["uuid"]: {c["column_name"] for c in each["columns"]} for each in of(found, "datasets")}
    charts = {each["uuid"] for each in of(found, "charts")}
    (dashboard,) = of(found, "dashboards")
    assert {each["database_uuid"] for each in of(found, "datasets")} == databases
    assert {each["dataset_uuid"] for each in of(found, "charts")} <= set(datasets)
    placed = [each for each in dashboard["position"].values() if isinstance(each, dict)]
    on_it = [each["meta"] for each in placed if each["type"] == "CHART"]
    assert {each["uuid"] for each in on_it} == charts
    assert len({each["chartId"] for each in on_it}) == len(charts)
    for row in (each for each in placed if each["type"] == "ROW"):
        assert sum(dashboard["position"][child]["meta"]["width"] for child in row["children"]) == 12
    for each in dashboard["metadata"]["native_filter_configuration"]:
        (target,) = each["targets"]
        assert target["column"]["name"] in datasets[target["datasetUuid"]]
    assert {each["viz_type"] for each in of(found, "charts")} <= CHARTS


def test_columns_of_datasets_are_those_that_the_views_give(release: Path, found: dict[str, Any]) -> None:
    with duckdb.connect() as connection:
        star.declare(connection, release)
        for dataset in of(found, "datasets"):
            given = connection.sql(f"SELECT * FROM {dataset['table_name']} LIMIT 0").columns
            assert [column["column_name"] for column in dataset["columns"]] == given
            assert all(re.search(r"[一-鿿]", c["verbose_name"]) for c in dataset["columns"])


def test_every_chart_has_something_to_show(release: Path, found: dict[str, Any]) -> None:
    """Its question, asked of the five sources as Superset would put it."""
    datasets = {each["uuid"]: each["table_name"] for each in of(found, "datasets")}
    with duckdb.connect() as connection:
        star.declare(connection, release)
        for chart in of(found, "charts"):
            asked = question(chart["params"], datasets[chart["dataset_uuid"]])
            rows = connection.sql(asked).fetchall()
            assert rows, chart["slice_name"]
            assert any(value is not None for row in rows for value in row), chart["slice_name"]


def question(params: dict[str, Any], view: str) -> str:
    """The SQL of a chart."""
    metrics = [*params.get("metrics", []), *([params["metric"]] if "metric" in params else [])]
    grouped = params.get("groupby") or []
    columns = [
        *params.get("all_columns", []),
        *([params["x_axis"]] if "x_axis" in params else []),
        *([grouped] if isinstance(grouped, str) else grouped),
    ]
    shown = [*columns, *(f'{m["aggregate"]}("{m["column"]["column_name"]}") AS "{m["label"]}"' for m in metrics)]
    value = {True: lambda said: said, False: lambda said: f"'{said}'"}
    where = [
        f"{each['subject']} {each['operator'].replace('==', '=')} {value[each['comparator'].isdigit()](each['comparator'])}"
        for each in params["adhoc_filters"]
    ]
    by = f" GROUP BY {', '.join(columns)}" if columns and metrics else ""
    if "x_axis_sort" in params:
        assert params["x_axis_sort"] in {each["label"] for each in metrics}
    return f"SELECT {', '.join(shown)} FROM {view} WHERE {' AND '.join(where) or 'true'}{by}"


def test_texts_are_never_shown_as_html(found: dict[str, Any]) -> None:
    tables = [each for each in of(found, "charts") if each["viz_type"] == "table"]
    assert tables
    assert all(each["params"]["allow_render_html"] is False for each in tables)


def test_the_same_release_gives_the_same_bytes(release: Path) -> None:
    zipped = release / "bi" / "superset.zip"
    before = zipped.read_bytes()
    superset.write(Release.read(release))
    assert zipped.read_bytes() == before
