"""Tables that passed validation → a release on disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from flows.publish import place
from flows.publish.facts import BuildFacts, Published
from flows.publish.index import fingerprint, previous
from flows.publish.release import write_about, write_data
from flows.publish.verify import verify
from flows.publish.version import next_version
from flows.validate.report import Report


class NotPublished(RuntimeError):
    """There is no new release, and `latest` is as it was; the message says why."""


def publish(
    out: Path, tables: Mapping[str, pa.Table], texts: Mapping[str, str], report: Report, facts: BuildFacts
) -> Published:
    """Write a release below `out` and let `out/latest` point to it.

    In: all tables; the decoded raw text of every usable source by id; the report of their validation.
    Out: the release; when nothing changed since the newest one, that one, with `new` false. Raises NotPublished when
    validation failed or what was written does not verify. Whatever goes wrong, `latest` stays as it was and nothing
    half-made is left.
    """
    if not report.passed:
        raise NotPublished("\n".join(["Validation failed, so nothing is published.", *report.sentences()]))
    out.mkdir(parents=True, exist_ok=True)
    place.clear_leftovers(out)
    newest = place.newest(out)
    before = previous(newest)
    version = next_version(before.version if before else None)
    with place.partial(out, version) as folder:
        write_data(folder, tables, texts)
        content = fingerprint(folder)
        if newest and before and before.index.get("content") == content:
            if not place.is_latest(out, before.version):  # its build ended between the two moves
                place.point_latest(out, before.version)
            return Published(before.version, newest, new=False)
        write_about(folder, version, content, tables, report, facts, before)
        problems = verify(folder, quotes=False)  # the quotes were validated, on these same tables
        if problems:
            raise NotPublished("\n".join(["The release does not verify, so nothing is published.", *problems[:20]]))
        return Published(version, place.establish(folder, out, version), new=True)
