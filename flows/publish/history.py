"""outputs/releases.json: all releases, newest first, those that were pruned too.

What is known of a release does not change, so it is read off the disk once and carried on from then: that is how the
list still knows a release that is gone. A list that cannot be read is made anew from what is on the disk.
"""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.publish.atomic import write_atomically
from flows.publish.facts import NAME
from flows.publish.sums import SUMS, check_sums, digest
from flows.publish.version import is_after, parse

RELEASES = "releases.json"
_READ = ("index.json", "CHANGES.md", "delta/")  # what the list is made of
LONGEST_SUMMARY = 2_000  # characters
_RULE = re.compile(r"\|[-:| ]+\|")  # between the head of a table and its rows
_MARKS = re.compile(r"\\([\W_])|\*\*|`")  # an escaped mark stays, without its escape
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the list says of a release."""

    version: str
    date: str  # RFC 3339, UTC
    level: str  # which number of the version moved: major | minor | patch
    rows: Mapping[str, int]  # by table
    sources: Mapping[str, int] | None  # total, added, removed, changed; None where the release before was gone already
    changes: Mapping[str, int] | None  # rows added, changed, removed; None where that is not known, as of the first
    bytes: int  # of all its files
    sha256: str  # of its SHA256SUMS, which stands for all of it
    summary: str  # its entry in CHANGES.md, as plain text
    path: str  # relative to the list
    pruned: bool = False


def on_disk(out: Path) -> list[Path]:
    """The releases below `out`, oldest first: folders named by a version that have an index and sums."""
    folder = out / "releases"
    found = [path for path in folder.iterdir() if _is_release(path)] if folder.is_dir() else []
    return sorted(found, key=lambda path: parse(path.name) or (0, 0, 0))


def write_history(out: Path, elsewhere: Collection[str] = ()) -> list[Entry]:
    """Bring the list below `out` up to date. Out: its entries, newest first. Raises OSError where it cannot be.

    `elsewhere` are versions that are kept in another place than this disk.
    """
    known, before = _known(out / RELEASES), None
    entries = {version: replace(entry, pruned=version not in elsewhere) for version, entry in known.items()}
    oldest = not known
    for release in on_disk(out):
        try:
            entries[release.name] = _entry(release, known.get(release.name), before, oldest)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("%s is not read for %s, for it is damaged: %r", release, RELEASES, error)
            entries.update({version: entry for version, entry in known.items() if version == release.name})
            continue
        before, oldest = release, False
    newest_first = sorted(entries.values(), key=lambda entry: parse(entry.version) or (0, 0, 0), reverse=True)
    _write(out, newest_first)
    return newest_first


def read_history(out: Path) -> list[Entry]:
    """The entries of the list as it stands; none where it is damaged."""
    return list(_known(out / RELEASES).values())


def forget_after(out: Path, version: str) -> None:
    """Take releases after that version off the list: nobody was told of them."""
    _write(out, [entry for entry in read_history(out) if not is_after(entry.version, version)])


def _write(out: Path, entries: Sequence[Entry]) -> None:
    content = {"name": NAME, "releases": [asdict(entry) for entry in entries]}
    if entries:
        write_atomically(out / RELEASES, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


def _is_release(path: Path) -> bool:
    named = parse(path.name) and path.is_dir() and not path.is_symlink()
    return bool(named) and (path / "index.json").is_file() and (path / SUMS).is_file()


def _known(path: Path) -> dict[str, Entry]:
    """The entries of the list as it stands, by version; none, with a warning, where it is damaged."""
    if not path.exists():
        return {}
    try:
        given = json.loads(path.read_text("utf-8"))["releases"]
        return {entry.version: entry for entry in map(_understood, given)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning(
            "%s is made anew, for it cannot be read (%r): releases pruned before are no longer in it.", path, error
        )
        return {}


def _understood(given: Mapping[str, Any]) -> Entry:
    entry = Entry(**{field.name: given[field.name] for field in fields(Entry)})
    right = _utc(entry.date) == entry.date and isinstance(entry.summary, str)
    if not right or (entry.level, entry.path) != (_level(entry.version), f"releases/{entry.version}"):
        raise ValueError(f"{entry.version!r} is no entry of a release")
    return entry


def _entry(release: Path, known: Entry | None, before: Path | None, oldest: bool) -> Entry:
    """The entry of a release on the disk; `before` is the one before it, `oldest` that there never was any."""
    sha256 = digest(release / SUMS)
    if known and known.sha256 == sha256:
        return replace(known, pruned=False)
    if damaged := next(check_sums(release, only=("",) if known else _READ, strangers=False), None):
        raise ValueError(damaged)  # nothing that is said of it may become another
    index = _index(release)
    return Entry(
        version=release.name,
        date=_utc(index["built_at"]),
        level=_level(release.name),
        rows={str(name): int(n) for name, n in index["rows"].items()},
        sources=_sources(index, _index(before) if before else {}) if before or oldest else None,
        changes=None if oldest else _changes(release, index["rows"]),
        bytes=sum(path.stat().st_size for path in release.rglob("*") if path.is_file()),
        sha256=sha256,
        summary=_summary(release / "CHANGES.md"),
        path=f"releases/{release.name}",
    )


def _level(version: str) -> str:
    _, minor, patch = parse(version) or (0, 0, 0)
    return "patch" if patch else "minor" if minor else "major"


def _index(release: Path) -> dict[str, Any]:
    index: dict[str, Any] = json.loads((release / "index.json").read_text("utf-8"))
    return index


def _sources(now: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, int]:
    new, old = now["made_from"]["sources"], before.get("made_from", {}).get("sources", {})
    return {
        "total": len(new),
        "added": len(new.keys() - old.keys()),
        "removed": len(old.keys() - new.keys()),
        "changed": sum(new[path] != old[path] for path in new.keys() & old.keys()),
    }


def _changes(release: Path, tables: Mapping[str, int]) -> dict[str, int] | None:
    """Rows by what happened to them, from the deltas; a changed row stands there twice, before and after."""
    deltas = [path for name in tables if (path := release / "delta" / f"{name}.parquet").is_file()]
    if not deltas:
        return None
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    counts: Counter[str] = Counter()
    for path in deltas:
        for each in pc.value_counts(pq.read_table(path, columns=["change"])["change"]).to_pylist():
            counts[each["values"]] += each["counts"]
    return {"added": counts["added"], "changed": counts["after"], "removed": counts["removed"]}


def _summary(path: Path) -> str:
    """What the newest entry of a CHANGES.md says, without its heading and without Markdown's marks."""
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError):
        return ""
    entry = text.partition("\n## ")[2].partition("\n## ")[0]
    heading, _, said = entry.partition("\n")
    lines = said.strip().split("\n") if said.strip() else [heading.partition(":")[2]]
    plain = "\n".join(_plain(line) for line in lines if not _RULE.fullmatch(line))
    return plain if len(plain) <= LONGEST_SUMMARY else f"{plain[:LONGEST_SUMMARY]} …"


def _plain(line: str) -> str:
    """A line of Markdown as text: without marks of headings, stress and code, the cells of a table in a row."""
    cells = line.strip().strip("|").split(" | ") if line.startswith("| ") else [line.strip().lstrip("#")]
    return _MARKS.sub(lambda mark: mark[1] or "", " · ".join(cell.strip() for cell in cells))


def _utc(date: str) -> str:
    """A point in time, with its zone, as RFC 3339 in UTC."""
    moment = datetime.fromisoformat(date)
    if moment.tzinfo is None:
        raise ValueError(f"{date} has no time zone")
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
