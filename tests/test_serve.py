"""`plans serve` as it is left running: a real server, real runs, real faults. One serve for the whole story, in order."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from filelock import FileLock
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from flows.commands.verify import run as verify
from flows.engine.processes import birth
from flows.engine.standing import standing
from flows.tables import names, table
from tests.test_faults import PROXIES
from tests.test_notify import Listener

INTERVAL = 5  # seconds between runs, when they are many
SETTLE = 1.5
LONG_AGO = (1e9, 1e9)
DAMAGED = bytes(range(200))  # instead of a database
PLAN = """关于促进移动互联网发展的实施意见

一、总体要求

到2020年，全省4G基站总数达到6万个。

二、重点任务

加快建设基础设施。（省工信委负责）

甘肃省人民政府办公厅
2017年6月1日
"""
SECOND = """甘肃省数据产业发展实施方案

一、主要目标

根据《关于促进移动互联网发展的实施意见》，到2021年，建成数据中心20个。

二、重点任务

（一）建设机房。到2022年，全省机架达到3万个。（省工信委、省发展改革委负责）

甘肃省人民政府
2018年6月1日
"""
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="process groups")


def clean_environment(folder: Path) -> dict[str, str]:
    """Our environment, without what it says of Prefect but the place of its files; with proxies that lead nowhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return kept | PROXIES | {"PREFECT_HOME": str(folder / "home"), "TMPDIR": str(folder)}


@dataclass
class Served:
    """A running `plans serve`, and what it does."""

    folder: Path
    listener: Listener
    port: int
    process: subprocess.Popen[bytes] = field(init=False)

    def configure(self, settle: float) -> None:
        heard = "import sys; open('heard.jsonl', 'a').write(sys.stdin.read())"
        command = f'{sys.executable} -c "{heard}"'
        settings = {
            "schedule": {"settle": settle},
            "notify": {"webhook": self.listener.address, "command": command},
        }
        lines = [
            f"[{table}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())
            for table, values in settings.items()
        ]
        (self.folder / "plans.toml").write_text("".join(lines), "utf-8")

    def start(self, *options: str) -> None:
        self.process = self.command("--port", str(self.port), *options)

    def command(self, *options: str) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "flows.cli", "serve", *options],
                cwd=self.folder,
                env=clean_environment(self.folder),
                stdout=log,
                stderr=log,
            )

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def password(self) -> str:
        return (self.folder / "home" / "serve-password").read_text("utf-8").strip()

    def ask(self, what: str, given: object = None) -> httpx.Response:
        """What the API answers to one who knows the password."""
        user, _, password = self.password.partition(":")
        return httpx.post(f"{self.api}/{what}", json=given or {}, timeout=10, auth=(user, password))

    @property
    def raw(self) -> Path:
        return self.folder / "raw"

    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8")

    def until(self, what: Callable[[], Any], seconds: float = 240) -> Any:
        """The first true answer."""
        deadline = time.monotonic() + seconds
        while not (answer := what()):
            assert self.process.poll() is None, f"plans serve has ended:\n{self.log()}"
            assert time.monotonic() < deadline, f"it did not happen in time:\n{self.log()}"
            time.sleep(0.1)
        return answer

    def runs(self, **wanted: object) -> list[dict[str, Any]]:
        """The runs that the server knows, with these properties."""
        try:
            answer = self.ask("flow_runs/filter")
        except (httpx.TransportError, FileNotFoundError):
            return []
        if answer.is_server_error:  # a database that is busy, say: ask again
            return []
        if answer.status_code == httpx.codes.UNAUTHORIZED:  # asked with the password of the server before this one,
            return []  # while the new one had its port but did not answer yet: `until` says so if it stays like that
        answer.raise_for_status()
        return [run for run in answer.json() if all(run[name] == value for name, value in wanted.items())]

    def notices(self, kind: str) -> list[dict[str, Any]]:
        return [notice for notice in self.listener.got if notice["kind"] == kind]

    def stands(self) -> Path:
        """The folder of the release that `latest` points to."""
        return (self.folder / "outputs" / "latest").resolve(strict=True)

    def engines(self) -> list[str]:
        """The processes of runs."""
        return [each for each in processes_of(self.folder) if "prefect.engine" in each]

    def releases(self) -> list[Path]:
        return sorted((self.folder / "outputs" / "releases").glob("[0-9]*"))


