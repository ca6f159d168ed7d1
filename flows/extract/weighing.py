"""How likely a candidate is a target: the weights of what is seen of it, summed (knowledge/weights.yml).

The weights come from gold (training/); applying them is plain arithmetic in the order of the names, so that the same
text gives the same bytes anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import exp
from typing import NamedTuple, Protocol

from flows.knowledge import facts
from flows.model import Span


class Judge(Protocol):
    """Says how likely a candidate is a target, and from which probability on it is one."""

    @property
    def threshold(self) -> float: ...

    def probability(self, span: Span, seen: Iterable[str]) -> float:
        """`span`: where its number, or the clause of a milestone, stands."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each thing that may be seen counts; names in round brackets are no such things."""

    of: Mapping[str, float]

    @property
    def threshold(self) -> float:
        """The probability from which on a candidate is a row: best for F1."""
        return self.of["(threshold)"]

    def probability(self, span: Span, seen: Iterable[str]) -> float:
        """The probability, calibrated on plans that were held back (codebook: confidence)."""
        score = self.of["(all)"]
        for name in sorted(set(seen)):
            score += self.of.get(name, 0.0)
        return logistic(self.of["(slope)"] * score + self.of["(offset)"])


def logistic(score: float) -> float:
    """1 / (1 + e^-score), for any score."""
    return 1 / (1 + exp(-score)) if score >= 0 else 1 - 1 / (1 + exp(score))


class Judges(NamedTuple):
    """Who decides on numbers, and who on completions; how often a row of an indicator table is right."""

    targets: Judge
    milestones: Judge
    tables: float


@cache
def by_weight() -> Judges:
    """The judges of this house."""
    known = facts("weights.yml")
    return Judges(Weights(known["targets"]), Weights(known["milestones"]), known["tables"]["(all)"])
