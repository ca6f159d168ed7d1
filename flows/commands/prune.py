"""`plans prune`: old releases go, as the settings say."""

from __future__ import annotations

from pathlib import Path

import click

from flows.engine.screen import safe, stop
from flows.publish.feed import write_feed
from flows.publish.prune import prune
from flows.settings import SettingsError, load_settings
from flows.storage.address import Place


def run(out: Place, config: Path | None, yes: bool) -> None:
    """Name the releases below `out` that need not be kept; with `yes`, remove them."""
    if not isinstance(out, Path):
        stop(f"Old releases at {out} are removed by the next build there, as the settings say.")
    try:
        settings = load_settings(config)
        spare = prune(out, settings.keep, dry_run=not yes)
        if spare and yes:
            write_feed(out, settings.home)
    except SettingsError as error:
        stop(str(error))
    except OSError as error:
        stop(f"Not all that may go could be removed: {error.strerror or error} ({error.filename or out}).")
    for release in spare:
        click.echo(safe(f"{'Removed' if yes else 'Would remove'} {release}"))
    if not spare:
        click.echo(f"There is nothing to prune: {_rule(settings.keep.releases, settings.keep.majors)}.")
    elif not yes:
        click.echo("Nothing was removed. Say --yes to do it.")


def _rule(releases: int, majors: bool) -> str:
    if not releases:
        return "keep.releases is 0, so all releases are kept"
    return (
        f"the newest {releases} are kept{', the last of each major version' * majors}, the latest and the last good one"
    )
