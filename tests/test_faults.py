"""What a machine does at night: full disks, files that change while they are read, builds that meet, clocks gone wrong.

Real processes and real file systems. A place with a release of some plans is built once and copied for each test.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import pickle
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pyarrow.parquet as pq
import pytest
from filelock import FileLock

from flows.server.password import OF_CLIENTS, OF_SERVER
from tests.faults import Shell, Site, index, mounted, remount, until_gone

SOURCES = 12
PROXIES = {  # where nobody listens, and of kinds that nothing here can use
    **dict.fromkeys(("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"), "http://127.0.0.1:9"),
    **{"all_proxy": "socks5://127.0.0.1:9", "ALL_PROXY": "socks://127.0.0.1:9", "no_proxy": "", "NO_PROXY": ""},
}


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory, server: dict[str, str]) -> Site:
    """A place where release 1.0.0 stands, and one plan has changed since."""
    site = Site(tmp_path_factory.mktemp("standing") / "site", dict(server))
    site.fill(SOURCES)
    assert site.build() == 0, site.said()
    site.change(Random(1), 0.1)
    return site


@pytest.fixture
def site(standing: Site, tmp_path: Path, request: pytest.FixtureRequest) -> Site:
    """A copy of that place; where a shell builds always at the same path, so that one does for all tests."""
    folder = (standing.folder.parent if "shell" in request.fixturenames else tmp_path) / "copy"
    shutil.rmtree(folder, ignore_errors=True)
    return standing.copy(folder)


@pytest.fixture(scope="module")
def shells() -> Iterator[list[Shell]]:
    """The process that builds for all tests, once one of them has asked for it."""
    begun: list[Shell] = []
    yield begun
    for shell in begun:
        shell.end()


@pytest.fixture
def shell(site: Site, shells: list[Shell]) -> Shell:
    """A process that builds there."""
    if not shells or not shells[-1].lives():
        shells.append(Shell(site))
    shells[-1].site = site
    return shells[-1]


def used(folder: Path) -> int:
    """Bytes in the files of a folder, in pages as a file system in memory counts them."""
    return sum(-(-path.stat().st_size // 4096) * 4096 for path in folder.rglob("*") if path.is_file())


def assert_refused(site: Site, answer: tuple[int, str], words: str) -> None:
    """Nothing was published: it was said why, the old release stands, and nothing half-made is left."""
    code, said = answer
    assert "Traceback" not in said, said
    assert (code, words in said) == (1, True), said
    assert site.latest().name == "1.0.0"
    assert [path.name for path in (site.out / "releases").iterdir()] == ["1.0.0"]
    assert site.rubbish() == []


@pytest.fixture
def small_disk(request: pytest.FixtureRequest, site: Site) -> Iterator[Path]:
    """The folder of the site that the test names, on a file system of its own, with 100 MB until it is made smaller."""
    folder = site.folder / request.param
    aside = folder.rename(f"{folder}.aside")
    with ExitStack() as stack:
        try:
            stack.enter_context(mounted(folder, "100m"))
        except (OSError, subprocess.CalledProcessError) as error:
            pytest.skip(f"no file system can be mounted here: {error}")
        shutil.copytree(aside, folder, symlinks=True, dirs_exist_ok=True)
        yield folder


@pytest.mark.parametrize("small_disk", ["outputs"], indirect=True)
def test_a_disk_that_is_full_or_read_only(site: Site, shell: Shell, small_disk: Path) -> None:
    full, release = used(small_disk), used(small_disk / "releases")
    remount(small_disk, "ro")
    assert_refused(site, shell.build(), "Read-only file system")
    remount(small_disk, "rw")
    for share in (0.02, 0.5, 0.9):  # tables, CSV, delta
        remount(small_disk, f"size={full + int(share * release)}")
        assert_refused(site, shell.build(), "There is no room left")
    remount(small_disk, "size=100m")
    code, said = shell.build()
    assert code == 0, said
    assert site.check_published().name == "1.0.1"


@pytest.mark.parametrize("small_disk", ["cache"], indirect=True)
def test_a_cache_without_room(site: Site, shell: Shell, small_disk: Path) -> None:
    remount(small_disk, f"size={used(small_disk) + 20_000}")
    assert_refused(site, shell.build(), "There is no room left")
    remount(small_disk, "size=100m")
    code, said = shell.build()
    assert code == 0, said
    assert site.check_published().name == "1.0.1"


def test_a_folder_for_temporary_files_without_room(site: Site) -> None:
    site.environment["TMPDIR"] = str(temporary := site.folder / "temporary")
    site.always = ()  # files for tools need it
    with ExitStack() as stack:
        try:
            stack.enter_context(mounted(temporary, "12k"))
        except (OSError, subprocess.CalledProcessError) as error:
            pytest.skip(f"no file system can be mounted here: {error}")
        assert site.build() == 1
        assert_refused(site, (1, site.said()), f"MB in {temporary} (temporary files; TMPDIR names another folder), ")
        assert list(temporary.iterdir()) == []


def test_a_copy_that_followed_links_is_built_upon(site: Site, shell: Shell) -> None:
    release = site.latest()
    (site.out / "latest").unlink()
    shutil.copytree(release, site.out / "latest")
    (site.out / "latest" / "mine.txt").write_text("mine", "utf-8")
    code, said = shell.build()
    assert (code, "latest is a folder, where a link to a release belongs" in said) == (1, True), said
    (site.out / "latest" / "mine.txt").unlink()
    code, said = shell.build()
    assert code == 0, said
    assert site.check_published().name == "1.0.1"
    assert (site.out / "latest").is_symlink()
    assert site.rubbish() == []


def test_a_release_stands_where_it_cannot_be_listed(site: Site, shell: Shell) -> None:
    (site.out / "feed.xml").unlink()
    (site.out / "feed.xml").mkdir()
    code, said = shell.build()
    assert (code, "Release 1.0.1 is published, but the build did not end well." in said) == (1, True), said
    site.check_published()
    (site.out / "feed.xml").rmdir()
    code, said = shell.build()
    assert (code, "Nothing has changed: release 1.0.1 stands." in said) == (0, True), said
    assert "1.0.1" in (site.out / "feed.xml").read_text("utf-8")


def test_a_damaged_database_proxies_that_lead_nowhere_and_a_killed_server_stop_no_build(site: Site) -> None:
    site.environment = PROXIES  # without the server of these tests
    (database := site.cache / "prefect" / "prefect.db").write_bytes(Random(1).randbytes(200))
    for part in ("-wal", "-shm"):
        Path(f"{database}{part}").write_bytes(b"of another time")
    said = kill_server(site, "✓ look at raw")
    site.check_published()
    assert f"it is set aside as {database}.damaged, and a new one is begun." in said
    assert Path(f"{database}.damaged").read_bytes() == Random(1).randbytes(200)
    assert "The Prefect server of the build has ended (exit code -9), and is started again." in said


def test_a_release_is_good_though_the_server_dies_and_does_not_start_again(site: Site) -> None:
    site.environment = {"PYTHONPATH": str(code := site.folder / "once")}
    code.mkdir()
    (code / "sitecustomize.py").write_text("import flows.server.passing as server\nserver.STARTS = 1\n", "utf-8")
    said = kill_server(site, "✓ validate")
    assert "Prefect failed when the release was published" in said
    assert site.check_published().name == "1.0.1"


def kill_server(site: Site, word: str) -> str:
    """Build, and kill the server of the build when it has said the word; what it says. It ends soon, and well."""
    build = site.start()
    deadline = time.monotonic() + 120
    while word not in site.said():
        assert time.monotonic() < deadline, site.said()
        time.sleep(0.02)
    (server,) = [pid for pid, command in site.running().items() if "flows.server.passing" in command]
    environment = dict(each.partition("=")[::2] for each in Path(f"/proc/{server}/environ").read_text().split("\0"))
    assert not [command for command in site.running().values() if environment[OF_SERVER].partition(":")[2] in command]
    address = f"http://127.0.0.1:{environment['PREFECT_SERVER_API_PORT']}/api/flow_runs/filter"
    with httpx.Client(trust_env=False) as stranger:
        assert stranger.post(address, json={}).status_code == 401
        assert stranger.post(address, json={}, headers={"Host": "rebound.example.org"}).status_code == 400
    os.kill(server, signal.SIGKILL)
    assert build.wait(60) == 0, site.said()
    until_gone(site)
    assert "Traceback" not in site.said(), site.said()
    return site.said()


def test_a_server_that_a_profile_names_is_used_and_none_of_ours(
    site: Site, server: dict[str, str], tmp_path: Path
) -> None:
    settings = "".join(f'{name} = "{value}"\n' for name, value in server.items())
    (profiles := tmp_path / "profiles.toml").write_text(f'active = "team"\n[profiles.team]\n{settings}', "utf-8")
    site.environment = {"PREFECT_PROFILES_PATH": str(profiles), "PREFECT_HOME": str(tmp_path / "home")}
    before = flow_runs(server)
    assert site.build() == 0, site.said()
    site.check_published()
    assert flow_runs(server) == before + 1
    until_gone(site)


def flow_runs(server: dict[str, str]) -> int:
    """How many runs a Prefect server knows."""
    user, _, password = server[OF_CLIENTS].partition(":")
    answer = httpx.post(f"{server['PREFECT_API_URL']}/flow_runs/count", json={}, auth=(user, password))
    return int(answer.raise_for_status().text)


def test_a_damaged_cache_and_a_clock_set_back(site: Site, tmp_path: Path) -> None:
    """Parts and notes are broken in every way, and all there is dates from the future: it is as if nothing were kept."""
    part = next((site.cache / "parts").iterdir())
    (part / "articles.arrow").write_bytes((part / "articles.arrow").read_bytes()[:300])
    (part / "texts.arrow").write_bytes(b"")
    for note in (site.cache / "builds").iterdir():
        note.write_text("{broken", "utf-8")
    site.rewrite(0, "")  # whatever it was before: some part is as in the release, some is not
    ahead = time.time() + 400 * 24 * 3600
    for top in (site.raw, site.cache, site.out):
        for path in top.rglob("*"):
            os.utime(path, (ahead, ahead), follow_symlinks=False)
    assert site.build() == 0, site.said()
    site.check_published()
    site.rewrite(1, "到2030年，建成示范基地7个。\n")
    random = Random(7)
    for path in (path for path in (site.cache / "parts").glob("*/*") if path.parent != part):
        content = bytearray(path.read_bytes())
        content[random.randrange(len(content))] ^= 1 << random.randrange(8)
        path.write_bytes(content)
    assert site.build() == 0, site.said()
    assert "is damaged (" in site.said()
    anew = site.copy(tmp_path / "anew")
    shutil.rmtree(anew.out)
    shutil.rmtree(anew.cache / "parts")
    assert anew.build() == 0, anew.said()
    for path in (anew.check_published() / "parquet").iterdir():
        assert path.read_bytes() == (site.check_published() / "parquet" / path.name).read_bytes()
    assert site.rubbish() == []


def test_a_damaged_release_is_made_again_of_parts_and_nothing_is_unpickled(site: Site) -> None:
    for index_ in range(SOURCES):
        site.rewrite(index_, "")  # as they were when it was published
    first, (part,) = site.latest(), site.parts()
    content = bytearray((first / "parquet" / "targets.parquet").read_bytes())
    content[len(content) // 2] ^= 1
    (first / "parquet" / "targets.parquet").write_bytes(content)
    trap = pickle.dumps(Trap(str(site.folder / "sprung")))
    (site.cache / "parts" / part / "report.pickle").write_bytes(trap)
    result = {"metadata": {"serializer": {"type": "pickle"}}, "result": base64.encodebytes(trap).decode()}
    (storage := site.cache / "prefect" / "storage").mkdir(exist_ok=True)
    (storage / f"part-{part}").write_text(json.dumps(result), "utf-8")
    parts = site.parts()
    assert site.build() == 0, site.said()
    assert "Release 1.0.0 is damaged" in site.said()
    assert site.check_published().name == "1.0.1"
    assert site.parts() == parts
    assert not (site.folder / "sprung").exists()
    assert rows(site.latest(), "terms") == rows(first, "terms")
    assert site.build() == 0
    assert "Nothing has changed: release 1.0.1 stands." in site.said()


class Trap:
    """What makes a folder where somebody unpickles it."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (self.folder,)


