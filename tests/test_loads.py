"""Loads: buckets made together are the parts that they are alone, in whatever process; one that dies costs its load."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pytest

from flows.engine import cache, checks, loads
from flows.engine.bucket import Wanted, make_parts, read_and_name
from flows.engine.guard import NotStarted
from flows.engine.hands import Pool, hands, make
from flows.link.name import Named
from flows.read import Input, look
from flows.settings import Reading
from flows.validate import validate, validate_each
from tests.benchmarks.made import plan
from tests.readers import Here, make_part
from tests.tables_sample import quote, tables
from tests.test_validate import put

RULES = "rules"
MARKED = "\ue0001\ue000"  # as ids of a copy are told apart


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Six plans, of which the last is a copy of the first: they share their ids."""
    folder = tmp_path / "raw"
    folder.mkdir()
    for n in range(5):
        (folder / f"{n}.txt").write_text(plan(n, 1)[0][:1_500], "utf-8")
    (folder / "5.txt").write_bytes((folder / "0.txt").read_bytes())
    return folder


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(cache, "PARTS", tmp_path / "cache" / "parts")


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def two(inputs: list[Input], folder: Path) -> list[Wanted]:
    return [Wanted(inputs[:3], folder / "a"), Wanted(inputs[3:], folder / "b")]


def test_buckets_made_together_are_what_they_are_alone(raw: Path, tmp_path: Path) -> None:
    inputs = look(raw)
    together = make_parts(two(inputs, tmp_path / "together"), raw, Here(), RULES)
    alone = [make_part(each.bucket, raw, each.folder, Here(), RULES) for each in two(inputs, tmp_path / "alone")]
    assert [content(part.folder) for part in together] == [content(part.folder) for part in alone]
    assert all(part.report().passed for part in together)


def test_a_wrong_row_of_one_bucket_is_left_out_of_that_one(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An article of the fourth source has words that its text has not, which is known before anything is tried."""
    inputs = look(raw)

    def spoilt(path: Path, root: Path) -> Named:
        named = read_and_name(path, root)
        if path.name == "3.txt":
            rows = named.tables["articles"].to_pylist()
            rows[-1]["body"] = "原文没有的话。"
            named.tables["articles"] = pa.Table.from_pylist(rows, named.tables["articles"].schema)
        return named

    monkeypatch.setattr("flows.engine.bucket.read_and_name", spoilt)
    first, second = make_parts(two(inputs, tmp_path), raw, Here(), RULES)
    assert not [row for row in first.whole("issues").to_pylist() if row["rule"] == "row-left-out"]
    (told,) = [row for row in second.whole("issues").to_pylist() if row["rule"] == "row-left-out"]
    assert "A row of articles does not hold" in told["message"]
    assert first.report().passed
    assert second.report().passed


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"table": "targets", "article_id": "nowhere"},  # no such article: worked out before
        {"table": "documents", "region_code": "甲"},  # against its pattern: only Great Expectations finds it
        {"table": "documents", "doc_id": None},
    ],
    ids=["nothing", "reference", "pattern", "required"],
)
def test_reports_of_several_are_those_of_each(wrong: dict[str, str | None]) -> None:
    spoilt = dict(wrong)
    second = tables(put(spoilt.pop("table") or "", 0, **spoilt)) if wrong else tables()
    second = {name: _marked(name, data) for name, data in second.items()}
    corpora = [(tables(), quote), (second, lambda source, start, end: quote(source[: -len(MARKED)], start, end))]
    assert validate_each(corpora) == [validate(*given) for given in corpora]


def _marked(name: str, data: pa.Table) -> pa.Table:
    from flows.validate.apart import _marked_table

    return _marked_table(name, data, MARKED)


def test_what_is_tried_together_is_tried_once(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.validate import each

    tried: list[str] = []
    right = each.try_all
    monkeypatch.setattr(each, "try_all", lambda name, *rest: tried.append(name) or right(name, *rest))
    inputs = look(raw)
    make_parts([Wanted([one], tmp_path / one.name) for one in inputs], raw, Here(), RULES)
    assert len(tried) == len(set(tried))


def load(raw: Path, inputs: list[Input] | None = None) -> loads.Load:
    return loads.Load(raw, cache.PARTS, {"a": inputs or look(raw)}, {}, RULES, Reading())


def test_a_file_that_changes_meanwhile_is_told(raw: Path) -> None:
    inputs = look(raw)
    (raw / "2.txt").write_text("又一个文本。", "utf-8")
    changed = loads.make_load(load(raw, inputs), Here())
    assert changed == {"a": look(raw)}
    assert loads.make_load(load(raw), Here()) == {}
    assert loads.part_of(look(raw), RULES).damage() is None


def test_loads_are_even_and_few_sources_are_one(raw: Path) -> None:
    (one, *_) = look(raw)
    many = {str(n): [one] * 64 for n in range(32)}
    assert [each.sources for each in loads.loads(raw, many, RULES, Reading(), 1)] == [512] * 4
    assert [each.sources for each in loads.loads(raw, many, RULES, Reading(), 3)] == [320] * 6 + [128]
    assert [each.sources for each in loads.loads(raw, {"a": [one] * 9}, RULES, Reading(), 8)] == [9]


def test_a_process_that_is_killed_costs_its_load_and_no_more(raw: Path) -> None:
    """Two loads in two processes; one is killed in the middle. Both end, and their parts are there."""
    inputs = look(raw)
    given = [
        loads.Load(raw, cache.PARTS, {str(n): some}, {}, RULES, Reading())
        for n, some in enumerate((inputs[:3], inputs[3:]))
    ]
    with hands(2, 2, Reading()), ThreadPoolExecutor(2) as threads:
        from flows.engine.hands import _beside

        (pool,) = _beside
        assert isinstance(pool, Pool)
        under_way = [threads.submit(make, each) for each in given]
        while not (processes := list((pool._executor._processes or {}).values())):
            time.sleep(0.05)
        threading.Timer(1.0, os.kill, (processes[0].pid, signal.SIGKILL)).start()
        assert [each.result(timeout=120) for each in under_way] == [{}, {}]


def test_processes_killed_again_and_again_end_in_a_sentence(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = Pool(1)

    def killed() -> None:
        while not stop.wait(0.2):
            for process in list((pool._executor._processes or {}).values()):
                process.kill()

    stop = threading.Event()
    threading.Thread(target=killed, daemon=True).start()
    try:
        with pytest.raises(NotStarted, match="killed again and again"):
            pool.make(load(raw))
    finally:
        stop.set()
        pool.end()


def test_checks_of_groups_say_nothing_of_marks(raw: Path) -> None:
    sources = [read_and_name(each.path, raw) for each in look(raw)]
    assert checks.check_each([sources[:1], sources[5:]]) == [checks.check(sources[:1]), checks.check(sources[5:])]
