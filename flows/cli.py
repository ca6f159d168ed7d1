"""The `plans` command. Exit codes: 0 fine; 1 somebody must act, or nothing was published; 2 wrong usage."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from flows.commands.options import FILE, FILES, LATEST, OF_RELEASE, OUT, RAW, RAWS, RELEASE, WORKERS
from flows.storage.address import Place


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="policy-plans")
def main() -> None:
    """Chinese policy plans as an open dataset: build it, look into it, check it.

    Exit codes: 0 fine; 1 somebody must act, or nothing was published; 2 wrong usage.
    """


@main.command()
@RAW
@OUT
@WORKERS
@click.option("--only", type=click.Choice(["tables"]), help="Make the tables, but no pages and no files for tools.")
@click.option("--accept", metavar="REASON", help="Publish although more is lost than the limits allow, and say why.")
@click.option("--config", type=FILE, help="A file of settings.  [default: plans.toml, or tool.plans in pyproject.toml]")
@click.option("--engine", type=click.Choice(["local", "dask"]), help="Who reads.  [default: dask with --scheduler]")
@click.option("--scheduler", metavar="ADDRESS", help="Of a Dask cluster.  [default: engine.scheduler of the settings]")
def build(
    raw: Place,
    out: Place,
    workers: int,
    only: Literal["tables"] | None,
    accept: str | None,
    config: Path | None,
    engine: Literal["local", "dask"] | None,
    scheduler: str | None,
) -> None:
    """Build a release from the texts in raw/ and publish it in outputs/.

    Only what is new is read again. A text that cannot be used is put in quarantine with the reason, and the others are
    published (exit code 0). Where nothing can be published, the tables are found to be wrong, or more is lost than the
    limits allow, the latest release stays as it was (exit code 1).
    """
    if engine == "local" and scheduler:
        raise click.UsageError("--scheduler is of --engine dask.")
    from flows.commands.build import run

    run(raw, out, workers, accept, config, only, "" if engine == "local" else scheduler, engine == "dask")


@main.command()
@RAW
@OUT
@WORKERS
@click.option("--cron", help="When to build, e.g. '0 3 * * *'.  [default: schedule.cron of the settings]")
@click.option("--interval", type=click.FloatRange(1), help="Build every so many seconds, and at no fixed time.")
@click.option("--config", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A file of settings.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where our Prefect server listens.")
@click.option("--port", type=click.IntRange(1, 65535), help="Its port.  [default: 4200, or any that is free]")
def serve(
    raw: Place,
    out: Place,
    workers: int,
    cron: str | None,
    interval: float | None,
    config: Path | None,
    host: str,
    port: int | None,
) -> None:
    """Build on a schedule, and at once when files in raw/ change, until it is ended.

    Starts a Prefect server of its own, unless PREFECT_API_URL names one. A run that fails is told as the settings say
    (`notify`), and the latest release stays as it was.
    """
    if cron and interval:
        raise click.UsageError("Give --cron or --interval, not both.")
    from flows.commands.serve import run

    run(raw, out, workers, cron, interval, config, host, port)


@main.command()
@click.argument("scheduler")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes.")
def worker(scheduler: str, workers: int) -> None:
    """Read for the Dask scheduler at an address (tls://host:8786), until it is ended.

    The builds that it works for name the same scheduler: `plans build --engine dask --scheduler ADDRESS`.
    """
    from flows.commands.worker import run

    run(scheduler, workers)


@main.command()
@RAW
@OUT
def retry(raw: Place, out: Place) -> None:
    """Read again what is in quarantine, and build a release when a source of it can be used now.

    Exit code 1 where none can be used yet; why not is said of each.
    """
    from flows.commands.retry import run

    run(raw, out)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON object a file.")
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Show what a plan would give, before it is published.

    Its facts, its tree with targets and agencies, what was dropped, what is doubtful. Exit code 1 where a file cannot
    be used.
    """
    from flows.engine.guard import prepare

    prepare()  # while the rest is imported
    from flows.commands.check import run

    run(files, as_json)


@main.command()
@click.argument("row_id", metavar="ID")
@click.option("--release", type=RELEASE, default=LATEST, show_default=True, help="Folder of a release.")
def show(row_id: str, release: Path) -> None:
    """Show a row by its id (of any table), where it stands in the raw text, and under which headings."""
    from flows.commands.show import run

    run(row_id, release)


@main.command()
@click.argument("release", type=RELEASE, default=LATEST)
def verify(release: Path) -> None:
    """Check a release, or a copy that somebody downloaded, by its sums, keys and quotes."""
    from flows.commands.verify import run

    run(release)


@main.command()
@click.argument("url")
@click.option("--schema", default="plans", show_default=True, help="Schema that is made, or refreshed.")
@click.option("--reader", "readers", metavar="ROLE", multiple=True, help="A role that may read; may be given again.")
@click.option("--release", type=RELEASE, default=LATEST, show_default=True, help="Folder of a release.")
@click.option("--unverified", is_flag=True, help="Load it although files of it are missing or damaged.")
def load(url: str, schema: str, readers: tuple[str, ...], release: Path, unverified: bool) -> None:
    """Load a release into PostgreSQL, or refresh what was loaded before.

    URL is postgresql://user@host/database; the password belongs into PGPASSWORD or ~/.pgpass. All is one transaction:
    who reads meanwhile sees the release before, and a load that fails changes nothing. Views that you made on the
    tables stay.
    """
    from flows.commands.load import run

    run(url, release, schema, readers, unverified)


@main.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@OUT
@click.option("--source", metavar="PATH", help="Only rows of this source.")
@click.option("--table", metavar="TABLE", help="Only rows of this table.")
@click.option("--rows", type=click.IntRange(0, 1000), default=5, show_default=True, help="Examples a table.")
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON object.")
@click.option(
    "--fail-on",
    type=click.Choice(["major", "minor", "patch"]),
    help="Exit code 1 where the difference is of this level or above.",
)
def diff(
    before: str,
    after: str,
    out: Place,
    source: str | None,
    table: str | None,
    rows: int,
    as_json: bool,
    fail_on: str | None,
) -> None:
    """Show what changed from release A to release B: how much, why, and examples.

    A and B are folders of releases, their addresses (s3://…/releases/1.2.0), or versions such as 1.2.0.
    """
    from flows.commands.diff import Wish, run

    run(before, after, out, Wish(source, table, rows), as_json, fail_on)


@main.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@OF_RELEASE
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON object.")
def compare(first: str, second: str, release: Path, as_json: bool) -> None:
    """Show document A beside B: what of A is copied, adapted or its own, unit by unit, and what of B it dropped.

    A and B are ids of documents, paths of sources, words of title and region ("甘肃 移动互联网"), or files, which are
    read on the spot.
    """
    from flows.commands.compare import run

    run(first, second, release, as_json)


@main.command("rebuild-from")
@click.argument("release", type=RELEASE, default=LATEST)
@RAWS
def rebuild_from(release: Path, raws: tuple[Path, ...]) -> None:
    """Show that the inputs of a release give the same bytes again. Changes nothing in outputs/."""
    from flows.commands.rebuild_from import run

    run(release, raws)


@main.command()
@OUT
@click.option("--config", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A file of settings.")
@click.option("--yes", is_flag=True, help="Remove them; without it they are only named.")
def prune(out: Place, config: Path | None, yes: bool) -> None:
    """Remove old releases, as keep.releases and keep.majors of the settings say.

    The latest release stays in any case, and the newest whose sums are right.
    """
    from flows.commands.prune import run

    run(out, config, yes)


@main.command()
@click.argument("release", type=RELEASE, default=LATEST)
@click.option("--gold", type=FILES, default=None, help="Folder of gold files.  [default: tests/gold]")
@click.option("--misses", is_flag=True, help="List what was missed and what is false.")
def accuracy(release: Path, gold: Path | None, misses: bool) -> None:
    """Measure a release against gold: precision, recall and F1."""
    from flows.commands.accuracy import run

    run(release, gold, misses)


if __name__ == "__main__":
    main()
