"""How well alignments agree with gold: which article each article of a plan follows, as careful readers see it."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

GOLD = Path(__file__).parent / "gold" / "compare"
Row = Mapping[str, Any]
NEAR = 0.1  # by which a copied share may differ from what readers estimate


@dataclass(slots=True)
class Score:
    """Counts over the units of which readers are sure."""

    units: int = 0
    first_right: int = 0
    followers: int = 0  # of which the followed one is right, and so relation and copied share can be judged
    relation_right: int = 0
    copied_near: int = 0
    own: list[int] = field(default_factory=lambda: [0, 0, 0])  # told right, missed, told of one that follows
    wrong: list[str] = field(default_factory=list)

    @property
    def own_f1(self) -> float:
        """How well what is a plan's own is told from what follows: F1."""
        right, missed, false = self.own
        return 2 * right / max(1, 2 * right + missed + false)


def score(gold: Iterable[Row], rows: Iterable[Row], paths: Mapping[str, str]) -> Score:
    """Hold rows of alignments of one document against the gold of its units; `paths`: of articles by id."""
    closest: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: row["rank"]):
        closest.setdefault(paths[row["article_id"]], row)
    found = Score()
    for unit in gold:
        if unit["sure"]:
            _unit(found, unit, closest.get(unit["path"]), paths)
    return found


def _unit(found: Score, unit: Row, row: Row | None, paths: Mapping[str, str]) -> None:
    wanted = unit.get("first_alt") or unit["follows"][:1]
    told = paths[row["followed_article_id"]] if row else None
    found.units += 1
    found.own[0] += not wanted and row is None
    found.own[1] += not wanted and row is not None
    found.own[2] += bool(wanted) and row is None
    if (told not in wanted) if wanted else row is not None:
        found.wrong.append(f"{unit['path']}: follows {wanted or 'nothing'}, not {told or 'nothing'}")
        return
    found.first_right += 1
    if row:
        found.followers += 1
        found.relation_right += row["relation"] in (unit.get("relation_alt") or [unit["relation"]])
        found.copied_near += abs(row["copied_share"] - unit["copied"]) <= NEAR + 0.005


def by_document(rows: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    """Rows of alignments by document and followed document."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        found[row["doc_id"], row["followed_doc_id"]].append(row)
    return found


def measured(gold: Mapping[str, Any], tables: Mapping[str, list[dict[str, Any]]]) -> dict[str, Score]:
    """By region of the local plan: how the alignments of a corpus agree with a file of gold, where it has the plans."""
    documents = {(d["title"], d["region_code"]): d["doc_id"] for d in tables["documents"] if d["status"] == "published"}
    paths = {row["article_id"]: row["path"] for row in tables["articles"]}
    rows = by_document(tables["alignments"])
    followed = documents.get((gold["followed"]["title"], gold["followed"]["region"]))
    found = {}
    for pair in gold["pairs"]:
        local = documents.get((pair["title"], pair["region"]))
        if local and followed:
            found[pair["region"]] = score(pair["units"], rows[local, followed], paths)
    return found


def main() -> None:
    """`python -m tests.alignments RELEASE`: score a release that has the plans of tests/gold/compare."""
    release = Path(sys.argv[1]) / "parquet"
    names = ("documents", "articles", "alignments")
    tables = {name: pq.read_table(release / f"{name}.parquet").to_pylist() for name in names}
    for path in sorted(GOLD.glob("*.json")):
        for region, s in measured(json.loads(path.read_text("utf-8")), tables).items():
            print(
                f"{path.stem} {region}: closest {s.first_right} of {s.units}, relation {s.relation_right} and copied share "
                f"{s.copied_near} of {s.followers}, own told with F1 {s.own_f1:.2f}",
                *s.wrong,
                sep="\n  ",
            )


if __name__ == "__main__":
    main()
