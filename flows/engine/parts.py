"""All buckets → parts: those that the cache has as they are; the others made as loads, each a task of Prefect.

A bucket whose files change while it is read is read again, three times at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar, cast

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import as_completed
from prefect.utilities.annotations import quote

from flows.engine import cache
from flows.engine.bucket import buckets, is_settled, is_whole
from flows.engine.cluster import NoCluster, cluster
from flows.engine.guard import NotStarted
from flows.engine.hands import hands, make
from flows.engine.loads import Far, Load, loads, part_of
from flows.engine.order import Order
from flows.engine.steps import progress
from flows.link.parts import Part
from flows.publish import NotPublished
from flows.read import Input
from flows.storage.reach import bring_part

T = TypeVar("T")
Buckets = Mapping[str, Sequence[Input]]
ROUNDS = 3  # for files that change while they are read


def parts_of(inputs: list[Input], raw: Path, order: Order) -> list[Part]:
    """The parts of all buckets, out of the cache where they were made before. Raises NotPublished."""
    found: dict[str, Part] = {}
    there = buckets(inputs)
    waiting: Buckets = there
    for _ in range(ROUNDS):
        made = {name: part_of(bucket, order.rules) for name, bucket in waiting.items()}
        _bring(made.values(), order)
        ready = {name for name, part in made.items() if is_whole(part, _names(waiting[name])) and is_settled(part)}
        wanted = {name: bucket for name, bucket in waiting.items() if name not in ready}
        changed = _read(wanted, raw, order, len(inputs))
        _bring(made.values(), order)
        found |= {name: part for name, part in made.items() if name not in changed}
        for name, part in found.items():
            cache.note_part(raw, name, part.folder.name)
        waiting = {name: bucket for name, bucket in changed.items() if bucket}  # others are gone meanwhile
        if not waiting:
            return [found[name] for name in there if name in found]
    name, now = next(iter(waiting.items()))
    changing = next((before for before, after in zip_longest(there[name], now) if before != after), there[name][0])
    raise NotPublished(f"{changing.name} keeps changing while it is read, so nothing is published: build again later.")


def _read(buckets_: Buckets, raw: Path, order: Order, sources: int) -> dict[str, list[Input]]:
    """Have buckets made parts. Out: those whose files changed meanwhile, as they are now. Raises NotPublished."""
    reading = order.settings.reading
    try:
        if buckets_ and order.cluster:
            far = Far(order.raw or raw, order.store or cache.PARTS)
            tasks, workers = cluster(order.cluster, far.raw, far.store, next(iter(buckets_.values()))[0].name)
            wanted = loads(raw, buckets_, order.rules, reading, workers, far)
            return read_loads.with_options(task_runner=tasks)(whole(wanted), sources)
        wanted = loads(raw, buckets_, order.rules, reading, order.workers)
        with hands(order.workers, len(wanted), reading):
            return read_loads.fn(wanted, sources)
    except (NotStarted, NoCluster) as error:
        raise NotPublished(str(error)) from None


@flow(name="read … validate", persist_result=False)
def read_loads(wanted: list[Load], sources: int) -> dict[str, list[Input]]:
    """Have loads of that many sources made, each as a task; a flow of its own only where a cluster runs them."""
    changed: dict[str, list[Input]] = {}
    done = sources - sum(load.sources for load in wanted)
    under_way = {read_load.submit(load): load for load in wanted}  # not `whole`, which Dask undoes
    for made in as_completed(list(under_way)):
        changed |= made.result()
        done += under_way[made].sources
        progress(done, sources)
    return changed


def _bring(parts: Iterable[Part], order: Order) -> None:
    """Bring those of some parts here that are in the store of a cluster and not here."""
    for part in parts:
        if order.cluster and order.store and not part.folder.exists():
            cache.PARTS.mkdir(parents=True, exist_ok=True)
            bring_part(order.store, part.folder.name, cache.PARTS)


def _names(bucket: Sequence[Input]) -> Iterator[str]:
    return (each.name for each in bucket)


@task(name="read … validate", cache_policy=NO_CACHE)
def read_load(load: Load) -> dict[str, list[Input]]:
    """Make the parts of some buckets in the cache; those whose files changed meanwhile, as they are now."""
    return make(load)


def whole(value: T) -> T:
    """A value as Prefect hands it on untouched."""
    return cast(T, quote(value))
