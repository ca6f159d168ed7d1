"""The seal of a part: the sums of its files, written last, and looked at before anything else of it is read.

Arrow reads files that a disk has damaged as if nothing were wrong, or ends the process. So nothing of a part is opened
before all of it has been held against its seal. The seal names its part, for a part in the place of another is none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path

SEAL = "sums.json"


def write_seal(folder: Path, name: str) -> None:
    """Seal all files in a folder, a part that is to have that name."""
    sums = {path.name: _sum(path) for path in sorted(folder.iterdir())}
    (folder / SEAL).write_text(json.dumps({"part": name, "sums": sums}), "utf-8")


def broken_seal(folder: Path, needed: Collection[str]) -> str | None:
    """What of a part is not as it was sealed, in a few words; None where all is. `needed`: files that it must have."""
    try:
        sealed = json.loads((folder / SEAL).read_bytes())
        sums: dict[str, str] = dict(sealed["sums"])
        if sealed["part"] != folder.name or not sums.keys() >= set(needed):
            return f"{SEAL} is of another part"
        return next((f"{name} is not as it was written" for name in sums if _sum(folder / name) != sums[name]), None)
    except FileNotFoundError as error:
        return f"{Path(error.filename).name} is missing"
    except OSError as error:
        return f"{Path(error.filename or SEAL).name} cannot be read: {error.strerror}"
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"{SEAL} is not as it was written"


def _sum(path: Path) -> str:
    """The SHA-256 of a file: in hardware on most machines, and then 1.5 times as fast as BLAKE2."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
