"""A Dask cluster that reads: the same bytes as this machine, whatever dies, and a sentence where it cannot."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from flows.cli import main
from flows.engine import cluster as clusters
from flows.engine.cluster import NoCluster, Sight, _unfit, unsafe
from flows.engine.fingerprint import code, packages
from flows.storage.address import Address
from flows.storage.bucket import Bucket
from flows.storage.client import client
from flows.storage.parallel import each
from tests import ceph
from tests.benchmarks.made import plan

pytest.importorskip("distributed")
HOUSE = Path(__file__).parents[1]
SOURCES = 270  # more than are one load


@dataclass
class Cluster:
    """A scheduler and two workers, processes of their own."""

    address: str
    environment: dict[str, str]
    workers: subprocess.Popen[bytes]

    def nannies_children(self) -> list[int]:
        """The processes that read, one a worker."""
        found = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
        parents = [str(self.workers.pid), *_children(self.workers.pid)]
        return [int(pid) for parent in parents for pid in _children(int(parent)) if f" {pid} " in f" {found} "]


def _children(pid: int) -> list[str]:
    answer = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return answer.stdout.split()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("dask")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    environment = os.environ | ceph.server().environment | {"PLANS_CACHE": str(folder / "cache")}
    run = [sys.executable, "-m"]
    scheduler = subprocess.Popen(
        [*run, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2], "--no-dashboard"],
        env=environment, cwd=HOUSE, stderr=(folder / "scheduler.log").open("wb"),
    )  # fmt: skip
    workers = subprocess.Popen(
        [*run, "flows.cli", "worker", address, "--workers", "2"],
        env=environment | {"PLANS_CACHE": str(folder / "workers")},  # what they share is named in each load
        cwd=HOUSE, stdout=(folder / "workers.log").open("wb"), stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield Cluster(address, environment, workers)
    finally:
        for process in (workers, scheduler):
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    for n in range(SOURCES):
        (folder / f"{n}.txt").write_text(plan(n, 1)[0][:400], "utf-8")
    return folder


def build(raw: Path | str, out: Path, environment: dict[str, str], *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "flows.cli", "build", "--raw", str(raw), "--out", str(out), "--only", "tables"]
    return subprocess.Popen(
        [*command, *options], cwd=HOUSE, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def tables(out: Path) -> dict[str, bytes]:
    release = out / "latest"
    return {
        str(path.relative_to(release)): path.read_bytes()
        for kind in ("parquet", "csv")
        for path in (release / kind).iterdir()
    }


@pytest.fixture(scope="module")
def local(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The tables as two processes of this machine make them."""
    folder = tmp_path_factory.mktemp("local")
    building = build(raw, folder / "out", os.environ | {"PLANS_CACHE": str(folder / "cache")}, "--workers", "2")
    said, _ = building.communicate(timeout=300)
    assert building.returncode == 0, said
    return tables(folder / "out")


def test_a_cluster_gives_the_same_bytes_though_a_worker_is_killed(
    cluster: Cluster, raw: Path, local: dict[str, bytes], tmp_path: Path
) -> None:
    building = build(raw, tmp_path / "out", cluster.environment, "--engine", "dask", "--scheduler", cluster.address)
    parts = Path(cluster.environment["PLANS_CACHE"]) / "parts"
    deadline = time.monotonic() + 120
    while not list(parts.glob("*.partial-*")) and building.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    for pid in cluster.nannies_children()[:1]:
        os.kill(pid, signal.SIGKILL)
    said, _ = building.communicate(timeout=300)
    assert building.returncode == 0, said
    assert tables(tmp_path / "out") == local


