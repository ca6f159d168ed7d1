"""The Prefect server that a build starts for itself where none is configured. It ends with it, however that is.

Prefect's own would outlive a build that is killed, and is started no sooner than all of Prefect's server was imported
by the build too. Ours is a process that starts while the build imports what it needs, and waits at the end of a pipe
that the build holds: when the build is no more, the system closes it. One that dies before is started again; the build
listens at its port all the while, so that what Prefect asks meanwhile waits.
"""

from __future__ import annotations

import atexit
import errno
import http.client
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from flows.server.app import serve
from flows.server.database import set_aside, set_aside_if_damaged
from flows.server.lasting import api_url, listen, server_environment
from flows.server.password import OF_CLIENTS, new_password

HERE = "127.0.0.1"
ROOM = 8_000_000  # bytes that its database needs
STARTS = 4  # at most; where it has never answered, the last is without the database that is there
ENDS = 10.0  # seconds that it has to write what it was told
KIND = {  # no pages, none of the services of a server that lasts, and no blocks, which builds do not use
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
}


class NoServer(RuntimeError):
    """The server of a build cannot be used; the message says why."""


class BuildServer:
    """A server that is starting. The environment has been set by `keep_quiet`, and Prefect is not imported yet."""

    def __init__(self, say: Callable[[str], None]) -> None:
        """What a person should know of it is said by `say`. Raises OSError where there is no room for its database."""
        self._say = say
        self._home = Path(os.environ["PREFECT_HOME"])
        self._password = new_password()
        self._starts = 0
        self._has_answered = False
        self._failed: Exception | None = None
        self._ending = False
        self._changing = threading.Lock()  # held by who starts or ends it
        if damage := set_aside_if_damaged(self._home):
            say(damage)
        self._listening = listen(HERE, 0)
        self._port = int(self._listening.getsockname()[1])
        self._start()
        atexit.register(self.stop)  # before Prefect registers what tells the server of the end
        threading.Thread(target=self._keep, daemon=True).start()

    def use(self) -> None:
        """Let this process use it as soon as it answers, unless another server is configured: then it is stopped.

        Raises NoServer where it does not start, OSError where there is no room for its database.
        """
        from prefect.client.base import ServerType, determine_server_type
        from prefect.context import refresh_global_settings_context
        from prefect.settings import PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS as PATIENCE

        if determine_server_type() != ServerType.EPHEMERAL:
            self.stop()
            return
        end = time.monotonic() + PATIENCE.value()
        while not self._answers():
            if self._failed:
                raise self._failed
            if time.monotonic() > end:
                raise NoServer("The Prefect server of the build does not answer")
            time.sleep(0.05)
        self._has_answered = True
        os.environ["PREFECT_API_URL"] = api_url(HERE, self._port)
        os.environ[OF_CLIENTS] = self._password
        refresh_global_settings_context()

    def stop(self) -> None:
        """End it."""
        with self._changing:
            self._ending = True
        self._listening.close()
        self._process.terminate()
        try:
            self._process.wait(ENDS)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _start(self) -> None:
        if self._home.exists() and shutil.disk_usage(self._home).free < ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._home))
        self._starts += 1
        number = self._listening.fileno()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "flows.server.passing", str(number)],
            stdin=subprocess.PIPE,
            env={**server_environment(self._listening, HERE, self._password), **KIND},
            pass_fds=(number,),
        )

    def _keep(self) -> None:
        """Start it again whenever it dies; where that does not help, let nobody wait for it."""
        while True:
            code = self._process.wait()
            with self._changing:
                if self._ending:
                    return
                try:
                    self._start_again(code)
                except (OSError, NoServer) as error:
                    self._give_up(error)
                    return

    def _start_again(self, code: int) -> None:
        if self._starts == STARTS:
            raise NoServer(f"The Prefect server of the build ends again and again (exit code {code})")
        self._say(f"The Prefect server of the build has ended (exit code {code}), and is started again.")
        if self._starts == STARTS - 1 and not self._has_answered and (aside := set_aside(self._home)):
            self._say(aside)
        self._start()

    def _give_up(self, error: Exception) -> None:
        self._failed = error
        self._listening.close()
        if "prefect.context" in sys.modules:  # it would ask again and again, for minutes
            from prefect.context import refresh_global_settings_context

            os.environ["PREFECT_CLIENT_MAX_RETRIES"] = "0"
            refresh_global_settings_context()

    def _answers(self) -> bool:
        with closing(http.client.HTTPConnection(HERE, self._port, timeout=5)) as connection:
            try:
                connection.request("GET", "/api/health")
                return connection.getresponse().status == http.HTTPStatus.OK
            except (OSError, http.client.HTTPException):
                return False


def _end_with_build() -> None:
    os.read(sys.stdin.fileno(), 1)  # nobody writes: it returns when the other end is closed
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_build, daemon=True).start()
    serve(int(sys.argv[1]))
