"""The Prefect server that `plans serve` starts where none is configured, for schedules need one that lasts.

We listen at its port before it starts, and hand it on: nobody can take the port meanwhile, and be told the password.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from flows.engine.processes import Child
from flows.server.password import OF_SERVER

USUAL_PORT = 4200  # of Prefect
KEPT = "90"  # days that runs are remembered
WAITING = 128  # connections that wait while the server starts
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")  # as browsers name it


def prefect_server(home: Path, host: str, listening: socket.socket, password: str) -> Child:
    """Start the server with its database in `home`; what it says goes to serve-server.log there. Raises OSError."""
    environment = {
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",  # else the database grows for ever
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(int(KEPT) * 86_400),
        **server_environment(listening, host, password),
    }
    command = [sys.executable, "-m", "flows.server.app", str(listening.fileno())]
    with (home / "serve-server.log").open("wb") as log:
        return Child(command, environment, home / "serve-server.json", output=log, hand_on=(listening.fileno(),))


def server_environment(listening: socket.socket, host: str, password: str) -> Mapping[str, str]:
    """The environment of a server of ours: ours, with where it is, and who may ask it."""
    address, port = listening.getsockname()[:2]
    names = {*own_names(address), _in_url(host)}
    environment = {
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": ",".join(f"http://{name}:{port}" for name in sorted(names)),
        **os.environ,
        "PREFECT_SERVER_API_HOST": host,  # the UI asks this address
        "PREFECT_SERVER_API_PORT": str(port),
        OF_SERVER: password,
    }
    environment.pop("PREFECT_API_URL", None)
    return environment


def own_names(address: str) -> tuple[str, ...]:
    """By which names a server that listens at this address is asked; none where those that others give it count too."""
    return (*LOOPBACK, _in_url(address)) if ipaddress.ip_address(address).is_loopback else ()


def listen(host: str, *wanted: int) -> socket.socket:
    """Listen there at the first of the ports that is free; 0 is any. Raises OSError where none is."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in wanted:
        try:
            return socket.create_server((host, port), family=family, backlog=WAITING)
        except OSError as error:
            reason = error
    raise reason


def api_url(host: str, port: int) -> str:
    """The address of the API of a server as processes on this machine reach it."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://{_in_url(reached)}:{port}/api"


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
