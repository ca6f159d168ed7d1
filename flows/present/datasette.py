"""datasette.json: how datasette shows plans.sqlite: titles, descriptions, facets, search, and questions to start with.

`datasette plans.sqlite --metadata datasette.json` serves it as it is, without a plugin.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from flows.present.release import Release
from flows.present.sqlite import SEARCHED
from flows.present.views import View, everything, views
from flows.publish.datapackage import DESCRIPTION, TITLE
from flows.publish.facts import LICENCE
from flows.tables import Column, Table

FILE = "datasette.json"
LABELS = {
    "sources": "path",
    "documents": "title",
    "articles": "heading",
    "agencies": "name",
    "indicators": "name",
    "regions": "full_name",
}
FACETS = {  # beside the columns that have a closed list of values
    "documents": ("doc_type", "region_name"),
    "agencies": ("function",),
    "indicators": ("subject",),
    "targets": ("unit", "deadline_year"),
    "due_calendar": ("year",),
    "coverage": ("province_name",),
    "functions_by_province": ("province_name",),
    "targets_in_context": ("province_name", "unit"),
    "assignments_in_context": ("province_name", "function"),
}
SEARCH_BOX = (  # what its own search box can be asked, which knows nothing of Chinese but what the index holds
    " 检索框：输入词语（如农村、移动互联网），几个词之间用空格隔开，不要标点；查任意一段文字请用 search。"
    " Search box: words such as 农村 or 移动互联网, several with blanks between them, no marks; the query"
    " search finds any text."
)
NEWEST_FIRST = {
    "documents": "date",
    "agencies": "n_assignments",
    "indicators": "n_targets",
    "functions": "n_assignments",
    "terms": "n",
    "vocabulary": "n_documents",
}
# Any text of one character or more, wherever it stands: the index knows its first and last two characters, and what
# they find is looked through for the whole.
SEARCH = """WITH asked AS (
    SELECT lower(trim(:text)) AS text
),
found AS (
    SELECT a.*, coalesce(a.heading, '') || char(10) || coalesce(a.body, '') AS whole, asked.text AS asked
    FROM asked
    JOIN articles AS a
    WHERE a.rowid IN (
        SELECT rowid
        FROM articles_fts
        WHERE articles_fts MATCH '"' || replace(substr(asked.text, 1, 2), '"', '')
            || '" "' || replace(substr(asked.text, -2), '"', '') || '"'
    )
)
SELECT
    d.title,
    d.region_name,
    d.date,
    f.heading_path,
    substr(f.whole, max(1, instr(lower(f.whole), f.asked) - 40), 120) AS passage,
    f.article_id,
    f.doc_id
FROM found AS f
JOIN documents AS d ON d.doc_id = f.doc_id
WHERE instr(lower(f.whole), f.asked) > 0
ORDER BY d.date DESC, f.doc_id, f.seq
LIMIT 500"""


def write(release: Release) -> None:
    """Write datasette.json."""
    text = json.dumps(metadata(release), ensure_ascii=False, indent=2)
    (release.folder / FILE).write_text(f"{text}\n", "utf-8")


def metadata(release: Release) -> dict[str, Any]:
    """What datasette is told of a release."""
    origin = release.address()
    return {
        "title": f"{TITLE.zh} {TITLE.en} {release.version}",
        "description": f"{DESCRIPTION.zh} {DESCRIPTION.en}",
        "license": LICENCE["title"],
        "license_url": LICENCE["path"],
        **({"source": f"{TITLE.en} {release.version}", "source_url": origin} if origin else {}),
        "databases": {
            "plans": {
                "tables": {each.name: _table(each) for each in everything()},
                "queries": {"search": _search(), **dict(_questions())},
            }
        },
    }


def _table(of: Table | View) -> dict[str, Any]:
    facets = [column.name for column in of.columns if column.enum and not column.name.startswith("table_")]
    given: dict[str, Any] = {
        "title": f"{of.title.zh} {of.title.en} ({of.name})",
        "description": f"{of.description.zh} {of.description.en}" + (SEARCH_BOX if of.name in SEARCHED else ""),
        "columns": {column.name: _said(column) for column in of.columns},
        "facets": list(dict.fromkeys([*facets, *FACETS.get(of.name, ())])),
    }
    if of.name in LABELS:
        given["label_column"] = LABELS[of.name]
    if of.name in NEWEST_FIRST:
        given["sort_desc"] = NEWEST_FIRST[of.name]
    if of.name in SEARCHED:
        given["fts_table"] = f"{of.name}_fts"
    if of.name == "dates":
        given["hidden"] = True  # for the views; nobody reads a calendar
    return {key: value for key, value in given.items() if value}


def _said(column: Column) -> str:
    """Title, unit, description and labels of a column, in both languages."""
    unit = f" [{column.unit}]" if column.unit else ""
    said = f": {column.description.zh} {column.description.en}" if column.description != column.title else ""
    labels = "; ".join(f"{value} = {words.zh} {words.en}" for value, words in (column.enum or {}).items())
    return f"{column.title.zh} {column.title.en}{unit}{said}{f' ({labels})' if labels else ''}"


def _search() -> dict[str, Any]:
    return {
        "title": "全文检索 Search the text",
        "description": "任何长度的文字，包括一两个字的词，如农村；最多 500 条。 "
        "Any text of any length, words of one or two characters too, such as 农村; 500 rows at most.",
        "sql": SEARCH,
        "params": ["text"],
        "hide_sql": True,
    }


def _questions() -> Iterator[tuple[str, dict[str, Any]]]:
    for view in views():
        if view.purpose == "question":
            yield (
                f"question-{view.name}",
                {
                    "title": f"{view.title.zh} {view.title.en}",
                    "description": f"{view.description.zh} {view.description.en}",
                    "sql": f"SELECT * FROM {view.name}",
                },
            )
