"""`plans verify`: is this release whole, and true to its texts?"""

from __future__ import annotations

from pathlib import Path


def run(release: Path) -> None:
    """Check sums, keys and quotes of the release in a folder."""
    raise NotImplementedError(release)