def processes_of(folder: Path) -> list[str]:
    """The command lines of all processes that work with a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_bytes()
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if f"PREFECT_HOME={folder / 'home'}".encode() in environment and birth(int(process.name)):
            found.append(f"{process.name} {command}")
    return found


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "raw").mkdir()
    (folder / "home").mkdir()
    (folder / "home" / "prefect.db").write_bytes(DAMAGED)
    listener = Listener()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = Served(folder, listener, port)
    made.configure(SETTLE)
    made.start()
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.process.terminate()
            made.process.wait(90)
        listener.server.shutdown()
        listener.server.server_close()


def test_a_run_that_cannot_publish_is_told_by_webhook_and_command(served: Served) -> None:
    (notice,) = served.until(lambda: served.notices("failed"))[:1]
    assert notice["message"].startswith("There is no text in ")
    assert notice["release"] is None
    assert f"http://127.0.0.1:{served.port}/runs/flow-run/" in notice["where"]
    heard = served.until((served.folder / "heard.jsonl").read_text, 5)
    assert json.loads(heard.splitlines()[0]) == notice
    assert served.log().count("There is no text in ") == 1  # one line, and no traceback of Prefect
    assert "Traceback" not in served.log()


def test_a_file_that_was_copied_slowly_is_published_whole(served: Served) -> None:
    (served.raw / "broken.txt").write_bytes(b"")
    with (served.raw / "gansu.txt").open("w", encoding="utf-8") as file:
        for line in PLAN.splitlines(keepends=True):
            file.write(line)
            file.flush()
            time.sleep(0.3)
    served.until(served.releases)
    stands = served.until(lambda: standing(served.folder / "outputs"))
    made_from = json.loads((stands.path / "index.json").read_text("utf-8"))["made_from"]["sources"]
    assert made_from["gansu.txt"] == hashlib.sha256(PLAN.encode()).hexdigest()
    verify(stands.path)
    assert any("changed" in run["tags"] for run in served.runs())


def test_who_does_not_know_the_password_is_not_answered(served: Served) -> None:
    (deployment,) = served.ask("deployments/filter").raise_for_status().json()
    here = f"http://127.0.0.1:{served.port}"
    assert httpx.get(f"{served.api}/health").status_code == 200
    for auth in (None, ("plans", "guessed"), ("", "")):
        with httpx.Client(base_url=served.api, auth=auth) as stranger:
            at = f"/deployments/{deployment['id']}"
            assert stranger.post("/flow_runs/filter", json={}).status_code == 401
            assert stranger.post(f"{at}/create_flow_run", json={"parameters": {"raw": "/etc"}}).status_code == 401
            assert stranger.patch(at, json={"entrypoint": "evil.rebuild"}).status_code == 401
            assert stranger.post("/deployments/", json=deployment | {"pull_steps": [{"x": {}}]}).status_code == 401
            assert stranger.get("/admin/settings").status_code == 401
    with httpx.Client(base_url=here, auth=tuple(served.password.split(":", 1))) as known:  # type: ignore[arg-type]
        for host in ("rebound.example.org", f"rebound.example.org:{served.port}", "127.0.0.1.example.org", ""):
            assert known.get("/api/flows/paginate", headers={"Host": host}).status_code == 400, host
            assert known.get("/", headers={"Host": host}).status_code == 400, host
        for name in ("localhost", "127.0.0.1", "[::1]"):
            assert known.get("/api/version", headers={"Host": f"{name}:{served.port}"}).status_code == 200, name
        asked = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "Authorization"}
        there = here.replace("127.0.0.1", "localhost")  # where its pages may have been opened
        for origin, allowed in (
            (here, 200),
            (there, 200),
            ("https://example.org", 400),
            (f"{here}0", 400),
            ("null", 400),
        ):
            answer = known.options(f"/api/deployments/{deployment['id']}", headers={"Origin": origin} | asked)
            assert answer.status_code == allowed, origin
            assert answer.headers.get("Access-Control-Allow-Origin") == (origin if allowed == 200 else None)
    assert served.ask("deployments/filter").json() == [deployment]


def test_who_knows_the_password_has_no_other_folder_built(served: Served, tmp_path: Path) -> None:
    served.until(served.releases)
    (tmp_path / "secret.txt").write_text(PLAN, "utf-8")
    (deployment,) = served.ask("deployments/filter").raise_for_status().json()
    asked = {"parameters": {**deployment["parameters"], "raw": str(tmp_path), "out": str(tmp_path / "out")}}
    run = served.ask(f"deployments/{deployment['id']}/create_flow_run", asked).raise_for_status().json()["id"]
    ended = served.until(
        lambda: next((r for r in served.runs() if r["id"] == run and r["state_type"] == "FAILED"), None)
    )
    assert "this run asks for other folders or settings" in ended["state"]["message"]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("end", ["events/in", "events/out", "logs/out"])
@pytest.mark.parametrize("token", [None, "plans:guessed"])
def test_sockets_ask_for_the_password_too(served: Served, end: str, token: str | None) -> None:
    address = f"ws://127.0.0.1:{served.port}/api/{end}"
    with pytest.raises((ConnectionClosed, InvalidStatus)), connect(address, proxy=None) as stranger:
        stranger.recv(timeout=10)
    with connect(address, proxy=None, subprotocols=[Subprotocol("prefect")]) as stranger:
        stranger.send(json.dumps({"type": "auth", "token": token}))
        with pytest.raises(ConnectionClosed):
            stranger.recv(timeout=10)


def test_the_password_is_where_only_its_user_can_read_it(served: Served) -> None:
    home, password = served.folder / "home", served.password
    assert (home / "serve-password").stat().st_mode & 0o777 == 0o600
    assert f"it stands in {home / 'serve-password'}" in served.log()
    assert len(password) > 40
    served.until(lambda: not served.engines())
    for path in served.folder.rglob("*"):  # logs, databases, releases
        if path.is_file() and path.name != "serve-password":
            assert password[6:].encode() not in path.read_bytes(), path


def test_a_damaged_database_was_set_aside_and_nothing_is_kept_where_others_were_first(served: Served) -> None:
    assert (served.folder / "home" / "prefect.db.damaged").read_bytes() == DAMAGED
    assert "prefect.db.damaged, and a new one is begun." in served.log()
    assert not (served.folder / "runner_storage").exists()  # in the folder for temporary files
    assert (served.folder / "home" / "runner_storage").exists()


def test_a_source_that_is_new_in_quarantine_is_told(served: Served) -> None:
    (notice,) = served.until(lambda: served.notices("quarantined"))
    assert [each["path"] for each in notice["quarantined"]] == ["broken.txt"]
    assert notice["quarantined"][0]["error"]
    assert notice["release"] == served.releases()[0].name


def test_a_run_that_is_killed_is_told_and_ends_neither_the_release_nor_us(served: Served) -> None:
    served.until(lambda: not served.engines())
    (served.raw / "gansu.yml").write_text("note: scanned by hand\n", "utf-8")
    engine = int(served.until(served.engines)[0].split()[0])
    assert not [command for command in processes_of(served.folder) if served.password[6:] in command]
    os.kill(engine, signal.SIGKILL)
    (notice,) = served.until(lambda: served.notices("crashed"))
    assert "was killed" in notice["message"]
    assert notice["release"] == served.releases()[0].name
    assert len(served.runs(state_type="CRASHED")) == 1
    assert served.process.poll() is None


def test_one_serve_at_a_time(served: Served) -> None:
    before = len(served.log())
    second = served.command()
    assert second.wait(30) == 1
    assert "Another plans serve runs" in served.log()[before:]
    assert served.process.poll() is None


SHOWING = """
import sys
from pathlib import Path
from flows.engine.quiet import keep_quiet
keep_quiet()
from prefect import flow
from flows.engine.artifacts import make_artifacts

