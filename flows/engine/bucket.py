"""A bucket of sources → a part: read … extract and name, source by source, then validate what they gave together.

A wrong row is left out and told in issues. A source of which more is wrong, or that the program itself cannot bear, is
put in quarantine with the reason, and the others go on without it.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

from flows.engine.checks import check, check_each, without_the_wrong
from flows.link.name import Named, name
from flows.link.parts import Part, write_part
from flows.read import Input
from flows.read.refusal import Ended, Refusal
from flows.validate import Report
from flows.validate.merge import merge

T = TypeVar("T")
RULES = ""  # the place of the rules among what a part is made of: no source has that name
SOURCES_PER_BUCKET = 64
SHOWN = 3  # sources that a word names
log = logging.getLogger(__name__)


class Readers(Protocol):
    """Who reads files: flows/engine/guard.py, in processes that may be ended or die."""

    def map(self, function: Callable[[Path], T], paths: Sequence[Path]) -> list[T | Refusal]:
        """What the function gives of each file, or why it gives nothing."""


def buckets(inputs: list[Input]) -> dict[str, list[Input]]:
    """Sources by a hash of their path: a new source changes one bucket, until their number doubles."""
    count = 1
    while count * SOURCES_PER_BUCKET < len(inputs):
        count *= 2
    found: dict[str, list[Input]] = defaultdict(list)
    for each in inputs:
        place = int.from_bytes(hashlib.sha256(each.name.encode()).digest()[:8]) % count
        found[f"{place}-of-{count}"].append(each)
    return found


@dataclass(frozen=True, slots=True)
class Wanted:
    """A bucket that is to become a part."""

    bucket: Sequence[Input]
    folder: Path  # where its part is to stand
    older: Part | None = None  # the part that it had before


def make_parts(wanted: Sequence[Wanted], root: Path, readers: Readers, rules: str) -> list[Part]:
    """Make the sources of some buckets, below `root`, parts, in their order.

    `rules` is the fingerprint of what makes rows of a source. Sources that an older part has, as they are now and by
    the same rules, are taken over from it with what validation said of them. Those that reading was ended of are not
    among what a part says it is made of. What a part is does not depend on the buckets that are made with it.
    """
    under_way = [_Bucket.of(each, root, readers, rules) for each in wanted]
    changed = [each for each in under_way if each.new and not each.as_before]
    for each, report in zip(changed, check_each([each.new for each in changed]), strict=True):
        each.report = report
        if not report.passed:
            each.new = without_the_wrong(each.new)
            each.report = check(each.new)
    return [each.part() for each in under_way]


@dataclass(slots=True)
class _Bucket:
    """A bucket on its way to a part: what an older part has of it, and what was read anew."""

    wanted: Wanted
    kept: Mapping[str, Named]
    new: Sequence[Named]
    ended: Collection[str]  # sources that reading was ended of
    rules: str
    report: Report | None = None  # on what was read anew

    @classmethod
    def of(cls, wanted: Wanted, root: Path, readers: Readers, rules: str) -> _Bucket:
        kept = _kept(wanted.older, _made_of(wanted.bucket, rules)) if wanted.older else {}
        unknown = [each for each in wanted.bucket if each.name not in kept]
        given = readers.map(partial(read_and_name, root=root), [each.path for each in unknown])
        ended = [each.name for each, what in zip(unknown, given, strict=True) if isinstance(what, Ended)]
        new = [_named(each.path, root, what) for each, what in zip(unknown, given, strict=True)]
        return cls(wanted, kept, new, ended, rules)

    @property
    def as_before(self) -> bool:
        """Whether its part stands already, and reading was ended again of all that is not in it."""
        older = self.wanted.older
        again = self.kept and self.ended and len(self.ended) == len(self.new)
        return older is not None and older.folder == self.wanted.folder and bool(again)

    def part(self) -> Part:
        """Its part, written unless it stands already."""
        older = self.wanted.older
        if older and self.as_before:
            return older
        sources = sorted([*self.kept.values(), *self.new], key=lambda source: source.path)
        made_of = _made_of((each for each in self.wanted.bucket if each.name not in self.ended), self.rules)
        reports = [*([older.report()] if older and self.kept else []), *([self.report] if self.report else [])]
        return write_part(self.wanted.folder, sources, merge(reports), made_of)


def _made_of(bucket: Iterable[Input], rules: str) -> dict[str, str]:
    return {each.name: f"{each.content} {each.sidecar}" for each in bucket} | {RULES: rules}


def is_whole(part: Part, sources: Iterable[str]) -> bool:
    """Whether a part is there as it was written. If it is damaged, a word says that its `sources` are read again."""
    damage = part.damage()
    if damage and os.path.exists(part.folder):  # whatever name a damaged note gives it
        first = [repr(name) for name in islice(sources, SHOWN + 1)]
        what = ", ".join([*first[:SHOWN], *(["…"] if len(first) > SHOWN else [])])
        log.warning("What the cache keeps of %s is damaged (%s): it is made again.", what, damage)
    return not damage


def is_settled(part: Part) -> bool:
    """Whether no source of the part is to be tried again because reading it was ended."""
    return part.made_of().keys() >= set(part.paths())


def _kept(older: Part, made_of: Mapping[str, str]) -> dict[str, Named]:
    """The usable sources of a part that are the same now, by their path; none where it is not what it was."""
    if _by_other_rules(older, made_of[RULES]) or not is_whole(older, filter(None, made_of)):
        return {}
    was = older.made_of()
    if not older.report().passed:
        return {}
    same = [n for n, path in enumerate(older.paths()) if was.get(path) == made_of.get(path) is not None]
    sources = map(older.named, same)
    return {source.path: source for source in sources if source.tables["sources"]["status"][0].as_py() == "ok"}


def _by_other_rules(part: Part, rules: str) -> bool:
    """Whether a part says that other rules made it: another version of the program, maybe, whose parts have no seal."""
    try:
        return part.made_of().get(RULES) != rules
    except (OSError, ValueError, AttributeError):
        return False


def read_and_name(path: Path, root: Path) -> Named:
    """Everything that the file at `path` below `root` gives, with ids. Raises nothing but MemoryError."""
    from flows.hall import program_error, read_one, refused, unread  # rooms that only who reads needs

    try:
        source = read_one(path, root)
        try:
            return name(source)
        except Refusal as refusal:  # a correction by hand does not fit the rows
            return name(refused(source, refusal))
    except MemoryError:  # more than the limit
        raise
    except Exception as error:  # at night the other sources matter more than what is wrong here
        return name(unread(path, root, program_error(error)))


def read_alone(paths: Sequence[Path], root: Path, readers: Readers) -> list[Named]:
    """What a build would make of each file below `root`: in quarantine, too, where its rows do not hold."""
    given = readers.map(partial(read_and_name, root=root), paths)
    new = (_named(path, root, what) for path, what in zip(paths, given, strict=True))
    return [without_the_wrong([each])[0] for each in new]


def _named(path: Path, root: Path, given: Named | Refusal) -> Named:
    if isinstance(given, Named):
        return given
    from flows.hall import unread

    return name(unread(path, root, given))
