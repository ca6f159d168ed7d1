"""Which version a release gets: a semantic one, derived from the difference to the release before it.

major   the contract of the tables breaks
minor   sources, tables or columns were added, or sources went: the set of sources is another one
patch   values changed
"""

from __future__ import annotations

import re

from flows.publish.contract import Level

FIRST = "1.0.0"
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")


def parse(version: str) -> tuple[int, int, int] | None:
    """The three numbers of a version, by which versions are ordered; None for what is no version."""
    match = _VERSION.fullmatch(version)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def is_after(version: str, other: str | None) -> bool:
    """Whether a version comes after another; no version comes before all, and what is none after all."""
    return (parse(version) or (float("inf"),)) > (parse(other or "") or ())


def next_version(newest: str | None, level: Level = "minor") -> str:
    """The version after the newest release, where the difference to it has that level; None: there is none yet."""
    numbers = parse(newest) if newest else None
    if numbers is None:
        return FIRST
    major, minor, patch = numbers
    if level == "major":
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if level == "minor" else f"{major}.{minor}.{patch + 1}"
