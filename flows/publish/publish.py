"""A draft with tables that passed validation → a release on disk."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from flows.publish import place
from flows.publish.changes import changes
from flows.publish.compare import NotComparable, compare, same, write_delta
from flows.publish.difference import Difference
from flows.publish.facts import BuildFacts, Published
from flows.publish.index import fingerprint, index, made_from, write_about, write_index
from flows.publish.limits import losses, message, refusals
from flows.publish.links import link_unchanged
from flows.publish.previous import Previous, previous
from flows.publish.release import write_csvs
from flows.publish.sums import digests, write_sums
from flows.publish.verify import verify
from flows.publish.version import next_version
from flows.settings import Limits
from flows.validate.results import Report

INCOMPARABLE = (
    "The next one cannot be compared with it, so nothing is published: put its files back from a copy and build again. "
    'Or `plans build --accept "REASON"` publishes without saying what changed, and the reason is recorded.'
)
DATA = ("csv/", "parquet/", "text/")
log = logging.getLogger(__name__)


class NotPublished(RuntimeError):
    """There is no new release, and `latest` is as it was; the message says why."""


def publish(
    out: Path,
    draft: Path,
    report: Report,
    facts: BuildFacts,
    limits: Limits | None = None,
    present: Callable[[Path], None] | None = None,
) -> Published:
    """Make a draft, a folder below `out` with parquet/ and text/, a release, and let `out/latest` point to it.

    `present` makes the pages and the files for tools, given the folder; None leaves them out.
    Out: the release; when nothing changed since the newest one, that one, with `new` false. Raises NotPublished when
    validation failed, more is lost than the limits allow (and `facts.accepted` says nothing of it), or what was written
    does not verify. Whatever goes wrong, `latest` stays as it was.

    Quotes and CSV are not held against each other again, which would take a twentieth of a build: rows were validated
    before their part was sealed, seals are held against parts that are read, and sums are taken of each table, CSV and
    text as soon as it is written; at the end every file is read from the disk and held against its sum.
    """
    if not report.passed:
        raise NotPublished("\n".join(["Validation failed, so nothing is published.", *report.sentences()]))
    _begin_anew(draft)
    write_csvs(draft)
    sums = digests(draft, DATA)  # at once: what happens to these files later is seen at the end
    content = fingerprint(sums)
    before = previous(out, content)
    if before and before.same and not before.damaged and facts.presented in (None, before.presented):
        place.point_latest(out, before.version)  # its build may have ended between the moves
        return Published(before.version, before.folder, new=False)
    about = index("", content, draft, report, facts)
    write_index(draft, about)
    accepted = _accepted(before, draft, facts, limits or Limits()) if before else None
    difference = _compared(before, draft, facts)
    about["version"] = version = next_version(before.version if before else None, difference.level)
    write_delta(difference, version)
    about |= {"accepted": accepted} if accepted else {}
    damaged = before.damage if before and before.only_damaged else None
    said = changes(version, facts.built_at, difference, before.changes if before else "", accepted, damaged)
    write_about(draft, about, report, facts, said)
    if present:
        present(draft)
    write_sums(draft, link_unchanged(draft, before.folder if before else None, sums))
    with ThreadPoolExecutor(1) as beside:
        on_disk = beside.submit(place.sync, draft)
        problems = verify(draft, quotes=False, csv=False)
        on_disk.result()
    if problems:
        raise NotPublished("\n".join(["The release does not verify, so nothing is published.", *problems[:20]]))
    return Published(version, place.establish(draft, out, version), new=True)


def _begin_anew(draft: Path) -> None:
    """Leave a draft its data alone: publishing may be tried again, and what is there may be links, never written to."""
    for path in draft.iterdir():
        if path.name not in ("parquet", "text"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _accepted(before: Previous, draft: Path, facts: BuildFacts, limits: Limits) -> str | None:
    """What a person accepts against the release before, in words; None where nothing is lost. Raises NotPublished."""
    damaged = f"Release {before.version} is damaged: {before.damage}"
    if before.only_damaged:
        if before.has_pages and not facts.presented:
            raise NotPublished(f"{damaged} It is made again, with its pages, by a build without --only tables.")
        return None
    reasons = [damaged] if before.damaged else refusals(before.folder, draft, limits)
    if reasons and not facts.accepted:
        lost = losses(before.folder, draft) if not before.damaged else []
        raise NotPublished(f"{damaged} {INCOMPARABLE}" if before.damaged else message(reasons, lost))
    return f"{facts.accepted} ({' '.join(reasons)})" if reasons else None


def _compared(before: Previous | None, draft: Path, facts: BuildFacts) -> Difference:
    """The difference to the release before; where that cannot be read, all is as new."""
    delta = draft / "delta"
    if before and before.only_damaged:
        log.warning("Release %s is damaged, and made again as the next one: %s", before.version, before.damage)
        return same(before.folder, draft, delta, before.carried)
    if before and not before.damaged:
        try:
            difference = compare(before.folder, draft, delta, made_from(draft, facts))
            return replace(difference, carried=before.carried)
        except NotComparable:
            pass
    difference = compare(None, draft, delta, made_from(draft, facts))
    return replace(difference, before_version=before.version) if before else difference
