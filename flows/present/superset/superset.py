"""The zip that `superset import-dashboards` takes (its export, version 1): a database, datasets, charts, a dashboard.

The datasets are made from the declarations of the views, charts and their places from dashboard.yml. Every uuid follows
from a name, so that importing a later release adds nothing twice. That of a chart follows from what it shows, too: the
import renews a dashboard, but leaves a chart alone whose uuid it knows.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import yaml

from flows.present.release import Release
from flows.present.superset.charts import chart, label, placed
from flows.present.views import View, relations, views
from flows.tables import Column, Table

VERSION = "1.0.0"  # of Superset's format
HOUSE = UUID("4b1f4f0e-2f7c-5f0b-9c39-6f0a6a4f9d11")  # the space in which our names have their uuids
DATABASE = "policy-plans"
SCHEMA = "plans"  # as `plans load` makes it
ADDRESS = "postgresql://localhost/plans"  # whoever imports it names the real one
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day that a zip knows: the same release gives the same bytes
TYPES = {  # of a declaration → as Superset shows it beside a column
    "string": "TEXT",
    "integer": "BIGINT",
    "number": "DOUBLE PRECISION",
    "boolean": "BOOLEAN",
    "date": "DATE",
}


def write(release: Release) -> None:
    """Write bi/superset.zip."""
    folder = release.folder / "bi"
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / "superset.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files(release.built_at).items():
            info = zipfile.ZipInfo(f"{DATABASE}/{name}", LONG_AGO)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000))


def files(built_at: str) -> dict[str, dict[str, Any]]:
    """What is in the zip: path → content."""
    plan = yaml.safe_load(Path(__file__).with_name("dashboard.yml").read_text("utf-8"))
    known: dict[str, View | Table] = {**relations(), **{view.name: view for view in views()}}
    given = [chart for row in plan["rows"] for chart in row["charts"]]
    used = dict.fromkeys([each["dataset"] for each in (*given, *plan["filters"])])
    charts = {each["name"]: _chart(each, known) for each in given}
    return {
        "metadata.yaml": {"version": VERSION, "type": "Dashboard", "timestamp": built_at},
        f"databases/{DATABASE}.yaml": _database(),
        **{f"datasets/{DATABASE}/{name}.yaml": dataset(known[name]) for name in used},
        **{f"charts/{name}.yaml": content for name, content in charts.items()},
        f"dashboards/{DATABASE}.yaml": _dashboard(plan, known, {name: chart["uuid"] for name, chart in charts.items()}),
    }


def identity(kind: str, name: str) -> str:
    """The uuid of a thing, which is the same in every release."""
    return str(uuid5(HOUSE, f"{kind}/{name}"))


def dataset(view: View | Table) -> dict[str, Any]:
    """A view or table as Superset knows it, with titles and descriptions of its columns."""
    dates = [column.name for column in view.columns if column.type == "date"]
    return {
        "table_name": view.name,
        "main_dttm_col": dates[0] if dates else None,
        "description": f"{view.title.zh} {view.title.en}\n{view.description.zh}\n{view.description.en}",
        "schema": SCHEMA,
        "sql": None,
        "params": None,
        "template_params": None,
        "filter_select_enabled": True,
        "extra": None,
        "uuid": identity("dataset", view.name),
        "metrics": [
            {"metric_name": "count", "verbose_name": "行数 Rows", "metric_type": "count", "expression": "COUNT(*)"}
        ],
        "columns": [_column(column) for column in view.columns],
        "version": VERSION,
        "database_uuid": identity("database", DATABASE),
    }


def _database() -> dict[str, Any]:
    return {
        "database_name": DATABASE,
        "sqlalchemy_uri": ADDRESS,
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "extra": {"allows_virtual_table_explore": True},
        "uuid": identity("database", DATABASE),
        "version": VERSION,
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "column_name": column.name,
        "verbose_name": label(column),
        "is_dttm": column.type == "date",
        "is_active": True,
        "type": TYPES[column.type],
        "groupby": True,
        "filterable": True,
        "expression": None,
        "description": f"{column.description.zh}\n{column.description.en}",
    }


def _chart(given: dict[str, Any], known: dict[str, View | Table]) -> dict[str, Any]:
    shown = {
        "slice_name": f"{given['title']['zh']} {given['title']['en']}",
        "description": None,
        "viz_type": given["viz"],
        "params": chart(given, known[given["dataset"]]),
        "query_context": None,
        "cache_timeout": None,
        "version": VERSION,
        "dataset_uuid": identity("dataset", given["dataset"]),
    }
    return {**shown, "uuid": identity("chart", json.dumps([given["name"], shown], sort_keys=True))}


def _dashboard(plan: dict[str, Any], known: dict[str, View | Table], charts: dict[str, str]) -> dict[str, Any]:
    title = f"{plan['title']['zh']} {plan['title']['en']}"
    return {
        "dashboard_title": title,
        "description": None,
        "css": "",
        "slug": DATABASE,
        "uuid": identity("dashboard", DATABASE),
        "position": placed(title, plan["rows"], charts),
        "metadata": {
            "color_scheme": "supersetColors",
            "cross_filters_enabled": True,
            "native_filter_configuration": list(_filters(plan, known)),
        },
        "version": VERSION,
        "published": True,
    }


def _filters(plan: dict[str, Any], known: dict[str, View | Table]) -> Iterator[dict[str, Any]]:
    """Lists to choose from at the side; charts without the column are left alone by Superset."""
    for given in plan["filters"]:
        columns = {column.name: column for column in known[given["dataset"]].columns}
        yield {
            "id": f"NATIVE_FILTER-{given['column']}",
            "name": label(columns[given["column"]]),
            "filterType": "filter_select",
            "type": "NATIVE_FILTER",
            "targets": [
                {"column": {"name": given["column"]}, "datasetUuid": identity("dataset", given["dataset"])},
            ],
            "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
            "controlValues": {"multiSelect": True, "searchAllOptions": True, "enableEmptyFilter": False},
            "defaultDataMask": {"extraFormData": {}, "filterState": {}},
            "cascadeParentIds": [],
            "description": "",
        }
