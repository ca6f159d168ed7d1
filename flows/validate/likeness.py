"""When a row of ours is the row that gold means. Each function answers with a likeness; 0 is no."""

from __future__ import annotations

from rapidfuzz import fuzz

from flows.validate.gold import Row, agrees, options, plain

ALIKE = 0.6
BLANKS = 8  # characters by which the range of a dropped segment may differ at either end: blanks go with a neighbour


def same_place(gold: Row, row: Row) -> float:
    if gold.get("start") is None:
        return float(agrees(gold, row, "title"))
    shared = min(gold["end"], row["end"]) - max(gold["start"], row["start"])
    share = shared / (max(gold["end"], row["end"]) - min(gold["start"], row["start"]))
    return share if share > 0.5 else 0.0


def same_path(gold: Row, row: Row) -> float:
    return float(agrees(gold, row, "path"))


def same_amount(gold: Row, row: Row) -> float:
    if agrees(gold, row, "path") and agrees(gold, row, "value") and agrees(gold, row, "unit"):
        return 1 + likeness(gold, row) + agrees(gold, row, "deadline_year")
    return 0.0


def same_target(gold: Row, row: Row) -> bool:
    fields = ("comparator", "deadline_year", "kind", "value_max")
    return all(agrees(gold, row, field) for field in fields) and likeness(gold, row) >= ALIKE


def same_milestone(gold: Row, row: Row) -> float:
    alike = likeness(gold, row)
    return alike if alike >= ALIKE and agrees(gold, row, "path") and agrees(gold, row, "deadline_year") else 0.0


def likeness(gold: Row, row: Row) -> float:
    """Likeness of indicators, 0 to 1: twice the longest common subsequence over the joint length."""
    return max(fuzz.ratio(compact(text), compact(row["indicator"])) / 100 for text in options(gold, "indicator"))


def same_agency(gold: Row, row: Row) -> float:
    if agrees(gold, row, "path") and agrees(gold, row, "agency_text"):
        return 1.0 + agrees(gold, row, "role") + agrees(gold, row, "rank")
    return 0.0


def same_citation(gold: Row, row: Row) -> float:
    if not agrees(gold, row, "path"):
        return 0.0
    same = [plain(row.get(field)) is not None and agrees(gold, row, field) for field in ("title", "doc_number")]
    return sum(same) + agrees(gold, row, "relation") / 2 if any(same) else 0.0


def same_range(gold: Row, row: Row) -> float:
    if not agrees(gold, row, "kind"):
        return 0.0
    if gold.get("start") is None:
        text = _letters(row.get("text"))
        return float(text.startswith(_letters(gold["first"])) and text.endswith(_letters(gold["last"])))
    near = abs(gold["start"] - row["start"]) <= BLANKS and abs(gold["end"] - row["end"]) <= BLANKS
    touching = min(gold["end"], row["end"]) > max(gold["start"], row["start"])
    return float(near and touching)


def same_change(gold: Row, row: Row) -> float:
    return float(_core(gold) == _core(row))


def _core(row: Row) -> tuple[str, str]:
    """What changes, without what stands around it: 乡缜 → 乡镇 is 缜 → 镇."""
    before, after = row["before"] or "", row["after"] or ""  # our tables know no empty text
    while before and after and before[0] == after[0]:
        before, after = before[1:], after[1:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    return before, after


def compact(text: str | None) -> str:
    return "".join((text or "").split())


def _letters(text: str | None) -> str:
    """Letters, digits and ideographs alone: gold quotes raw text, segments hold clean text."""
    return "".join(filter(str.isalnum, text or ""))
