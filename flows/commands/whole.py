"""What a disk has damaged is not read: what it says would be wrong, or end the process."""

from __future__ import annotations

from pathlib import Path

from flows.engine.screen import stop
from flows.publish.sums import SUMS, check_sums

SHOWN = 5  # damaged files that are named
TABLES = ("parquet/", "text/")


def stop_if_damaged(release: Path, only: tuple[str, ...] = ("",), otherwise: str = "") -> None:
    """End with a sentence where files of a release, those whose paths begin so, are not as its sums say.

    `otherwise` says what else can be done.
    """
    if not (release / SUMS).is_file():
        stop(f"{release} is no release, or a damaged one: {SUMS} is missing. {otherwise}".rstrip())
    damaged = list(check_sums(release, only=only, strangers=False))
    if damaged:
        more = [f"… and {len(damaged) - SHOWN:,} more."] if len(damaged) > SHOWN else []
        advice = f"Put its files back from a copy, or build again: `plans verify` says all. {otherwise}".rstrip()
        stop("\n".join([f"{release} is damaged:", *damaged[:SHOWN], *more, advice]))


def stop_if_tables_are_damaged(release: Path) -> None:
    """The same for tables and texts that are read by people; a folder that has them without sums is read as it is."""
    if (release / SUMS).is_file():
        stop_if_damaged(release, TABLES)
