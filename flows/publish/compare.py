"""Compare two releases: write the rows that differ, and sum them up."""

from __future__ import annotations

import filecmp
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.publish.causes import prepare
from flows.publish.contract import contract_changes, declared_schemas, packaged_schemas
from flows.publish.delta import delta_table, write_delta_of, write_empty
from flows.publish.difference import Difference
from flows.publish.engine import engine
from flows.publish.origins import origins
from flows.publish.sides import Sides, file_of
from flows.publish.spreadsheet import BATCH, write_batches
from flows.publish.summary import changed_columns, examples, rows_by_cause
from flows.publish.tombstones import TOMBSTONES, declaration, write_tombstones
from flows.tables import Table, names, table


class NotComparable(ValueError):
    """A folder is no release that can be compared; the message says what is wrong with it."""


def compare(before: Path | None, after: Path, into: Path, made_from: Mapping[str, Any] | None = None) -> Difference:
    """Write the delta between two releases to `<into>/<table>.parquet`, and say what it comes to.

    In: the folders of the releases, with parquet/, datapackage.json and index.json; `before` is None where there is no
    release yet; `into` is made where it is missing. `after` may still be in the making: given its `made_from` (as
    index.json will have it), it needs parquet/ only, and has the contract of today's declarations.
    The first release has deltas without rows: all of it is new, and its delta would be a second copy of it.
    Raises NotComparable where a release cannot be read.
    """
    into.mkdir(exist_ok=True)
    making = made_from is not None
    try:
        made_from = made_from if made_from is not None else _index(after)["made_from"]
        schemas = declared_schemas() if making else _schemas(after)
        _check_tables(after)
        if before is None:
            return _first(after, into, made_from)
        index = _index(before)
        _check_tables(before)
        sides = Sides(before, after, origins(index["made_from"], made_from, _quarantined(before), _quarantined(after)))
        contract = contract_changes(_schemas(before), schemas)
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        raise NotComparable(f"The releases {before} and {after} cannot be compared: {error!r}") from error
    with engine(into) as connection:
        prepare(connection, sides)
        for name in names():
            write_delta_of(connection, name, sides, into)
        return Difference(
            before=before,
            after=after,
            delta=into,
            before_version=index.get("version") or before.name,
            origins=sides.origins,
            contract=contract,
            rows=rows_by_cause(connection, into),
            columns={name: counts for name in names() if (counts := changed_columns(connection, into, name))},
            examples=[example for name in names() for example in examples(connection, into, name)],
            statistics=tuple(name for name in names() if _only_statistics(name, sides, into)),
            carried=before,
        )


def same(before: Path, after: Path, into: Path, carried: Path | None) -> Difference:
    """The difference to a release that is known to hold the same, of which nothing is read: its deltas are empty.

    `carried` is the release whose tombstones are carried on.
    """
    into.mkdir(exist_ok=True)
    for name in names():
        write_empty(name, into)
    nothing = origins({}, {}, frozenset(), frozenset())
    return Difference(before, after, into, before.name, nothing, contract=(), rows={}, columns={}, carried=carried)


def write_delta(difference: Difference, version: str) -> None:
    """Complete the folder of the delta with the tombstones and with CSV; `version` is that of the newer release."""
    write_tombstones(difference, version)
    for name in names():
        _write_csv(delta_table(name), difference.delta / f"{name}.parquet")
    _write_csv(declaration(), difference.delta / f"{TOMBSTONES}.parquet")


def _write_csv(declared: Table, path: Path) -> None:
    """Write the CSV file beside a Parquet file."""
    with pq.ParquetFile(path) as file:
        write_batches(declared.columns, file.iter_batches(BATCH), path.with_suffix(".csv"))


def _first(after: Path, into: Path, made_from: Mapping[str, Any]) -> Difference:
    for name in names():
        write_empty(name, into)
    counts = {name: pq.read_metadata(file_of(after, name)).num_rows for name in names()}
    return Difference(
        before=None,
        after=after,
        delta=into,
        before_version=None,
        origins=origins({}, made_from, frozenset(), _quarantined(after)),
        contract=(),
        rows={(name, "added", "source"): n for name, n in counts.items() if n},
        columns={},
    )


def _index(release: Path) -> dict[str, Any]:
    index: dict[str, Any] = json.loads((release / "index.json").read_text("utf-8"))
    return index


def _schemas(release: Path) -> dict[str, Mapping[str, Any]]:
    return packaged_schemas(json.loads((release / "datapackage.json").read_text("utf-8")))


def _check_tables(release: Path) -> None:
    """Raise where a table cannot be read; one that is not there was not yet declared."""
    for name in names():
        if file_of(release, name).exists():
            pq.read_schema(file_of(release, name))


def _quarantined(release: Path) -> frozenset[str]:
    """The paths of the sources in quarantine."""
    sources = pq.read_table(file_of(release, "sources"), columns=["path"], filters=[("status", "=", "quarantined")])
    return frozenset(sources["path"].to_pylist())


def _only_statistics(name: str, sides: Sides, delta: Path) -> bool:
    """Whether a table that has statistics is not as it was, though none of its rows changed."""
    old, new = file_of(sides.before, name), file_of(sides.after, name)
    return (
        any(column.statistic for column in table(name).columns)
        and not pq.read_metadata(delta / f"{name}.parquet").num_rows
        and old.is_file()
        and not filecmp.cmp(old, new, shallow=False)
    )
