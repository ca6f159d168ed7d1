"""The plans that have gold, with their texts: the sources here, and those beside the repository where they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.clean import clean
from flows.clean.traditional import simplified
from flows.model import Document
from flows.parse import parse
from flows.read import Source, read
from flows.split import split
from flows.validate.gold import Row
from tests import test_targets, test_targets_tasks
from tests.building import document
from tests.case_tables import cases

HOUSE = Path(__file__).parents[1]
SHARED = HOUSE.parent / "shared"
GOLD = HOUSE / "tests" / "gold"
HELD_BACK = ("genres",)  # case tables that show whether weights hold for other texts
FIELDS = ("kind", "indicator", "comparator", "value", "unit", "deadline_year")  # of the rows of a sentence


@dataclass(frozen=True, slots=True)
class Plan:
    """A source with what careful readers found in it; `part` says where gold comes from."""

    name: str
    part: str
    documents: tuple[Document, ...]
    gold: Row


def plans(missing: list[str]) -> Iterator[Plan]:
    """All plans with gold for targets, and the case tables, a plan a file.

    `missing` is told whose texts are not there.
    """
    for part, folder in _folders():
        for path in sorted(folder.glob("*.json")):
            gold = json.loads(path.read_text("utf-8"))
            if "targets" not in gold:
                continue
            source = _text(gold["source"])
            if source is None:
                missing.append(gold["source"])
            else:
                yield Plan(gold["source"], part, _documents(source), gold)
    for case in cases():
        if "targets" in case and case["group"] not in HELD_BACK:
            source = _made(case["text"], case.get("format", "txt"))
            yield Plan(f"{case['group']}.yml", "cases", _documents(source), case)
    yield from _sentences()


def _sentences() -> Iterator[Plan]:
    """The sentences of tests, each list of them a plan."""
    for module in (test_targets, test_targets_tasks):
        for name, listed in sorted(vars(module).items()):
            if name.isupper() and name != "CASES":
                for text, expected in ((each, ()) if isinstance(each, str) else each for each in listed):
                    if isinstance(expected, str):
                        expected = [("milestone", expected, None, None, None, None)]
                    rows = [dict(zip(FIELDS, row, strict=True), path="0") for row in expected]
                    yield Plan(f"{module.__name__} {name}", "cases", (document(text),), {"targets": rows})


def _folders() -> Iterator[tuple[str, Path]]:
    yield "sources", GOLD
    yield "corpus", GOLD / "corpus"
    yield "new corpus", SHARED / "gold" / "corpus"
    for folder in sorted((GOLD / "batches").glob("*")):
        yield f"batch {folder.name}", folder


def _text(name: str) -> Source | None:
    """The source of a name: raw/, the corpus, a page, a text, or an entry of a compilation (甘肃-05.txt)."""
    for folder in (HOUSE / "raw", SHARED / "corpus", SHARED / "plans" / "pages", SHARED / "plans" / "texts"):
        if (folder / name).is_file():
            return read(folder / name, folder)
    compilation, _, number = Path(name).stem.rpartition("-")
    path = SHARED / "plans" / "compilations" / f"{compilation}.txt"
    if not path.is_file() or not number.isdecimal():
        return None
    begins = [begin for begin, _ in json.loads((path.parent / "beginnings.json").read_text("utf-8"))[path.name]]
    text = read(path, path.parent).text
    end = begins[int(number)] if int(number) < len(begins) else len(text)
    return _made(text[begins[int(number) - 1] : end], "txt")


def _made(text: str, form: str) -> Source:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"text.{form}"
        path.write_text(text, encoding="utf-8")
        return read(path, path.parent)


def _documents(source: Source) -> tuple[Document, ...]:
    """The documents of a source, as flows/hall.py has them before anybody amends them."""
    cleaned = clean(source.text)
    if matched := simplified(cleaned.text):
        cleaned = replace(cleaned, text=matched)
    found: list[Document] = []
    for block in split(cleaned):
        if block.kind == "document":
            found.append(parse(cleaned, block, [], None, found[-1] if block.shares_notice and found else None))
    return tuple(found)
