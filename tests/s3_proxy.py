"""Between a program and an S3 server: passes requests on, notes them, and does to some what networks and servers do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal
from urllib.parse import unquote, urlsplit

Fault = Literal["cut", "slow down", "lost", "held"]
SLOW_DOWN = b"<?xml version='1.0'?><Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>"
PASSED_ON = ("connection", "expect", "host", "keep-alive")  # what is not, but by us


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    key: str  # with the bucket
    copies: bool
    bytes: int


@dataclass(slots=True)
class Proxy:
    """`rule` says what becomes of a request; `seen` are those that came."""

    server: int  # its port
    rule: Callable[[Request], Fault | None] = lambda request: None
    seen: list[Request] = field(default_factory=list)
    holding: threading.Event = field(default_factory=threading.Event)  # set when one is held
    left: list[str] = field(default_factory=list)  # what is still to fail once
    port: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def once(self, fault: Fault, method: str, *parts: str) -> None:
        """Do so to the first request of a method whose key has this in it, and to the first with that, and so on."""
        self.left = list(parts)

        def rule(request: Request) -> Fault | None:
            with self._lock:
                for part in self.left:
                    if request.method == method and part in request.key:
                        self.left.remove(part)
                        return fault
            return None

        self.rule = rule

    def always(self, fault: Fault, method: str, part: str, after: int = 0) -> None:
        """Do so to all requests of a method whose key has that in it, but for the first."""
        passing = iter(range(after))

        def rule(request: Request) -> Fault | None:
            with self._lock:
                hit = request.method == method and part in request.key and next(passing, None) is None
            return fault if hit else None

        self.rule = rule

    def sent(self) -> list[Request]:
        """The files that were sent over the wire."""
        return [each for each in self.seen if each.method == "PUT" and not each.copies]


@contextmanager
def proxied(server: int) -> Iterator[Proxy]:
    """A proxy of a server on this machine."""
    proxy = Proxy(server)
    listening = ThreadingHTTPServer(("127.0.0.1", 0), _handler(proxy))
    listening.daemon_threads = True
    listening.handle_error = lambda *_: None  # type: ignore[method-assign]
    proxy.port = listening.server_address[1]
    thread = threading.Thread(target=listening.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


def _handler(proxy: Proxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            copies = "x-amz-copy-source" in self.headers
            request = Request(self.command, unquote(urlsplit(self.path).path), copies, len(body))
            proxy.seen.append(request)
            fault = proxy.rule(request)
            if fault == "held":
                proxy.holding.set()
                threading.Event().wait(30)
            if fault == "slow down":
                return self.answer(503, {"Content-Type": "application/xml"}, SLOW_DOWN)
            upstream = HTTPConnection("127.0.0.1", proxy.server, timeout=60)
            upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            upstream.putheader("Host", self.headers["Host"])
            for name, value in self.headers.items():
                if name.lower() not in PASSED_ON:
                    upstream.putheader(name, value)
            upstream.endheaders()
            if fault == "cut" and body:
                upstream.send(body[: len(body) // 2])
                upstream.close()
                return self.hang_up()
            upstream.send(body)
            found = upstream.getresponse()
            data = found.read()
            upstream.close()
            if fault == "lost":
                return self.hang_up()
            kept = {name: value for name, value in found.getheaders() if name.lower() != "transfer-encoding"}
            self.answer(found.status, kept, data, broken=fault == "cut")

        def hang_up(self) -> None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

        def answer(self, status: int, headers: dict[str, str], data: bytes, broken: bool = False) -> None:
            self.send_response_only(status)
            for name, value in headers.items():
                if name.lower() not in ("content-length", "connection"):
                    self.send_header(name, value)
            bare = self.command == "HEAD" or status == 204
            self.send_header("Content-Length", headers.get("Content-Length", "0") if bare else str(len(data)))
            self.end_headers()
            if not bare:
                self.wfile.write(data[: len(data) // 2] if broken else data)
            if broken:
                self.hang_up()

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is said."""

    return Handler