def test_sources_and_store_in_a_bucket_give_the_same_bytes(
    cluster: Cluster, raw: Path, local: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers and build share no folder: sources and parts go by way of the server. A cold cache finds the parts there."""
    for name, value in ceph.server().environment.items():
        monkeypatch.setenv(name, value)
    client.cache_clear()
    bucket = ceph.server().bucket()
    sources = Bucket(Address(bucket, "raw"))
    each(lambda path: sources.send(path.name, path), raw.iterdir())
    settings = tmp_path / "plans.toml"
    settings.write_text(f'[engine]\nscheduler = "{cluster.address}"\nstore = "s3://{bucket}/store"\n', "utf-8")
    options = ("--config", str(settings))
    for turn in ("cold", "warm"):
        environment = cluster.environment | {"PLANS_CACHE": str(tmp_path / turn)}
        building = build(f"s3://{bucket}/raw", tmp_path / f"out-{turn}", environment, *options)
        said, _ = building.communicate(timeout=300)
        assert building.returncode == 0, said
        assert tables(tmp_path / f"out-{turn}") == local
    client.cache_clear()


def test_no_scheduler_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    monkeypatch.setattr(clusters, "PATIENCE", 0.5)
    with pytest.raises(NoCluster, match=f"The Dask scheduler at {address} does not answer"):
        clusters.cluster(address, tmp_path, tmp_path / "store", "a.txt")


def test_an_engine_without_an_address_is_a_sentence(tmp_path: Path) -> None:
    said = CliRunner().invoke(
        main, ["build", "--raw", str(tmp_path), "--out", str(tmp_path / "out"), "--engine", "dask"]
    )
    assert said.exit_code == 1
    assert "No Dask scheduler is named" in said.output
    said = CliRunner().invoke(main, ["build", "--engine", "local", "--scheduler", "tcp://127.0.0.1:1"])
    assert said.exit_code == 2


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://127.0.0.1:8786", None),
        ("tcp://localhost:8786", None),
        ("tcp://[::1]:8786", None),
        ("tls://10.0.0.7:8786", None),
        ("tcp://10.0.0.7:8786", "is not encrypted"),
        ("tcp://scheduler.example.org:8786", "is not encrypted"),
        ("ws://127.0.0.1:8786", "is no address of a Dask scheduler"),
        ("127.0.0.1:8786", "is no address of a Dask scheduler"),
        ("", "is no address of a Dask scheduler"),
    ],
)
def test_only_what_nobody_else_reaches_goes_without_tls(address: str, said: str | None) -> None:
    assert unsafe(address) is None if said is None else said in (unsafe(address) or "")


GOOD = Sight("code", "packages", None, None)
NEAR, FAR = "tcp://127.0.0.1:40000", "tls://10.0.0.7:40000"


@pytest.mark.parametrize(
    ("seen", "api", "said"),
    [
        ({NEAR: GOOD}, "", None),
        ({}, "", "has no workers: start some with `plans worker tls://s:1`"),
        (
            {NEAR: ModuleNotFoundError("No module named 'flows'")},
            "",
            "cannot run this program (No module named 'flows')",
        ),
        ({NEAR: GOOD, FAR: Sight("other", "packages", None, None)}, "", f"{FAR} has another version"),
        ({NEAR: Sight("code", "others", None, None)}, "", "has another version"),
        (
            {NEAR: Sight("code", "packages", "no such folder", None)},
            "",
            "does not see the sources in raw (no such folder)",
        ),
        (
            {NEAR: Sight("code", "packages", None, "no such bucket.")},
            "",
            "does not see the store store (no such bucket)",
        ),
        ({FAR: GOOD}, "http://127.0.0.1:4200/api", "is on another machine"),
        ({FAR: GOOD}, "", "is on another machine"),
        ({FAR: GOOD}, "http://10.0.0.1:4200/api", None),
    ],
)
def test_what_a_cluster_lacks_is_a_sentence(
    seen: dict[str, Sight], api: str, said: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", api)
    monkeypatch.setattr("flows.engine.cluster.fingerprint.code", lambda: "code")
    monkeypatch.setattr("flows.engine.cluster.fingerprint.packages", lambda: "packages")
    found = _unfit(seen, "tls://s:1", Path("raw"), Path("store"))
    assert found is None if said is None else said in (found or "")


def test_a_worker_is_asked_what_we_are() -> None:
    from flows.engine.cluster import look_around

    seen = look_around(HOUSE, "README.md", HOUSE / "tests", "nothing")
    assert (seen.code, seen.packages, seen.raw) == (code(), packages(), None)
    assert "no such folder" in (seen.store or "")
