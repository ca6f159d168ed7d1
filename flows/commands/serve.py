"""`plans serve`: rebuild on a schedule and when sources change, until somebody ends it."""

from __future__ import annotations

import os
import signal
import threading
from datetime import datetime
from pathlib import Path

import click
from filelock import FileLock, Timeout

from flows.engine.folders import unfit
from flows.engine.quiet import keep_quiet
from flows.engine.screen import safe, stop
from flows.serve.orders import Orders
from flows.serve.supervise import NotServed, Place, supervise
from flows.server.password import OF_SERVER, is_reached_by_others, is_set
from flows.settings import SettingsError, load_settings
from flows.storage import address
from flows.storage.near import near
from flows.storage.said import StorageError
from flows.storage.shelf import shelf

ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def run(
    raw: address.Place,
    out: address.Place,
    workers: int,
    cron: str | None,
    interval: float | None,
    config: Path | None,
    host: str,
    port: int | None,
) -> None:
    """Serve until SIGTERM or Ctrl-C; a sentence and exit code 1 where that cannot be."""
    try:
        if wrong := unfit(near(raw), shelf(out).folder):
            stop(wrong)
    except StorageError as error:
        stop(str(error))
    if is_reached_by_others(host) and "PREFECT_API_URL" not in os.environ and not is_set():
        stop(
            f"Nothing is served: others may reach {host}, and whoever may start builds runs programs as you. Set a "
            f"password of your own in {OF_SERVER}, in the form user:password."
        )
    try:
        settings = load_settings(config)
    except SettingsError as error:
        stop(str(error))
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "ERROR")  # tracebacks belong into the log of a service
    keep_quiet()
    orders = Orders(
        raw=raw.absolute() if isinstance(raw, Path) else raw,
        out=out.absolute() if isinstance(out, Path) else out,
        workers=workers,
        config=config.absolute() if config else None,
        cron=cron or settings.schedule.cron,
        timezone=settings.schedule.timezone,
        interval=interval,
        settle=settings.schedule.settle,
        poll=settings.storage.poll,
        timeout=settings.schedule.timeout,
        notify=settings.notify,
        own_server=False,
    )
    place = Place(Path(os.environ["PREFECT_HOME"]).expanduser(), os.environ.get("PREFECT_API_URL"), host, port)
    place.home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(place.home / "serve.lock", timeout=0)
    try:
        with lock:
            supervise(orders, place, _told_to_end(), _say)
    except Timeout:
        stop(f"Another plans serve runs with {place.home}: end that one first.")
    except NotServed as reason:
        stop(f"{reason} Nothing is served.".strip())
    except OSError as error:
        what = error.filename or (f"{host}, port {port}" if port else host)
        stop(f"Nothing is served: {error.strerror or error} ({what}).")
    _say("ended")


def _told_to_end() -> threading.Event:
    """An event that is set when the system or a person ends us."""
    told = threading.Event()
    for number in ENDING:
        signal.signal(number, lambda *_: told.set())
    return told


def _say(sentence: str) -> None:
    click.echo(safe(f"{datetime.now().isoformat(' ', 'seconds')}  {sentence}"))
