"""Tombstones: the rows that some release had and this one has not, why they went and what took their place.

The list is carried on from release to release. A row that comes back leaves it. Only tables whose key is one column
have tombstones: nobody cites a term of an article by an id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.publish.difference import Difference
from flows.publish.engine import engine, insert, parquet, text
from flows.publish.origins import Origins
from flows.publish.sides import file_of
from flows.publish.successors import Place, successors
from flows.publish.wording import WORDING, wording
from flows.tables import Table, names, table
from flows.tables.arrow import schema_of
from flows.tables.declaration import read

TOMBSTONES = "tombstones"
BATCH = 20_000  # rows
_KIND = {"issues": "rule", "corrections": "rule"}  # another rule's finding at the same place is another finding
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Fates:
    """What the sentences on removed rows rest on."""

    origins: Origins
    new_names: Mapping[str, str]  # of renamed sources
    errors: Mapping[str, str]  # path of a source in quarantine → why it is there
    dropped: Mapping[tuple[str, str], str]  # table, row id → who dropped it by hand, and why


@cache
def declaration() -> Table:
    """The declaration of the tombstones."""
    return read(Path(__file__).with_name("tombstones.yml"))


def write_tombstones(difference: Difference, version: str) -> None:
    """Write `tombstones.parquet` into the folder of the delta; `version` is that of the release in the making."""
    schema = schema_of(declaration())
    path = difference.delta / f"{TOMBSTONES}.parquet"
    if difference.before is None:
        pq.write_table(schema.empty_table(), path, compression="zstd")
        return
    earlier = difference.carried and difference.carried / "delta" / f"{TOMBSTONES}.parquet"
    with engine(difference.delta) as connection:
        connection.register("nothing", schema.empty_table())
        carried = (
            f"SELECT * EXCLUDE file_row_number FROM {parquet(earlier)}"
            if earlier and earlier.is_file()
            else "FROM nothing"
        )
        connection.execute(f"CREATE TEMP TABLE tombstones AS {carried}")
        connection.execute('CREATE TEMP TABLE back ("table" VARCHAR, row_id VARCHAR)')
        fates = _fates(difference)
        for name in names():
            if len(table(name).primary_key) == 1:
                _take_back(connection, name, difference.delta)
                _bury(connection, name, difference, version, fates, schema)
        columns = ", ".join(f't."{column}"' for column in schema.names)
        query = (
            f'SELECT {columns} FROM tombstones t ANTI JOIN back USING ("table", row_id) ORDER BY t."table", t.row_id'
        )
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            for batch in connection.sql(query).to_arrow_reader(BATCH):
                writer.write_table(pa.Table.from_batches([batch]).cast(schema))


def _take_back(connection: duckdb.DuckDBPyConnection, name: str, delta: Path) -> None:
    """Note the rows of a table that are there again (as all that are new)."""
    key = table(name).primary_key[0]
    connection.execute(
        f"INSERT INTO back SELECT {text(name)}, {key} FROM {parquet(delta / f'{name}.parquet')} WHERE change = 'added'"
    )


def _bury(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    difference: Difference,
    version: str,
    fates: _Fates,
    schema: pa.Schema,
) -> None:
    """Add the rows of a table that went."""
    if not any(of == name and change == "removed" for of, change, _ in difference.rows):
        return
    versions = {"last_version": difference.before_version, "removed_in": version}
    for rows in _sources(name, difference.delta / f"{name}.parquet", fates):
        removed, added = _sides(rows)
        source = removed[0]["source"] if removed else None
        same_text = source is not None and source not in {*difference.origins.changed, *difference.origins.removed}
        took = successors([_place(name, r) for r in removed], [_place(name, r) for r in added], same_text=same_text)
        buried = []
        for row in removed:
            row_id = row[table(name).primary_key[0]]
            successor = took.get(row_id)
            buried.append(
                {"table": name, "row_id": row_id, "source": row["source"], "cause": row["cause"], **versions}
                | {"reason": _reason(name, row_id, row, fates)}
                | {"successor": successor and successor.row_id, "relation": successor and successor.relation}
            )
        if buried:
            insert(connection, "tombstones", pa.Table.from_pylist(buried, schema=schema))


def _sources(name: str, delta: Path, fates: _Fates) -> Iterator[list[Row]]:
    """The rows added and removed, source by source: so they stand in a delta, a renamed one under its new name."""
    declared = table(name)
    there = {column.name for column in declared.columns}
    wanted = {"change", "cause", "source", *declared.primary_key, *WORDING.get(name, ()), *({"start", "end"} & there)}
    wanted |= {_KIND[name]} if name in _KIND else set()
    rows = (
        row
        for batch in pq.ParquetFile(delta).iter_batches(BATCH, columns=sorted(wanted))
        for row in batch.to_pylist()
        if row["change"] in ("added", "removed")
    )
    for _, group in groupby(rows, key=lambda row: fates.new_names.get(row["source"], row["source"])):
        yield list(group)


def _sides(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    return [row for row in rows if row["change"] == "removed"], [row for row in rows if row["change"] == "added"]


def _place(name: str, row: Row) -> Place:
    kind = row.get(_KIND.get(name, "")) or ""
    return Place(row[table(name).primary_key[0]], row.get("start"), row.get("end"), wording(name, row), kind)


def _fates(difference: Difference) -> _Fates:
    sources = pq.read_table(
        file_of(difference.after, "sources"), columns=["path", "error"], filters=[("status", "=", "quarantined")]
    )
    errors = dict(zip(sources["path"].to_pylist(), sources["error"].to_pylist(), strict=True))
    return _Fates(difference.origins, dict(difference.origins.renamed), errors, _dropped(difference.after))


def _dropped(release: Path) -> dict[tuple[str, str], str]:
    """The rows that people dropped by hand, with who and why."""
    path = file_of(release, "corrections")
    wanted = ["table_name", "row_id", "author", "reason"]
    if not set(wanted) <= set(pq.read_schema(path).names):
        return {}
    rows = pq.read_table(path, columns=wanted, filters=pc.field("after").is_null() & pc.field("row_id").is_valid())
    return {(row["table_name"], row["row_id"]): f"{row['author']}: {row['reason']}" for row in rows.to_pylist()}


def _reason(name: str, row_id: str, row: Row, fates: _Fates) -> str:
    """Why a row went, in a sentence."""
    if (by_hand := fates.dropped.get((name, row_id))) is not None:
        return f"A correction in the source's sidecar dropped it. {by_hand}"
    path = row["source"]
    now = fates.new_names.get(path, path)
    if path in fates.origins.removed:
        return "Its source was removed."
    if now in fates.errors:
        return f"Its source is in quarantine. {fates.errors[now]}"
    if path in fates.origins.changed:
        return "The file of its source changed."
    if now in fates.origins.sidecars:
        return "The sidecar of its source changed."
    if row["cause"] != "source":
        return {
            "code": "The program that reads the texts changed.",
            "knowledge": "The curated facts changed.",
            "code+knowledge": "The program that reads the texts and the curated facts changed.",
        }[row["cause"]]
    return "No text names it any more." if path is None else "Another source changed, which this row depended on."
