"""The Prefect server that a build starts for itself where none is configured. It ends with it, however that is.

Prefect's own would outlive a build that is killed. Ours waits at the end of a pipe that the build holds: when the build
is no more, the system closes it.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

from flows.quiet import keep_quiet

keep_quiet()  # before Prefect is imported

import uvicorn  # noqa: E402
from prefect.server.api.server import SubprocessASGIServer  # noqa: E402
from prefect.settings import get_current_settings  # noqa: E402

ROOM = 8_000_000  # bytes that its database needs
STARTS = 3  # at most, for a port may be taken meanwhile, and a damaged database is removed


class BuildServer(SubprocessASGIServer):
    """Prefect's ephemeral server. There is one a process, so the first that is made is the one that Prefect takes."""

    starts = 0

    def _run_uvicorn_command(self) -> subprocess.Popen[Any]:
        """Called again, without end, while the server ends with exit code 3. Raises RuntimeError where it always does,
        OSError where there is no room for its database.
        """
        home = get_current_settings().home
        if home.exists() and shutil.disk_usage(home).free < ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(home))
        if self.starts == STARTS:
            raise RuntimeError("The ephemeral Prefect API server does not start.")
        self.starts += 1
        _remove_damaged(home / "prefect.db", thorough=self.starts > 1)
        kind = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
        settings = get_current_settings().to_environment_variables(exclude_unset=True)
        return subprocess.Popen(
            [sys.executable, "-m", "flows.rebuild_server", str(self.port)],
            stdin=subprocess.PIPE,
            env={**os.environ, **kind, **settings},
        )


def main() -> None:
    """Serve on the port that is named until the build ends us, or ends."""
    threading.Thread(target=_end_with_build, daemon=True).start()
    try:
        uvicorn.run(
            "prefect.server.api.server:create_app",
            factory=True,
            host="127.0.0.1",
            port=int(sys.argv[1]),
            log_level="critical",  # the build says what is wrong
            lifespan="on",
        )
    except SystemExit as end:
        sys.exit(3 if end.code else 0)  # of all codes, Prefect tries again at this one only


def _remove_damaged(database: Path, thorough: bool) -> None:
    """Remove the database of runs where it is none any more: builds do not need what it knows."""
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            whole = not thorough or connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except sqlite3.OperationalError:  # in use, or not there
        return
    except sqlite3.DatabaseError:
        whole = False
    if not whole:
        for path in database.parent.glob(f"{database.name}*"):
            path.unlink(missing_ok=True)


def _end_with_build() -> None:
    os.read(sys.stdin.fileno(), 1)  # nobody writes: it returns when the other end is closed
    os._exit(1)


if __name__ == "__main__":
    main()
