"""`plans rebuild-from`: do the inputs of a release give the same bytes again?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from flows.engine.quiet import CACHE
from flows.engine.screen import safe, stop
from flows.engine.steps import step
from flows.publish.inputs import DATA, Inputs, differences, find_inputs, lay_out, other_rules
from flows.publish.sums import check_sums

SHOWN = 20  # files of a kind that are named


def run(release: Path, raws: Sequence[Path]) -> None:
    """Build what a release was made from in a folder of its own, and compare. Exit code 1 where that differs."""
    release = release.resolve()  # `latest` may move meanwhile
    index = _index(release)
    with step("sums"):
        damaged = list(check_sums(release))
    if damaged:
        stop(_listed(f"{release} is damaged, so there is nothing to compare with:", damaged))
    with step("find inputs") as running:
        inputs = _inputs(release, index["made_from"], raws)
        running.note = f"{len(inputs.files):,} files"
    if inputs.missing:
        where = ", ".join(map(str, raws))
        stop(_listed(f"{release} cannot be built again from {where}; name further folders with --raw:", inputs.missing))
    other = other_rules(index["made_from"])
    remarks = [*inputs.unsure, *(f"The {what} are not those that made the release." for what in other)]
    with TemporaryDirectory(prefix="plans-rebuild-") as folder:
        again = _built(inputs, Path(folder))
        differing = list(differences(release, again))
        count = sum(1 for part in DATA for _ in (again / part).iterdir())
    if differing:
        advice = f"Check out the code of {index.get('built_at')} and install its constraints.txt to try with those."
        stop(
            _listed(f"{release} does not come out the same:", [*differing[:SHOWN], *remarks, *([advice] * bool(other))])
        )
    for remark in remarks:
        click.echo(safe(remark))
    click.echo(safe(f"{release} comes out the same: the {count:,} files of {', '.join(DATA)} are identical."))


def _index(release: Path) -> dict[str, Any]:
    try:
        index: dict[str, Any] = json.loads((release / "index.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        stop(f"{release} is no release: its index.json cannot be read ({error}).")
    if not isinstance(index, dict) or "made_from" not in index:
        stop(f"{release} does not say what it was made from: its index.json has no made_from.")
    return index


def _inputs(release: Path, made_from: Mapping[str, Any], raws: Sequence[Path]) -> Inputs:
    try:
        return find_inputs(made_from, raws)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        stop(f"{release} does not say in a way we understand what it was made from: {error}.")
    except OSError as error:
        stop(f"The inputs cannot be read: {error.strerror} ({error.filename}).")


def _built(inputs: Inputs, folder: Path) -> Path:
    """The release that the same command makes of the inputs."""
    raw, out = folder / "raw", folder / "out"
    raw.mkdir()
    lay_out(inputs.files, raw)
    command = [sys.executable, "-m", "flows.cli", "build", "--only", "tables", "--raw", str(raw), "--out", str(out)]
    home = os.environ.get("PREFECT_HOME") or str(CACHE / "prefect")
    anew = os.environ | {"PLANS_CACHE": str(folder / "cache"), "PREFECT_HOME": home}  # nothing of what builds have kept
    if subprocess.run(command, stdout=subprocess.DEVNULL, env=anew).returncode or not (out / "latest").is_dir():
        stop("The inputs could not be built; what the build said stands above.")
    return (out / "latest").resolve()


def _listed(heading: str, sentences: Sequence[str]) -> str:
    more = [f"… and {len(sentences) - SHOWN:,} more."] if len(sentences) > SHOWN else []
    return "\n".join([heading, *sentences[:SHOWN], *more])
