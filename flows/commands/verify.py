"""`plans verify`: is this release whole, and true to its texts?"""

from __future__ import annotations

from pathlib import Path

import click

from flows.engine.screen import safe, stop
from flows.engine.steps import step
from flows.publish.verify import is_of_today, verify


def run(release: Path) -> None:
    """Say that the release in a folder is right, or what is wrong with it (exit code 1)."""
    if not (release / "SHA256SUMS").is_file():
        stop(f"{release} is no release: SHA256SUMS is missing.")
    folder = release.resolve()  # `latest` may move meanwhile
    problems = verify(folder, watch=step)
    if problems:
        stop("\n".join([f"{release} is not right:", *problems]))
    if is_of_today(folder):
        click.echo(safe(f"{release} is right: sums, columns, keys and quotes."))
    else:
        others = "Its tables are others than those of today's program, so its quotes and invariants were not tried."
        click.echo(safe(f"{release} is right: sums, columns and keys. {others}"))
