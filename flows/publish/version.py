"""Which version a release gets.

For now: 1.0.0, then the next minor one. The version that follows from what changed (major: the table contract breaks;
minor: sources or columns added; patch: values changed) comes in here.
"""

from __future__ import annotations

import re

FIRST = "1.0.0"
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")


def parse(version: str) -> tuple[int, int, int] | None:
    """The three numbers of a version, by which versions are ordered; None for what is no version."""
    match = _VERSION.fullmatch(version)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def next_version(newest: str | None) -> str:
    """The version after the newest release; None: there is none yet."""
    numbers = parse(newest) if newest else None
    return f"{numbers[0]}.{numbers[1] + 1}.0" if numbers else FIRST
