"""Counts of right, missed and false, and what they say: precision, recall, F1."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where the release and gold differ: missed (nothing found), false (nothing expected), or wrong (both)."""

    source: str
    doc: str | None  # gold's key of the document, or the id of ours where gold has none
    path: str | None
    expected: str | None
    found: str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of accuracy. What a wrong value counts: one missed and one false."""

    right: int = 0
    findings: tuple[Finding, ...] = ()

    @property
    def missed(self) -> int:
        return sum(finding.expected is not None for finding in self.findings)

    @property
    def false(self) -> int:
        return sum(finding.found is not None for finding in self.findings)

    @property
    def precision(self) -> float | None:
        """Share of ours that is right; None where we have no rows."""
        return _share(self.right, self.right + self.false)

    @property
    def recall(self) -> float | None:
        """Share of gold that we have; None where gold has no rows."""
        return _share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where neither gold nor we have rows."""
        return _share(2 * self.right, 2 * self.right + self.missed + self.false)

    def __add__(self, other: Figure) -> Figure:
        return Figure(self.right + other.right, self.findings + other.findings)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The figures by name, in reading order, and the sources that they were measured on."""

    sources: tuple[str, ...] = ()
    figures: dict[str, Figure] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The figures for index.json: shares with four digits, null where there is nothing to count."""
        return {
            "sources": list(self.sources),
            "figures": {
                name: {
                    "precision": _rounded(figure.precision),
                    "recall": _rounded(figure.recall),
                    "f1": _rounded(figure.f1),
                    "right": figure.right,
                    "missed": figure.missed,
                    "false": figure.false,
                }
                for name, figure in self.figures.items()
            },
        }


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
