"""The Prefect flow from raw/ to a release: wiring and nothing else. What the rooms do, they do without Prefect.

Tasks are few and long, for a task run costs more than reading a plan: a bucket of sources is one. Tables go from task
to task inside `quote`, else Prefect would walk through every row in search of futures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from flows.quiet import keep_quiet

keep_quiet()  # before Prefect is imported, which reads its settings then

from prefect import flow, task  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.utilities.annotations import quote  # noqa: E402

from flows.hall import SourceTables, read_one  # noqa: E402
from flows.link import Linked, link  # noqa: E402
from flows.publish import publish  # noqa: E402
from flows.quotes import quoter  # noqa: E402
from flows.read import list_sources  # noqa: E402
from flows.steps import step  # noqa: E402
from flows.validate import Report, validate  # noqa: E402
from flows.validate.accuracy import measure  # noqa: E402
from flows.validate.figures import Accuracy  # noqa: E402

if TYPE_CHECKING:
    import pyarrow as pa

SOURCES_PER_BUCKET = 64


class NotPublished(Exception):
    """No release came of it; the message tells a person why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build made."""

    release: Path
    tables: Mapping[str, pa.Table]
    accuracy: Accuracy


@flow(name="rebuild", persist_result=False)
def rebuild(raw: Path, out: Path, workers: int = 1) -> Outcome:
    """Build the release of all sources in `raw` into `out` with that many processes. Raises NotPublished."""
    paths = list_sources(raw)
    if not paths:
        raise NotPublished(f"There is no text in {raw}: put plans there, as .txt files.")
    with step("read … extract") as running, _processes(workers) as pool:
        results: list[SourceTables] = []
        for bucket in buckets(paths, raw):
            results += read_bucket(bucket, raw, pool)
            running.progress(len(results), len(paths))
        running.note = f"{len(results):,} sources"
    with step("link"):
        linked = link_sources(quote(results))
    with step("validate") as running:
        report = validate_tables(quote(linked))
        running.note = f"{len(report.results):,} expectations"
    if not report.passed:
        raise NotPublished("\n".join(["The tables are not right, so nothing is published:", *report.sentences()]))
    with step("publish"):
        accuracy = measure(linked.tables)
        release = publish_release(quote(linked), quote(report), quote(accuracy), out)
    return Outcome(release, linked.tables, accuracy)


@task(name="read … extract", cache_policy=NO_CACHE)
def read_bucket(bucket: list[Path], raw: Path, pool: Executor | None) -> list[SourceTables]:
    """The tables of each source of a bucket."""
    one = partial(read_one, root=raw)
    try:
        return list(pool.map(one, bucket, chunksize=4) if pool else map(one, bucket))
    except BrokenProcessPool:
        raise NotPublished("A process that read the texts was killed (out of memory?): try with --workers 1.") from None


@task(name="link", cache_policy=NO_CACHE)
def link_sources(results: list[SourceTables]) -> Linked:
    """All sources together: agencies, duplicates, citations."""
    return link(results)


@task(name="validate", cache_policy=NO_CACHE)
def validate_tables(linked: Linked) -> Report:
    """Whether a release may exist."""
    return validate(linked.tables, quoter(linked.texts))


@task(name="publish", cache_policy=NO_CACHE)
def publish_release(linked: Linked, report: Report, accuracy: Accuracy, out: Path) -> Path:
    """The release on disk."""
    return publish(linked.tables, linked.texts, report, accuracy, out)


def buckets(paths: list[Path], root: Path) -> list[list[Path]]:
    """Sources by a hash of their path: a new source changes one bucket, until their number doubles."""
    count = 1
    while count * SOURCES_PER_BUCKET < len(paths):
        count *= 2
    found: list[list[Path]] = [[] for _ in range(count)]
    for path in paths:
        name = path.relative_to(root).as_posix().encode("utf-8", "surrogateescape")
        found[int.from_bytes(hashlib.sha256(name).digest()[:8]) % count].append(path)
    return [bucket for bucket in found if bucket]


@contextmanager
def _processes(workers: int) -> Iterator[Executor | None]:
    """A pool of processes for more than one worker. Spawned: forks of a process with Prefect's threads may hang."""
    if workers == 1:
        yield None
    else:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            yield pool
