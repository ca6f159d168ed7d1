"""The release that stands: what `latest` points to, and which sources it has in quarantine."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A source that could not be used: its path below raw/, the rule that found out, what is wrong, what to do."""

    path: str
    rule: str
    error: str
    bring_back: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.path}:", self.error, self.bring_back) if part)


@dataclass(frozen=True, slots=True)
class Standing:
    """A release as those who watch over it see it."""

    version: str
    path: Path
    quarantined: Mapping[str, Quarantined] = field(default_factory=dict)  # by path


def standing(out: Path) -> Standing | None:
    """The release that `out/latest` points to; None when there is none, or it cannot be read."""
    try:
        release = (out / "latest").resolve(strict=True)
        index = json.loads((release / "index.json").read_text("utf-8"))
        listed = {each.path: each for each in reversed(quarantine(release))}  # of several rules, the first
        named = {path: listed.get(path) or Quarantined(path, "", "") for path in index.get("quarantined", [])}
        return Standing(str(index["version"]), release, named)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def quarantine(release: Path) -> list[Quarantined]:
    """What quarantine/index.csv of a release lists, in its order; nothing when there is no file. Raises ValueError."""
    try:
        with (release / "quarantine" / "index.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        return []
    error = "error" if rows and "error" in rows[0] else "sentence"  # as earlier releases called it
    return [Quarantined(*(_text(row.get(name)) for name in ("path", "rule", error, "bring_back"))) for row in rows]


def _text(cell: str | None) -> str:
    from flows.publish.spreadsheet import restore

    return restore(cell or "")
