"""Limits: a release that would lose too much at once is refused, with the figures; ordinary change is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.publish.limits import losses, message, refusals
from flows.settings import Limits, SettingsError, load_settings
from flows.tables import to_table
from tests.tables_sample import tables

LIMITS = Limits(sources_lost=0.2, rows_lost=0.2, accuracy_lost=0.02)


def release(
    folder: Path,
    usable: dict[str, str] | None = None,
    quarantined: tuple[str, ...] = (),
    rows: dict[str, int] | None = None,
    accuracy: dict[str, float | None] | None = None,
) -> Path:
    """A release with these sources (content by path), rows a table, and F1 by figure."""
    (folder / "parquet").mkdir(parents=True)
    sources = [
        {"source_id": path, "path": path, "sha256": f"{int(content, 36):064x}", "status": "ok"}
        for path, content in (usable or {}).items()
    ]
    sources += [{"source_id": path, "path": path, "status": "quarantined", "error": "No."} for path in quarantined]
    pq.write_table(to_table("sources", sources), folder / "parquet" / "sources.parquet")
    for name, count in (rows or {}).items():
        pq.write_table(pa.table({"id": range(count)}), folder / "parquet" / f"{name}.parquet")
    if accuracy is not None:
        figures = {name: {"precision": 1.0, "recall": 1.0, "f1": f1} for name, f1 in accuracy.items()}
        index = {"accuracy": {"sources": ["a.txt"], "figures": figures}}
        (folder / "index.json").write_text(json.dumps(index), "utf-8")
    return folder


def plans(count: int, first: int = 0) -> dict[str, str]:
    """So many usable sources of different content."""
    return {f"{n:03}.txt": str(n) for n in range(first, first + count)}


@pytest.mark.parametrize(
    ("before", "after", "quarantined", "said"),
    [
        (plans(10), plans(10), (), None),
        (plans(10), plans(8), (), None),  # just the limit
        (plans(10), plans(7), (), "3 of 10 usable sources (30%)"),
        (plans(10), plans(7), ("007.txt", "008.txt", "009.txt"), "007.txt, 008.txt, 009.txt."),
        (plans(10), plans(20, first=3), (), "000.txt, 001.txt, 002.txt."),  # more came, but three went
        (plans(10), {f"new/{path}": content for path, content in plans(10).items()}, (), None),  # renamed, not lost
        (plans(10), dict.fromkeys(plans(10), "z"), (), None),  # other content, the same sources
        (plans(100), plans(71), (), "29 of 100 usable sources (29%)"),
        (plans(1), {}, (), "1 of 1 usable sources (100%)"),
        (plans(4), plans(3), (), "1 of 4"),
        ({}, {}, (), None),
        ({}, plans(3), (), None),
    ],
)
def test_sources_that_are_gone_or_in_quarantine(
    tmp_path: Path, before: dict[str, str], after: dict[str, str], quarantined: tuple[str, ...], said: str | None
) -> None:
    found = refusals(release(tmp_path / "1", before), release(tmp_path / "2", after, quarantined), LIMITS)
    assert len(found) == (said is not None)
    assert (said or "") in "".join(found)
    assert "".join(found).count("limits.sources_lost is 20%") == len(found)


def test_a_source_that_was_in_quarantine_is_no_loss(tmp_path: Path) -> None:
    before = release(tmp_path / "1", plans(4), ("a.txt", "b.txt", "c.txt"))
    assert refusals(before, release(tmp_path / "2", plans(4)), LIMITS) == []


def test_five_sources_are_named_and_the_others_counted(tmp_path: Path) -> None:
    (sentence,) = refusals(release(tmp_path / "1", plans(1200)), release(tmp_path / "2", plans(0)), LIMITS)
    assert sentence.endswith("000.txt, 001.txt, 002.txt, 003.txt, 004.txt and 1,195 more.")
    assert sentence.startswith("1,200 of 1,200 usable sources")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"terms": 100}, {"terms": 80}, None),
        ({"terms": 100}, {"terms": 79}, "The table terms would have 79 rows instead of 100 (21% fewer)"),
        ({"terms": 100, "targets": 50}, {"terms": 500, "targets": 10}, "The table targets would have 10 rows"),
        ({"terms": 100}, {}, "The table terms would have 0 rows instead of 100 (100% fewer)"),
        ({"targets": 19}, {"targets": 0}, None),  # too few to judge by themselves
        ({"targets": 20}, {"targets": 15}, "The table targets would have 15 rows instead of 20 (25% fewer)"),
        ({"targets": 0}, {"targets": 50}, None),
        ({}, {"targets": 50}, None),  # a new table
    ],
)
def test_rows_of_a_table(tmp_path: Path, before: dict[str, int], after: dict[str, int], said: str | None) -> None:
    sources = plans(10)
    found = refusals(
        release(tmp_path / "1", sources, rows=before), release(tmp_path / "2", sources, rows=after), LIMITS
    )
    assert len(found) == (said is not None)
    assert (said or "") in "".join(found)
    assert "".join(found).count("limits.rows_lost is 20%") == len(found)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"targets": 0.95}, {"targets": 0.93}, None),  # just the limit
        ({"targets": 0.95}, {"targets": 0.9299}, "The accuracy (F1) of targets would be 0.930 instead of 0.950"),
        ({"targets": 0.5, "articles": 0.99}, {"targets": 0.9, "articles": 0.9}, "of articles would be 0.900"),
        ({"targets": 0.95}, {"articles": 0.1}, None),  # not measured on both sides
        ({"targets": 0.95}, {"targets": None}, None),
        ({"targets": 0.95}, None, None),
        (None, {"targets": 0.1}, None),
    ],
)
def test_accuracy(
    tmp_path: Path,
    before: dict[str, float | None] | None,
    after: dict[str, float | None] | None,
    said: str | None,
) -> None:
    old, new = release(tmp_path / "1", accuracy=before), release(tmp_path / "2", accuracy=after)
    found = refusals(old, new, LIMITS)
    assert len(found) == (said is not None)
    assert (said or "") in "".join(found)
    assert "".join(found).count("limits.accuracy_lost is 0.02") == len(found)


def test_limits_are_what_is_set(tmp_path: Path) -> None:
    before, after = release(tmp_path / "1", plans(10)), release(tmp_path / "2", plans(5))
    assert refusals(before, after, Limits(sources_lost=0.5)) == []
    assert len(refusals(before, after, Limits(sources_lost=0.49))) == 1
    assert len(refusals(before, release(tmp_path / "3", plans(9)), Limits(sources_lost=0.0))) == 1


def test_the_first_release_loses_nothing(tmp_path: Path) -> None:
    assert refusals(None, release(tmp_path), LIMITS) == []


def test_the_tables_of_a_real_release_are_judged(tmp_path: Path) -> None:
    def written(folder: Path, found: dict[str, pa.Table]) -> Path:
        (folder / "parquet").mkdir(parents=True)
        for name, table in found.items():
            pq.write_table(table, folder / "parquet" / f"{name}.parquet")
        return folder

    before = written(tmp_path / "1", tables())
    assert refusals(before, written(tmp_path / "2", tables()), LIMITS) == []
    without = written(tmp_path / "3", tables(lambda sample: sample["sources"].pop(1)))
    (sentence,) = refusals(before, without, LIMITS)
    assert "1 of 2 usable sources (50%)" in sentence
    assert sentence.endswith(": copy.txt.")


@pytest.mark.parametrize(
    "broken",
    [
        lambda folder: (folder / "parquet" / "sources.parquet").unlink(),
        lambda folder: (folder / "parquet" / "sources.parquet").write_bytes(b"PAR1 and then nothing"),
        lambda folder: (folder / "index.json").write_text("{", "utf-8"),
    ],
)
def test_a_last_release_that_cannot_be_read_is_a_reason(tmp_path: Path, broken: Callable[[Path], object]) -> None:
    before = release(tmp_path / "1", plans(10), accuracy={"targets": 0.9})
    broken(before)
    (sentence,) = refusals(before, release(tmp_path / "2", plans(10)), LIMITS)
    assert "cannot be compared" in sentence
    assert "plans verify" in sentence


def test_the_message_says_how_to_publish_anyway(tmp_path: Path) -> None:
    found = refusals(release(tmp_path / "1", plans(9)), release(tmp_path / "2"), LIMITS)
    said = message(found)
    assert found[0] in said
    assert 'plans build --accept "REASON"' in said


def test_it_is_told_which_sources_are_lost_and_what_is_wrong_with_them(tmp_path: Path) -> None:
    before = release(tmp_path / "1", plans(3) | {"old.txt": "y"})
    after = release(tmp_path / "2", {"000.txt": "z", "new.txt": "y"}, quarantined=("001.txt", "never.txt"))
    said = losses(before, after)  # 000.txt has other content, old.txt another name: neither is lost
    assert said == ["001.txt: No.", "002.txt: It is no longer in the folder of raw texts."]
    assert all(sentence in message(refusals(before, after, LIMITS), said) for sentence in said)
    assert losses(release(tmp_path / "3", plans(9)), after)[-1] == "… and 3 sources more."
    (before / "parquet" / "sources.parquet").write_bytes(b"PAR1 and then nothing")
    assert losses(before, after) == []


def test_the_limit_of_accuracy_is_a_setting(tmp_path: Path) -> None:
    file = tmp_path / "plans.toml"
    file.write_text("[limits]\naccuracy_lost = 0.1\n", "utf-8")
    assert load_settings(file).limits == Limits(accuracy_lost=0.1)
    file.write_text("[limits]\naccuracy_lost = 2\n", "utf-8")
    with pytest.raises(SettingsError, match=r"limits.accuracy_lost must be from 0 to 1"):
        load_settings(file)
