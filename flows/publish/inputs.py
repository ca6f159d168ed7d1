"""The inputs of a release, found again by their hashes, and laid out as the raw texts that it was made from."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from flows.engine import fingerprint
from flows.publish.sums import digest

DATA = ("parquet", "csv", "text")  # what the same inputs give again, byte for byte
RULES = {"code": "program", "knowledge": "curated facts", "packages": "installed packages"}


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files that a release was made from, as far as they were found."""

    files: dict[str, Path] = field(default_factory=dict)  # path below raw/ then → the file now
    missing: list[str] = field(default_factory=list)  # a sentence each
    unsure: list[str] = field(default_factory=list)  # what was taken without a hash to know it by, a sentence each


def find_inputs(made_from: Mapping[str, Any], raws: Sequence[Path]) -> Inputs:
    """Look in some folders for the sources and sidecars in `made_from` of an index.json, under any name.

    Raises ValueError or TypeError where `made_from` is not what a release has.
    """
    found, candidates = Inputs(), _Candidates(raws)
    sidecars = made_from.get("sidecars")  # older releases do not name them
    for path, sha256 in made_from["sources"].items():
        _check_path(path)
        source = candidates.named(path) if sha256 is None else candidates.find(path, sha256)
        if source is None:
            found.missing.append(f"{path}: no file with its SHA-256 ({sha256}) was found.")
            continue
        found.files[path] = source
        if sha256 is None:
            found.unsure.append(f"{path}: it could not be read then, so the file of that name was taken.")
        beside, wanted = str(PurePosixPath(path).with_suffix(".yml")), (sidecars or {}).get(path)
        sidecar = candidates.find(beside, wanted) if wanted else None
        if sidecars is None and beside != path and source.with_suffix(".yml").is_file():
            sidecar = source.with_suffix(".yml")
            found.unsure.append(f"{beside}: the release does not say which sidecar it had, so the one there was taken.")
        if sidecar:
            found.files[beside] = sidecar
        elif wanted:
            found.missing.append(f"{beside}: no sidecar with its SHA-256 ({wanted}) was found.")
        elif path in (sidecars or {}):
            found.missing.append(f"{beside}: it could not be read then, so nobody knows what it was.")
    return found


def lay_out(files: Mapping[str, Path], raw: Path) -> None:
    """Put files under their paths below a new folder; without copying where the file system allows it."""
    for name, origin in files.items():
        target = raw / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if origin.is_symlink() and not origin.is_file():
            target.symlink_to(origin.readlink())
            continue
        try:
            os.link(origin.resolve(), target)  # a symbolic link would lead out of the folder, which sources must not
        except OSError:
            shutil.copyfile(origin, target)


def other_rules(made_from: Mapping[str, Any]) -> list[str]:
    """What of program, facts and packages is not as it was when a release was made, in words."""
    now = {key: getattr(fingerprint, key)() for key in RULES if hasattr(fingerprint, key)}
    return [RULES[key] for key in now if made_from.get(key) not in (None, now[key])]


def differences(release: Path, again: Path) -> Iterator[str]:
    """A sentence for each file of data that is not the same in both folders."""
    for part in DATA:
        ours, theirs = ({path.name for path in (folder / part).iterdir()} for folder in (release, again))
        for name in sorted(ours | theirs):
            if name not in theirs:
                yield f"{part}/{name} is in the release only."
            elif name not in ours:
                yield f"{part}/{name} is in the new build only."
            elif digest(release / part / name) != digest(again / part / name):
                yield f"{part}/{name} differs."


class _Candidates:
    """The files in some folders, by path and by hash; they are hashed only as far as they are looked at."""

    def __init__(self, raws: Sequence[Path]) -> None:
        self._raws = raws
        self._by_hash: dict[str, Path] | None = None

    def named(self, path: str) -> Path | None:
        """The file, or whatever it is, of that path."""
        return next((raw / path for raw in self._raws if os.path.lexists(raw / path)), None)

    def find(self, path: str, sha256: str) -> Path | None:
        """A file with that hash, if possible of that path."""
        for raw in self._raws:
            if (raw / path).is_file() and digest(raw / path) == sha256:
                return raw / path
        if self._by_hash is None:
            there = (path for raw in self._raws for path in sorted(raw.rglob("*")) if path.is_file())
            self._by_hash = {digest(path): path for path in there}
        return self._by_hash.get(sha256)


def _check_path(path: str) -> None:
    """Refuse a path that would leave the folder: the index may come from anywhere."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or not pure.name:
        raise ValueError(f"{path!r} is no path of a source")
