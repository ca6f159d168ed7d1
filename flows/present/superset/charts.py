"""The charts of dashboard.yml in the words of Superset, and their places on the dashboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from flows.present.views import View
from flows.tables import Column, Table


def label(column: Column) -> str:
    """What a column is called in both languages."""
    return f"{column.title.zh} {column.title.en}"


def chart(given: Mapping[str, Any], view: View | Table) -> dict[str, Any]:
    """The parameters of a chart. KeyError where it names a column that the view has not."""
    columns = {column.name: column for column in view.columns}
    found: dict[str, Any] = {
        "viz_type": given["viz"],
        "adhoc_filters": [_where(columns[name].name, said) for name, said in given.get("where", {}).items()],
        "time_range": "No filter",
        **given["params"],
    }
    if "columns" in given:  # a table; texts come from anywhere, and tags in them are to be seen, not obeyed
        found |= {"query_mode": "raw", "all_columns": [columns[name].name for name in given["columns"]]}
        found["allow_render_html"] = False
    if "metric" in given:
        found["metric"] = _metrics(given["metric"], columns)[0]
    if "metrics" in given:
        found["metrics"] = _metrics(given["metrics"], columns)
    if "most" in given:  # those with most of it are shown, where not all can be
        found["timeseries_limit_metric"] = _metrics(given["most"], columns)[0]
    if "series" in given:  # a heatmap has one, other charts a list
        name = columns[given["series"]].name
        found["groupby"] = name if given["viz"] == "heatmap_v2" else [name]
    if "x_axis" in found:
        found["x_axis"] = columns[found["x_axis"]].name
    if "x_axis_sort" in found:
        found["x_axis_sort"] = label(columns[found["x_axis_sort"]])
    return found


def placed(title: str, rows: Sequence[Mapping[str, Any]], uuids: Mapping[str, str]) -> dict[str, Any]:
    """The tree of the dashboard: rows of twelve columns, one below the other."""
    named = {f"ROW-{i}": row for i, row in enumerate(rows, 1)}
    above = ["ROOT_ID", "GRID_ID"]
    position: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": title}},
        "GRID_ID": {"type": "GRID", "id": "GRID_ID", "children": list(named), "parents": above[:1]},
    }
    numbers = count(1)
    for name, row in named.items():
        children = {f"CHART-{given['name']}": given for given in row["charts"]}
        look = {"background": "BACKGROUND_TRANSPARENT"}
        position[name] = {"type": "ROW", "id": name, "children": list(children), "meta": look, "parents": above}
        for child, given in children.items():
            meta = {
                "chartId": next(numbers),  # Superset wants one, and gives another when it imports
                "uuid": uuids[given["name"]],
                "sliceName": f"{given['title']['zh']} {given['title']['en']}",
                "width": given["width"],
                "height": row["height"],
            }
            position[child] = {"type": "CHART", "id": child, "children": [], "meta": meta, "parents": [*above, name]}
    return position


def _metrics(given: Mapping[str, str], columns: Mapping[str, Column]) -> list[dict[str, Any]]:
    return [
        {
            "expressionType": "SIMPLE",
            "column": {"column_name": columns[name].name},
            "aggregate": how,
            "label": label(columns[name]),
            "hasCustomLabel": True,
            "optionName": f"metric_{name}",
        }
        for name, how in given.items()
    ]


def _where(column: str, said: str) -> dict[str, Any]:
    operator, _, value = said.partition(" ")
    filters: dict[str, Any] = {"expressionType": "SIMPLE", "clause": "WHERE", "subject": column}
    if said == "IS NOT NULL":
        return {**filters, "operator": said}
    return {**filters, "operator": operator, "comparator": value}
