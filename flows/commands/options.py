"""What several commands are told, and in which types: folders, or addresses in buckets."""

from __future__ import annotations

from pathlib import Path

import click

from flows.commands.places import FetchedType, PlaceType, files, release

PLACE = PlaceType()
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
RELEASE = FetchedType(release)
FILES = FetchedType(files)
LATEST = Path("outputs/latest")
RAW = click.option(
    "--raw", type=PLACE, default=Path("raw"), show_default=True, help="Folder of the source texts, or s3://…"
)
RAWS = click.option(
    "--raw",
    "raws",
    type=FILES,
    multiple=True,
    default=[Path("raw")],
    show_default=True,
    help="Folder where its sources are looked for, by hash; may be given more than once.",
)
OUT = click.option(
    "--out", type=PLACE, default=Path("outputs"), show_default=True, help="Folder of the releases, or s3://…"
)
OF_RELEASE = click.option(
    "--release", type=FetchedType(release, exists=False), default=LATEST, show_default=True, help="Folder of a release."
)
WORKERS = click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes at a time."
)
