"""A Dask cluster that makes loads: whether it can, said before anything is sent there.

Whoever can send something to a Dask worker runs programs as its user, for Dask sends functions as pickles. So a
scheduler is reached over TLS, or on this machine alone.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flows.engine import fingerprint
from flows.storage.address import Place
from flows.storage.bucket import Bucket
from flows.storage.reach import unseen

if TYPE_CHECKING:
    from prefect.task_runners import TaskRunner

PATIENCE = 15.0  # seconds for a scheduler to answer
SHOWN = 3  # workers that a sentence names
NOT_INSTALLED = (
    "A Dask cluster needs two more packages: `make dask` installs them, or `pip install 'policy-plans[dask]'`."
)


class NoCluster(RuntimeError):
    """The cluster cannot read; the message says why."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a worker is, and what it sees."""

    code: str  # fingerprints of its program and packages
    packages: str
    raw: str | None  # why it does not see the sources, in a few words
    store: str | None  # why it does not see what we have just put into the store


def cluster(scheduler: str, raw: Place, store: Place, known: str) -> tuple[TaskRunner[Any], int]:
    """What runs tasks of Prefect on a cluster, after a look at all its workers, and how many they are.

    `known` is the name of a source. Raises NoCluster or StorageError.
    """
    try:
        from distributed import Client
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError:
        raise NoCluster(NOT_INSTALLED) from None
    if wrong := unsafe(scheduler):
        raise NoCluster(wrong)
    try:
        client = Client(scheduler, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, RuntimeError) as error:
        raise NoCluster(
            f"The Dask scheduler at {scheduler} does not answer ({type(error).__name__}): see that it runs "
            "(`dask scheduler`), and that the certificates are those of its network."
        ) from None
    with client:
        seen = _seen(client, raw, store, known)
    if wrong := _unfit(seen, scheduler, raw, store):
        raise NoCluster(wrong)
    return DaskTaskRunner(address=scheduler), len(seen)


def unsafe(scheduler: str) -> str | None:
    """Why a scheduler must not be used, in a sentence; None where it may be."""
    parts = urlsplit(scheduler)
    if parts.scheme not in ("tcp", "tls") or not parts.hostname:
        return f"{scheduler} is no address of a Dask scheduler: it is like tcp://127.0.0.1:8786 or tls://host:8786."
    if parts.scheme == "tcp" and not is_loopback(parts.hostname):
        return (
            f"{scheduler} is not encrypted: whoever can reach such a scheduler runs programs as you. Use tls:// (see "
            "docs/scaling.md), or a scheduler on 127.0.0.1."
        )
    return None


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def look_around(raw: Place, known: str, store: Place, token: str) -> Sight:
    """What a worker is and sees; called there."""
    return Sight(fingerprint.code(), fingerprint.packages(), unseen(raw, known), unseen(store, token))


def _seen(client: Any, raw: Place, store: Place, known: str) -> dict[str, Any]:
    """What each worker says of itself, or the error with which it does not, by its address."""
    with _token(store) as token:
        return dict(client.run(look_around, raw, known, store, token, on_error="return"))


@contextmanager
def _token(store: Place) -> Iterator[str]:
    """A file in the store, for as long as workers look for it."""
    name = f".seen-{secrets.token_hex(8)}"
    if isinstance(store, Path):
        store.mkdir(parents=True, exist_ok=True)
        (store / name).touch()
    else:
        Bucket(store).write(name, b"seen")
    try:
        yield name
    finally:
        if isinstance(store, Path):
            (store / name).unlink()
        else:
            Bucket(store).remove([name])


def _unfit(seen: Mapping[str, Any], scheduler: str, raw: Place, store: Place) -> str | None:
    """Why the workers cannot read, in a sentence."""
    if not seen:
        return f"The Dask scheduler at {scheduler} has no workers: start some with `plans worker {scheduler}`."
    if lost := {name: each for name, each in seen.items() if not isinstance(each, Sight)}:
        error = next(iter(lost.values()))
        return f"{_named(lost)} cannot run this program ({error}): install the same version of policy-plans there."
    ours = (fingerprint.code(), fingerprint.packages())
    if other := [name for name, each in seen.items() if (each.code, each.packages) != ours]:
        return (
            f"{_named(other)} has another version of policy-plans or of its packages than this machine: install the "
            "same there, from the same constraints, and start the worker again."
        )
    if blind := {name: each.raw for name, each in seen.items() if each.raw}:
        return (
            f"{_named(blind)} does not see the sources in {raw} ({_first(blind)}): let all workers see them under this "
            "name, or put them at an address (--raw s3://…)."
        )
    if blind := {name: each.store for name, each in seen.items() if each.store}:
        return (
            f"{_named(blind)} does not see the store {store} ({_first(blind)}): let PLANS_CACHE name a folder that all "
            "workers share, or engine.store in the settings an address (s3://…)."
        )
    return _unreached(seen)


def _unreached(seen: Mapping[str, object]) -> str | None:
    """Why workers do not reach the Prefect server, in a sentence; they are told its address by us."""
    api = urlsplit(os.environ.get("PREFECT_API_URL", "")).hostname
    far = [name for name in seen if not is_loopback(urlsplit(name).hostname or "")]
    if far and (api is None or is_loopback(api)):
        return (
            f"{_named(far)} is on another machine, where the Prefect server of this build is not reached: let "
            "PREFECT_API_URL name a server that all machines reach."
        )
    return None


def _first(why: Mapping[str, str | None]) -> str:
    return str(why[min(why)]).rstrip(".")


def _named(workers: Any) -> str:
    names = sorted(workers)
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"The Dask worker {', '.join(names[:SHOWN])}{more}"
