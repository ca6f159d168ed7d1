"""The Prefect flow from raw/ to a release: wiring and nothing else. What the rooms do, they do without Prefect.

Tasks are few and long, for a task run costs more than reading a plan: a load of buckets is one. A bucket is read once
for its sources, code and knowledge, and becomes a part in the cache, named by a hash of these and held against its
seal. Prefect keeps no results: its files say by what they are to be read, and whoever can write there may say pickle.
What goes from task to task goes `whole`, else Prefect would walk through every row in search of futures (180 times as
slow, measured).
"""

from __future__ import annotations

import errno
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

from flows.engine.quiet import keep_quiet

keep_quiet()  # before Prefect is imported, which reads its settings then

from prefect import flow, task  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.runtime import deployment  # noqa: E402

from flows.compare import alignments  # noqa: E402
from flows.compare.kept import Kept  # noqa: E402
from flows.engine import cache, fingerprint, room  # noqa: E402
from flows.engine.artifacts import make_artifacts  # noqa: E402
from flows.engine.bucket import is_settled  # noqa: E402
from flows.engine.checks import together  # noqa: E402
from flows.engine.folders import not_served, unfit  # noqa: E402
from flows.engine.order import Order  # noqa: E402
from flows.engine.parts import parts_of, whole  # noqa: E402
from flows.engine.presented import present_release  # noqa: E402
from flows.engine.steps import step  # noqa: E402
from flows.engine.watch import wait_until_still  # noqa: E402
from flows.link import Linked, link  # noqa: E402
from flows.link.parts import Part  # noqa: E402
from flows.publish import BuildFacts, NotPublished, Published, drafted, publish  # noqa: E402
from flows.publish.columns import n_rows, values  # noqa: E402
from flows.publish.release import parquet, write_tables, write_texts  # noqa: E402
from flows.quotes import quoter  # noqa: E402
from flows.read import Input, look  # noqa: E402
from flows.settings import Retries, Settings, load_settings  # noqa: E402
from flows.storage.address import place  # noqa: E402
from flows.storage.near import near  # noqa: E402
from flows.storage.shelf import Shelf, shelf  # noqa: E402
from flows.validate import Report, validate_renamed, validate_whole  # noqa: E402
from flows.validate.accuracy import measure_release  # noqa: E402

