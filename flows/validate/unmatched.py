"""The wordings of targets that no indicator is known for, the most frequent first: what to curate next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A wording without an indicator, and how often it stands."""

    wording: str
    n_targets: int
    n_documents: int


def unmatched(targets: Path) -> tuple[Unmatched, ...]:
    """The most frequent wordings without an indicator in a file of targets; milestones measure nothing."""
    rows = pq.read_table(targets, columns=["indicator", "indicator_id", "kind", "doc_id"])
    rows = rows.filter(pc.and_(pc.is_null(rows["indicator_id"]), pc.not_equal(rows["kind"], "milestone")))
    rows = rows.filter(pc.is_valid(rows["indicator"]))  # a null is told as a failure
    counts = rows.group_by("indicator").aggregate([("doc_id", "count"), ("doc_id", "count_distinct")]).to_pylist()
    found = [Unmatched(row["indicator"], row["doc_id_count"], row["doc_id_count_distinct"]) for row in counts]
    return tuple(sorted(found, key=lambda each: (-each.n_documents, -each.n_targets, each.wording))[:SHOWN])


def section(found: Sequence[Unmatched]) -> Iterator[str]:
    """Lines of HTML: a list that opens, a row a wording; none where every target has an indicator."""
    if not found:
        return
    title = "没有相符指标的目标，最常见的说法 <span lang=en>Most frequent wordings without an indicator</span>"
    heads = (
        "目标 <span lang=en>Targets</span>",
        "文件 <span lang=en>Documents</span>",
        "说法 <span lang=en>Wording</span>",
    )
    yield f"<details><summary><h2>{title}</h2> <span>{len(found)}</span></summary>"
    yield f'<div class="wide"><table><thead><tr>{"".join(f"<th>{head}</th>" for head in heads)}</tr></thead><tbody>'
    for each in found:
        counts = f"<td class=n>{each.n_targets}</td><td class=n>{each.n_documents}</td>"
        yield f"<tr>{counts}<td><bdi>{escape(each.wording)}</bdi></td></tr>"
    yield "</tbody></table></div></details>"
