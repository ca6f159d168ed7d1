"""A place of its own for a build: raw/, outputs/ and cache below one folder, and every process that works there."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.request import urlopen

import pytest

from flows.publish import verify
from flows.publish.sums import SUMS, check_sums
from flows.server.lasting import api_url, listen, prefect_server
from flows.server.password import OF_CLIENTS
from tests.benchmarks.made import plan

_PARTIAL = re.compile(r"\.partial-|^\.spill-")


@dataclass(slots=True)
class Site:
    """Where a build reads, writes and keeps; `environment` is added to that of its processes."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    longest: int = 800  # characters of a text: builds are to be short here, not heavy
    always: tuple[str, ...] = ("--only", "tables")  # what every build is told
    verified: set[str] = field(default_factory=set)  # SHA-256 of the SHA256SUMS of releases, whatever copy they are in

    @property
    def raw(self) -> Path:
        return self.folder / "raw"

    @property
    def out(self) -> Path:
        return self.folder / "outputs"

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    def fill(self, count: int) -> None:
        """Write so many short plans into raw/."""
        self.raw.mkdir(parents=True)
        for index in range(count):
            self.rewrite(index, "")

    def rewrite(self, index: int, more: str) -> None:
        """Give the n-th plan another last line."""
        text = plan(index, 1)[0][: self.longest]
        (self.raw / f"plan-{index:06d}.txt").write_text(f"{text}\n{more}", "utf-8", newline="")

    def change(self, random: Random, share: float) -> None:
        """Give a share of the plans, one at least, another last line."""
        count = len(list(self.raw.glob("plan-*.txt")))
        for index in random.sample(range(count), max(1, round(count * share))):
            self.rewrite(index, f"到{random.randint(2020, 2090)}年，建成示范基地{random.randint(1, 9999)}个。\n")

    def copy(self, folder: Path) -> Site:
        """A copy of all of it, with its release and its cache."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return Site(folder, dict(self.environment), self.longest, self.always, self.verified)

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        """Begin a build; what it says goes to said.txt."""
        with (self.folder / "said.txt").open("wb") as said:
            return subprocess.Popen(
                [sys.executable, "-m", "flows.cli", "build", "--raw", str(self.raw), "--out", str(self.out),
                 *self.always, *options],
                stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=self.variables(),
            )  # fmt: skip

    def build(self, *options: str) -> int:
        """Build to the end; the exit code. No traceback, whatever happens."""
        code = self.start(*options).wait(600)
        assert "Traceback" not in self.said(), self.said()
        return code

    def said(self) -> str:
        return (self.folder / "said.txt").read_text("utf-8", "replace")

    def latest(self) -> Path:
        """The release that `latest` points to, which must be one that verifies."""
        release = self.out / "releases" / (self.out / "latest").resolve().name
        known = sha256(release / SUMS)
        problems = list(check_sums(release)) if known in self.verified else verify(release)
        assert problems == []
        self.verified.add(known)
        return release

    def check_published(self) -> Path:
        """The latest release, made of raw/ as it is now."""
        release = self.latest()
        sources = index(release)["made_from"]["sources"]
        assert sources == {path.name: sha256(path) for path in self.raw.glob("*.txt")}
        return release

    def parts(self) -> dict[str, tuple[int, int]]:
        """Every finished part of the cache, and what tells whether it was made again."""
        found = {}
        for part in (self.cache / "parts").glob("*"):
            if not _PARTIAL.search(part.name):
                status = (part / "sources.arrow").stat()
                found[part.name] = (status.st_ino, status.st_mtime_ns)
        return found

    def rubbish(self) -> list[Path]:
        """What is unfinished in outputs/ and in the cache."""
        return [path for top in (self.out, self.cache) for path in top.rglob("*") if _PARTIAL.search(path.name)]

    def processes(self) -> list[str]:
        """The command lines of the processes that work here, children of builds that are gone among them."""
        return list(self.running().values())

    def running(self) -> dict[int, str]:
        """The same, by the ids of the processes."""
        mark = f"PLANS_CACHE={self.cache}\0".encode()
        found = {}
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (process / "environ").read_bytes():
                    command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                    found[int(process.name)] = command
            except OSError:
                continue  # it has ended meanwhile, or is another's
        return found

    def variables(self) -> Mapping[str, str]:
        own = {"PLANS_CACHE": str(self.cache), "PREFECT_HOME": str(self.cache / "prefect"), "COLUMNS": "200"}
        return os.environ | own | self.environment


def index(release: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((release / "index.json").read_text("utf-8"))
    return found


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def until_gone(site: Site, seconds: float = 30) -> None:
    """Wait until nothing works there any more."""
    deadline = time.monotonic() + seconds
    while left := site.processes():
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


@contextmanager
def serving(home: Path) -> Iterator[dict[str, str]]:
    """A Prefect server with its database in `home`; the environment in which builds use it, and start none."""
    host, password = "127.0.0.1", "tests:not a secret"
    with pytest.MonkeyPatch.context() as patch, listen(host, 0) as listening:
        address = api_url(host, listening.getsockname()[1])
        patch.setenv("PREFECT_HOME", str(home))
        process = prefect_server(home, host, listening, password)
    try:
        deadline = time.monotonic() + 180
        while not _answers(f"{address}/health"):
            assert time.monotonic() < deadline, f"{address} does not answer"
            time.sleep(0.2)
        yield {"PREFECT_API_URL": address, OF_CLIENTS: password}
    finally:
        process.end()


def _answers(address: str) -> bool:
    try:
        urlopen(address, timeout=5).close()
    except OSError:
        return False
    return True


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[None]:
    """A file system in memory, of that size, at `folder`. Raises CalledProcessError where none may be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "plans", str(folder)], check=True, capture_output=True
    )
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def remount(folder: Path, options: str) -> None:
    """Mount what is mounted there in another way."""
    subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)


class Shell:
    """A process that builds at a site again and again: what is slow to load is loaded once."""

    _LOOP = (
        "import sys\n"
        "from flows.cli import main\n"
        "for line in sys.stdin:\n"
        "    try:\n"
        "        code = main(line.split(), standalone_mode=False)\n"
        "    except SystemExit as end:\n"
        "        code = end.code\n"
        "    print(f'\\0{code or 0}', flush=True)\n"
    )

    def __init__(self, site: Site) -> None:
        self.site = site
        self._process = subprocess.Popen(
            [sys.executable, "-c", self._LOOP],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=site.variables(),
        )  # fmt: skip

    def build(self, *options: str) -> tuple[int, str]:
        """Build to the end: the exit code, and what was said."""
        assert self._process.stdin
        assert self._process.stdout
        line = " ".join(
            ["build", "--raw", str(self.site.raw), "--out", str(self.site.out), *self.site.always, *options]
        )
        self._process.stdin.write(f"{line}\n".encode())
        self._process.stdin.flush()
        said = ""
        for answer in iter(self._process.stdout.readline, b""):
            if answer.startswith(b"\0"):
                return int(answer[1:]), said
            said += answer.decode("utf-8", "replace")
        raise AssertionError(said)

    def lives(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(60)
