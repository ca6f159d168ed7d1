"""The case tables of tests/gold/cases: small plans in our own words, each for a pattern that real plans show.

A file is a group of patterns: `head` and `foot` (text around every case of the file that is not `whole: true`), a
`filler` (prose that stands for {filler} in a text, where a plan has to be as long as real ones) and `cases`, each with
`name`, `pattern`, `text` and the rows that a careful reader of the codebook finds. Tables, keys and fields are those of
tests/gold/FORMAT.md; beyond it a document may have its `notice_text`, an article a whole `body`, a target its
`baseline_value`, `baseline_year`, `binding` and `deadline`, an assignment `due`, and of its agency `name_full`,
`region`, `system` and `function`. A table that a case names is complete, and of its rows those fields are held against
ours that the case gives. `doc` may be left out where a case has one document; a case that tells them apart gives
`documents` with their keys, in the order of the text. `format: md` or `html` has the text read as such a file.

`fails: true` marks a case that we are known to get wrong, `why` says in what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from flows.hall import tables_of
from flows.read import Source, read
from flows.validate.gold import Row, agrees, options, pair, plain
from flows.validate.likeness import (
    ALIKE,
    compact,
    likeness,
    same_agency,
    same_amount,
    same_change,
    same_citation,
    same_milestone,
    same_path,
    same_range,
)
from flows.validate.scorer import listed

FOLDER = Path(__file__).parent / "gold" / "cases"
TABLES = ("documents", "articles", "targets", "assignments", "citations", "dropped", "corrections")
META = ("name", "pattern", "text", "whole", "format", "fails", "why", "group", *TABLES)
PAIRED_BY = {"doc", "key", "sure", "name_short", "first", "last", "before", "after"}  # no facts of their own
DROPPED = ("advertisement", "boilerplate", "off_topic")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one row: expected and found where both sides have it, and the fields that differ."""

    table: str
    expected: Row | None
    found: Row | None
    wrong: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        return self.expected is not None and self.found is not None and not self.wrong

    def __str__(self) -> str:
        if self.expected is None:
            return f"{self.table}: not expected: {_shown(self.found or {})}"
        if self.found is None:
            return f"{self.table}: missed: {_shown(self.expected)}"
        fields = "; ".join(
            f"{name}: {self.found.get(name)!r}, expected {' or '.join(map(repr, options(self.expected, name)))}"
            for name in self.wrong
        )
        return f"{self.table}: {_place(self.expected)}: {fields}"


@cache
def cases() -> tuple[Row, ...]:
    """Every case of every file, with its whole text and the name of its file as `group`."""
    found = []
    for path in sorted(FOLDER.glob("*.yml")):
        file = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for case in file["cases"]:
            unknown = set(case) - set(META)
            assert not unknown, f"{path.name}: {case['name']}: unknown keys {unknown}"
            text = case["text"] if case.get("whole") else file.get("head", "") + case["text"] + file.get("foot", "")
            text = text.replace("{filler}", file.get("filler", "").strip())
            found.append({**case, "text": text, "group": path.stem})
    return tuple(found)


def verdicts(case: Row) -> list[Verdict]:
    """What became of every row of a case, expected ones first; rows that are not sure are left out."""
    tables = _tables(case["text"], case.get("format", "txt"))
    found: list[Verdict] = []
    for table in TABLES:
        if table in case:
            found += _table(table, case, tables)
    return found


def figures() -> dict[str, tuple[int, int, int]]:
    """Table → rows right, missed and false over all cases. A row with a wrong field is missed, and its like false."""
    counts = {table: [0, 0, 0] for table in TABLES}
    for case in cases():
        for verdict in verdicts(case):
            count = counts[verdict.table]
            if verdict.right:
                count[0] += 1
            else:
                count[1] += verdict.expected is not None
                count[2] += verdict.found is not None
    return {table: (right, missed, false) for table, (right, missed, false) in counts.items()}


