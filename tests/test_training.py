"""Training of weights on a small made corpus. It needs what `make train` installs, and is left out where that is not there."""

from __future__ import annotations

import pytest

pytest.importorskip("sklearn")

import numpy as np

from flows.extract.weighing import Weights
from tests.building import document
from training.__main__ import train
from training.candidates import Candidate, candidates
from training.fit import features, fit, held_back, sums
from training.texts import Plan

TEXT = "到2025年，企业达到300家，覆盖率提高到95%。目前已有站点12个。对新建的站点给予5万元补助。"


def made() -> list[Candidate]:
    """Plans in which what is reached is right, and what is paid is not; each has a word that no other has."""
    return [
        Candidate(
            f"plan {n}", "batch 1", (n, n + 1), "", sorted({sign, f"only in {n}", "every one"}), sign == "reached"
        )
        for n in range(24)
        for sign in ("reached", "paid")
    ]


def test_a_thing_seen_in_few_plans_has_no_weight() -> None:
    assert features(made(), 2) == ["every one", "paid", "reached"]


def test_the_program_applies_weights_as_scikit_learn_does() -> None:
    from sklearn.linear_model import LogisticRegression

    found = made()
    names = features(found, 2)
    matrix = np.array([[float(name in one.seen) for name in names] for one in found])
    model = LogisticRegression(C=0.5, solver="liblinear", max_iter=5000, random_state=0)
    model.fit(matrix, [bool(one.right) for one in found])
    model.coef_, model.intercept_ = np.round(model.coef_, 3), np.round(model.intercept_, 3)
    weights = Weights(fit(found, 0.5, 2) | {"(slope)": 1.0, "(offset)": 0.0, "(threshold)": 0.5})
    ours = [weights.probability(one.span, one.seen) for one in found]
    assert ours == pytest.approx(list(model.predict_proba(matrix)[:, 1]), abs=1e-9)


def test_no_plan_is_judged_by_weights_that_it_had_a_part_in() -> None:
    found = made()
    for one in found[:2]:
        one.right = not one.right  # one plan against all others
    scores = held_back(found, 0.5, 2)
    assert scores[0] > 0 > scores[1]


def test_training_twice_gives_the_same_weights_and_reliability() -> None:
    first, second = train(made(), "targets"), train(made(), "targets")
    assert first == second
    weights, reliability = first
    assert weights["reached"] > 0 > weights["paid"]
    assert sum(int(tenth["candidates"] or 0) for tenth in reliability) == 48
    assert list(sums(made(), weights)) == list(sums(made(), second[0]))


def test_candidates_know_what_gold_has() -> None:
    gold = [
        {"kind": "level", "indicator": "企业", "value": 300, "unit": "家", "path": "0"},
        {"kind": "share", "indicator": "覆盖率", "value": 95, "unit": "%", "path": "0", "sure": False},
    ]
    found = candidates(Plan("plan", "batch 1", (document(TEXT, 2021),), {"targets": gold}), {})["targets"]
    assert [(TEXT[slice(*one.span)], one.right) for one in found] == [
        ("300家", True),
        ("95%", None),
        ("12个", False),
        ("5万元", False),
    ]
