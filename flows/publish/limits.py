"""Whether a release would lose too much at once: what went wrong in the night must not be published by itself.

Only what is cheap is read: two columns of `sources`, the row counts in the metadata of the other tables, index.json.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.settings import Limits

FEWEST_ROWS = 20  # of a table that is judged by itself; a smaller one loses a fifth by chance
SHOWN = 5  # sources that a sentence names
ACCEPT = (
    "Bring back what should not be lost, and build again. If all is as it must be, "
    '`plans build --accept "REASON"` publishes it, and the reason is recorded.'
)


def refusals(before: Path | None, after: Path, limits: Limits) -> list[str]:
    """Why the release in the folder `after` would lose too much against the one in `before`; empty when it may appear.

    A source that only has another name is not lost. Accuracy is judged where both folders have an index.json with it.
    A last release that cannot be read is a reason, too: nobody knows then what would be lost.
    """
    if before is None:
        return []
    try:
        sources, counts, figures = _usable(before), _counts(before), _accuracy(before)
    except (OSError, pa.ArrowException, ValueError) as error:
        return [f"The last release, {before}, cannot be compared with ({error}): see what `plans verify` says of it."]
    return [
        *_sources_lost(sources, _usable(after), limits.sources_lost),
        *_rows_lost(counts, _counts(after), limits.rows_lost),
        *_accuracy_lost(figures, _accuracy(after), limits.accuracy_lost),
    ]


def losses(before: Path, after: Path) -> list[str]:
    """The sources that are usable in the release `before` and not in `after`, with what is wrong: the first few."""
    try:
        sources = _usable(before)
    except (OSError, pa.ArrowException):
        return []
    wrong, lost = _wrong(after), _lost(sources, _usable(after))
    said = [f"{path}: {wrong.get(path) or 'It is no longer in the folder of raw texts.'}" for path in lost[:SHOWN]]
    return [*said, f"… and {len(lost) - SHOWN:,} sources more."] if len(lost) > SHOWN else said


def message(reasons: Sequence[str], lost: Sequence[str] = ()) -> str:
    """The reasons, and the sources that are lost, as a person is told them, with what to do."""
    return "\n".join(["The release would lose too much at once, so nothing is published.", *reasons, *lost, ACCEPT])


def _sources_lost(before: Mapping[str, str], after: Mapping[str, str], limit: float) -> Iterator[str]:
    lost = _lost(before, after)
    if lost and len(lost) / len(before) > limit:
        yield (
            f"{len(lost):,} of {len(before):,} usable sources ({len(lost) / len(before):.0%}) would be gone or in "
            f"quarantine, limits.sources_lost is {limit:.0%}: {_listed(lost)}."
        )


def _lost(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The paths of the sources that are not there any more, under no name."""
    content = set(after.values())
    return sorted(path for path, sha256 in before.items() if path not in after and sha256 not in content)


def _rows_lost(before: Mapping[str, int], after: Mapping[str, int], limit: float) -> Iterator[str]:
    for table, rows in sorted(before.items()):
        lost = rows - after.get(table, 0)
        if rows >= FEWEST_ROWS and lost / rows > limit:
            yield (
                f"The table {table} would have {after.get(table, 0):,} rows instead of {rows:,} ({lost / rows:.0%} "
                f"fewer), limits.rows_lost is {limit:.0%}."
            )


def _accuracy_lost(before: Mapping[str, float], after: Mapping[str, float], limit: float) -> Iterator[str]:
    for figure in sorted(before.keys() & after.keys()):
        if round(before[figure] - after[figure], 4) > limit:
            yield (
                f"The accuracy (F1) of {figure} would be {after[figure]:.3f} instead of {before[figure]:.3f}, "
                f"limits.accuracy_lost is {limit:g}: see `plans accuracy --misses`."
            )


def _usable(release: Path) -> dict[str, str]:
    """The usable sources: sha256 by path."""
    columns, usable = ["path", "sha256"], [("status", "=", "ok")]
    table = pq.read_table(release / "parquet" / "sources.parquet", columns=columns, filters=usable)
    return dict(zip(table["path"].to_pylist(), table["sha256"].to_pylist(), strict=True))


def _wrong(release: Path) -> dict[str, str]:
    """What is wrong with the sources in quarantine, by path."""
    table = pq.read_table(
        release / "parquet" / "sources.parquet", columns=["path", "error"], filters=[("status", "=", "quarantined")]
    )
    return dict(zip(table["path"].to_pylist(), table["error"].to_pylist(), strict=True))


def _counts(release: Path) -> dict[str, int]:
    """Rows of every table but `sources`."""
    files = sorted((release / "parquet").glob("*.parquet"))
    return {file.stem: pq.read_metadata(file).num_rows for file in files if file.stem != "sources"}


def _accuracy(release: Path) -> dict[str, float]:
    """F1 by figure, as far as index.json has it."""
    index = release / "index.json"
    if not index.is_file():
        return {}
    figures = (json.loads(index.read_text("utf-8")).get("accuracy") or {}).get("figures", {})
    return {name: figure["f1"] for name, figure in figures.items() if figure.get("f1") is not None}


def _listed(paths: Sequence[str]) -> str:
    """The first few paths, and how many more there are."""
    more = f" and {len(paths) - SHOWN:,} more" if len(paths) > SHOWN else ""
    return ", ".join(paths[:SHOWN]) + more
