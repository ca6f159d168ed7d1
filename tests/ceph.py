"""A real S3 server for tests: Ceph's gateway on a monitor and one store in memory, on loopback, one a process, gone at
its end, also when that is killed.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tests.components import require

PACKAGES = "radosgw, ceph-mon and ceph-osd"
KEY, SECRET = "TESTSACCESSKEY", "tests-secret-that-no-message-may-hold"
CONFIG = """\
[global]
fsid = {fsid}
mon host = v2:127.0.0.1:{monitor}
mon initial members = a
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc
ms bind ipv6 = false
ms bind msgr1 = false
run dir = {folder}
admin socket =
pid file =
keyring =
log file = {folder}/$name.log
mon data = {folder}/mon
mon allow pool size one = true
mon max pg per osd = 1000
paxos propose interval = 0.05
paxos min wait = 0.02
osd data = {folder}/osd
osd objectstore = memstore
memstore device bytes = 4294967296
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
[osd]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:{gateway}
rgw enable apis = s3
rgw data = {folder}
rgw enable gc threads = false
rgw enable lc threads = false
rgw enable quota threads = false
rgw run sync thread = false
"""
_END_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_libc = ctypes.CDLL(None)


@dataclass(frozen=True, slots=True)
class Server:
    """Where it listens, and the environment in which programs use it."""

    port: int

    @property
    def environment(self) -> dict[str, str]:
        return self.environment_at(self.port)

    def environment_at(self, port: int) -> dict[str, str]:
        """The same for a port of ours that leads there."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def client(self) -> Any:
        """A client of botocore's own, which is none of the program."""
        import botocore.session

        return botocore.session.Session().create_client(
            "s3",
            region_name="us-east-1",
            endpoint_url=f"http://127.0.0.1:{self.port}",
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
        )

    def bucket(self) -> str:
        """A new bucket."""
        name = f"plans-{uuid.uuid4().hex[:12]}"
        self.client().create_bucket(Bucket=name)
        return name


@cache
def server() -> Server:
    """The server of this process. Skips the test where it is not installed, or fails."""
    for program in ("radosgw", "ceph-mon", "ceph-osd"):
        require(program, PACKAGES)
    folder = Path(mkdtemp(prefix="plans-ceph-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    monitor, gateway = _free_port(), _free_port()
    fsid, osd = str(uuid.uuid4()), str(uuid.uuid4())
    config = folder / "ceph.conf"
    config.write_text(CONFIG.format(folder=folder, fsid=fsid, monitor=monitor, gateway=gateway), "utf-8")
    (folder / "osd").mkdir()
    of = ("-c", str(config))
    _run("monmaptool", "--create", "--fsid", fsid, "--addv", "a", f"[v2:127.0.0.1:{monitor}]", str(folder / "monmap"))
    _run("ceph-mon", "--mkfs", "-i", "a", "--monmap", str(folder / "monmap"), *of)
    _start("ceph-mon", "-f", "-i", "a", *of)
    _run("ceph", *of, "osd", "new", osd)
    _run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", osd, *of)
    _start("ceph-osd", "-f", "-i", "0", *of)
    user = ("--uid", "tests", "--display-name", "tests", "--access-key", KEY, "--secret-key", SECRET)
    _run("radosgw-admin", *of, "-n", "client.rgw", "user", "create", *user)
    _start("radosgw", "-f", "-n", "client.rgw", *of)
    _until(lambda: _answers(gateway), f"radosgw does not answer: see {folder}")
    return Server(gateway)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def _start(*command: str) -> None:
    """Start a process that ends with us."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=_with_parent
    )
    atexit.register(_end, process)


def _with_parent() -> None:
    _libc.prctl(_END_WITH_PARENT, signal.SIGKILL)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def _until(condition: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port
