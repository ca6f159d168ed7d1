"""The newest release that is there, as the next one needs it: what it holds, and what of it the disk has damaged.

Nothing is compared with damaged tables: what they say is wrong, or ends the process. Where the next release would hold
the same, the damaged one is not missed: the same tables are published again, as the next patch version, and `latest`
points to a whole release. The damaged one is left as it is: a release is never written to, and who has a copy of it can
put that back. Where the next release would be another, nobody can say what changed, and a person must act.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.publish import place
from flows.publish.contract import declared_schemas, packaged_schemas
from flows.publish.index import fingerprint
from flows.publish.sums import check_sums, read_sums

COMPARED = ("parquet/", "datapackage.json", "index.json")  # what a comparison reads
CARRIED = ("CHANGES.md", "delta/tombstones.parquet")  # what only a release knows of those before it
SHOWN = 5  # damaged files that a sentence names


@dataclass(frozen=True, slots=True)
class Previous:
    """The newest release."""

    version: str
    folder: Path
    same: bool  # whether readers get from it what the next one would give them
    damaged: Sequence[str]  # sentences on its files: all of them where it is the same, else those that are compared
    presented: str | None  # of what made its pages and files for tools
    carried: Path | None  # the newest release of which that is whole which is carried on

    @property
    def only_damaged(self) -> bool:
        """Whether the next one is due because this one is damaged, and for nothing else."""
        return self.same and bool(self.damaged)

    @property
    def changes(self) -> str:
        """The CHANGES.md that is carried on."""
        path = self.carried / "CHANGES.md" if self.carried else None
        return path.read_text("utf-8") if path and path.is_file() else ""

    @property
    def has_pages(self) -> bool:
        """Whether there is more in it than tables."""
        return bool(self.presented) or (self.folder / "site").is_dir()

    @property
    def damage(self) -> str:
        """The first damaged files, and how many more there are."""
        more = [f"… and {len(self.damaged) - SHOWN:,} more."] if len(self.damaged) > SHOWN else []
        return " ".join([*self.damaged[:SHOWN], *more])


def previous(out: Path, content: str) -> Previous | None:
    """Read the newest release below `out`; None when there is none. `content`: a hash of what the next one gives."""
    releases = place.releases(out)
    if not releases:
        return None
    newest = releases[0]
    index = _read(newest / "index.json")
    same = content in (index.get("content"), _content_by_sums(newest))
    damaged = tuple(check_sums(newest, only=("",) if same else COMPARED, strangers=False))
    carried = (each for each in releases if not any(check_sums(each, only=CARRIED, strangers=False)))
    return Previous(newest.name, newest, same, damaged, index.get("presented"), next(carried, None))


def _content_by_sums(release: Path) -> str | None:
    """What index.json has as `content`, by the sums; None where the tables are not declared as they are today."""
    try:
        if packaged_schemas(_read(release / "datapackage.json")) != declared_schemas():
            return None
        return fingerprint(read_sums(release))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _read(path: Path) -> dict[str, Any]:
    """A file of JSON; nothing where it is none."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
