"""Notices, told to a real listener on loopback and to real commands."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from flows.engine.standing import Quarantined, standing
from flows.serve import notify as module
from flows.serve.notify import Notice, notify
from flows.settings import Notify

NOTICE = Notice(
    kind="failed",
    title="The rebuild failed",
    message="没有文本。There is no text in raw.",
    where="http://127.0.0.1:4200/runs/flow-run/1",
    release="1.4.0",
    quarantined=(Quarantined("甘肃.txt", "empty", "The file is empty.", "Put text there."),),
)


class Listener:
    """An HTTP server on loopback that keeps what it gets and answers with the statuses it is given, then 200."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.answers: list[int] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                listener.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(listener.answers.pop(0) if listener.answers else 200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_webhook_gets_the_notice_once(listener: Listener) -> None:
    assert notify(NOTICE, Notify(webhook=listener.address)) == []
    (got,) = listener.got
    assert (got["kind"], got["release"], got["message"]) == ("failed", "1.4.0", NOTICE.message)
    assert got["quarantined"] == [
        {"path": "甘肃.txt", "rule": "empty", "error": "The file is empty.", "bring_back": "Put text there."}
    ]
    assert "没有文本" in got["text"]
    assert "1.4.0" in got["text"]


def test_a_webhook_that_is_down_for_a_moment_is_tried_again(listener: Listener) -> None:
    listener.answers = [503, 429]
    assert notify(NOTICE, Notify(webhook=listener.address), pauses=(0, 0)) == []
    assert len(listener.got) == 3


def test_a_webhook_that_says_no_is_not_asked_again(listener: Listener) -> None:
    listener.answers = [404, 200]
    (problem,) = notify(NOTICE, Notify(webhook=listener.address), pauses=(0, 0))
    assert "404" in problem
    assert len(listener.got) == 1


def test_a_webhook_that_nobody_answers_is_a_sentence(listener: Listener) -> None:
    listener.server.shutdown()
    listener.server.server_close()
    (problem,) = notify(NOTICE, Notify(webhook=listener.address), pauses=(0,))
    assert problem.startswith("The notice “The rebuild failed” could not be told: the webhook failed")


class Rude:
    """A server on loopback that answers every call with the same bytes: once `first`, then `again` until it is left."""

    def __init__(self, first: bytes, again: bytes = b"", pause: float = 0) -> None:
        self.calls = 0
        self.sent = 0
        self._said = first, again, pause
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}/hook"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                called, _ = self._listening.accept()
                self.calls += 1
                threading.Thread(target=self._answer, args=(called,), daemon=True).start()

    def _answer(self, called: socket.socket) -> None:
        first, again, pause = self._said
        with called, suppress(OSError):
            self.asked = called.recv(65536)
            called.sendall(first)
            until = time.monotonic() + 20  # as good as for ever
            while again and self.sent < 2 * 2**30 and time.monotonic() < until:
                called.sendall(again)
                self.sent += len(again)
                time.sleep(pause)

    def close(self) -> None:
        self._listening.close()


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(("again", "pause"), [(b"x" * 2**20, 0), (b"x", 0.2)])
def test_a_webhook_that_accepts_a_notice_may_talk_without_end(again: bytes, pause: float) -> None:
    with closing(Rude(OK + b"\r\n", again, pause)) as rude:
        begun = time.monotonic()
        assert notify(NOTICE, Notify(webhook=rude.address), pauses=()) == []
        assert time.monotonic() - begun < 6
        assert rude.sent < 2**28


def test_a_chat_room_that_answers_without_end_costs_neither_time_nor_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WEBHOOK_LIMIT", 5.0)
    with closing(Rude(OK + b"\r\n", b"x" * 2**20)) as rude:
        begun = time.monotonic()
        (problem,) = notify(NOTICE, Notify(webhook=rude.address.replace("http", "json")), pauses=())
        assert time.monotonic() - begun < 8
        assert "could not be told" in problem
        assert rude.sent < 1.5 * 2**30


