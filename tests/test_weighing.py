"""What is seen of a candidate, and what it counts: applied by hand, in any order, and as training made it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from math import exp
from pathlib import Path

import pytest

from flows.extract.targets import MAYBE, find_targets
from flows.extract.weighing import Judges, Weights, by_weight, logistic
from flows.knowledge import facts
from flows.knowledge.regions import find_region
from flows.validate.reliability import to_csv
from tests.building import document

HOUSE = Path(__file__).parents[1]
GIVEN = {
    "(all)": -0.5,
    "(slope)": 1.5,
    "(offset)": 0.25,
    "(threshold)": 0.4,
    "unit share": 1.2,
    "told as a fact": -2.75,
}
TEXT = "一、主要目标\n到2025年，企业达到300家，覆盖率提高到95%。\n二、支持政策\n对新建的站点给予5万元补助，目前已有站点12个。"


def test_a_probability_is_what_the_weights_sum_up_to() -> None:
    weights = Weights(GIVEN)
    assert weights.threshold == 0.4
    assert weights.probability((0, 1), []) == pytest.approx(1 / (1 + exp(0.5)), abs=1e-12)  # 1.5 × -0.5 + 0.25
    assert weights.probability((0, 1), ["unit share"]) == pytest.approx(1 / (1 + exp(-1.3)), abs=1e-12)
    seen = ["told as a fact", "unit share", "unit share", "never weighed"]
    assert weights.probability((0, 1), seen) == pytest.approx(1 / (1 + exp(2.825)), abs=1e-12)


def test_the_order_in_which_things_are_seen_changes_no_bit() -> None:
    weights = by_weight().targets
    assert isinstance(weights, Weights)
    seen = [name for name in weights.of if name[0] != "("][:60]
    assert len({weights.probability((0, 1), order) for order in (seen, seen[::-1], sorted(seen, key=hash))}) == 1


@pytest.mark.parametrize("score", [-1e9, -750.0, -1.0, 0.0, 1.0, 750.0, 1e9])
def test_any_sum_has_a_probability(score: float) -> None:
    assert 0 <= logistic(score) <= 1
    assert logistic(score) + logistic(-score) == pytest.approx(1)


def test_rows_and_confidence_are_the_same_whatever_the_seed_of_hashes() -> None:
    code = (
        "import sys, json; from flows.extract.targets import find_targets; from tests.building import document;"
        "rows, doubts = find_targets(document(sys.argv[1], 2021));"
        "print(json.dumps([[row.indicator, row.confidence] for row in rows] + [doubt.message for doubt in doubts]))"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", code, TEXT], cwd=HOUSE, env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    (rows,) = map(json.loads, made)
    assert [row[0] for row in rows[:2]] == ["企业", "企业覆盖率"]


def test_confidence_is_in_hundredths_and_above_the_threshold() -> None:
    rows, _ = find_targets(document(TEXT, 2021))
    threshold = by_weight().targets.threshold
    assert rows
    assert all(row.confidence is not None and threshold - 0.01 <= row.confidence <= 1 for row in rows)
    assert all(row.confidence == round(row.confidence or 0, 2) for row in rows)


class Undecided:
    """A judge that finds everything as likely."""

    threshold = 0.5

    def __init__(self, probability: float) -> None:
        self.given = probability

    def probability(self, span: object, seen: object) -> float:
        return self.given


@pytest.mark.parametrize(("probability", "told"), [(MAYBE - 0.01, 0), (MAYBE, 1), (0.49, 1)])
def test_what_is_nearly_a_target_is_told_with_its_probability(probability: float, told: int) -> None:
    text = "到2025年，企业达到300家。"
    judges = Judges(Undecided(probability), Undecided(0.0), 1.0)
    rows, doubts = find_targets(document(text, 2021), judges)
    assert rows == []
    assert [doubt.rule for doubt in doubts] == ["maybe-target"] * told
    for doubt in doubts:
        assert f"{probability:.2f}" in doubt.message
        assert "300家" in doubt.message
        assert text[slice(*doubt.span)] == text
        assert doubt.level == "info"


def test_a_day_of_a_list_has_a_milestone_of_its_own() -> None:
    rows, _ = find_targets(document("各乡镇要分别于3月15日、8月15日、11月30日前向县政府报送整改情况。", 2022))
    assert [row.deadline for row in rows] == ["2022-03-15", "2022-08-15", "2022-11-30"]
    assert {row.indicator for row in rows} == {"向县政府报送整改情况"}


def test_the_line_of_a_time_limit_is_no_milestone() -> None:
    assert find_targets(document("完成时限：2022年12月底前建成并长期坚持。", 2022))[0] == []


def test_weights_are_about_language_and_few() -> None:
    for kind in ("targets", "milestones"):
        names = set(facts("weights.yml")[kind])
        assert {"(all)", "(slope)", "(offset)", "(threshold)"} <= names
        assert len(names) < 600
        assert [name for name in names if find_region(name)] == []


def test_the_table_of_reliability_is_published_by_tenth() -> None:
    lines = to_csv().splitlines()
    assert lines[0] == "kind,from,to,candidates,mean_confidence,right,share_right"
    assert [line.split(",")[1] for line in lines[1:11]] == [f"{tenth / 10}" for tenth in range(10)]
    rows = [line.split(",") for line in lines[1:]]
    assert all(int(row[5]) <= int(row[3]) for row in rows)
