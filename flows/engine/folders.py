"""Whether the folders that a person names can be what they are named for."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

SERVED = "PLANS_SERVED"  # environment of runs of `plans serve`: the folders that it serves, as JSON


def unfit(raw: Path, out: Path) -> str | None:
    """Why a build cannot read texts in `raw` or write releases into `out`, in a sentence; None where it can."""
    if not raw.is_dir():
        if os.path.lexists(raw):
            return f"{_what_it_is(raw)} Name the folder of the source texts with --raw."
        return f"There is no folder {raw}: name the folder of the source texts with --raw."
    for folder in (out, out / "releases"):  # they are made where nothing is there
        there = next(path for path in (folder, *folder.absolute().parents) if os.path.lexists(path))
        if not there.is_dir():
            return f"{_what_it_is(there)} Releases need one: make it, or name another folder with --out."
    return None


def _what_it_is(path: Path) -> str:
    if path.is_symlink():
        return f"{path} is a link to {path.readlink()}, where there is no folder."
    return f"{path} is no folder."


def serve_only(raw: object, out: object, config: Path | None) -> Mapping[str, str]:
    """The environment in which runs build from these folders or addresses, with these settings, or not at all."""
    return {SERVED: json.dumps([str(raw), str(out), str(config)])}


def not_served(raw: object, out: object, config: Path | None) -> str | None:
    """Why a run must not build from these folders, in a sentence; None where it may, or nothing is served.

    Who may start runs may give them parameters, and would read and write as the user who serves.
    """
    served = os.environ.get(SERVED)
    if served is None or json.loads(served) == [str(raw), str(out), str(config)]:
        return None
    return (
        f"plans serve builds {' into '.join(json.loads(served)[:2])}, and this run asks for other folders or settings."
    )
