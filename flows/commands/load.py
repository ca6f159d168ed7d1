"""`plans load URL`: a release into a schema of a PostgreSQL database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands.whole import stop_if_damaged
from flows.engine.screen import safe, stop

if TYPE_CHECKING:
    from flows.load import Loaded


def run(url: str, release: Path, schema: str, readers: Sequence[str], unverified: bool) -> None:
    """Load it, and say what was done. A damaged release is loaded only `unverified`: as it is."""
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        stop(
            f"psycopg is needed, and it is not there ({error}): python -m pip install 'psycopg[binary]', "
            "or install this project with its extra: pip install '.[postgresql]'"
        )
    from flows.load import NotLoaded, load

    if not unverified:
        stop_if_damaged(release, otherwise="Or load it as it is, with --unverified.")
    try:
        loaded = load(url, release, schema, readers)
    except NotLoaded as error:
        stop(str(error))
    except (OSError, ValueError) as error:  # of Arrow, too
        stop(f"{release} cannot be read, and nothing was changed: {error}")
    for sentence in sentences(loaded, schema):
        click.echo(safe(sentence))


def sentences(loaded: Loaded, schema: str) -> list[str]:
    """What a load did."""
    parts, counts = loaded.parts, loaded.counts
    version = parts.release.version
    if counts is None:
        return [f"The schema {schema} holds {version} already: nothing was changed."]
    place = f" in place of {loaded.before}" if loaded.before and loaded.before != version else ""
    said = [
        f"Loaded {version}{place} into the schema {schema}: {len(parts.tables)} tables with {counts.rows:,} rows, and "
        f"{len(parts.views)} views."
    ]
    if loaded.before:
        said.append(f"{counts.came:,} rows came, {counts.changed:,} changed and {counts.went:,} went.")
    if counts.cut:
        said.append(f"{counts.cut:,} texts held the character NUL, which PostgreSQL cannot hold: it was left out.")
    if not parts.has_star:
        said.append(
            "The release has no star/ (it was built with --only tables): the tables functions, regions and dates, and "
            "the views that need them, are left out."
        )
    return said
