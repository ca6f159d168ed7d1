"""The least that an unchanged rebuild can cost: an empty Prefect flow, and the hashes of the files in a folder.

python -m tests.benchmarks.hashes FOLDER
"""

import hashlib
import sys
from pathlib import Path

from flows.engine.quiet import keep_quiet

keep_quiet()

from prefect import flow  # noqa: E402


@flow
def hashes(folder: Path) -> int:
    """Read every file once; how many there are."""
    return len({hashlib.sha256(path.read_bytes()).digest() for path in sorted(folder.iterdir())})


if __name__ == "__main__":
    print(hashes(Path(sys.argv[1])))
