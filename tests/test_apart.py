"""Copies of a plan are validated together, and none of their rows escapes: what is wrong in one is found there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest

from flows.engine.bucket import read_and_name
from flows.engine.checks import check
from flows.link.name import Named
from flows.tables import names, to_table
from flows.validate import Report, engine
from flows.validate.apart import MARK, SHARED, tell_apart
from flows.validate.corpus import Corpus
from flows.validate.invariants import invariants
from flows.validate.keys import foreign_keys, required_columns, unique_keys
from tests.tables_sample import quote, tables
from tests.test_validate import BROKEN, Change

PLAN = (
    "赣州市人民政府关于印发《移动互联网发展实施方案》的通知\n各县（市、区）人民政府：\n一、总体目标\n（一）基础设施。"
    "到2020年，建成基站6万个。（市工信委牵头，市发展改革委、财政局等配合）\n（二）宽带提速。行政村通宽带比例达到98%以上。\n"
)


def sample(path: str, change: Change | None = None) -> Named:
    """The sample by hand as if it were one source, below another folder."""
    found = tables(change)
    rows = found["sources"].to_pylist()
    return Named(
        path,
        "",
        found | {"sources": to_table("sources", [row | {"path": f"{path}/{row['path']}"} for row in rows])},
        (),
    )


def faults(sources: Sequence[Named]) -> set[tuple[str, str, str, str]]:
    """Table, check, row and what is said of it, of every row at fault but those of agencies, which copies share."""
    joined = {
        name: pa.concat_tables(source.tables[name] for source in (sources[:1] if name in SHARED else sources))
        for name in names()
    }
    corpus = Corpus.of(joined, lambda source_id, *span: quote(source_id.partition(MARK)[0], *span))
    checks = [*required_columns(corpus), *foreign_keys(corpus), *unique_keys(corpus), *invariants(corpus)]
    return {
        (check.table, check.name, str(next(iter(corpus.rows[check.table][position].values()))), sentence)
        for check in checks
        for position, sentence in check.faults.items()
        if check.table not in SHARED
    }


@pytest.mark.parametrize("change", [broken[3] for broken in BROKEN if broken[0] not in SHARED])
def test_whatever_is_wrong_in_a_copy_is_found_in_it_and_nowhere_else(change: Change) -> None:
    alone = faults([sample("wrong", change)])
    among = faults(tell_apart([sample("good"), sample("wrong", change), sample("also-good")]))
    mark = f"{MARK}1{MARK}"
    assert alone
    assert all(row.endswith(mark) for _, _, row, _ in among)
    assert {(*found, row.replace(mark, ""), said.replace(mark, "")) for *found, row, said in among} == alone


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> list[Named]:
    raw = tmp_path_factory.mktemp("raw")
    for n in range(6):
        (raw / f"{n}.txt").write_text(PLAN, "utf-8")
    return [read_and_name(path, raw) for path in sorted(raw.iterdir())]


def changed(source: Named, name: str, position: int, **values: Any) -> Named:
    found = source.tables[name].to_pylist()
    found[position] |= values
    return replace(source, tables=source.tables | {name: to_table(name, found)})


def failed(report: Report) -> dict[tuple[str, str], list[str]]:
    return {(each.table, each.name): [failure.row_id for failure in each.failures] for each in report.failed}


def test_copies_cost_no_trial_of_their_own(copies: list[Named], monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    monkeypatch.setattr(
        "flows.validate.expectations.try_all", lambda name, *rest: tried.append(name) or engine.try_all(name, *rest)
    )
    assert check(copies[:1]).passed
    alone = len(tried)
    report = check(copies)
    assert report.passed
    assert len(tried) == 2 * alone
    assert {each.table: each.n_rows for each in report.results}["articles"] == 6 * copies[0].tables["articles"].num_rows


@pytest.mark.parametrize(
    ("table", "values", "rule"),
    [
        ("targets", {"text": "到2020年，建成基站7万个。"}, "text-is-in-source"),
        ("targets", {"article_id": "nowhere"}, "article-id-exists"),
        ("articles", {"kind": "chapter"}, "kind-known"),
        ("articles", {"path": None}, "required"),
        ("sources", {"sha256": "0" * 63}, "sha256-well-formed"),
        ("sources", {"source_id": "../plan"}, "source_id-well-formed"),
    ],
)
def test_great_expectations_see_every_copy(copies: list[Named], table: str, values: Any, rule: str) -> None:
    wrong = changed(copies[3], table, 0, **values)
    report = check([*copies[:3], wrong, *copies[4:]])
    assert not report.passed
    assert any(rule in name for of, name in failed(report) if of == table), failed(report)
    ids = {values.get("source_id"), wrong.tables[table][0][0].as_py()}
    assert all(set(rows) <= ids for (of, _), rows in failed(report).items() if of == table)
    assert not any(MARK in f"{f.row_id}{f.quote}{f.sentence}" for each in report.results for f in each.failures)


def test_rows_that_share_an_id_within_a_copy_are_found(copies: list[Named]) -> None:
    twice = pa.concat_tables([copies[2].tables["targets"]] * 2)
    report = check([*copies[:2], replace(copies[2], tables=copies[2].tables | {"targets": twice})])
    assert ("targets", "target_id-unique") in failed(report)
