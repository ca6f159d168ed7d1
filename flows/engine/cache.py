"""What builds keep in the project's cache, so that nothing is done twice. All of it may be thrown away at any time.

parts/<key>        what a bucket of sources gave: link/parts.py
pages/<key>        pages of a source or document, and words for databases: present/linked.py, kept.py
buckets/<raw>-<n>  which part a bucket had last, from which it takes over what has not changed
compared/<raw>     what documents were found to follow: compare/kept.py
builds/<out>.json  of what the last build into a folder was made, and which release stands since, with its seal
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from flows.engine import fingerprint
from flows.engine.quiet import CACHE
from flows.publish import place
from flows.publish.facts import Published
from flows.publish.intact import Seal, is_intact, seal
from flows.read import Input

PARTS = CACHE / "parts"
PAGES = CACHE / "pages"
COMPARED = CACHE / "compared"
_KEPT = 7 * 24 * 3600  # seconds for which parts and pages are kept that no build has used


def key_of(inputs: Iterable[Input], *made_by: str) -> str:
    """A hash of sources as they stand in raw/, and of what makes something of them."""
    lines = [f"{each.name}\0{each.content}\0{each.sidecar}" for each in inputs]
    return hashlib.sha256("\n".join([*made_by, *lines]).encode("utf-8", "backslashreplace")).hexdigest()


def part_key(bucket: Iterable[Input], rules: str) -> str:
    """The name of the part of a bucket; `rules`: fingerprint of what makes its rows."""
    return key_of(bucket, rules)


def older_part(raw: Path, bucket: str) -> str | None:
    """The name of the part that a bucket of a folder of sources had last."""
    try:
        key = _pointer(raw, bucket).read_text("utf-8")
    except (OSError, ValueError):
        return None
    return key if re.fullmatch("[0-9a-f]{64}", key) else None


def note_part(raw: Path, bucket: str, name: str) -> None:
    """Note the name of the part that a bucket has now."""
    _write(_pointer(raw, bucket), name)


def compared(raw: Path) -> Path:
    """Where comparisons of the documents of a folder of sources are kept."""
    return COMPARED / _name(raw)


def build_key(inputs: Iterable[Input], rules: str, presented: str | None) -> str:
    """What tells one build from another, with the fingerprints of what makes rows, and of what makes pages and files
    for tools, if it has any.
    """
    return key_of(inputs, fingerprint.code(), rules, *([presented] if presented else []))


def recall(out: Path, key: str) -> Published | None:
    """The release that stands in `out`, when the last build into it was this one and all is as it left it."""
    try:
        known = json.loads(_note(out).read_text("utf-8"))
        version = str(known["version"])
        release = out / "releases" / version
        stands = known["key"] == key and place.is_latest(out, version)
        whole = stands and is_intact(release, Seal(**known["seal"]), time.time())
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Published(version, release, new=False) if whole else None


def remember(out: Path, key: str, published: Published) -> None:
    """Note which build was the last one into `out`, and what its release is like."""
    _write(_note(out), json.dumps({"key": key, "version": published.version, "seal": asdict(seal(published.path))}))


@contextmanager
def tidied() -> Iterator[None]:
    """Leave nothing unfinished in the cache: neither what the body began, nor what killed builds did."""
    try:
        yield
    finally:
        for path in (
            each
            for name in ("parts", "pages", "buckets", "builds", "compared")
            for each in (CACHE / name).glob("*.partial-*")
        ):
            if place.is_leftover(path):
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def clear(used: Collection[Path]) -> None:
    """Remove what nothing has used for a week; pages and comparisons say themselves when they were used."""
    for part in used:
        os.utime(part)
    oldest = time.time() - _KEPT
    for path in (each for folder in (PARTS, PAGES, COMPARED) if folder.is_dir() for each in folder.iterdir()):
        if path not in used and not place.is_unfinished(path) and path.stat().st_mtime < oldest:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def _note(out: Path) -> Path:
    return CACHE / "builds" / f"{_name(out)}.json"


def _pointer(raw: Path, bucket: str) -> Path:
    return CACHE / "buckets" / f"{_name(raw)}-{bucket}"


def _name(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]


def _write(note: Path, text: str) -> None:
    note.parent.mkdir(parents=True, exist_ok=True)
    unfinished = note.with_suffix(f".partial-{os.getpid()}")
    unfinished.write_text(text, "utf-8")
    unfinished.replace(note)
