"""The Prefect flow from raw/ to a release: wiring and nothing else. What the rooms do, they do without Prefect.

Tasks are few and long, for a task run costs more than reading a plan: a bucket of sources is one. Tables go from task
to task `_whole`, else Prefect would walk through every row in search of futures (180 times as slow, measured).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from flows.quiet import keep_quiet

keep_quiet()  # before Prefect is imported, which reads its settings then

from prefect import flow, task  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.utilities.annotations import quote  # noqa: E402

from flows import fingerprint  # noqa: E402
from flows.hall import SourceTables, read_one  # noqa: E402
from flows.link import Linked, link  # noqa: E402
from flows.publish import BuildFacts, NotPublished, Published, publish  # noqa: E402
from flows.quotes import quoter  # noqa: E402
from flows.read import list_sources  # noqa: E402
from flows.steps import step  # noqa: E402
from flows.validate import Report, validate  # noqa: E402
from flows.validate.accuracy import measure  # noqa: E402
from flows.validate.figures import Accuracy  # noqa: E402

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")
SOURCES_PER_BUCKET = 64


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build made."""

    published: Published
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
    with step("link") as running:
        linked = link_sources(_whole(results))
        running.note = f"{sum(table.num_rows for table in linked.tables.values()):,} rows"
    if not linked.tables["documents"].num_rows:
        raise NotPublished(_nothing_found(linked))
    with step("validate") as running:
        report = validate_tables(_whole(linked))
        running.note = f"{len(report.results):,} expectations, {len(report.failed):,} failed"
    with step("publish") as running:
        accuracy = measure(linked.tables)
        published = publish_release(_whole(linked), report, _whole(accuracy), out)
        running.note = published.version if published.new else f"nothing has changed since {published.version}"
    return Outcome(published, linked.tables, accuracy)


def _nothing_found(linked: Linked) -> str:
    errors = [f"{row['path']}: {row['error']}" for row in linked.tables["sources"].to_pylist() if row["error"]]
    return "\n".join(["No policy document was found in the texts, so nothing is published.", *errors[:20]])


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
def publish_release(linked: Linked, report: Report, accuracy: Accuracy, out: Path) -> Published:
    """The release on disk, or NotPublished."""
    facts = BuildFacts(
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        code=fingerprint.code(),
        knowledge=fingerprint.knowledge(),
        accuracy=accuracy.to_dict(),
    )
    return publish(out, linked.tables, linked.texts, report, facts)


def _whole(value: T) -> T:
    """A value as Prefect hands it on untouched."""
    return cast(T, quote(value))


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
