"""`plans retry`: read again what is in quarantine, and build when something of it can be used now."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rich.text import Text

from flows.commands import build
from flows.commands.fetched import release
from flows.commands.whole import stop_if_tables_are_damaged
from flows.engine.bucket import read_alone
from flows.engine.folders import unfit
from flows.engine.guard import Guard, NotStarted
from flows.engine.screen import console, line, stop
from flows.read import list_sources
from flows.read.source import name_of
from flows.settings import Reading, SettingsError, load_settings
from flows.storage.address import Place
from flows.storage.near import near
from flows.storage.said import StorageError

GONE = "It is no longer in the folder of raw texts, so the next release leaves it out."


def run(raw: Place, out: Place) -> None:
    """Say of each source in quarantine whether it can be used now, then build as `plans build` does.

    `raw` is where the source texts are, `out` where the releases are. Exit code 1 where no source can be used, and
    none has been taken away: another build would change nothing.
    """
    try:
        folder, latest = near(raw), out / "latest" if isinstance(out, Path) else release(out)
    except StorageError as error:
        stop(str(error))
    if isinstance(out, Path) and (wrong := unfit(folder, out)):
        stop(wrong)
    if not (latest / "parquet" / "sources.parquet").is_file():
        stop(f"There is no release in {out}: run `plans build` first, or name its folder with --out.")
    stop_if_tables_are_damaged(latest)
    names = quarantined(latest)
    if not names:
        console().print(line("No source of the latest release is in quarantine."))
        return
    try:
        reasons = still_wrong(folder, names, load_settings().reading)
    except (SettingsError, NotStarted) as refusal:
        stop(str(refusal))
    for name, reason in reasons.items():
        console().print(_said(name, reason))
    if all(reason not in (None, GONE) for reason in reasons.values()):
        stop("None of them can be used yet, so nothing is built: quarantine/ in the release says how each comes back.")
    build.run(raw, out, 1)


def quarantined(folder: Path) -> list[str]:
    """The paths, below the folder of raw texts, of the sources in quarantine in a release, sorted."""
    import pyarrow.parquet as pq

    chosen = [("status", "=", "quarantined")]
    table = pq.read_table(folder / "parquet" / "sources.parquet", columns=["path"], filters=chosen)
    return sorted(table["path"].to_pylist())


def still_wrong(raw: Path, names: Iterable[str], limits: Reading | None = None) -> dict[str, str | None]:
    """For each of these sources why it still cannot be used, GONE where it is not there, None where it can be."""
    names = list(names)
    there = {name_of(path, raw): path for path in list_sources(raw)}
    paths = [there[name] for name in names if name in there]
    with Guard(1, limits or Reading()) as readers:
        sources = [row for each in read_alone(paths, raw, readers) for row in each.tables["sources"].to_pylist()]
    errors = {row["path"]: None if row["status"] == "ok" else str(row["error"]) for row in sources}
    return {name: errors.get(name, GONE) for name in names}


def _said(name: str, reason: str | None) -> Text:
    if reason is None:
        return Text.assemble(("Usable  ", "green"), line(name))
    return Text.assemble(("Gone  " if reason == GONE else "Still in quarantine  ", "yellow"), line(f"{name}: {reason}"))