def test_a_source_that_is_rewritten_or_removed_while_it_is_read(site: Site, shell: Shell) -> None:
    build = site.start()
    written = 0
    while build.poll() is None:
        written += 1
        site.rewrite(3, f"到2030年，建成示范基地{written}个。\n")
        if written == 20:
            (site.raw / "plan-000004.txt").unlink()
        time.sleep(0.05)
    assert "Traceback" not in site.said(), site.said()
    release = site.latest()  # its quotes are held against its texts
    published = index(release)["made_from"]["sources"]
    if build.returncode == 0:
        source = next(row for row in rows(release, "sources") if row["path"] == "plan-000003.txt")
        text = (release / "text" / f"{source['source_id']}.txt").read_bytes()
        assert hashlib.sha256(text).hexdigest() == source["sha256"] == published["plan-000003.txt"]
    else:
        assert "plan-000003.txt keeps changing while it is read" in site.said()
        assert release.name == "1.0.0"
    assert site.rubbish() == []
    code, said = shell.build("--accept", "one-plan-of-a-few-is-gone,-with-all-bodies-that-only-it-names")
    assert code == 0, said
    assert "plan-000004.txt" not in index(site.check_published())["made_from"]["sources"]


def test_of_two_builds_at_once_one_publishes_and_the_other_says_so(site: Site, shell: Shell) -> None:
    lock = FileLock(site.out / ".lock")
    with lock:  # as a build holds it
        assert_refused(site, shell.build(), "Another build is publishing into")
    builds = [site.start(), site.start()]
    codes = sorted(build.wait(300) for build in builds)
    assert codes in ([0, 1], [0, 0])  # the second may have begun when the first had ended
    assert site.check_published().name == "1.0.1"
    assert site.rubbish() == []


