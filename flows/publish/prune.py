"""Which releases need not be kept on the disk, and how they go."""

from __future__ import annotations

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
    releases = on_disk(out)
    if not keep.releases or len(releases) <= keep.releases:
        return []
    kept = {release.name for release in releases[-keep.releases :]}
    kept |= {release.name for release in releases if is_latest(out, release.name)}
    if keep.majors:
        last = {(parse(release.name) or (0,))[0]: release.name for release in releases}
        kept |= set(last.values())
    good = next((release for release in reversed(releases) if not any(check_sums(release))), None)
    if good is None:
        return []
    return [release for release in releases if release.name not in kept | {good.name}]
