"""A draft with tables that passed validation → a release on disk."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flows.publish import place
from flows.publish.changes import changes
from flows.publish.compare import NotComparable, compare, write_delta
from flows.publish.difference import Difference
from flows.publish.facts import BuildFacts, Published
from flows.publish.index import Previous, fingerprint, index, made_from, previous, write_about, write_index
from flows.publish.limits import losses, message, refusals
from flows.publish.release import write_csvs
from flows.publish.sums import digests, write_sums
from flows.publish.verify import verify
from flows.publish.version import next_version
from flows.settings import Limits
from flows.validate.report import Report


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
    """
    if not report.passed:
        raise NotPublished("\n".join(["Validation failed, so nothing is published.", *report.sentences()]))
    before = previous(place.newest(out))
    write_csvs(draft)
    sums = digests(draft, ("csv", "text"))
    content = fingerprint(sums)
    if before and before.content == content and facts.presented in (None, before.presented):
        if not place.is_latest(out, before.version):  # its build ended between the two moves
            place.point_latest(out, before.version)
        return Published(before.version, before.folder, new=False)
    about = index("", content, draft, report, facts)
    write_index(draft, about)
    lost = refusals(before.folder if before else None, draft, limits or Limits())
    if before and lost and not facts.accepted:
        raise NotPublished(message(lost, losses(before.folder, draft)))
    difference = _compared(before, draft, facts)
    about["version"] = version = next_version(before.version if before else None, difference.level)
    write_delta(difference, version)
    accepted = f"{facts.accepted} ({' '.join(lost)})" if lost else None
    about |= {"accepted": accepted} if accepted else {}
    said = changes(version, facts.built_at, difference, before.changes if before else "", accepted)
    write_about(draft, about, report, facts, said)
    if present:
        present(draft)
    write_sums(draft, sums)
    with ThreadPoolExecutor(1) as beside:
        on_disk = beside.submit(place.sync, draft)
        problems = verify(draft, quotes=False, csv=False)  # quotes were validated, and the CSV is made of these tables
        on_disk.result()
    if problems:
        raise NotPublished("\n".join(["The release does not verify, so nothing is published.", *problems[:20]]))
    return Published(version, place.establish(draft, out, version), new=True)


def _compared(before: Previous | None, draft: Path, facts: BuildFacts) -> Difference:
    """The difference to the release before; where that cannot be read, all is as new, and a major version later."""
    delta = draft / "delta"
    try:
        return compare(before.folder if before else None, draft, delta, made_from(draft, facts))
    except NotComparable:
        return compare(None, draft, delta, made_from(draft, facts))
