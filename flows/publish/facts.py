"""What a release says about itself beyond its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAME = "policy-plans"
LICENCE = {
    "name": "CC0-1.0",
    "title": "Creative Commons CC0 1.0 Universal",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
}


@dataclass(frozen=True, slots=True)
class BuildFacts:
    """How the tables were made."""

    built_at: str  # ISO 8601 with time zone
    code: str  # fingerprint of the code
    knowledge: str  # fingerprint of the knowledge files
    packages: str = ""  # fingerprint of the installed libraries
    sidecars: Mapping[str, str | None] = field(default_factory=dict)  # SHA-256, if read, by path of the source
    accuracy: Mapping[str, Any] = field(default_factory=dict)  # figures against gold
    presented: str | None = None  # fingerprint of what makes pages and files for tools; None: the tables only
    home: str = ""  # address where others reach the folder of all releases
    accepted: str | None = None  # why a person accepts that the release loses more than the limits allow


@dataclass(frozen=True, slots=True)
class Published:
    """Where the release is. `new` is false when nothing had changed and the last release stands."""

    version: str
    path: Path
    new: bool
