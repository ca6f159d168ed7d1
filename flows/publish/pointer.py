"""latest.json: which release is the latest, as a file, for those whom no link reaches (buckets, the web, archives).

It has the version, where the release is, and the SHA-256 of its SHA256SUMS, which stands for all of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flows.publish.atomic import write_atomically
from flows.publish.facts import NAME
from flows.publish.sums import SUMS, digest

POINTER = "latest.json"


def pointer(out: Path, version: str) -> dict[str, Any]:
    """What it says of a release below `out`."""
    sums = out / "releases" / version / SUMS
    sha256 = digest(sums) if sums.is_file() else None
    return {"name": NAME, "version": version, "path": f"releases/{version}", "sha256": sha256}


def write_pointer(out: Path, version: str) -> None:
    """Let latest.json below `out` name a release there. Raises OSError, and then the old one stands."""
    write_atomically(out / POINTER, to_bytes(pointer(out, version)))


def to_bytes(content: Mapping[str, Any]) -> bytes:
    """The file."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
