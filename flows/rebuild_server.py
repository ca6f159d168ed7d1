"""The Prefect server that a build starts for itself where none is configured. It ends with it, however that is.

Prefect's own would outlive a build that is killed, and is started no sooner than all of Prefect's server was imported
by the build too. Ours is a process that starts while the build imports what it needs, and waits at the end of a pipe
that the build holds: when the build is no more, the system closes it.
"""

from __future__ import annotations

import atexit
import errno
import http.client
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

from flows.quiet import keep_quiet, without_looking_for_garbage
from flows.serve_server import api_url, usable_port

HERE = "127.0.0.1"
ROOM = 8_000_000  # bytes that its database needs
STARTS = 3  # at most, for a port may be taken meanwhile, and a damaged database is removed
ENDS = 10.0  # seconds that it has to write what it was told
KIND = {  # no pages, none of the services of a server that lasts, and no blocks, which builds do not use
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
}


class BuildServer:
    """A server that is starting. The environment has been set by `keep_quiet`, and Prefect is not imported yet."""

    def __init__(self) -> None:
        """Raises OSError where there is no room for its database."""
        self._starts = 0
        self._start()
        atexit.register(self.stop)  # before Prefect registers what tells the server of the end

    def use(self) -> None:
        """Let this process use it as soon as it answers, unless another server is configured: then it is stopped.

        Raises RuntimeError where it does not start, OSError where there is no room for its database.
        """
        from prefect.client.base import ServerType, determine_server_type
        from prefect.context import refresh_global_settings_context
        from prefect.settings import PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS as PATIENCE

        if determine_server_type() != ServerType.EPHEMERAL:
            self.stop()
            return
        end = time.monotonic() + PATIENCE.value()
        while not self._answers():
            if time.monotonic() > end:
                raise RuntimeError("The Prefect server of the build does not answer.")
            if self._process.poll() is None:
                time.sleep(0.05)
            elif self._starts < STARTS:
                self._start()
            else:
                raise RuntimeError("The Prefect server of the build does not start.")
        os.environ["PREFECT_API_URL"] = api_url(HERE, self._port)
        refresh_global_settings_context()

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        try:
            self._process.wait(ENDS)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _start(self) -> None:
        home = Path(os.environ["PREFECT_HOME"])
        if home.exists() and shutil.disk_usage(home).free < ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(home))
        self._starts += 1
        self._port = usable_port(HERE, 0)
        command = [sys.executable, "-m", "flows.rebuild_server", str(self._port)]
        thorough = ["thorough"] if self._starts > 1 else []
        self._process = subprocess.Popen([*command, *thorough], stdin=subprocess.PIPE, env=os.environ | KIND)

    def _answers(self) -> bool:
        with closing(http.client.HTTPConnection(HERE, self._port, timeout=5)) as connection:
            try:
                connection.request("GET", "/api/health")
                return connection.getresponse().status == http.HTTPStatus.OK
            except (OSError, http.client.HTTPException):
                return False


def serve(port: int, thorough: bool) -> None:
    """Serve until the build ends us, or ends; with `thorough` the database is looked at from end to end before."""
    threading.Thread(target=_end_with_build, daemon=True).start()
    keep_quiet()  # before Prefect is imported
    with without_looking_for_garbage():
        import prefect.server.api.server  # noqa: F401
        import uvicorn
        from prefect.settings import get_current_settings

    _remove_damaged(get_current_settings().home / "prefect.db", thorough)
    uvicorn.run(
        "prefect.server.api.server:create_app",
        factory=True,
        host=HERE,
        port=port,
        log_level="critical",  # the build says what is wrong
        lifespan="on",
    )


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
    serve(int(sys.argv[1]), thorough="thorough" in sys.argv[2:])
