"""A cluster whose machines share nothing but S3 and TCP, and in which everything is killed now and then.

    python -m pytest tests/benchmarks/test_cluster.py -n0 -s      # as root, for network namespaces; FAULTS=30 kills

Each worker is a machine of its own: a network namespace with one cable to ours, and no folder that another one writes to.
The scheduler is reached over TLS, with certificates made here; the S3 server and the Prefect server by way of the cable.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from flows.storage.address import Address
from flows.storage.bucket import Bucket
from flows.storage.client import client
from flows.storage.parallel import each
from tests import ceph
from tests.benchmarks.made import plan

HOUSE = Path(__file__).parents[2]
FAULTS = int(os.environ.get("FAULTS", "6"))
SOURCES = 300
HERE = "10.77.{n}.1"  # our end of the cable to machine n
THERE = "10.77.{n}.2"
RUN = (sys.executable, "-m")
MACHINES = (1, 2)
NAME = f"pl{os.getpid()}-{{n}}"  # of a machine, and of our end of the cable to it
CENTRE = HERE.format(n=1)  # where scheduler and servers listen; each machine has a way there

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("ip"), reason="network namespaces need root and ip"
)


def sh(*command: str, check: bool = True) -> None:
    subprocess.run(command, check=check, capture_output=True)


@contextmanager
def machines() -> Iterator[None]:
    """Two network namespaces, each with a cable to ours."""
    with ExitStack() as stack:
        for n in MACHINES:
            sh("ip", "netns", "add", NAME.format(n=n))
            stack.callback(sh, "ip", "netns", "del", NAME.format(n=n), check=False)
            sh("ip", "link", "add", NAME.format(n=n), "type", "veth", "peer", "name", "eth0", "netns", NAME.format(n=n))
            sh("ip", "addr", "add", f"{HERE.format(n=n)}/24", "dev", NAME.format(n=n))
            sh("ip", "link", "set", NAME.format(n=n), "up")
            within = ("ip", "netns", "exec", NAME.format(n=n), "ip")
            sh(*within, "addr", "add", f"{THERE.format(n=n)}/24", "dev", "eth0")
            for device in ("lo", "eth0"):
                sh(*within, "link", "set", device, "up")
            sh(*within, "route", "add", "default", "via", HERE.format(n=n))
        yield


def forward(host: str, port: int) -> None:
    """Let the port of a server on 127.0.0.1 be reached at another address of ours, too."""

    def pump(source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(1 << 16):
                sink.sendall(data)
        except OSError:
            pass
        finally:
            for end in (source, sink):
                end.close()

    def accept() -> None:
        while True:
            theirs, _ = listening.accept()
            ours = socket.create_connection(("127.0.0.1", port))
            for pair in ((theirs, ours), (ours, theirs)):
                threading.Thread(target=pump, args=pair, daemon=True).start()

    listening = socket.create_server((host, port))
    threading.Thread(target=accept, daemon=True).start()


def certificates(folder: Path) -> dict[str, str]:
    """A certificate authority and a certificate of it, as Dask's settings name them."""
    folder.mkdir()
    made = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=plans")
    sh(*made, "-keyout", f"{folder}/node.key", "-out", f"{folder}/node.pem")
    names = {"CA_FILE": "node.pem"}
    for who in ("CLIENT", "SCHEDULER", "WORKER"):
        names |= {f"{who}__CERT": "node.pem", f"{who}__KEY": "node.key"}
    return {f"DASK_DISTRIBUTED__COMM__TLS__{name}": f"{folder}/{file}" for name, file in names.items()}