PASSING = (errno.EIO, errno.EAGAIN, errno.EBUSY, errno.ESTALE, errno.ETIMEDOUT, errno.EINTR)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build made."""

    published: Published


@flow(name="rebuild", persist_result=False)
def rebuild(
    raw: Path | str,
    out: Path | str,
    workers: int = 1,
    accept: str | None = None,
    config: Path | None = None,
    only: Literal["tables"] | None = None,
    scheduler: str | None = None,
) -> Outcome:
    """Build the release of all sources in `raw` into `out` with that many processes. Raises NotPublished.

    Both are folders, or addresses in buckets (s3://bucket/prefix): then the build works in folders of the cache.
    `accept` is why a person accepts that more is lost than the limits allow; `config` a file of settings; with `only`
    'tables' neither pages nor files for tools are made; `scheduler` is that of the Dask cluster that reads, where it is
    another than the settings name.
    """
    if wrong := not_served(raw, out, config):
        raise NotPublished(wrong)
    settings = load_settings(config)
    order = Order(workers, accept, only, settings, scheduler, place(raw))
    folder, releases = near(place(raw)), shelf(place(out))
    if wrong := unfit(folder, releases.folder):
        raise NotPublished(wrong)
    waits = bool(deployment.id)  # a build by hand is to end first, for nobody would start this one anew
    if waits and folder == place(raw):  # nobody is there to see that a file was still being copied
        wait_until_still(folder, settings.schedule.settle)
    with room.named(releases.folder), cache.tidied(), releases.only_build(settings, wait=waits):
        published = _build(raw, folder, releases, order)
    make_artifacts(published.path, published.version, published.new)
    return Outcome(published)


def _build(named: Path | str, raw: Path, releases: Shelf, order: Order) -> Published:
    """The release of the sources in a folder, which people have named so."""
    out = releases.folder
    with step("look at raw") as running:
        inputs = look(raw)
        if not inputs:
            raise NotPublished(f"There is no text in {named}: put plans there, as .txt files.")
        made_of = cache.build_key(inputs, order.rules, order.presented)
        running.note = f"{len(inputs):,} sources"
    if stands := cache.recall(out, made_of):
        return stands
    published, settled = _rebuild(raw, out, inputs, order)
    tidy(whole(releases), order.settings)
    if settled:
        cache.remember(out, made_of, published)
    return published


def _rebuild(raw: Path, out: Path, inputs: list[Input], order: Order) -> tuple[Published, bool]:
    """The release, and whether the next build of the same would be of no use."""
    retries = order.settings.retries
    with step("read … extract") as running:
        parts = parts_of(inputs, raw, order)
        running.note = f"{len(inputs):,} sources"
    settled = all(map(is_settled, parts))
    with drafted(out) as draft:
        with step("link") as running:
            linked = link_sources(whole(parts), draft)
            running.note = f"{len(linked.entries):,} sources"
        if not any(entry.documents for entry in linked.entries):
            raise NotPublished(_nothing_found(draft))
        with step("compare") as running:
            running.note = f"{compare_documents(whole(linked), raw, draft, whole(order)):,} articles follow others"
        with step("validate") as running:
            report = validate_tables(whole(parts), whole(linked), draft)
            running.note = f"{len(report.results):,} expectations, {len(report.failed):,} failed"
        with step("publish") as running:
            published = publish_release.with_options(
                retries=max(0, retries.attempts - 1), retry_delay_seconds=_delays(retries)
            )(out, draft, report, whole(inputs), whole(order))
            running.note = published.version if published.new else f"nothing has changed since {published.version}"
    cache.clear({part.folder for part in parts})
    return published, settled


def _nothing_found(draft: Path) -> str:
    sources = values(parquet(draft, "sources"), "path", "error")
    errors = sorted(f"{row['path']}: {row['error']}" for row in sources if row["error"])
    return "\n".join(["No policy document was found in the texts, so nothing is published.", *errors[:20]])


@task(name="link", cache_policy=NO_CACHE)
def link_sources(parts: list[Part], draft: Path) -> Linked:
    """All sources together: agencies, duplicates, citations; their tables and texts in the draft."""
    linked = link(parts, draft / ".renamed")
    write_tables(draft, linked.tables())
    write_texts(draft, linked.texts())
    return linked


@task(name="compare", cache_policy=NO_CACHE)
def compare_documents(linked: Linked, raw: Path, draft: Path, order: Order) -> int:
    """Documents against documents: the table alignments in the draft; how many rows it has."""
    pieces = alignments(linked, Kept(cache.compared(raw)), fingerprint.compared(order.rules), order.workers)
    write_tables(draft, [("alignments", pieces)])
    return n_rows(parquet(draft, "alignments"))


@task(name="validate", cache_policy=NO_CACHE)
def validate_tables(parts: list[Part], linked: Linked, draft: Path) -> Report:
    """Whether a release may exist."""
    reports = [part.report() for part in parts]
    if linked.renamed:
        sources = linked.renamed.sources()
        texts = {str(source.tables["sources"]["source_id"][0]): source.text for source in sources}
        reports.append(validate_renamed(together(sources), quoter(texts)))
        shutil.rmtree(linked.renamed.folder)
    return validate_whole(draft, reports)


def _delays(retries: Retries) -> list[float]:
    """Seconds before each further attempt, each time twice as long."""
    return [retries.delay * 2**n for n in range(retries.attempts - 1)]


def _may_pass(task: Any, run: Any, state: Any) -> bool:
    """Whether a failure of storage may be gone at the next attempt: no full disk, and nothing that is forbidden."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, OSError) and error.errno in PASSING


@task(name="publish", cache_policy=NO_CACHE, retry_condition_fn=_may_pass)
def publish_release(out: Path, draft: Path, report: Report, inputs: list[Input], order: Order) -> Published:
    """The release on disk, or NotPublished."""
    facts = BuildFacts(
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        code=fingerprint.code(),
        knowledge=fingerprint.knowledge(),
        packages=fingerprint.packages(),
        sidecars={each.name: each.sidecar_sha256 for each in inputs if each.sidecar},
        accuracy=measure_release(draft).to_dict(),
        presented=order.presented,
        home=order.settings.home,
        accepted=order.accept,
    )
    return publish(
        out,
        draft,
        report,
        facts,
        order.settings.limits,
        None if order.only else partial(present_release, order.workers),
    )


@task(name="list releases", cache_policy=NO_CACHE)
def tidy(releases: Shelf, settings: Settings) -> None:
    """Remove old releases, list those that are there for subscribers, and let readers have the latest."""
    releases.tidy(settings)