@cache
def _tables(text: str, form: str) -> dict[str, list[Row]]:
    """Our rows of a text: those of an article with its path, agencies' facts beside their assignments."""
    rows = tables_of(_source(text, form)).rows
    paths = {(row["doc"], row["article"]): row["path"] for row in rows["articles"]}
    found = {"documents": [{**listed(row), "doc": n} for n, row in enumerate(rows["documents"])]}
    for name in ("articles", "targets", "assignments", "citations"):
        found[name] = [{**row, "path": paths.get((row["doc"], row["article"]))} for row in rows[name]]
    for row in found["assignments"]:
        agency = row["agency"]
        row |= {"name_full": agency.name, "system": agency.system, "function": agency.function}
        row |= {"region": agency.region_code, "known": agency.known}
    found["dropped"] = [row for row in rows["segments"] if row["kind"] in DROPPED]
    found["corrections"] = rows["corrections"]
    return found


def _source(text: str, form: str) -> Source:
    """The text as read: plain text as it is, another format (`format: md`) through its reader."""
    if form == "txt":
        return Source("case.txt", None, len(text.encode()), "txt", "utf-8", text)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"case.{form}"
        path.write_text(text, encoding="utf-8")
        return read(path, path.parent)


def _table(table: str, case: Row, tables: dict[str, list[Row]]) -> Iterator[Verdict]:
    ours = tables[table]
    if table in ("dropped", "corrections"):
        like: Callable[[Row, Row], float] = same_range if table == "dropped" else same_change
        yield from _judged(table, case[table], ours, like)
    elif table == "documents":
        yield from _judged(table, case[table], ours, _same_document(case[table]))
    else:
        keys = [row.get("key") for row in case.get("documents", [])] or [None]
        for number in range(max(len(keys), len(tables["documents"]))):
            key = keys[number] if number < len(keys) else None
            expected = [row for row in case[table] if number < len(keys) and row.get("doc", keys[0]) == key]
            of_document = [row for row in ours if row["doc"] == number]
            if table == "targets":
                for milestone, alike in ((False, same_amount), (True, same_milestone)):
                    yield from _judged(
                        table,
                        [row for row in expected if (row["kind"] == "milestone") is milestone],
                        [row for row in of_document if (row["kind"] == "milestone") is milestone],
                        alike,
                    )
            else:
                yield from _judged(table, expected, of_document, LIKE[table])


LIKE: dict[str, Callable[[Row, Row], float]] = {
    "articles": same_path,
    "assignments": same_agency,
    "citations": same_citation,
}


def _same_document(expected: list[Row]) -> Callable[[Row, Row], float]:
    """Documents in the order of the text."""
    order = [id(row) for row in expected]
    return lambda gold, row: float(order.index(id(gold)) == row["doc"])


def _judged(table: str, expected: list[Row], ours: list[Row], alike: Callable[[Row, Row], float]) -> Iterator[Verdict]:
    unsure_last = sorted(expected, key=lambda row: not row.get("sure", True))
    for gold, row in pair(unsure_last, ours, alike):
        if gold is None or gold.get("sure", True):
            yield Verdict(table, gold, row, _wrong(gold, row) if gold and row else ())


def _wrong(gold: Row, row: Row) -> tuple[str, ...]:
    """The fields that gold gives and ours differ in."""
    names = [name for name in gold if name not in PAIRED_BY and not name.endswith("_alt")]
    return tuple(name for name in names if not _holds(gold, row, name))


def _holds(gold: Row, row: Row, name: str) -> bool:
    if name == "indicator":
        return likeness(gold, row) >= ALIKE
    if name in ("body_first", "body_last"):
        body = compact(row.get("body"))
        ends = [compact(text) for text in options(gold, name)]
        return any((body.startswith(t) if name == "body_first" else body.endswith(t)) if t else not body for t in ends)
    if name == "body":
        return compact(row.get("body")) in [compact(text) for text in options(gold, name)]
    return agrees(gold, row, name)


def _place(row: Row) -> str:
    names = ("path", "title", "agency_text", "indicator", "value_text", "doc_number", "first", "before")
    return " ".join(str(row[name]) for name in names if row.get(name))


def _shown(row: Row) -> str:
    names = (
        *("doc_type", "path", "label", "kind", "title", "heading", "body", "agency_text", "role", "rank", "indicator"),
        *("comparator", "value", "unit", "value_text", "deadline_year", "doc_number", "relation"),
        *("first", "text", "before", "after"),
    )
    values: list[Any] = [plain(row[name]) for name in names if row.get(name) is not None]
    return " | ".join(str(value)[:40].replace("\n", "⏎") for value in values)
