"""What a change of rules wins and breaks: figures against gold, and row by row what differs from another commit.

`make accuracy` runs it over raw/ (gold in tests/gold) and, where it is there, over the corpus beside the repository (gold in
tests/gold/corpus): plans to try rules on, whose texts are not ours to publish.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).parents[1]
CORPUS = HOUSE.parent / "shared" / "corpus"
SHOWN = {  # table → what of a row a judge reads
    "documents": (
        "title",
        "notice_title",
        "doc_type",
        "issuers",
        "region_code",
        "doc_number",
        "date_issued",
        "recipients",
    ),
    "articles": ("label", "level", "kind", "heading", "body"),
    "targets": ("kind", "indicator", "scope", "comparator", "value", "unit", "deadline_year"),
    "assignments": ("agency_text", "role", "rank", "open_ended", "due"),
    "citations": ("title", "doc_number", "relation"),
    "segments": ("kind", "reason", "text"),
    "corrections": ("before", "after", "rule"),
}
LONGEST = 60  # characters of a value that are shown


def texts() -> list[Path]:
    """The texts at hand: the sources, and the corpus where it is there."""
    corpus = sorted(path for path in CORPUS.iterdir() if path.is_file()) if CORPUS.is_dir() else []
    return [*sorted((HOUSE / "raw").glob("*.*")), *corpus]


def dump(paths: list[Path]) -> list[list[str]]:
    """Every row of every text as [text, table, path of the article, values], by the `flows` that Python finds."""
    from flows.hall import read_one

    found = []
    for path in paths:
        rows = read_one(path, path.parent).rows
        articles = {(row["doc"], row["article"]): row["path"] for row in rows.get("articles", [])}
        for table, names in SHOWN.items():
            for row in rows.get(table, []):
                where = articles.get((row.get("doc"), row.get("article")), "")
                found.append([path.name, table, where, " | ".join(_short(row.get(name)) for name in names)])
    return found


def _short(value: Any) -> str:
    text = "" if value is None else str(value).replace("\n", "/")
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]}…{text[-LONGEST // 2 :]}"


def dump_of(revision: str) -> list[list[str]]:
    """The rows that the code of another commit finds in the same texts."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", str(tree), revision], cwd=HOUSE, check=True)
        try:
            command = [sys.executable, __file__, "--dump", *map(str, texts())]
            environment = os.environ | {"PYTHONPATH": str(tree)}
            done = subprocess.run(command, cwd=tree, env=environment, check=True, stdout=subprocess.PIPE)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=HOUSE, check=True)
    rows: list[list[str]] = json.loads(done.stdout)
    return rows


def print_figures() -> None:
    """The table of `plans accuracy` for the sources, and for the corpus."""
    from flows.commands.accuracy import accuracy_table
    from flows.engine.screen import console
    from flows.hall import read_one
    from flows.validate.accuracy import GOLD, measure
    from tests.linking import linked

    for folder, gold in ((HOUSE / "raw", GOLD), (CORPUS, GOLD / "corpus")):
        if folder.is_dir():
            known = {json.loads(path.read_text("utf-8"))["source"] for path in gold.glob("*.json")}
            results = [read_one(path, folder) for path in sorted(folder.iterdir()) if path.name in known]
            console().print(accuracy_table(measure(linked(results).tables, gold)))


def print_cases() -> None:
    """Rows right, missed and false over the case tables."""
    from tests.case_tables import figures

    for table, (right, missed, false) in figures().items():
        print(f"case tables, {table}: {right} right, {missed} missed, {false} false")


def print_changes(revision: str) -> None:
    """Rows that this tree has and the other commit had not (+), and the other way round (-)."""
    before, after = Counter(map(tuple, dump_of(revision))), Counter(map(tuple, dump(texts())))
    gained, lost = after - before, before - after
    for sign, row in sorted(
        [*(("+", row) for row in gained.elements()), *(("-", row) for row in lost.elements())],
        key=lambda x: (x[1][:3], x[0]),
    ):
        print(sign, *row, sep="  ")
    print(f"Against {revision}: {gained.total()} rows gained, {lost.total()} lost, {after.total()} in all.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--against", default="HEAD", metavar="REVISION", help="the commit to compare with (default: the last)"
    )
    parser.add_argument(
        "--dump", nargs="*", metavar="FILE", help="print the rows of these texts as JSON, for the comparison"
    )
    options = parser.parse_args()
    if options.dump is not None:
        json.dump(dump([Path(path) for path in options.dump]), sys.stdout, ensure_ascii=False)
        return
    print_figures()
    print_cases()
    print_changes(options.against)


if __name__ == "__main__":
    main()
