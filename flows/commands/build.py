"""`plans build`: run the flow, then say what came of it."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, NoReturn

from rich.console import Group
from rich.table import Table
from rich.text import Text

from flows.commands.accuracy import accuracy_table
from flows.commands.failure import explain, is_of_prefect
from flows.engine.folders import unfit
from flows.engine.guard import prepare
from flows.engine.quiet import keep_quiet, without_looking_for_garbage
from flows.engine.screen import console, line, stop
from flows.engine.steps import give_up_waiting, say, step, wait_for
from flows.publish.columns import values
from flows.publish.facts import Published
from flows.publish.release import parquet
from flows.server.passing import BuildServer
from flows.settings import SettingsError, load_settings
from flows.storage.address import Place
from flows.storage.near import near
from flows.storage.said import StorageError
from flows.storage.shelf import Shelf, shelf
from flows.validate.accuracy import measure_release
from flows.validate.engine import engine_name


def run(
    raw: Place,
    out: Place,
    workers: int,
    accept: str | None = None,
    config: Path | None = None,
    only: Literal["tables"] | None = None,
    scheduler: str | None = None,
    cluster: bool = False,
) -> None:
    """Build a release of the texts in `raw` into `out`; a sentence and exit code 1 where that cannot be.

    `scheduler` is that of the settings where it is None; with `cluster` there must be one.
    """
    try:
        releases = shelf(out)
        stood = releases.published()
    except StorageError as error:
        stop(str(error))
    try:
        if cluster and not (scheduler or load_settings(config).engine.scheduler):
            stop("No Dask scheduler is named: --scheduler tcp://127.0.0.1:8786, or engine.scheduler in the settings.")
        if stands := _unchanged(near(raw), releases, config, only):
            console().print(line("Nothing has changed: release", stands.version, "stands."))
            return
        server = _server()
    except SettingsError as refusal:
        stop(str(refusal))
    except (OSError, StorageError) as error:
        stop(_failed(error, releases, stood))
    with step("load libraries"), without_looking_for_garbage():
        from flows.publish import Busy, NotPublished
        from flows.rebuild import rebuild

        engine_name()  # Great Expectations
    try:
        prepare()  # now that we wait
        wait_for("start Prefect")
        if server:
            server.use()
        outcome = rebuild(_plain(raw), _plain(out), workers, accept, config, only, scheduler)
    except (NotPublished, Busy, SettingsError) as refusal:
        stop(str(refusal))
    except Exception as error:  # a person is told what to do, whatever it is
        if not is_of_prefect(error):
            stop(_failed(error, releases, stood))
        _end_without_prefect(error, releases, stood, server)
    finally:
        give_up_waiting()
    if not outcome.published.new:
        console().print(line("Nothing has changed: release", outcome.published.version, "stands."))
    else:
        console().print(summary(outcome.published.path, releases.shown(outcome.published.path)))


def _plain(where: Place) -> Path | str:
    """A place as the flow takes it."""
    return where if isinstance(where, Path) else str(where)


def _unchanged(raw: Path, releases: Shelf, config: Path | None, only: Literal["tables"] | None) -> Published | None:
    """The release that stands, where nothing has changed since it was made: to see that, no library is needed."""
    from flows.engine import cache
    from flows.engine.order import Order
    from flows.read import look

    if wrong := unfit(raw, releases.folder):
        stop(wrong)
    order = Order(1, None, only, load_settings(config))
    stands = cache.recall(releases.folder, cache.build_key(look(raw), order.rules, order.presented))
    return stands if stands and releases.stands() else None


def _end_without_prefect(error: Exception, releases: Shelf, stood: str | None, server: BuildServer | None) -> NoReturn:
    """End at once where Prefect failed, which would try for minutes to tell a server of it; well, if it published."""
    give_up_waiting()
    if published := releases.published() != stood:
        say(f"Prefect failed when the release was published ({type(error).__name__}: {error}): the release is good.")
        release = releases.folder / os.readlink(releases.folder / "latest")
        console().print(summary(release, releases.shown(release)))
    else:
        say(_failed(error, releases, stood))
    if server:
        server.stop()
    sys.stdout.flush()
    os._exit(0 if published else 1)


def _failed(error: Exception, releases: Shelf, stood: str | None) -> str:
    """Why the build failed, and whether it did so before or after it published; `stood` is what was latest before."""
    now = releases.published()
    result = "Nothing is published." if now == stood else f"Release {now} is published, but the build did not end well."
    return f"{result} {explain(error, releases.folder)}"


def _server() -> BuildServer | None:
    """A Prefect server of our own, unless one is named: it starts while we import what the build needs."""
    keep_quiet()  # before Prefect is imported
    return None if "PREFECT_API_URL" in os.environ else BuildServer(say)


def summary(release: Path, shown: str) -> Group:
    """Rows a table, what was left out and why, issues by rule, quarantined sources, accuracy, and where it is."""
    index = json.loads((release / "index.json").read_text("utf-8"))
    parts: list[Any] = [_table("Table", "Rows", index["rows"].items())]
    dropped = Counter((row["kind"], row["reason"] or "") for row in _rows(release, "segments", "kind", "reason"))
    left_out = [(" · ".join(filter(None, key)), n) for key, n in sorted(dropped.items()) if key[0] != "document"]
    if left_out:
        parts.append(_table("Left out", "Segments", left_out))
    issues = Counter((row["level"], row["rule"]) for row in _rows(release, "issues", "level", "rule"))
    if issues:
        parts.append(_table("Issues", "Places", ((" · ".join(key), n) for key, n in sorted(issues.items()))))
    for row in _rows(release, "sources", "status", "path", "error"):
        if row["status"] == "quarantined":
            parts.append(Text.assemble(("Quarantined  ", "yellow"), line(f"{row['path']}: {row['error']}")))
    accuracy = measure_release(release)
    if accuracy.sources:
        parts.append(accuracy_table(accuracy))
    parts.append(Text.assemble(("Release  ", "bold green"), line(shown)))
    page = release / "site" / "index.html"
    if page.is_file():
        parts.append(Text.assemble(("Open     ", "bold green"), line(page)))
    return Group(*parts)


def _rows(release: Path, name: str, *columns: str) -> list[dict[str, Any]]:
    return values(parquet(release, name), *columns)


def _table(what: str, count: str, rows: Iterable[tuple[str, int]]) -> Table:
    table = Table(what, box=None, pad_edge=False)
    table.add_column(count, justify="right")
    for name, n in rows:
        table.add_row(line(name), f"{n:,}")
    return table
