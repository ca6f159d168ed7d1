"""The Prefect server that `plans serve` starts where none is configured, for schedules need one that lasts."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from flows.processes import Child

USUAL_PORT = 4200  # of Prefect
KEPT = "90"  # days that runs are remembered


def prefect_server(home: Path, host: str, port: int) -> Child:
    """Start the server with its database in `home`; what it says goes to serve-server.log there. Raises OSError."""
    environment = {
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",  # else the database grows for ever
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(int(KEPT) * 86_400),
        **os.environ,
        "PREFECT_SERVER_API_HOST": host,  # the UI asks this address
        "PREFECT_SERVER_API_PORT": str(port),
    }
    environment.pop("PREFECT_API_URL", None)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", host, "--port", str(port)]
    with (home / "serve-server.log").open("wb") as log:
        return Child(command, environment, home / "serve-server.json", output=log)


def usable_port(host: str, *wanted: int) -> int:
    """The first of the ports that is free there; 0 is any. Raises OSError where none is."""
    for port in wanted:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                return int(probe.getsockname()[1])
            except OSError as error:
                reason = error
    raise reason


def api_url(host: str, port: int) -> str:
    """The address of the API of a server as processes on this machine reach it."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://{f'[{reached}]' if ':' in reached else reached}:{port}/api"
