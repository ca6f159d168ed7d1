"""The real flow on a real S3 server: the same bytes as in folders, one build after another, one killed while it sends."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from flows.cli import main
from flows.publish.sums import check_sums
from flows.storage import near
from flows.storage.address import Address
from flows.storage.bucket import Bucket
from flows.storage.lease import read_pointer
from flows.storage.mirror import mirror
from tests import ceph
from tests.faults import Shell, Site, serving
from tests.s3_proxy import Proxy

SOURCES = 6


@pytest.fixture(scope="module")
def site(proxy: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A place where plans are built, into a folder and into a bucket."""
    with serving(tmp_path_factory.mktemp("prefect")) as environment:
        site = Site(tmp_path_factory.mktemp("site"), environment)
        site.fill(SOURCES)
        yield site


def upload(site: Site, raw: Bucket) -> None:
    for path in site.raw.iterdir():
        raw.write(path.name, path.read_bytes())


def whole(out: Address, folder: Path) -> Path:
    """The release that readers get, in a folder."""
    pointer = read_pointer(Bucket(out))
    release = folder / str(pointer.version)
    mirror(Bucket(out / str(pointer.release["path"])), release)
    assert list(check_sums(release)) == []
    return release


def differing(one: Path, other: Path) -> list[str]:
    names = {path.relative_to(one).as_posix() for part in ("parquet", "csv", "text") for path in (one / part).iterdir()}
    return sorted(name for name in names if (one / name).read_bytes() != (other / name).read_bytes())


def test_builds_in_a_bucket(site: Site, proxy: Proxy, tmp_path: Path) -> None:
    home = Address(ceph.server().bucket(), "")
    raw, out = home / "raw", home / "out"
    there = ("--raw", str(raw), "--out", str(out))
    upload(site, Bucket(raw))
    shell = Shell(site)
    try:
        for place in (there, ()):
            code, said = shell.build(*place)
            assert code == 0, said
        assert differing(site.latest(), whole(out, tmp_path)) == []
        proxy.seen.clear()
        code, said = shell.build(*there)
        assert (code, said) == (0, "Nothing has changed: release 1.0.0 stands.\n")
        assert proxy.sent() == []

        site.change(Random(1), 0.1)
        upload(site, Bucket(raw))
        killed_while_it_sends(site, proxy, there)
        assert whole(out, tmp_path).name == "1.0.0"
        assert "building" in Bucket(out).read("latest.json").data.decode()
        code, said = shell.build(*there)
        assert code == 0, said
        assert f"Release  {out}/releases/1.0.1" in said
        assert shell.build()[0] == 0
    finally:
        shell.end()
    assert differing(site.latest(), whole(out, tmp_path)) == []
    assert read_pointer(Bucket(out)).building is None
    assert Bucket(out).abandon_uploads() == 0
    reads(raw, out, tmp_path)


def killed_while_it_sends(site: Site, proxy: Proxy, place: tuple[str, ...]) -> None:
    """A build that is killed when it has sent some files of the next release."""
    proxy.always("held", "PUT", "/releases/1.0.1/", after=20)
    process = site.start(*place)
    try:
        assert proxy.holding.wait(120), site.said()
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        proxy.rule = lambda request: None


def reads(raw: Address, out: Address, folder: Path) -> None:
    """What reads a release reads one in a bucket."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(near, "MIRRORS", folder / "mirrors")
        verified = CliRunner().invoke(main, ["verify", str(out)])
        assert (verified.exit_code, "is right" in verified.output) == (0, True), verified.output
        compared = CliRunner().invoke(main, ["diff", "1.0.0", f"{out}/releases/1.0.1", "--out", str(out)])
        assert compared.exit_code == 0, compared.output
        nothing = CliRunner().invoke(main, ["verify", f"{out}/nothing"])
        assert (nothing.exit_code, "There is no release at" in nothing.output) == (1, True)
        retried = CliRunner().invoke(main, ["retry", "--raw", str(raw), "--out", str(out)])
        assert (retried.exit_code, "in quarantine" in retried.output) == (0, True), retried.output
        pruned = CliRunner().invoke(main, ["prune", "--out", str(out)])
        assert (pruned.exit_code, "by the next build there" in pruned.output) == (1, True)
        wrong = CliRunner().invoke(main, ["build", "--out", "s3://k:secret@x"])
        assert (wrong.exit_code, "names no bucket" in wrong.output) == (2, True)


def test_without_its_packages_it_is_said_what_to_install(tmp_path: Path) -> None:
    program = "import sys; sys.modules['botocore'] = None; from flows.cli import main; main()"
    for options in (("build", "--raw", "s3://plans/raw"), ("build", "--out", "s3://plans"), ("verify", "s3://plans")):
        answer = subprocess.run(
            [sys.executable, "-c", program, *options], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert answer.returncode == 1
        assert "`make s3` installs them" in answer.stderr
        assert "Traceback" not in answer.stderr