@pytest.mark.parametrize("again", [b"x", b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_a_webhook_that_never_comes_to_its_answer_is_left(again: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WEBHOOK_LIMIT", 2.0)
    with closing(Rude(b"HTTP/1.1 100 Continue\r\n\r\n", again, 0.2)) as rude:
        begun = time.monotonic()
        (problem,) = notify(NOTICE, Notify(webhook=rude.address), pauses=())
        assert time.monotonic() - begun < 4
        assert "the webhook took longer than 2 seconds" in problem


@pytest.mark.parametrize("scheme", ["http", "json"])
@pytest.mark.parametrize("status", [302, 307, 308])
def test_a_notice_goes_nowhere_but_to_its_address(listener: Listener, scheme: str, status: int) -> None:
    answer = f"HTTP/1.1 {status} Elsewhere\r\nLocation: {listener.address}\r\nContent-Length: 0\r\n\r\n"
    with closing(Rude(answer.encode())) as rude:
        (problem,) = notify(
            NOTICE, Notify(webhook=rude.address.replace("http", scheme)), pauses=(0, 0)[: scheme == "http"]
        )
        assert rude.calls == 1
    assert "follow no redirects" in problem or scheme == "json"
    assert listener.got == []


def test_proxies_of_the_environment_lead_outside_and_never_to_this_machine(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Rude(OK + b"Content-Length: 0\r\n\r\n")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.address)
        assert notify(NOTICE, Notify(webhook="http://hook.invalid/x")) == []
        assert proxy.asked.startswith(b"POST http://hook.invalid/x HTTP/1.1")
        assert notify(NOTICE, Notify(webhook=listener.address)) == []
        assert (len(listener.got), proxy.calls) == (1, 1)
        monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:1")
        assert notify(NOTICE, Notify(webhook=listener.address)) == []
        assert len(listener.got) == 2
        monkeypatch.delenv("http_proxy")
        (problem,) = notify(NOTICE, Notify(webhook="http://hook.invalid/x"), pauses=(60,))
        assert "the proxies that the environment names cannot be used" in problem


def test_a_notice_that_cannot_even_be_begun_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.tempfile, "TemporaryFile", full)
    problems = notify(NOTICE, Notify(command="true", webhook="http://127.0.0.1:1"), pauses=())
    assert [("No space left on device" in problem) for problem in problems] == [True, True]


def test_addresses_of_chat_rooms_and_mail_are_told_too(listener: Listener) -> None:
    assert notify(NOTICE, Notify(webhook=listener.address.replace("http://", "json://"))) == []
    (got,) = listener.got
    assert got["title"] == "The rebuild failed"
    assert NOTICE.message in got["message"]


@pytest.mark.parametrize("address", ["nonsense", "nosuchroom://x", "http://", "http://["])
def test_an_address_that_is_none_is_a_sentence(address: str) -> None:
    (problem,) = notify(NOTICE, Notify(webhook=address), pauses=())
    assert "could not be told" in problem


def test_a_command_gets_the_notice_on_its_standard_input(tmp_path: Path) -> None:
    heard = tmp_path / "heard 1.json"
    command = f"{sys.executable} -c 'import sys; open(sys.argv[1], \"wb\").write(sys.stdin.buffer.read())' '{heard}'"
    assert notify(NOTICE, Notify(command=command)) == []
    assert json.loads(heard.read_text("utf-8")) == json.loads(json.dumps(NOTICE.to_dict()))


def test_a_command_that_reads_nothing_is_fine() -> None:
    long = Notice("failed", "t", "x" * 1_000_000)
    assert notify(long, Notify(command="true")) == []


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("no-such-command-here", "does not run"),
        ("sh -c 'echo first >&2; echo no mail today >&2; exit 3'", "exit code 3: no mail today"),
        ("'open quote", "does not run"),
        (" ", "does not run"),
    ],
)
def test_a_command_that_fails_is_a_sentence(command: str, why: str) -> None:
    (problem,) = notify(NOTICE, Notify(command=command))
    assert why in problem


def test_a_command_that_hangs_is_ended_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COMMAND_LIMIT", 0.5)
    late = tmp_path / "late"
    begun = time.monotonic()
    (problem,) = notify(NOTICE, Notify(command=f"sh -c '(sleep 2; touch {late}) & wait'"))
    assert time.monotonic() - begun < 2
    assert "took longer than 0.5 seconds" in problem
    time.sleep(2.2)
    assert not late.exists()


def test_a_command_that_leaves_something_running_keeps_nobody_waiting() -> None:
    begun = time.monotonic()
    assert notify(NOTICE, Notify(command="sh -c 'sleep 3 & exit 0'")) == []
    assert time.monotonic() - begun < 2


def test_one_way_that_fails_does_not_hinder_the_other(listener: Listener) -> None:
    (problem,) = notify(NOTICE, Notify(command="false", webhook=listener.address))
    assert "exit code 1" in problem
    assert len(listener.got) == 1


def test_nobody_is_told_where_nothing_is_set() -> None:
    assert notify(NOTICE, Notify()) == []


def test_the_release_that_stands(tmp_path: Path) -> None:
    assert standing(tmp_path) is None
    release = tmp_path / "releases" / "1.2.0"
    (release / "quarantine").mkdir(parents=True)
    (tmp_path / "latest").symlink_to("releases/1.2.0")
    assert standing(tmp_path) is None
    (release / "index.json").write_text('{"version": "1.2.0", "quarantined": ["=a.txt", "b.txt"]}', "utf-8")
    rows = "source_id,path,rule,sentence\r\ns1,'=a.txt,empty,The file is empty.\r\n"
    (release / "quarantine" / "index.csv").write_text(rows, "utf-8-sig")
    found = standing(tmp_path)
    assert found is not None
    assert (found.version, found.path) == ("1.2.0", release)
    assert found.quarantined["=a.txt"] == Quarantined("=a.txt", "empty", "The file is empty.")
    assert found.quarantined["b.txt"].error == ""
    rows = (
        "source_id,path,rule,start,end,sentence,error,bring_back\r\n"
        "s2,b.txt,bad-key,3,9,passage,A key is unknown.,Correct it.\r\ns2,b.txt,bad-value,12,15,x,Another.,Correct it.\r\n"
    )
    (release / "quarantine" / "index.csv").write_text(rows, "utf-8-sig")
    found = standing(tmp_path)
    assert found is not None
    assert str(found.quarantined["b.txt"]) == "b.txt: A key is unknown. Correct it."
    (release / "index.json").write_text("{broken", "utf-8")
    assert standing(tmp_path) is None
