"""A Prefect server of ours, as a process: Prefect's own, at a port where our parent listens, and for known names only.

`python -m flows.server.app NUMBER` serves at the socket that it has got by that number, with Prefect's services: the
schedule and what keeps runs. The environment says who may ask: flows/server/lasting.py.
"""

from __future__ import annotations

import socket
import sys

from flows.engine.quiet import keep_quiet, without_looking_for_garbage
from flows.server.lasting import own_names


def serve(number: int) -> None:
    """Serve until we are told to end. Ends with exit code 1 where it does not start."""
    listening = socket.socket(fileno=number)
    keep_quiet()  # before Prefect is imported
    with without_looking_for_garbage():
        import uvicorn
        from prefect.server.api.server import create_app
        from prefect.settings import get_current_settings
        from starlette.middleware.trustedhost import TrustedHostMiddleware

    app = create_app(final=True)
    if names := own_names(listening.getsockname()[0]):  # else a page of anybody's, whose name leads here, could ask too
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False)
    settings = get_current_settings().server
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            lifespan="on",
            log_level=settings.logging_level.lower(),
            timeout_keep_alive=settings.api.keepalive_timeout,
            ws_ping_interval=settings.api.websocket_ping_interval,
            ws_ping_timeout=settings.api.websocket_ping_timeout,
        )
    )
    try:
        server.run(sockets=[listening])
    except SystemExit:  # with a code that means something else here
        sys.exit(1)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
