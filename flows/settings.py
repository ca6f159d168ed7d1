"""What a maintainer may set: the table `[tool.plans]` of pyproject.toml, or a file `plans.toml` of the same keys.

`plans.toml` in the working folder wins over pyproject.toml there; `--config FILE` names another. What is not set has
the values below. A key that we do not know is an error: a misspelt limit, passed over, would protect nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any


class SettingsError(ValueError):
    """A setting is not as it must be; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class Limits:
    """From when on a build has lost too much to be published without a word from a person (`--accept`)."""

    sources_lost: float = 0.2  # share of the sources usable in the last release that are gone or in quarantine now
    rows_lost: float = 0.2  # share of the rows of any one table
    accuracy_lost: float = 0.02  # by which the F1 of any one figure may fall


@dataclass(frozen=True, slots=True)
class Reading:
    """What one source may take before reading it is ended, and it goes into quarantine. 0: no limit."""

    seconds: float = 120.0  # for each MB of the file; a smaller one has as many
    memory: float = 6_000.0  # MB that its process may have
    output: float = 200.0  # bytes of text and rows for each byte of the file; plans give about ten


@dataclass(frozen=True, slots=True)
class Keep:
    """Which releases stay on the disk. The newest always does."""

    releases: int = 12  # the newest n; 0: all
    majors: bool = True  # and the last release of every major version


@dataclass(frozen=True, slots=True)
class Schedule:
    """When `plans serve` builds."""

    cron: str = "0 3 * * *"
    timezone: str = "Asia/Shanghai"
    settle: float = 10.0  # seconds that raw/ must have been quiet before a change of it is built
    timeout: float = 21_600.0  # seconds after which a run is ended, for it hangs; 0: never


@dataclass(frozen=True, slots=True)
class Engine:
    """Who reads texts."""

    scheduler: str = ""  # address of the scheduler of a Dask cluster (tls://host:8786); empty: this machine
    store: str = ""  # where its workers keep what they read (s3://bucket/prefix); empty: PLANS_CACHE, which all share


@dataclass(frozen=True, slots=True)
class Retries:
    """What is tried again when storage fails."""

    attempts: int = 3
    delay: float = 10.0  # seconds before the second attempt; twice as long before each further one


@dataclass(frozen=True, slots=True)
class Storage:
    """How buckets are used (s3://…)."""

    poll: float = 60.0  # seconds after which `plans serve` lists the sources again
    lease: float = 300.0  # seconds after which another may build where a build has died; renewed while one runs


@dataclass(frozen=True, slots=True)
class Notify:
    """Who is told that a run failed. Empty: nobody."""

    command: str = ""  # run with the message, as JSON, on its standard input
    webhook: str = ""  # address that gets the message by POST, as JSON


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings."""

    limits: Limits = field(default_factory=Limits)
    reading: Reading = field(default_factory=Reading)
    keep: Keep = field(default_factory=Keep)
    schedule: Schedule = field(default_factory=Schedule)
    engine: Engine = field(default_factory=Engine)
    retries: Retries = field(default_factory=Retries)
    storage: Storage = field(default_factory=Storage)
    notify: Notify = field(default_factory=Notify)
    home: str = ""  # address where others reach outputs/, for the links of the feed, catalogues and citations


def load_settings(file: Path | None = None) -> Settings:
    """The settings of a file, or of plans.toml or pyproject.toml in the working folder. Raises SettingsError."""
    if file is not None:
        return _settings(file, _read(file))
    own, project = Path("plans.toml"), Path("pyproject.toml")
    if own.is_file():
        return _settings(own, _read(own))
    return _settings(project, _read(project).get("tool", {}).get("plans", {})) if project.is_file() else Settings()


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{file} cannot be read ({error.strerror}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} is no TOML: {error}.") from None


def _settings(file: Path, given: Mapping[str, Any]) -> Settings:
    parts = {part.name: part for part in fields(Settings)}
    _known(file, "", given, parts)
    made: dict[str, Any] = {}
    for name, value in given.items():
        default = getattr(Settings(), name)
        if isinstance(default, str):
            made[name] = _checked(file, name, default, value)
        elif not isinstance(value, Mapping):
            raise SettingsError(f"{file}: {name} must be a table of settings.")
        else:
            keys = {each.name: getattr(default, each.name) for each in fields(default)}
            _known(file, f"{name}.", value, keys)
            made[name] = type(default)(**{k: _checked(file, f"{name}.{k}", keys[k], v) for k, v in value.items()})
    return Settings(**made)


def _known(file: Path, where: str, given: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    for key in given:
        if key not in known:
            raise SettingsError(f"{file}: there is no setting {where}{key}; known are {', '.join(known)}.")


def _checked(file: Path, key: str, default: Any, value: Any) -> Any:
    """The value, of the type of its default; numbers are not negative, shares not above 1."""
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not type(default):
        kinds = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}
        raise SettingsError(f"{file}: {key} must be {kinds[type(default)]}, not {value!r}.")
    if isinstance(value, int | float) and (value < 0 or (key.startswith("limits.") and value > 1)):
        raise SettingsError(f"{file}: {key} must be {'from 0 to 1' if key.startswith('limits.') else '0 or more'}.")
    return value
