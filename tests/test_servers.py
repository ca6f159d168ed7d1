"""What Prefect servers of ours rest on: their database, their password, their port, and no proxy before them."""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import httpx
import pytest

from flows.engine.proxies import spare
from flows.server.database import set_aside_if_damaged
from flows.server.lasting import listen
from flows.server.password import is_reached_by_others, kept, new_password
from tests.test_notify import Listener

PAGE = 4096


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.server.shutdown()
    made.server.server_close()


def make_database(home: Path, rows: int = 2000) -> Path:
    """A database of several dozen pages, with its last rows in a log beside it as a killed process leaves it."""
    database = home / "prefect.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE run (id INTEGER PRIMARY KEY, name TEXT)")
        connection.executemany("INSERT INTO run (name) VALUES (?)", [(f"run {n} " * 10,) for n in range(rows)])
        connection.execute("CREATE INDEX by_name ON run (name)")
        connection.commit()
    return database


def overwrite(file: Path, start: int, count: int = 200) -> None:
    with file.open("r+b") as writing:
        writing.seek(start)
        writing.write(Random(start).randbytes(count))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "200 bytes": lambda file: file.write_bytes(Random(1).randbytes(200)),
    "header": lambda file: overwrite(file, 0),
    "schema": lambda file: overwrite(file, 100),
    "a page of rows": lambda file: overwrite(file, 20 * PAGE),
    "a page of the index": lambda file: overwrite(file, file.stat().st_size - 3 * PAGE),
    "half": lambda file: os.truncate(file, file.stat().st_size // 2),
    "cut within a page": lambda file: os.truncate(file, 5000),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_database_is_set_aside_whole(tmp_path: Path, damage: str) -> None:
    database = make_database(tmp_path)
    DAMAGES[damage](database)
    Path(f"{database}-wal").write_bytes(b"log")
    Path(f"{database}.damaged").write_bytes(b"an earlier one")
    Path(f"{database}.damaged-shm").write_bytes(b"of the earlier one")
    damaged = database.read_bytes()
    assert f"set aside as {database}.damaged" in set_aside_if_damaged(tmp_path)
    assert Path(f"{database}.damaged").read_bytes() == damaged
    assert not list(tmp_path.glob("prefect.db-*"))
    assert set_aside_if_damaged(tmp_path) == ""
    make_database(tmp_path)
    assert set_aside_if_damaged(tmp_path) == ""


def test_a_database_that_is_used_or_was_left_by_a_killed_process_stays(tmp_path: Path) -> None:
    database = make_database(tmp_path)
    with closing(sqlite3.connect(database)) as used:
        used.execute("PRAGMA journal_mode = WAL")
        used.execute("BEGIN EXCLUSIVE")
        used.execute("DELETE FROM run")
        assert set_aside_if_damaged(tmp_path) == ""
        used.rollback()
        used.execute("DELETE FROM run WHERE id > 5")
        used.commit()
        left = {part: Path(f"{database}{part}").read_bytes() for part in ("", "-wal")}
    for part, content in left.items():
        Path(f"{database}{part}").write_bytes(content)
    assert set_aside_if_damaged(tmp_path) == ""
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM run").fetchone() == (5,)


def test_a_password_is_new_each_time_unless_the_user_has_set_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_SERVER_API_AUTH_STRING", raising=False)
    assert len({new_password() for _ in range(10)}) == 10
    monkeypatch.setenv("PREFECT_SERVER_API_AUTH_STRING", "me:mine")
    assert new_password() == "me:mine"


def test_its_file_is_its_users_whatever_lay_there(tmp_path: Path) -> None:
    (tmp_path / "open").write_text("")
    (tmp_path / "open").chmod(0o666)
    (tmp_path / "serve-password").symlink_to(tmp_path / "open")
    before = os.umask(0)
    try:
        with kept(tmp_path, "me:secret") as file:
            assert file.read_text() == "me:secret\n"
            assert file.lstat().st_mode & 0o7777 == 0o600
    finally:
        os.umask(before)
    assert [path.name for path in tmp_path.iterdir()] == ["open"]
    assert (tmp_path / "open").read_text() == ""


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_loopback_is_ours(host: str) -> None:
    assert not is_reached_by_others(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "fe80::1", "plans.example.org", "127.1", ""])
def test_what_may_be_reached_from_elsewhere_is_not(host: str) -> None:
    assert is_reached_by_others(host)


def test_a_port_is_ours_before_the_server_starts() -> None:
    with listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
            with socket.socket() as stranger:
                stranger.setsockopt(socket.SOL_SOCKET, option, 1)
                with pytest.raises(OSError, match="in use"):
                    stranger.bind(("127.0.0.1", port))
        with listen("127.0.0.1", port, 0) as other:
            assert other.getsockname()[1] != port


PROXIES = [
    "http://127.0.0.1:9",
    "127.0.0.1:9",
    "socks5://127.0.0.1:9",
    "socks://127.0.0.1:9/",
    "http://[",
    "",
    "ftp://x",
]


@pytest.mark.parametrize("proxy", PROXIES)
@pytest.mark.parametrize("exempt", ["", "*", "[::1], ::1/128,例子.cn", "example.org,10.0.0.0/8"])
def test_this_machine_is_reached_without_a_proxy(
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
    proxy: str,
    exempt: str,
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, proxy)
        monkeypatch.setenv(name.upper(), proxy)
    monkeypatch.setenv("no_proxy", exempt)
    monkeypatch.setenv("NO_PROXY", exempt)
    spare()
    assert httpx.post(listener.address, json={}).status_code == 200
    assert "example.org" not in exempt or "example.org,10.0.0.0/8," in os.environ["NO_PROXY"]


def test_others_are_reached_by_the_proxy_that_is_named(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("HTTP_PROXY", "")
    monkeypatch.setenv("http_proxy", listener.address.removesuffix("/hook"))
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    spare()
    assert httpx.post("http://hooks.example.org/plans", json={"a": 1}).status_code == 200
    assert listener.got[-1] == {"a": 1}
