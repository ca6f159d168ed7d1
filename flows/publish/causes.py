"""Why a row changed between two releases, as SQL.

Every row belongs to a raw file, by its source_id, or its document, or its article. The cause is `source` where that
file or its sidecar is new, gone, renamed or has other bytes. Otherwise it is the rules that differ between the two
releases: `code`, `knowledge` or `code+knowledge`. Where no rule differs it is `source` again: another source had this
effect, as when a cited document was added.

Agencies, aliases, indicators and the vocabulary belong to no file; they stand because rows of other tables name them.
One that is added (removed) has the cause `source` when only touched files name it now (named it before); otherwise, and
when its values changed, it is the rules that differ, and `source` where none does.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from flows.publish.engine import insert, name, text
from flows.publish.sides import Sides, rows
from flows.tables import Table

_OWNERS = ("source_id", "doc_id", "article_id")  # the columns that lead to a raw file, the shortest way first
_NAMED = {  # table → the tables whose rows name its own, what leads to their files, and its columns as they call them
    "agencies": [(of, "doc_id", {"agency_id": "agency_id"}) for of in ("assignments", "document_issuers")],
    "agency_aliases": [("assignments", "doc_id", {"agency_id": "agency_id", "alias": "agency_text"})],
    "indicators": [("targets", "doc_id", {"indicator_id": "indicator_id"})],
    "vocabulary": [("terms", "article_id", {"term": "term"})],
}


def prepare(connection: duckdb.DuckDBPyConnection, sides: Sides) -> None:
    """Put into the database what the causes rest on: touched and renamed sources, and the way from ids to paths."""
    connection.execute("CREATE TEMP TABLE touched (path VARCHAR)")
    connection.execute("CREATE TEMP TABLE renamed (path VARCHAR, new_name VARCHAR)")
    if sides.origins.touched:
        insert(connection, "touched", pa.table({"path": sorted(sides.origins.touched)}))
    if sides.origins.renamed:
        old, new = zip(*sides.origins.renamed, strict=True)
        insert(connection, "renamed", pa.table({"path": old, "new_name": new}))
    for side, folder in (("old", sides.before), ("new", sides.after)):
        sources = rows(folder, "sources", ("source_id", "path"))
        connection.execute(f"CREATE TEMP VIEW {side}_source_id AS SELECT source_id AS id, path FROM ({sources})")
        for of, key, owner in (("documents", "doc_id", "source_id"), ("articles", "article_id", "doc_id")):
            connection.execute(
                f"CREATE TEMP VIEW {side}_{key} AS SELECT r.{key} AS id, o.path "
                f"FROM ({rows(folder, of, (key, owner))}) r JOIN {side}_{owner} o ON o.id = r.{owner}"
            )


def path_of(declared: Table, side: str, row: str) -> tuple[str, str]:
    """The path of the raw file of `row`, a relation with rows of one side: an expression, and the join it needs."""
    if declared.name == "sources":
        return f"{row}.path", ""
    there = {column.name for column in declared.columns}
    for column in _OWNERS:
        if column in there:
            return (
                f"{row}_owner.path",
                f"LEFT JOIN {side}_{column} {row}_owner ON {row}_owner.id = {row}.{name(column)}",
            )
    return "NULL::VARCHAR", ""


def cause(of: str, sides: Sides) -> str:
    """An expression over the relation `located`: `old_at`, `new_at` (null: the side lacks the row), paths, the key."""
    if sides.origins.rules is None:
        return "'source'"
    rules = text(sides.origins.rules)
    if not sides.origins.touched:
        return rules
    if of not in _NAMED:
        touched = "SELECT path FROM touched"
        return f"CASE WHEN old_path IN ({touched}) OR new_path IN ({touched}) THEN 'source' ELSE {rules} END"
    return (
        f"CASE WHEN new_at IS NULL AND NOT {_named_elsewhere(of, 'old', sides)} THEN 'source' "
        f"WHEN old_at IS NULL AND NOT {_named_elsewhere(of, 'new', sides)} THEN 'source' ELSE {rules} END"
    )


def _named_elsewhere(of: str, side: str, sides: Sides) -> str:
    """Whether a row in a file that was not touched names what `located` has."""
    folder = sides.before if side == "old" else sides.after
    found = []
    for table, owner, columns in _NAMED[of]:
        same = " AND ".join(f"a.{theirs} = located.{ours}" for ours, theirs in columns.items())
        naming = rows(folder, table, (*columns.values(), owner))
        found.append(
            f"EXISTS (SELECT 1 FROM ({naming}) a JOIN {side}_{owner} d ON d.id = a.{owner} "
            f"WHERE {same} AND d.path NOT IN (SELECT path FROM touched))"
        )
    return f"({' OR '.join(found)})"
