"""A logistic model over what is seen of candidates, judged on plans that it was not made with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from training.candidates import Candidate

FOLDS = 10
MADE_WITH = ("corpus", "cases")
OWN = 4.0  # and what one of our own sources counts: what a release of this house says must be right
DECIMALS = 3
CHANCE = 4  # rows by which two figures may differ for nothing


def fit(found: Sequence[Candidate], strength: float, plans: int, before: float) -> dict[str, float]:
    """The weights that fit candidates best, for what is seen in `plans` or more.

    `strength`: how freely they may fit (C of scikit-learn); `before`: what a candidate counts of a text that what is
    looked at was made with.
    """
    names = features(found, plans)
    matrix, right, counts = _matrix(found, names), _right(found), _counts(found, before)
    model = LogisticRegression(C=strength, solver="liblinear", max_iter=5000, random_state=0)
    model.fit(matrix, right, sample_weight=counts)
    weights = dict(zip(names, np.round(model.coef_[0], DECIMALS), strict=True))
    return {"(all)": round(float(model.intercept_[0]), DECIMALS)} | {
        name: float(weight) for name, weight in weights.items() if weight
    }


def features(found: Sequence[Candidate], plans: int) -> list[str]:
    """What is seen in `plans` or more, sorted."""
    where: dict[str, set[str]] = defaultdict(set)
    for candidate in found:
        for name in candidate.seen:
            where[name].add(candidate.plan)
    return sorted(name for name, seen_in in where.items() if len(seen_in) >= plans)


def sums(found: Sequence[Candidate], weights: dict[str, float]) -> np.ndarray:
    """The sum of the weights of each candidate."""
    return np.array([weights["(all)"] + sum(weights.get(name, 0.0) for name in one.seen) for one in found])


def held_back(found: Sequence[Candidate], strength: float, plans: int, before: float) -> np.ndarray:
    """The sum for each candidate by weights that its plan had no part in."""
    groups = [candidate.plan for candidate in found]
    scores = np.zeros(len(found))
    for train, test in GroupKFold(min(FOLDS, len(set(groups)))).split(groups, groups=groups):
        weights = fit([found[i] for i in train], strength, plans, before)
        scores[test] = sums([found[i] for i in test], weights)
    return scores


def calibrated(scores: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Slope and offset that turn sums of plans held back into how often such candidates are right."""
    model = LogisticRegression(C=1e6, solver="lbfgs", max_iter=5000)
    model.fit(scores.reshape(-1, 1), right)
    return round(float(model.coef_[0][0]), DECIMALS), round(float(model.intercept_[0]), DECIMALS)


def best_threshold(odds: np.ndarray, right: np.ndarray) -> float:
    """The probability, in steps of 0.05, from which on rows have the best F1 on plans held back.

    Of those that are as good but for chance, the one next to half of that F1, where it lies when probabilities hold
    what they say (Lipton, Elkan, Naryanaswamy: Optimal thresholding of classifiers to maximize F1 measure, 2014).
    """

    def f1(threshold: float) -> float:
        ours = odds >= threshold
        return float(2 * (ours & right).sum() / (ours.sum() + right.sum()))

    figures = {step / 20: f1(step / 20) for step in range(1, 20)}
    best = max(figures.values())
    return min(
        (step for step in figures if figures[step] >= best - CHANCE / right.sum()),
        key=lambda step: abs(step - best / 2),
    )


def _matrix(found: Sequence[Candidate], names: Sequence[str]) -> csr_matrix:
    places = {name: index for index, name in enumerate(names)}
    cells = [(row, places[name]) for row, one in enumerate(found) for name in one.seen if name in places]
    rows, columns = zip(*cells, strict=True)
    return csr_matrix((np.ones(len(cells)), (rows, columns)), shape=(len(found), len(names)))


def _right(found: Sequence[Candidate]) -> np.ndarray:
    return np.array([bool(candidate.right) for candidate in found])


def _counts(found: Sequence[Candidate], before: float) -> np.ndarray:
    """What each candidate counts. In texts that rules were made with, the form of a commitment tells all; in others it
    does not. What speaks against one holds anywhere.
    """
    return np.array([_count(one, before) for one in found])


def _count(one: Candidate, before: float) -> float:
    if one.part == "sources":
        return OWN
    return before if one.part in MADE_WITH and not one.refuted else 1.0
