"""First readings of batches: what index.json says of plans not seen before is the sum of the latest batches."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flows.knowledge import facts
from flows.present.site import accuracy
from flows.validate.first_readings import LATEST, latest

GOLD = Path(__file__).parent / "gold"
READINGS = facts("first_readings.yml")
TABLE = re.findall(r"^\| (\d+) \|((?: [\d.]+ \|){9})", (GOLD / "batches.md").read_text("utf-8"), re.MULTILINE)


def f1(right: int, missed: int, false: int) -> float:
    return 2 * right / (2 * right + missed + false) if right else 0.0


def test_every_batch_has_its_gold_and_the_other_way_round() -> None:
    folders = {int(folder.name) for folder in (GOLD / "batches").iterdir()}
    assert {reading["batch"] for reading in READINGS} == folders
    for reading in READINGS:
        assert len(list((GOLD / "batches" / str(reading["batch"])).glob("*.json"))) == reading["plans"]


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: f"batch {reading['batch']}")
def test_the_page_on_batches_has_the_same_figures(reading: dict[str, dict[str, list[int]]]) -> None:
    told = {int(number): [float(cell) for cell in cells.strip(" |").split(" | ")] for number, cells in TABLE}
    counted = [f1(*counts) for counts in reading["figures"].values()]
    assert told[int(str(reading["batch"]))] == [pytest.approx(value, abs=0.0006) for value in counted]


def test_the_latest_batches_are_summed() -> None:
    found = latest()
    used = READINGS[-LATEST:]
    assert found["batches"] == [reading["batch"] for reading in used]
    assert found["plans"] == sum(reading["plans"] for reading in used)
    for name, figure in found["figures"].items():
        counts = [sum(column) for column in zip(*(reading["figures"][name] for reading in used), strict=True)]
        assert [figure["right"], figure["missed"], figure["false"]] == counts
        assert figure["f1"] == pytest.approx(f1(*counts), abs=0.0001)


def test_the_start_page_shows_what_it_has_words_for() -> None:
    assert set(latest()["figures"]) <= set(accuracy.FIGURES)
