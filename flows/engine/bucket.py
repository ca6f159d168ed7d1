"""A bucket of sources → a part: read … extract and name, source by source, then validate what they gave together.

A wrong row is left out and told in issues. A source of which more is wrong, or that the program itself cannot bear, is
put in quarantine with the reason, and the others go on without it.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from flows.link.agencies import Tally
from flows.link.indicators import indicators_together
from flows.link.name import Named, name
from flows.link.parts import Part, write_part
from flows.quotes import quoter
from flows.read import Input
from flows.read.refusal import Ended, Refusal
from flows.tables import names
from flows.validate import Report, validate
from flows.validate.apart import tell_apart, unmark
from flows.validate.expectations import FAILURES_SHOWN
from flows.validate.leave_out import leave_out
from flows.validate.merge import merge

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")
Row = dict[str, Any]
RULES = ""  # the place of the rules among what a part is made of: no source has that name
SOURCES_PER_BUCKET = 64
SHOWN = 3  # sources that a word names
BEARABLE = 8  # sources of a bucket that may fail validation; beyond that a rule is wrong, not the sources
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


def make_part(
    bucket: Sequence[Input], root: Path, folder: Path, readers: Readers, rules: str, older: Part | None = None
) -> Part:
    """Make the sources of a bucket, below `root`, the part `folder`.

    `rules` is the fingerprint of what makes rows of a source. Sources that an `older` part has, as they are now and by
    the same rules, are taken over from it with what validation said of them. Those that reading was ended of are not
    among what the part says it is made of.
    """
    made_of = {each.name: f"{each.content} {each.sidecar}" for each in bucket} | {RULES: rules}
    kept = _kept(older, made_of) if older else {}
    wanted = [each for each in bucket if each.name not in kept]
    given = readers.map(partial(read_and_name, root=root), [each.path for each in wanted])
    ended = {each.name for each, what in zip(wanted, given, strict=True) if isinstance(what, Ended)}
    if older and older.folder == folder and kept and ended and len(ended) == len(wanted):  # as before
        return older
    new = [_named(each.path, root, what) for each, what in zip(wanted, given, strict=True)]
    report = check(new)
    if not report.passed:
        new = _without_the_wrong(new)
        report = check(new)
    sources = sorted([*kept.values(), *new], key=lambda source: source.path)
    made_of = {name: content for name, content in made_of.items() if name not in ended}
    return write_part(folder, sources, merge([older.report(), report]) if older and kept else report, made_of)


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
    return [_without_the_wrong([each])[0] for each in new]


def _named(path: Path, root: Path, given: Named | Refusal) -> Named:
    if isinstance(given, Named):
        return given
    from flows.hall import unread

    return name(unread(path, root, given))


def check(sources: Sequence[Named], shown: int | None = FAILURES_SHOWN) -> Report:
    """What validation says of some sources together, with as many rows as are to be shown of those that fail.

    Sources that are named alike, copies most likely, are told apart.
    """
    apart = tell_apart(sources)
    texts = {str(source.tables["sources"]["source_id"][0]): source.text for source in apart}
    return unmark(validate(together(apart), quoter(texts), shown))


def together(sources: Iterable[Named]) -> dict[str, pa.Table]:
    """The tables of some sources as those of a small corpus."""
    import pyarrow as pa

    given = list(sources)
    tally = Tally()
    for source in given:
        tally.add(*(source.tables[name] for name in ("agencies", "agency_aliases", "document_issuers")))
    made = tally.tables() | indicators_together(source.tables["indicators"] for source in given)
    return {table: pa.concat_tables(source.tables[table] for source in given) for table in names()} | made


def _without_the_wrong(sources: Sequence[Named]) -> list[Named]:
    """The sources, those that fail by themselves without their wrong rows, or in quarantine; as they were where too
    many do.
    """
    kept: list[Named] = []
    wrong = 0
    for each in sources:
        source, report = leave_out(each, lambda one: check([one], shown=None))
        if report.passed:
            kept.append(source)
            continue
        wrong += 1
        if wrong > BEARABLE:
            return list(sources)
        kept.append(_refused(source, report))
    return kept


def _refused(source: Named, report: Report) -> Named:
    """The source in quarantine, because its rows are not what they must be."""
    from flows.hall import SourceTables, refused

    first = report.failed[0]
    failure = first.failures[0].sentence if first.failures else ""
    sentence = (
        f"Its rows do not hold ({first.table}: {first.title.en}; {failure}) That is a fault of the program: report it, "
        "or correct the row by a sidecar."
    )
    found = SourceTables(source.path, source.text, {"sources": source.tables["sources"].to_pylist()})
    return name(refused(found, Refusal(sentence, rule="failed-validation")))
