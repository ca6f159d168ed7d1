"""Checks a release, ours or a copy that somebody downloaded: sums, schemas, CSV against Parquet, keys, quotes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.publish.datapackage import table_schema
from flows.publish.spreadsheet import read_csv
from flows.publish.sums import check_sums
from flows.tables import names, schema, table
from flows.validate.corpus import Check, Corpus, Quote
from flows.validate.invariants import invariants
from flows.validate.keys import foreign_keys, required_columns, unique_keys

SHOWN = 20  # faults of one kind


def verify(release: Path, *, quotes: bool = True) -> list[str]:
    """What is wrong with a release, a sentence each; empty when all is well.

    Without `quotes` the raw text is not read, and the invariants, which rest on it, are not tried.
    """
    problems = list(check_sums(release))
    tables: dict[str, pa.Table] = {}
    for name in names():
        try:
            tables[name] = pq.read_table(release / "parquet" / f"{name}.parquet")
        except (OSError, pa.ArrowException) as error:
            problems.append(f"parquet/{name}.parquet cannot be read: {error}")
    problems += _schemas(release, tables)
    problems += [said for name, data in tables.items() for said in _csv(name, data, release / "csv" / f"{name}.csv")]
    if problems:
        return problems  # what follows looks rows up and needs all tables whole
    corpus = Corpus.of(tables, _quotes(release) if quotes else _no_quote)
    checks = [*unique_keys(corpus), *required_columns(corpus), *foreign_keys(corpus)]
    if quotes:
        problems += _texts(release, tables)
        if not problems and not any(check.faults for check in checks):  # which the invariants rely on
            checks += invariants(corpus)
    return problems + [said for check in checks for said in _faults(check, corpus)]


class Texts(dict[str, str]):
    """The raw texts of a release by source id, read from text/ when asked for and not kept."""

    def __init__(self, release: Path) -> None:
        super().__init__()
        self._release = release

    def __missing__(self, source_id: str) -> str:
        return read_text(self._release, source_id)


def read_text(release: Path, source_id: str) -> str:
    """The decoded raw text of a source, newlines untouched."""
    return (release / "text" / f"{source_id}.txt").read_bytes().decode()


def _quotes(release: Path) -> Quote:
    from flows.quotes import quoter  # cleaning is needed for nothing else here

    return quoter(Texts(release))


def _no_quote(source_id: str, start: int, end: int) -> str:
    raise NotImplementedError("This check was to be done without the raw text.")


def _schemas(release: Path, tables: Mapping[str, pa.Table]) -> Iterator[str]:
    """Parquet against the declarations, and the declarations against datapackage.json."""
    try:
        package = json.loads((release / "datapackage.json").read_text("utf-8"))
        described = {resource["name"]: resource["schema"] for resource in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield f"datapackage.json cannot be read: {error!r}"
        return
    for name, data in tables.items():
        if not data.schema.equals(schema(name)):
            yield f"parquet/{name}.parquet: its columns are not those declared."
        if described.get(name) != json.loads(json.dumps(table_schema(table(name)))):
            yield f"datapackage.json: the schema of {name} is not the one declared."


def _csv(name: str, data: pa.Table, path: Path) -> Iterator[str]:
    """The rows of a CSV file against those of Parquet."""
    try:
        header, rows = read_csv(name, path)
    except (OSError, ValueError, KeyError) as error:
        yield f"csv/{name}.csv cannot be read: {error}"
        return
    if header != data.column_names:
        yield f"csv/{name}.csv: its header is not that of the Parquet file."
        return
    if len(rows) != data.num_rows:
        yield f"csv/{name}.csv has {len(rows)} rows, the Parquet file {data.num_rows}."
    columns = [column.to_pylist() for column in data.columns]
    differing = [
        n
        for n, (ours, theirs) in enumerate(zip(rows, zip(*columns, strict=True), strict=False))
        if ours != list(theirs)
    ]
    for position in differing[:SHOWN]:
        key = [rows[position][header.index(column)] for column in table(name).primary_key]
        yield f"csv/{name}.csv, row {', '.join(map(str, key))}: not the same as in the Parquet file."


def _texts(release: Path, tables: Mapping[str, pa.Table]) -> Iterator[str]:
    """The raw texts: there, UTF-8, and as long as the table says."""
    for row in tables["sources"].to_pylist():
        if row["status"] == "ok":
            try:
                length = len(read_text(release, row["source_id"]))
            except (OSError, ValueError) as error:
                yield f"text/{row['source_id']}.txt cannot be read: {error}"
                continue
            if length != row["n_chars"]:
                yield f"text/{row['source_id']}.txt has {length} characters, sources says {row['n_chars']}."


def _faults(check: Check, corpus: Corpus) -> Iterator[str]:
    for position, sentence in list(check.faults.items())[:SHOWN]:
        row = corpus.rows[check.table][position]
        row_id = ", ".join(str(row[column]) for column in table(check.table).primary_key)
        yield f"{check.table} {row_id}: {check.title.en} – but: {sentence}"
