"""`make train`: weights from gold, how good they are on plans held back, how often rows of each confidence are right.

Writes flows/knowledge/weights.yml and flows/knowledge/reliability.yml. The texts of some plans with gold are not ours
to publish. Where they do not lie beside the repository (../shared) that is said, and nothing is written, unless
--without says that weights may be made without them.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import yaml

from flows.extract.weighing import logistic
from training.candidates import KINDS, Answers, Candidate, candidates, table_rows
from training.fit import best_threshold, calibrated, fit, held_back
from training.texts import Plan, plans

KNOWLEDGE = Path(__file__).parents[1] / "flows" / "knowledge"
STRENGTH = {"targets": 0.2, "milestones": 0.3}  # how freely weights may fit: best on plans held back
SEEN_BEFORE = {"targets": 0.6, "milestones": 0.6}  # what texts count that what is looked at was made with
PLANS = {"targets": 5, "milestones": 2}  # in so many plans at least a thing must be seen to have a weight
UNSEEN = ("new corpus", "batch")
ENOUGH = 100  # candidates, to say how good probabilities are
PARTS = {
    "the sources": ("sources",),
    "the corpus, which rules were made with": ("corpus",),
    "plans that no rule was made with": UNSEEN,
    "case tables": ("cases",),
}
WEIGHTS = """\
# How likely a candidate is a target or a milestone: what each thing counts that is seen of it. Made by `make train`: do
# not edit. (all) counts for every candidate. (slope) and (offset) make of the sum how often such candidates are right,
# as plans showed that were held back. From (threshold) on a candidate is a row. Rows of indicator tables are not
# weighed; their confidence is the share that is right.
"""
RELIABILITY = """\
# Of the candidates of plans held back, by tenth of their confidence: how many there are, their mean confidence, and how
# many are right. Made by `make train`: do not edit.
"""

Table = list[dict[str, float | int | None]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="make train", description=__doc__)
    parser.add_argument("--without", action="store_true", help="train although texts are not there")
    options = parser.parse_args()
    missing: list[str] = []
    known = list(plans(missing))
    if missing:
        print(f"The texts of {len(missing)} plans with gold are not there: {', '.join(missing)}.")
        if not options.without:
            raise SystemExit("Nothing was written; --without trains without them.")
    in_tables = [right for plan in known if plan.part != "cases" for right in table_rows(plan)]
    share = round((sum(in_tables) + 1) / (len(in_tables) + 2), 2)  # none is sure, however few were wrong
    print(f"rows of indicator tables: {len(in_tables)}, of which {sum(in_tables)} are right")
    weights, reliability = {"tables": {"(all)": share}}, {}
    by_gold = collect(known, {})
    found = collect(known, {key: row for kind in KINDS for key, row in decided(by_gold[kind], kind).items()})
    for kind in KINDS:
        weights[kind], reliability[kind] = train(found[kind], kind)
    _write(KNOWLEDGE / "weights.yml", WEIGHTS, weights)
    _write(KNOWLEDGE / "reliability.yml", RELIABILITY, reliability)


def collect(known: Sequence[Plan], answers: Answers) -> dict[str, list[Candidate]]:
    """The candidates of all plans by kind, without those about which careful readers may differ."""
    found: dict[str, list[Candidate]] = {kind: [] for kind in KINDS}
    for plan in known:
        for kind, some in candidates(plan, answers).items():
            found[kind] += [one for one in some if one.right is not None]
    return found


def decided(found: Sequence[Candidate], kind: str) -> Answers:
    """Which candidates would be rows, their plans held back.

    What stands behind a candidate in a text hangs on it. Weights that were made where gold always said which were rows
    would trust that more than they may.
    """
    scores = held_back(found, STRENGTH[kind], PLANS[kind], SEEN_BEFORE[kind])
    return {one.key: bool(score >= 0) for one, score in zip(found, scores, strict=True)}


def train(found: Sequence[Candidate], kind: str) -> tuple[dict[str, float], Table]:
    """The weights of one kind, and its table of reliability."""
    scores = held_back(found, STRENGTH[kind], PLANS[kind], SEEN_BEFORE[kind])
    right, ruled = (np.array([bool(getattr(one, name)) for one in found]) for name in ("right", "ruled"))
    real = _real(found)
    slope, offset = calibrated(scores[real], right[real])
    odds = np.array([logistic(slope * score + offset) for score in scores])
    threshold = best_threshold(odds[real], right[real])
    print(f"{kind}: {len(found)} candidates, of which {right.sum()} are right; a row from {threshold} on")
    for name, parts in PARTS.items():
        here = np.array([one.part.startswith(parts) for one in found])
        if here.any():
            print(f"  {name}: by form {figures(right[here], ruled[here])}")
            print(f"  {name}: by weight, held back {figures(right[here], odds[here] >= threshold)}")
    named = {"(slope)": slope, "(offset)": offset, "(threshold)": threshold}
    return fit(found, STRENGTH[kind], PLANS[kind], SEEN_BEFORE[kind]) | named, reliable(odds[real], right[real])


def _real(found: Sequence[Candidate]) -> np.ndarray:
    """Which candidates show how good probabilities are: of plans that no rule was made with, or else of all plans."""
    unseen = np.array([one.part.startswith(UNSEEN) for one in found])
    return unseen if unseen.sum() >= ENOUGH else np.array([one.part != "cases" for one in found])


def figures(right: np.ndarray, ours: np.ndarray) -> str:
    """Precision, recall and F1, and what they come from."""
    hits, false, missed = (int(mask.sum()) for mask in (ours & right, ours & ~right, ~ours & right))
    shares = (hits / max(hits + false, 1), hits / max(hits + missed, 1), 2 * hits / max(2 * hits + false + missed, 1))
    return "P {:.3f} R {:.3f} F1 {:.3f}".format(*shares) + f" ({hits} right, {missed} missed, {false} false)"


def reliable(odds: np.ndarray, right: np.ndarray) -> Table:
    """By tenth of the probability: how many candidates, their mean, and how many of them are right."""
    tenths = np.minimum((odds * 10).astype(int), 9)
    table: Table = []
    for tenth in range(10):
        own = tenths == tenth
        mean = round(float(odds[own].mean()), 2) if own.any() else None
        n_right = int(right[own].sum())
        table.append({"from": tenth / 10, "candidates": int(own.sum()), "confidence": mean, "right": n_right})
    return table


def _write(path: Path, head: str, content: object) -> None:
    path.write_text(head + yaml.safe_dump(content, allow_unicode=True, sort_keys=True, width=120), encoding="utf-8")


if __name__ == "__main__":
    main()
