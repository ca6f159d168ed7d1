"""`make train`: weights from gold, how good they are on plans held back, and how often rows of each confidence are right.

Writes flows/knowledge/weights.yml and flows/knowledge/reliability.yml. The texts of some plans with gold are not ours to
publish; where they do not lie beside the repository (../shared), the weights would be made without them, so that is said
and nothing is written, unless --without is given.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import yaml

from flows.extract.weighing import logistic
from training.candidates import KINDS, Candidate, candidates
from training.fit import best_threshold, calibrated, fit, held_back
from training.texts import plans

KNOWLEDGE = Path(__file__).parents[1] / "flows" / "knowledge"
STRENGTH = {"targets": 0.5, "milestones": 0.3}  # best on plans held back
PLANS = {"targets": 4, "milestones": 2}  # in so many plans at least a thing must be seen to have a weight
PARTS = {
    "the sources": ("sources",),
    "the corpus that rules were made with": ("corpus",),
    "plans that no rule was made with": ("corpus, new", "batch 1"),
    "case tables": ("cases",),
}
WEIGHTS = """\
# How likely a candidate is a target or a milestone: what each thing counts that is seen of it. Made by `make train`; do
# not edit. (all) counts for every candidate; (slope) and (offset) make of the sum how often such candidates are right, as
# plans showed that were held back; from (threshold) on a candidate is a row.
"""
RELIABILITY = """\
# Of the candidates of plans held back, by tenth of their confidence: how many there were, and how many gold has. Made by
# `make train`; do not edit.
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="make train", description=__doc__)
    parser.add_argument("--without", action="store_true", help="train although texts are not there")
    options = parser.parse_args()
    found: dict[str, list[Candidate]] = {kind: [] for kind in KINDS}
    missing: list[str] = []
    for plan in plans(missing):
        for kind, some in candidates(plan).items():
            found[kind] += [one for one in some if one.right is not None]
    if missing:
        print(f"The texts of {len(missing)} plans with gold are not there: {', '.join(missing)}.")
        if not options.without:
            raise SystemExit("Nothing was written; --without trains without them.")
    weights, reliability = {}, {}
    for kind in KINDS:
        weights[kind], reliability[kind] = train(found[kind], kind)
    _write("weights.yml", WEIGHTS, weights)
    _write("reliability.yml", RELIABILITY, reliability)


def train(found: Sequence[Candidate], kind: str) -> tuple[dict[str, float], list[dict[str, float]]]:
    """The weights of one kind, and its table of reliability."""
    scores = held_back(found, STRENGTH[kind], PLANS[kind])
    slope, offset = calibrated(scores, found)
    odds = np.array([logistic(slope * score + offset) for score in scores])
    threshold = best_threshold(odds, found)
    print(
        f"{kind}: {len(found)} candidates, of which {sum(bool(one.right) for one in found)} are right; threshold {threshold}"
    )
    for name, parts in PARTS.items():
        here = np.array([one.part in parts for one in found])
        if here.any():
            rules = np.array([one.ruled for one in found])
            print(
                f"  {name}: rules {_figures(found, rules, here)}; weights, held back {_figures(found, odds >= threshold, here)}"
            )
    named = {"(slope)": slope, "(offset)": offset, "(threshold)": threshold}
    return fit(found, STRENGTH[kind], PLANS[kind]) | named, reliable(odds, found)


def reliable(odds: np.ndarray, found: Sequence[Candidate]) -> list[dict[str, float]]:
    """By tenth of the probability: how many candidates, and how many of them are right."""
    table = []
    for tenth in range(10):
        own = [one for one, p in zip(found, odds, strict=True) if min(int(p * 10), 9) == tenth]
        mean = round(float(np.mean([p for p in odds if min(int(p * 10), 9) == tenth])), 2) if own else None
        right = sum(bool(one.right) for one in own)
        table.append({"from": tenth / 10, "candidates": len(own), "right": right, "confidence": mean})
    return table


def _figures(found: Sequence[Candidate], ours: np.ndarray, here: np.ndarray) -> str:
    right = np.array([bool(one.right) for one in found])
    hits, false, missed = (int((mask & here).sum()) for mask in (ours & right, ours & ~right, ~ours & right))
    shares = (hits / max(hits + false, 1), hits / max(hits + missed, 1), 2 * hits / max(2 * hits + false + missed, 1))
    return "P {:.3f} R {:.3f} F1 {:.3f}".format(*shares) + f" ({hits} right, {missed} missed, {false} false)"


def _write(name: str, head: str, content: object) -> None:
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=True, width=120)
    (KNOWLEDGE / name).write_text(head + text, encoding="utf-8")


if __name__ == "__main__":
    main()