FAULTY = """
import flows.hall
first = flows.hall.read_one
def read_one(path, root):
    if path.name in {fails!r}:
        raise RuntimeError("a fault \x1b[2J of ours")
    source = first(path, root)
    if path.name in {wrong!r}:
        for row in source.rows["segments"][:1]:
            row["end"] = row["start"] - 1
    return source
flows.hall.read_one = read_one
"""


def rows(release: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(release / "parquet" / f"{table}.parquet").to_pylist()
    return found


def faulty(site: Site, fails: list[str], wrong: list[str]) -> None:
    """Let builds of the site fail on some plans, and give wrong rows for others."""
    code = site.folder / "faulty"
    code.mkdir(exist_ok=True)
    (code / "sitecustomize.py").write_text(FAULTY.format(fails=fails, wrong=wrong), "utf-8")
    site.environment["PYTHONPATH"] = str(code)
    for known in ("parts", "builds"):  # from before these faults
        shutil.rmtree(site.cache / known)


def test_sources_that_the_program_cannot_bear_do_not_hold_up_the_others(site: Site) -> None:
    names = [f"plan-{n:06d}.txt" for n in range(SOURCES)]
    faulty(site, fails=names[:1], wrong=names[1:2])
    assert site.build("--accept", "two of few") == 0, site.said()
    sources = {row["path"]: row for row in rows(site.latest(), "sources")}
    assert len(sources) == SOURCES
    assert {name for name, row in sources.items() if row["status"] == "quarantined"} == set(names[:2])
    assert "The program failed on this text (RuntimeError: a fault" in sources[names[0]]["error"]
    assert sources[names[1]]["error"].startswith("Its rows do not hold (")
    assert "\x1b" not in site.said()
    faulty(site, fails=[], wrong=names[:9])
    assert site.build("--accept", "nine of few") == 1
    assert "Validation failed, so nothing is published." in site.said()
    assert site.rubbish() == []


def test_nothing_of_a_file_outside_raw_is_published(site: Site, shell: Shell) -> None:
    secret = site.folder / "secret.yml"
    secret.write_text("title: 机密\n", "utf-8")
    (site.raw / "plan-000001.yml").symlink_to(secret)
    (site.raw / "secret.txt").symlink_to(secret)
    code, said = shell.build("--accept", "tried")
    assert code == 0, said
    release = site.latest()
    assert index(release)["quarantined"] == ["plan-000001.txt", "secret.txt"]
    assert index(release)["made_from"]["sidecars"] == {"plan-000001.txt": None}
    known = (hashlib.sha256(secret.read_bytes()).hexdigest().encode(), "机密".encode())
    assert not [path for path in release.rglob("*") if path.is_file() and any(it in path.read_bytes() for it in known)]
