"""Which releases need not be kept on the disk, and how they go."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from flows.publish.atomic import remove_folder
from flows.publish.history import on_disk, write_history
from flows.publish.place import is_latest
from flows.publish.sums import check_sums
from flows.publish.version import parse
from flows.settings import Keep


def prune(out: Path, keep: Keep, dry_run: bool = False) -> list[Path]:
    """Remove the releases below `out` that `keep` does not name. Out: those, oldest first.

    What `latest` points to stays, and the newest release whose sums are right. releases.json has each release before
    it goes; what was pruned stays in it. Raises OSError; the releases that are still there are whole then.
    """
    spare = expendable(out, keep)
    if dry_run or not spare:
        return spare
    write_history(out)
    for release in spare:
        if not is_latest(out, release.name):  # it may have moved meanwhile
            remove_folder(release)
    write_history(out)
    return [release for release in spare if not release.exists()]


def expendable(out: Path, keep: Keep) -> list[Path]:
    """The releases that may go, oldest first; none where no release is whole, for each may be the best there is."""
    releases = {release.name: release for release in on_disk(out)}
    spare = not_kept(releases, keep) - {name for name in releases if is_latest(out, name)}
    if not spare:
        return []
    good = next((name for name in reversed(releases) if not any(check_sums(releases[name]))), None)
    return [releases[name] for name in releases if name in spare - {good}] if good else []


def not_kept(versions: Iterable[str], keep: Keep) -> set[str]:
    """Those of all versions that the settings do not name."""
    known = sorted((number, version) for version in versions if (number := parse(version)))
    if not keep.releases or len(known) <= keep.releases:
        return set()
    kept = {version for _, version in known[-keep.releases :]}
    if keep.majors:
        kept |= set({number[0]: version for number, version in known}.values())
    return {version for _, version in known} - kept
