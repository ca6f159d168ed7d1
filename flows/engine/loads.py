"""A load: some buckets that are read, validated and written as parts in one call, wherever there is a process for it.

What goes there is where the sources are and what is wanted of them; what comes back is which buckets stood still
meanwhile. Rows go from the worker to the store, and not by way of who asked.
"""

from __future__ import annotations

import atexit
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path, PurePosixPath

from flows.engine import cache as kept
from flows.engine.bucket import Readers, Wanted, is_whole, make_parts
from flows.engine.guard import Guard
from flows.engine.quiet import without_looking_for_garbage
from flows.link.parts import Part
from flows.read import Input, look_again
from flows.settings import Reading
from flows.storage.address import Place
from flows.storage.reach import parts_at_hand, send_parts, sources_at_hand
from flows.validate.engine import engine_name

MOST = 512  # sources of a load: what validation costs however few there are is paid once for so many
EACH = 2  # loads for each process, at least, so that none has nothing to do at the end
FEW = 256  # sources that are one load: processes that make loads take some seconds to start


@dataclass(frozen=True, slots=True)
class Far:
    """Where processes of other machines find the sources and keep parts."""

    raw: Place
    store: Place


@dataclass(frozen=True, slots=True)
class Load:
    """Buckets of the sources below `raw`, by name, that are to become parts in `store`."""

    raw: Place
    store: Place
    buckets: Mapping[str, Sequence[Input]]
    older: Mapping[str, str]  # the names of the parts that they had last
    rules: str  # fingerprint of what makes their rows
    reading: Reading

    @property
    def sources(self) -> int:
        """How many there are."""
        return sum(map(len, self.buckets.values()))


def loads(
    raw: Path,
    buckets: Mapping[str, Sequence[Input]],
    rules: str,
    reading: Reading,
    workers: int,
    far: Far | None = None,
) -> list[Load]:
    """Buckets as loads for so many processes; `far` is where these find sources and store, if not where we do."""
    sources = sum(map(len, buckets.values()))
    most = min(MOST, -(-sources // (EACH * workers))) if workers > 1 and sources > FEW else MOST
    older = {name: key for name in buckets if (key := kept.older_part(raw, name))}
    where = far or Far(raw, kept.PARTS)
    return [Load(where.raw, where.store, some, _only(older, some), rules, reading) for some in _together(buckets, most)]


def make_load(load: Load, readers: Readers | None = None) -> dict[str, list[Input]]:
    """Make the parts of a load. Out: the buckets whose files changed meanwhile, as they are now.

    Raises NotStarted where texts cannot be read. `readers` reads them; by default one process of this one's.
    """
    _load_libraries()
    files = {name for bucket in load.buckets.values() for each in bucket for name in _files(each)}
    with sources_at_hand(load.raw, files) as raw, parts_at_hand(load.store, load.older.values()) as store:
        there = {name: [_below(raw, each) for each in bucket] for name, bucket in load.buckets.items()}
        wanted = [_wanted(store, name, bucket, load) for name, bucket in there.items()]
        make_parts(wanted, raw, readers or _own_reader(load.reading), load.rules)
        send_parts(load.store, store, [each.folder.name for each in wanted])
        now = {name: look_again([each.path for each in bucket], raw) for name, bucket in there.items()}
        return {name: _back(load.buckets[name], some) for name, some in now.items() if some != there[name]}


@cache
def _load_libraries() -> None:
    """Load what validation needs, in a process that has not done so yet."""
    with without_looking_for_garbage():
        engine_name()


def _files(source: Input) -> list[str]:
    """The names of its file and its sidecar."""
    return [source.name, *([str(PurePosixPath(source.name).with_suffix(".yml"))] if source.sidecar else [])]


def _below(raw: Path, source: Input) -> Input:
    """A source where it is at hand."""
    return source if source.path.is_relative_to(raw) else replace(source, path=raw / source.name)


def _back(asked: Sequence[Input], found: Sequence[Input]) -> list[Input]:
    """Sources as they were found, where we were asked for them."""
    paths = {each.name: each.path for each in asked}
    return [replace(each, path=paths[each.name]) for each in found]


def _wanted(store: Path, name: str, bucket: Sequence[Input], load: Load) -> Wanted:
    folder = store / kept.part_key(bucket, load.rules)
    older = Part(store / load.older[name]) if name in load.older and (store / load.older[name]).is_dir() else None
    damaged = older is not None and older.folder == folder and not is_whole(older, ())
    return Wanted(bucket, folder, None if damaged else older)


def _only(older: Mapping[str, str], buckets: Mapping[str, object]) -> dict[str, str]:
    return {name: key for name, key in older.items() if name in buckets}


def _together(buckets: Mapping[str, Sequence[Input]], most: int) -> Iterator[dict[str, Sequence[Input]]]:
    """Buckets one after the other, as long as they have not more sources together."""
    some: dict[str, Sequence[Input]] = {}
    for name, bucket in buckets.items():
        if some and sum(map(len, some.values())) + len(bucket) > most:
            yield some
            some = {}
        some[name] = bucket
    if some:
        yield some


@cache
def _own_reader(limits: Reading) -> Guard:
    """A process that reads for this one until it ends."""
    guard = Guard(1, limits)
    atexit.register(guard.__exit__, None, None, None)
    return guard


def part_of(bucket: Sequence[Input], rules: str) -> Part:
    """The part of a bucket, whether or not it is there."""
    return Part(kept.PARTS / kept.part_key(bucket, rules))
