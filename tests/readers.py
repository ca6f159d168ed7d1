"""Readers of files that need no processes, for tests of what is done with what they give."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from flows.engine.bucket import Readers, Wanted, make_parts
from flows.link.parts import Part
from flows.read import Input
from flows.read.refusal import Ended, Refusal

T = TypeVar("T")


class Here:
    """Reads in this process, and says of some files that reading them was ended."""

    def __init__(self, *ended: str) -> None:
        self.ended = ended
        self.asked: list[str] = []

    def map(self, function: Callable[[Path], T], paths: Sequence[Path]) -> list[T | Refusal]:
        self.asked = [path.name for path in paths]
        return [
            Ended("It took too long.", rule="too-long") if path.name in self.ended else function(path) for path in paths
        ]


def make_part(
    bucket: Sequence[Input], root: Path, folder: Path, readers: Readers, rules: str, older: Part | None = None
) -> Part:
    """The part of one bucket alone."""
    (part,) = make_parts([Wanted(bucket, folder, older)], root, readers, rules)
    return part
