"""Where the plans of real compilations begin: how many of these places are found, and how many of ours are right.

`python -m tests.beginnings` measures over ../shared/plans/compilations, whose texts are not ours to publish, and names
what is missed and what is wrong; with --facts it also says which beginnings come without title, number, date or
issuers. tests/gold/beginnings.yml has what reading showed beyond the list that lies beside the texts.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from flows.clean import Clean, clean
from flows.model import Document
from flows.parse import parse
from flows.read import read
from flows.split import Block, split

HOUSE = Path(__file__).parents[1]
FOLDER = HOUSE.parent / "shared" / "plans" / "compilations"
NOTES = Path(__file__).parent / "gold" / "beginnings.yml"
LONGEST_HEADING = 150  # characters, blanks and page marks aside, in which a document below a heading may begin
FACTS = ("title", "doc_number", "date_issued", "issuers")
_NO_TEXT = re.compile(r"#\s*Page \d+:|\s")


@dataclass(slots=True)
class Beginnings:
    """What became of the beginnings of one source; offsets are characters of its raw text."""

    name: str
    found: int = 0
    missed: list[int] = field(default_factory=list)
    right: int = 0
    wrong: list[int] = field(default_factory=list)


def names() -> list[str]:
    """The compilations at hand; none where the folder is not there."""
    return sorted(path.name for path in FOLDER.glob("*.txt"))


@cache
def _notes() -> dict[str, dict[str, Any]]:
    notes: dict[str, dict[str, Any]] = yaml.safe_load(NOTES.read_text("utf-8"))
    return notes


@cache
def _listed() -> dict[str, list[tuple[int, str]]]:
    listed: dict[str, list[tuple[int, str]]] = json.loads((FOLDER / "beginnings.json").read_text("utf-8"))
    return listed


def true_beginnings(name: str) -> list[int]:
    """The places where a document of this compilation begins, from the list and the notes on it."""
    notes = _notes()
    listed = {place for place, _ in _listed().get(name, [])} | {*notes["more"].get(name, [])}
    return sorted(listed - {*notes["none"].get(name, {})} - {*notes["without_text"].get(name, {})})


def measured(name: str) -> Beginnings:
    """Hold the documents that are found in a compilation against the places where one begins."""
    cleaned, documents = documents_of(name)
    found = Beginnings(name)
    starts = [cleaned.raw_offset(block.span[0]) for block in documents]
    true = true_beginnings(name)
    either = [*_notes()["either"].get(name, {}), *_notes()["without_text"].get(name, {})]
    for place in true:
        if any(_begins(cleaned.raw, place, start) for start in starts):
            found.found += 1
        else:
            found.missed.append(place)
    for start in starts:
        if any(_begins(cleaned.raw, place, start) for place in true):
            found.right += 1
        elif not any(_begins(cleaned.raw, place, start) for place in either):
            found.wrong.append(start)
    return found


@cache
def documents_of(name: str) -> tuple[Clean, list[Block]]:
    """The clean text of a compilation and its blocks that are documents."""
    cleaned = clean(read(FOLDER / name, FOLDER).text)
    return cleaned, [block for block in split(cleaned) if block.kind == "document"]


def _begins(raw: str, place: int, start: int) -> bool:
    """Whether a document that starts at `start` begins with the heading at `place`, or right below it."""
    return 0 <= start - place <= 2 * LONGEST_HEADING and len(_NO_TEXT.sub("", raw[place:start])) <= LONGEST_HEADING


def without_facts(name: str) -> Iterator[tuple[int, list[str]]]:
    """The documents of a compilation that lack a fact, and which."""
    for start, document in parsed(name):
        lacking = [fact for fact in FACTS if not getattr(document, fact)]
        if lacking:
            yield start, lacking


def parsed(name: str) -> Iterator[tuple[int, Document]]:
    """The documents of a compilation, and where in its raw text they begin."""
    cleaned, blocks = documents_of(name)
    document: Document | None = None
    for block in blocks:
        document = parse(cleaned, block, sharing=document if block.shares_notice else None)
        yield cleaned.raw_offset(block.span[0]), document


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", action="store_true", help="name the documents that lack a fact, too")
    options = parser.parse_args()
    results = [measured(name) for name in names()]
    for result in results:
        print(f"{result.name}: {result.found} found, missed {result.missed}, wrong {result.wrong}")
        for start, lacking in without_facts(result.name) if options.facts else ():
            print(f"  {start} is without {', '.join(lacking)}")
    found, missed = sum(r.found for r in results), sum(len(r.missed) for r in results)
    right, wrong = sum(r.right for r in results), sum(len(r.wrong) for r in results)
    print(f"found {found} of {found + missed}: {found / max(1, found + missed):.3f}")
    print(f"right {right} of {right + wrong}: {right / max(1, right + wrong):.3f}")


if __name__ == "__main__":
    main()
