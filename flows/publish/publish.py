"""A draft with tables that passed validation → a release on disk."""

from __future__ import annotations

from pathlib import Path

from flows.publish import place
from flows.publish.facts import BuildFacts, Published
from flows.publish.index import fingerprint, previous, write_about
from flows.publish.release import write_csvs
from flows.publish.sums import digests
from flows.publish.verify import verify
from flows.publish.version import next_version
from flows.validate.report import Report


class NotPublished(RuntimeError):
    """There is no new release, and `latest` is as it was; the message says why."""


def publish(out: Path, draft: Path, report: Report, facts: BuildFacts) -> Published:
    """Make a draft, a folder below `out` with parquet/ and text/, a release, and let `out/latest` point to it.

    Out: the release; when nothing changed since the newest one, that one, with `new` false. Raises NotPublished when
    validation failed or what was written does not verify. Whatever goes wrong, `latest` stays as it was.
    """
    if not report.passed:
        raise NotPublished("\n".join(["Validation failed, so nothing is published.", *report.sentences()]))
    newest = place.newest(out)
    before = previous(newest)
    write_csvs(draft)
    sums = digests(draft, ("csv", "text"))
    content = fingerprint(sums)
    if newest and before and before.index.get("content") == content:
        if not place.is_latest(out, before.version):  # its build ended between the two moves
            place.point_latest(out, before.version)
        return Published(before.version, newest, new=False)
    version = next_version(before.version if before else None)
    write_about(draft, version, content, report, facts, before)
    problems = verify(draft, quotes=False)  # the quotes were validated, on these same tables
    if problems:
        raise NotPublished("\n".join(["The release does not verify, so nothing is published.", *problems[:20]]))
    return Published(version, place.establish(draft, out, version), new=True)
