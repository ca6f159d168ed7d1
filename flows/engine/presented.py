"""Pages and files for tools of a build, in processes of their own where there are many."""

from __future__ import annotations

from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from flows.engine import cache
from flows.engine.pool import processes
from flows.publish import NotPublished, place
from flows.publish.columns import n_rows
from flows.publish.release import parquet

MANY = 200  # documents; a process takes some seconds to start


def present_release(workers: int, draft: Path) -> None:
    """Pages and files for tools; those of many documents are made side by side, even where texts are not."""
    from flows.present import present  # with libraries that the tables alone do not need

    many = n_rows(parquet(draft, "documents")) > MANY
    try:
        with processes(max(2, workers) if many else 1) as pool:
            present(draft, pool, cache.PAGES, place.newest(draft.parents[1]))
    except BrokenProcessPool:
        raise NotPublished(
            "A process that made pages or files for tools was killed (out of memory?), so nothing is published: "
            "--only tables leaves them out."
        ) from None
