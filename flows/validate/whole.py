"""What must hold over all sources together, on the tables as they will be published.

The rows of each source have been validated with its bucket. Here the tables that only the corpus gives are tried with
Great Expectations in full, and keys and references across sources in batches, so that memory does not grow with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.tables import Words, names, table
from flows.validate.corpus import Check, Corpus, Quote, registered
from flows.validate.expectations import try_table
from flows.validate.invariants import invariants
from flows.validate.keys import foreign_key, required_columns
from flows.validate.merge import SHOWN, merge
from flows.validate.results import Failure, Report, Result

IN_SET = "ExpectColumnValuesToBeInSet"
BATCH = 1_000_000  # rows of one column that are read at once
SMALL = (
    "sources",
    "documents",
    "agencies",
    "agency_aliases",
    "indicators",
    "alignments",
    "vocabulary",
)  # some rows a source at most


def validate_whole(folder: Path, reports: Iterable[Report]) -> Report:
    """The report on the tables in `folder`/parquet, given those on its sources."""
    merged = merge(reports)
    results = {(result.table, result.name): result for result in merged.results}
    rows = {name: pq.read_metadata(_path(folder, name)).num_rows for name in names()}
    for result in [*_small(folder), *_keys(folder), *_agency_counts(folder), *_indicator_counts(folder)]:
        before = results.get((result.table, result.name))
        results[result.table, result.name] = replace(before, **_outcome(result)) if before else result
    final = tuple(replace(result, n_rows=rows.get(result.table, result.n_rows)) for result in results.values())
    return Report(all(result.passed for result in final), final, merged.engine)


def validate_renamed(tables: Mapping[str, pa.Table], quote: Quote) -> Report:
    """The report on sources that link named again: every invariant once more, on their rows as they are published."""
    corpus = Corpus.of(tables, quote)
    checks = [*required_columns(corpus), *invariants(corpus)]
    return Report(not any(check.faults for check in checks), tuple(_renamed(check, corpus) for check in checks), "")


def _renamed(check: Check, corpus: Corpus) -> Result:
    key = table(check.table).primary_key
    rows = corpus.rows[check.table]
    failures = tuple(
        Failure(", ".join(str(rows[position][column]) for column in key), corpus.quote_of(rows[position]), sentence)
        for position, sentence in list(check.faults.items())[:SHOWN]
    )
    passed, n_failed = not check.faults, len(check.faults)
    return Result(check.table, check.name, check.title, IN_SET, {}, passed, len(rows), n_failed, failures)


def _outcome(result: Result) -> dict[str, Any]:
    return {"passed": result.passed, "n_failed": result.n_failed, "failures": result.failures}


def _small(folder: Path) -> Iterator[Result]:
    """The small tables, with Great Expectations, all that is declared of their columns."""
    tables = {name: pq.read_table(_path(folder, name)) for name in SMALL}
    corpus = Corpus.of({name: data.drop_columns(_long(name)) for name, data in tables.items()}, lambda *_: "")
    for name, data in tables.items():
        yield from try_table(name, data, corpus)


def _long(name: str) -> list[str]:
    """The columns that are no use for telling which row failed."""
    return ["notice_text"] if name == "documents" else []


def _keys(folder: Path) -> Iterator[Result]:
    """Primary keys are unique in the corpus, and references find their row."""
    ids: dict[str, pa.Array] = {}
    for name in names():
        key = table(name).primary_key
        if len(key) == 1:
            ids[name] = pq.read_table(_path(folder, name), columns=list(key))[key[0]].combine_chunks()
            title = Words(f"{key[0]} 不重复", f"No two rows share {key[0]}")
            yield _result(name, f"{key[0]}-unique", title, _repeated(ids[name]), "ExpectColumnValuesToBeUnique")
    for name in names():
        for reference in table(name).foreign_keys:
            check = foreign_key(name, reference, {})
            dangling = _dangling(folder, name, reference.column, ids[reference.table])
            yield _result(name, check.name, check.title, dangling)


def _agency_counts(folder: Path) -> Iterator[Result]:
    """What agencies says of how often each is given work, against assignments."""
    (kept,) = (each for each in registered() if (each.table, each.name) == ("agencies", "counts-agree"))
    agencies = pq.read_table(_path(folder, "agencies"), columns=["agency_id", "n_lead", "n_assignments"])
    given = pq.read_table(_path(folder, "assignments"), columns=["agency_id", "role"])
    every = _counts(given["agency_id"])
    lead = _counts(given.filter(pc.equal(given["role"], "lead"))["agency_id"])
    wrong = [
        row["agency_id"]
        for row in agencies.to_pylist()
        if (row["n_lead"], row["n_assignments"]) != (lead.get(row["agency_id"], 0), every.get(row["agency_id"], 0))
    ]
    yield _result("agencies", kept.name, kept.title, pa.array(wrong, pa.string()))


def _indicator_counts(folder: Path) -> Iterator[Result]:
    """What indicators says of how many targets and documents have each, against targets."""
    (kept,) = (each for each in registered() if (each.table, each.name) == ("indicators", "counts-agree"))
    given = pq.read_table(_path(folder, "targets"), columns=["indicator_id", "doc_id"])
    every = given.group_by("indicator_id").aggregate([("doc_id", "count"), ("doc_id", "count_distinct")]).to_pylist()
    counted = {row["indicator_id"]: (row["doc_id_count"], row["doc_id_count_distinct"]) for row in every}
    rows = pq.read_table(_path(folder, "indicators"), columns=["indicator_id", "n_targets", "n_documents"]).to_pylist()
    wrong = [
        row["indicator_id"]
        for row in rows
        if (row["n_targets"], row["n_documents"]) != counted.get(row["indicator_id"], (0, 0))
    ]
    yield _result("indicators", kept.name, kept.title, pa.array(wrong, pa.string()))


def _counts(values: pa.ChunkedArray) -> dict[str, int]:
    return {row["values"]: row["counts"] for row in pc.value_counts(values).to_pylist()}


def _repeated(values: pa.Array) -> pa.Array:
    """The values that stand there more than once."""
    counts = pc.value_counts(values)
    return counts.field("values").filter(pc.greater(counts.field("counts"), 1))


def _dangling(folder: Path, name: str, column: str, known: pa.Array) -> pa.Array:
    """The values of a column that are not null and not known."""
    found = []
    file = pq.ParquetFile(_path(folder, name), read_dictionary=[column])  # which has each value once
    for batch in file.iter_batches(BATCH, columns=[column]):
        values = batch[column].dictionary.drop_null()
        found.append(values.filter(pc.invert(pc.is_in(values, known))))
    return pa.concat_arrays(found) if found else pa.array([], pa.string())


def _result(name: str, called: str, title: Words, wrong: pa.Array, expectation: str = IN_SET) -> Result:
    failures = tuple(Failure(str(value), None, f"{title.en}: not so here.") for value in wrong[:SHOWN].to_pylist())
    return Result(name, called, title, expectation, {}, not len(wrong), 0, len(wrong), failures)


def _path(folder: Path, name: str) -> Path:
    return folder / "parquet" / f"{name}.parquet"
