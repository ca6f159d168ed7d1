"""The Prefect server that a build starts for itself where none is configured. It ends with it, however that is.

Prefect's own would outlive a build that is killed. Ours waits at the end of a pipe that the build holds: when the build
is no more, the system closes it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import Any

from flows.quiet import keep_quiet

keep_quiet()  # before Prefect is imported

import uvicorn  # noqa: E402
from prefect.server.api.server import SubprocessASGIServer  # noqa: E402
from prefect.settings import get_current_settings  # noqa: E402


class BuildServer(SubprocessASGIServer):
    """Prefect's ephemeral server. There is one a process, so the first that is made is the one that Prefect takes."""

    def _run_uvicorn_command(self) -> subprocess.Popen[Any]:
        kind = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
        settings = get_current_settings().to_environment_variables(exclude_unset=True)
        return subprocess.Popen(
            [sys.executable, "-m", "flows.build_server", str(self.port)],
            stdin=subprocess.PIPE,
            env={**os.environ, **kind, **settings},
        )


def main() -> None:
    """Serve on the port that is named until the build ends us, or ends."""
    threading.Thread(target=_end_with_build, daemon=True).start()
    uvicorn.run(
        "prefect.server.api.server:create_app",
        factory=True,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="error",
        lifespan="on",
    )


def _end_with_build() -> None:
    os.read(sys.stdin.fileno(), 1)  # nobody writes: it returns when the other end is closed
    os._exit(1)


if __name__ == "__main__":
    main()
