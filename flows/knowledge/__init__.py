"""Curated facts. What is in a file of this folder, for the modules that make use of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where it is there: ten times as fast


@cache
def facts(file: str) -> Any:
    """A file of this folder as it stands, read once."""
    return yaml.load(Path(__file__).with_name(file).read_text("utf-8"), _LOADER)


@cache
def folder(name: str) -> tuple[tuple[str, Any], ...]:
    """The files of a folder of this folder, by name, each as it stands."""
    paths = sorted(Path(__file__).with_name(name).glob("*.yml"))
    return tuple((path.stem, yaml.load(path.read_text("utf-8"), _LOADER)) for path in paths)