@flow(name="showing")
def showing(release: Path, new: bool) -> None:
    make_artifacts(release, "1.1.0", new)

for release, new in (("whole", True), ("broken", True), ("whole", False)):
    showing.with_options(flow_run_name=f"{release} {new}")(Path(release), new)
"""
CHANGES = "# 变更 Changes\n\n## 1.1.0\n\n- source added: 甘肃.txt\n\n## 1.0.0: first release\n\n- old\n"


def write_release(folder: Path, validation: str) -> None:
    """The files of a release from which artifacts are made."""
    index = {"built_at": "2026-11-22T03:00:00+00:00", "rows": {"targets": 62}, "made_from": {"sources": {"a.txt": "1"}}}
    issues = {"level": ["warning"] * 2 + ["error"], "rule": ["no-document", "no-document", "empty"]}
    for name in ("quality", "parquet", "quarantine"):
        (folder / name).mkdir(parents=True)
    (folder / "index.json").write_text(json.dumps(index), "utf-8")
    (folder / "CHANGES.md").write_text(CHANGES, "utf-8")
    (folder / "quality" / "validation.json").write_text(validation, "utf-8")
    pq.write_table(pa.table(issues), folder / "parquet" / "issues.parquet")
    rows = "source_id,path,rule,start,end,sentence,error,bring_back\r\ns1,bad\u202e.txt,empty,,,,It is empty.,Put text there.\r\n"
    (folder / "quarantine" / "index.csv").write_text(rows, "utf-8-sig")


def test_a_run_shows_its_release_in_prefect(served: Served, tmp_path: Path) -> None:
    results = [{"table": "targets", "passed": True}, {"table": "targets", "passed": False}]
    write_release(tmp_path / "whole", json.dumps({"results": results}))
    write_release(tmp_path / "broken", "{broken")
    environment = os.environ | {
        "PREFECT_API_URL": served.api,
        "PREFECT_API_AUTH_STRING": served.password,
        "PREFECT_HOME": str(tmp_path / "home"),
    }
    subprocess.run([sys.executable, "-c", SHOWING], cwd=tmp_path, env=environment, check=True, timeout=200)
    runs = {run["id"]: run["name"] for run in served.runs()}
    shown: dict[str, dict[str, Any]] = {"whole True": {}, "broken True": {}, "whole False": {}}
    for each in served.ask("artifacts/filter").json():
        if each["type"] in ("table", "markdown"):
            data = each["data"]
            of_run = shown.setdefault(runs[each["flow_run_id"]], {})
            of_run[each["key"]] = json.loads(data) if each["type"] == "table" else data
    assert shown["whole False"] == {"rebuild-summary": [{"table": "targets", "rows": 62}]}
    assert "rebuild-summary" in shown["broken True"]
    assert shown["whole True"] == {
        "rebuild-summary": [{"table": "targets", "rows": 62}],
        "rebuild-changes": "## 1.1.0\n\n- source added: 甘肃.txt",
        "rebuild-validation": [{"table": "targets", "expectations": 2, "failed": 1}],
        "rebuild-issues": [
            {"level": "warning", "rule": "no-document", "places": 2},
            {"level": "error", "rule": "empty", "places": 1},
        ],
        "rebuild-quarantine": [
            {"path": "bad\\u202e.txt", "rule": "empty", "error": "It is empty.", "what to do": "Put text there."}
        ],
    }


def test_what_a_killed_serve_left_behind_is_ended_by_the_next_one(served: Served) -> None:
    left = json.loads((served.folder / "home" / "serve-server.json").read_text())["pid"]
    served.process.kill()
    served.process.wait()
    assert birth(left)
    served.configure(settle=600)  # from now on only the clock starts runs
    for file in served.raw.iterdir():
        os.utime(file, LONG_AGO)  # else these would wait until it has settled
    served.start("--interval", str(INTERVAL))
    served.until(lambda: f"Ended process {left}" in served.log())
    assert birth(left) is None


def test_a_scheduled_run_publishes_nothing_when_nothing_has_changed(served: Served) -> None:
    served.until(lambda: served.runs(state_type="COMPLETED", auto_scheduled=True))
    served.until(lambda: f"nothing has changed since {served.releases()[-1].name}" in served.log())
    assert len(served.releases()) <= 2  # the plan, and its note, which the killed run did not publish
    assert len(served.notices("quarantined")) == 1


def rows(file: Path, name: str) -> set[str]:
    """The rows of a table, without what is counted over the corpus and what a delta adds to them."""
    kept = [column.name for column in table(name).columns if not column.statistic]
    return {json.dumps(row, default=str) for row in pq.read_table(file, columns=kept).to_pylist()}


def owner(row: dict[str, Any], tables: dict[str, list[dict[str, Any]]]) -> str | None:
    """The path of the source that a row is from; None for agencies and their aliases, which are from many."""
    if "article_id" in row and "doc_id" not in row:
        row = next(each for each in tables["articles"] if each["article_id"] == row["article_id"])
    if "doc_id" in row and "source_id" not in row:
        row = next(each for each in tables["documents"] if each["doc_id"] == row["doc_id"])
    return next((each["path"] for each in tables["sources"] if each["source_id"] == row.get("source_id")), None)


def assert_delta_is_of(path: str, before: Path, after: Path) -> None:
    """The delta holds all that the source at `path` added, and nothing else; all other rows are as they were."""
    tables = {name: pq.read_table(after / "parquet" / f"{name}.parquet").to_pylist() for name in names()}
    added: dict[str, list[dict[str, Any]]] = {}
    for name in names():
        file = f"{name}.parquet"
        added[name] = pq.read_table(after / "delta" / file).to_pylist()
        assert {(row["change"], row["cause"]) for row in added[name]} <= {("added", "source")}, name
        old, new = rows(before / "parquet" / file, name), rows(after / "parquet" / file, name)
        assert old <= new, name
        assert rows(after / "delta" / file, name) == new - old, name
        assert len(added[name]) == len(new - old), name
        if name not in ("agencies", "agency_aliases", "indicators", "vocabulary"):
            assert {(owner(row, tables), row["source"]) for row in added[name]} <= {(path, path)}, name
    named = [*tables["assignments"], *(row for row in tables["document_issuers"] if row["agency_id"])]
    theirs = {row["agency_id"] for row in named if owner(row, tables) == path}
    others = {row["agency_id"] for row in named if owner(row, tables) != path}
    assert {row["agency_id"] for row in added["agencies"]} == theirs - others
    assert {row["agency_id"] for row in added["agency_aliases"]} <= theirs
    assert theirs & others  # else the sample would be too easy
    assert all(added[name] for name in ("documents", "articles", "targets", "agencies", "assignments", "citations"))
    assert pq.read_table(after / "delta" / "tombstones.parquet").num_rows == 0


def test_a_scheduled_run_publishes_a_new_plan_and_its_delta_is_that_plans_rows(served: Served) -> None:
    served.until(
        lambda: f"nothing has changed since {served.stands().name}" in served.log().partition("Ended process")[2]
    )
    old = served.stands()
    arriving = served.raw / ".second.txt"
    arriving.write_text(SECOND, "utf-8")
    os.utime(arriving, LONG_AGO)
    arriving.rename(served.raw / "second.txt")
    served.until(lambda: served.stands() != old)
    new = served.stands()
    major, minor, _ = old.name.split(".")
    assert new.name == f"{major}.{int(minor) + 1}.0"
    served.until(lambda: f": release {new.name} is published" in served.log())
    (run,) = [run for run in served.runs() if f"{run['name']}: release {new.name} is published" in served.log()]
    assert run["auto_scheduled"]
    verify(new)
    assert_delta_is_of("second.txt", old, new)
    served.until(lambda: f"nothing has changed since {new.name}" in served.log())
    assert served.stands() == new


def test_a_run_waits_for_a_build_by_hand_and_one_that_hangs_is_ended(served: Served) -> None:
    from prefect.client.orchestration import PrefectClient

    from flows.serve.runs import Runs

    async def end_overdue(timeout: float) -> list[str]:
        async with PrefectClient(served.api, auth_string=served.password) as client:
            deployment = await client.read_deployment_by_name("rebuild/served")
            runs = Runs(client, deployment.id)
            await runs.end_overdue(timeout)
            return [run.name for run in await runs.end_overdue(timeout)]

    failed = len(served.runs(state_type="FAILED"))
    with FileLock(served.folder / "outputs" / ".lock"):
        (run,) = served.until(lambda: served.runs(state_type="RUNNING"))
        engine = int(served.engines()[0].split()[0])
        assert asyncio.run(end_overdue(0)) == []  # no limit
        assert asyncio.run(end_overdue(3600)) == []
        assert asyncio.run(end_overdue(1e-6)) == [run["name"]]
        served.until(lambda: served.runs(state_type="CANCELLED", name=run["name"]), 60)
        assert birth(engine) is None
    done = len(served.runs(state_type="COMPLETED"))
    served.until(lambda: len(served.runs(state_type="COMPLETED")) > done)
    assert len(served.runs(state_type="FAILED")) == failed


def test_sigterm_ends_it_and_leaves_nothing_running(served: Served) -> None:
    crashed = len(served.notices("crashed"))
    with FileLock(served.folder / "outputs" / ".lock"):
        served.until(lambda: served.runs(state_type="RUNNING"))
        served.process.terminate()
        assert served.process.wait(90) == 0, served.log()
    assert len(served.notices("crashed")) == crashed  # that a run ends with us is no news
    assert processes_of(served.folder) == []
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{served.api}/health", timeout=2)
    assert [path.name for path in (served.folder / "home").glob("*serve-*")] == ["serve-server.log"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--raw", "missing"], "There is no folder missing"),
        (["--cron", "every night"], "is no schedule"),
        (["--host", "192.0.2.1"], "Nothing is served: others may reach 192.0.2.1"),
        (["--host", "0.0.0.0"], "Set a password of your own in PREFECT_SERVER_API_AUTH_STRING"),
        (["--port", "{busy}"], "Nothing is served: Address already in use"),
    ],
)
def test_what_cannot_be_served_is_a_sentence(tmp_path: Path, options: list[str], said: str) -> None:
    (tmp_path / "raw").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        answer = subprocess.run(
            [sys.executable, "-m", "flows.cli", "serve", *(o.format(busy=taken.getsockname()[1]) for o in options)],
            cwd=tmp_path,
            env=clean_environment(tmp_path),
            capture_output=True,
            text=True,
            timeout=200,
        )
    assert answer.returncode == 1
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr
    assert processes_of(tmp_path) == []


def test_prefect_yaml_names_the_flow_and_what_it_takes() -> None:
    from flows.rebuild import rebuild

    project = Path(__file__).parents[1]
    (deployment,) = yaml.safe_load((project / "prefect.yaml").read_text("utf-8"))["deployments"]
    assert deployment["entrypoint"] == f"{rebuild.fn.__module__}.{rebuild.fn.__name__}"
    rebuild.validate_parameters(deployment["parameters"])


def test_a_schedule_is_a_time_or_an_interval(tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "flows.cli", "serve", "--cron", "0 3 * * *", "--interval", "60"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert answer.returncode == 2
    assert "not both" in answer.stderr