@dataclass
class Cluster:
    """Scheduler, workers and the Prefect server, which are started anew when they were killed."""

    folder: Path
    environment: dict[str, str]
    port: int
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Start a part of it."""
        log = (self.folder / f"{name}.log").open("ab")
        within: tuple[str, ...] = ()
        cache = {"PLANS_CACHE": str(self.folder / f"cache-{name}")}
        if name == "scheduler":
            command = ("distributed.cli.dask_scheduler", "--protocol", "tls", "--host", CENTRE, "--port", str(self.port), "--no-dashboard")  # fmt: skip
        elif name == "prefect":
            command = ("prefect", "server", "start", "--host", CENTRE, "--port", "14200")
        else:
            within = ("ip", "netns", "exec", NAME.format(n=name))
            command = ("flows.cli", "worker", self.scheduler)
        self.running[name] = subprocess.Popen(
            [*within, *RUN, *command],
            cwd=HOUSE,
            env=self.environment | cache,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    @property
    def scheduler(self) -> str:
        return f"tls://{CENTRE}:{self.port}"

    def kill(self, name: str) -> None:
        """Kill a part and all of its processes; start it again."""
        os.killpg(self.running[name].pid, signal.SIGKILL)
        self.running[name].wait()
        self.start(name)

    def revive(self) -> None:
        """Start again what has ended, as a service is: workers end when their scheduler does."""
        for name in [name for name, process in self.running.items() if process.poll() is not None]:
            self.start(name)

    def end(self) -> None:
        for process in self.running.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cluster")
    server = ceph.server()
    with machines():
        forward(CENTRE, server.port)
        environment = os.environ | server.environment | certificates(folder / "tls")
        environment |= {"AWS_ENDPOINT_URL": f"http://{CENTRE}:{server.port}"}
        environment |= {"PREFECT_API_URL": f"http://{CENTRE}:14200/api", "PREFECT_HOME": str(folder / "prefect")}
        made = Cluster(folder, environment, 18786)
        for name in ("prefect", "scheduler", "1", "2"):
            made.start(name)
        try:
            yield made
        finally:
            made.end()


@pytest.fixture(scope="module")
def bucket() -> str:
    """A bucket with sources."""
    for name, value in ceph.server().environment.items():
        os.environ[name] = value
    client.cache_clear()
    name = ceph.server().bucket()
    raw = Bucket(Address(name, "raw"))
    each(lambda n: raw.write(f"{n}.txt", plan(n, 1)[0][:3_000].encode()), range(SOURCES))
    return name


def build(raw: str, out: str, environment: dict[str, str], *options: str) -> subprocess.Popen[str]:
    command = [*RUN, "flows.cli", "build", "--raw", raw, "--out", out, "--only", "tables", *options]
    return subprocess.Popen(
        command, cwd=HOUSE, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )  # fmt: skip


def tables(bucket: str, prefix: str) -> dict[str, str]:
    """The ETags of the tables of the latest release."""
    import json

    out = Bucket(Address(bucket, prefix))
    path = json.loads(out.read("latest.json").data)["path"]
    listed = out.below(path).listed()
    return {found.name: found.etag for found in listed if found.name.startswith(("parquet/", "csv/"))}


@pytest.fixture(scope="module")
def local(bucket: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The tables as this machine alone makes them."""
    environment = os.environ | {"PLANS_CACHE": str(tmp_path_factory.mktemp("local"))}
    building = build(f"s3://{bucket}/raw", f"s3://{bucket}/local", environment, "--workers", "2")
    said, _ = building.communicate(timeout=600)
    assert building.returncode == 0, said
    return tables(bucket, "local")


def settings(cluster: Cluster, bucket: str, store: str) -> Path:
    path = cluster.folder / f"{store}.toml"
    path.write_text(f'[engine]\nscheduler = "{cluster.scheduler}"\nstore = "s3://{bucket}/{store}"\n', "utf-8")
    return path


@pytest.fixture(scope="module")
def far(cluster: Cluster, bucket: str) -> dict[str, str]:
    """The tables as the cluster makes them."""
    environment = cluster.environment | {"PLANS_CACHE": str(cluster.folder / "cache-build")}
    options = ("--config", str(settings(cluster, bucket, "store")))
    for _ in range(10):  # until Prefect and the workers are there
        building = build(f"s3://{bucket}/raw", f"s3://{bucket}/far", environment, *options)
        said, _ = building.communicate(timeout=600)
        if building.returncode == 0:
            break
        time.sleep(5)
    assert building.returncode == 0, said
    print(said.partition("Table")[0])
    return tables(bucket, "far")


def test_machines_that_share_only_s3_and_tcp_give_the_same_bytes(far: dict[str, str], local: dict[str, str]) -> None:
    assert far == local


def test_whatever_is_killed_the_latest_stays_whole_and_the_next_build_ends(
    cluster: Cluster, bucket: str, far: dict[str, str]
) -> None:
    """Build, scheduler and workers are killed in turn at random moments; each time the next build ends well."""
    seed = random.Random(13)
    victims = ["build", "scheduler", "1", "2"]
    for turn in range(FAULTS):  # each with a change, so that there is something to build
        Bucket(Address(bucket, "raw")).write(f"{turn % 7}.txt", plan(turn, 1)[0][: 3_000 + turn].encode())
        victim = victims[turn % len(victims)]
        environment = cluster.environment | {"PLANS_CACHE": str(cluster.folder / f"cache-{turn % 3}")}
        options = ("--config", str(settings(cluster, bucket, f"store{turn % 3}")))
        building = build(f"s3://{bucket}/raw", f"s3://{bucket}/far", environment, *options)
        before = tables(bucket, "far")
        threading.Event().wait(seed.uniform(3, 20))
        if victim == "build":
            os.killpg(building.pid, signal.SIGKILL)
        else:
            cluster.kill(victim)
        said, _ = building.communicate(timeout=900)
        assert "Traceback" not in said, said
        assert tables(bucket, "far").keys() == before.keys()  # a whole release, whichever
        ends = []
        while 0 not in ends and len(ends) < 20:  # a lease of a killed build has to run out
            cluster.revive()
            threading.Event().wait(15 if ends else 0)
            again = build(f"s3://{bucket}/raw", f"s3://{bucket}/far", environment, *options)
            said, _ = again.communicate(timeout=900)
            ends.append(again.returncode)
            assert "Traceback" not in said, said
            print(said.strip().splitlines()[-1] if again.returncode else "")
        assert 0 in ends, said
        print(f"killed {victim}: first build ended with {building.returncode}, the next after {len(ends) - 1} more")
