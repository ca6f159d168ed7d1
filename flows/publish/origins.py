"""What two releases were made from, compared: raw files, their sidecars, code and knowledge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any, Literal

Rules = Literal["code", "knowledge", "code+knowledge"]
Cause = Literal["source", "code", "knowledge", "code+knowledge"]


@dataclass(frozen=True, slots=True)
class Origins:
    """What happened to the sources (paths, sorted) and to the rules between two releases."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]  # other bytes
    sidecars: tuple[str, ...]  # the same bytes, another sidecar
    renamed: tuple[tuple[str, str], ...]  # the same bytes under another path: old, new
    quarantined: tuple[str, ...]  # in quarantine now, and not before
    restored: tuple[str, ...]  # in quarantine before, and usable now
    rules: Rules | None  # which rules are others; None: they are the same

    @property
    def touched(self) -> frozenset[str]:
        """The paths, old and new, of every source that is not as it was."""
        both = (path for pair in self.renamed for path in pair)
        return frozenset((*self.added, *self.removed, *self.changed, *self.sidecars, *both))

    @property
    def set_changed(self) -> bool:
        """Whether the set of usable sources is another one; a new name makes no new source."""
        return bool(self.added or self.removed or self.quarantined or self.restored)


def origins(
    before: Mapping[str, Any], after: Mapping[str, Any], was_quarantined: Set[str], is_quarantined: Set[str]
) -> Origins:
    """Compare two `made_from` of index.json, given the paths of the sources in quarantine on either side.

    A part that one side does not tell (releases before `sidecars` and `packages` were recorded) counts as unchanged.
    Packages count as code.
    """
    old, new = before.get("sources", {}), after.get("sources", {})
    renamed = _renamed({p: old[p] for p in old if p not in new}, {p: new[p] for p in new if p not in old})
    moved_from, moved_to = dict(renamed), {path for _, path in renamed}
    kept = [path for path in old if path in new]
    changed = sorted(path for path in kept if old[path] != new[path])
    old_sidecars, new_sidecars = before.get("sidecars"), after.get("sidecars")
    sidecars: list[str] = []
    if old_sidecars is not None and new_sidecars is not None:
        pairs = ((path, moved_from.get(path, path)) for path in (*kept, *moved_from))
        sidecars = sorted(now for was, now in pairs if old_sidecars.get(was) != new_sidecars.get(now))
    were = {moved_from.get(path, path) for path in was_quarantined} & new.keys()
    return Origins(
        added=tuple(sorted(path for path in new if path not in old and path not in moved_to)),
        removed=tuple(sorted(path for path in old if path not in new and path not in moved_from)),
        changed=tuple(changed),
        sidecars=tuple(path for path in sidecars if path not in set(changed)),
        renamed=tuple(renamed),
        quarantined=tuple(sorted(is_quarantined - were)),
        restored=tuple(sorted(were - is_quarantined)),
        rules=_rules(before, after),
    )


def _renamed(gone: Mapping[str, str | None], come: Mapping[str, str | None]) -> list[tuple[str, str]]:
    """Pairs of paths with the same bytes; of several copies the first with the first."""
    by_bytes: dict[str, list[str]] = defaultdict(list)
    for path in sorted(come, reverse=True):
        if (sha256 := come[path]) is not None:
            by_bytes[sha256].append(path)
    return [(path, by_bytes[sha256].pop()) for path in sorted(gone) if (sha256 := gone[path]) and by_bytes.get(sha256)]


def _rules(before: Mapping[str, Any], after: Mapping[str, Any]) -> Rules | None:
    def differs(*parts: str) -> bool:
        return any(p in before and p in after and before[p] != after[p] for p in parts)

    code, knowledge = differs("code", "packages"), differs("knowledge")
    if code:
        return "code+knowledge" if knowledge else "code"
    return "knowledge" if knowledge else None
