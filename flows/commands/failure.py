"""What a person is told when a build fails for a reason that nobody foresaw where it arose."""

from __future__ import annotations

import traceback
from pathlib import Path

from flows.engine.quiet import CACHE
from flows.engine.room import NoRoom, chain, lacks_room, no_room
from flows.server.passing import NoServer
from flows.storage.said import StorageError

NO_FOLDER = "No usable temporary directory"  # as Python writes it


def explain(error: BaseException, out: Path) -> str:
    """Why a build into `out` failed, and what to do, in a sentence."""
    errors = list(chain(error))
    of_prefect = is_of_prefect(error)
    if isinstance(error, NoRoom | StorageError):
        return str(error)
    if full := [each for each in errors if lacks_room(each)]:
        return no_room(full, out)
    if any(NO_FOLDER in str(each) for each in errors):
        return (
            "No folder for temporary files can be written: make room in one, or let TMPDIR name another; build again."
        )
    files = (each for each in errors if isinstance(each, OSError) and each.errno and (each.filename or not of_prefect))
    if failed := next(files, None):
        return f"{failed.strerror} ({failed.filename or out}): see that it can be read and written, and build again."
    if of_prefect:
        return (
            f"Prefect cannot go on ({type(error).__name__}: {_first_line(error)}). Build again; if that does not help, "
            f"remove {CACHE / 'prefect'}, or set PREFECT_API_URL to use a running server."
        )
    place = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"The program failed ({type(error).__name__}: {_first_line(error)}; {Path(place.filename).name}, line "
        f"{place.lineno}). That is a fault of the program: report it."
    )


def is_of_prefect(error: BaseException) -> bool:
    """Whether it is Prefect that failed, or its server, and not what a build does."""
    return isinstance(error, NoServer) or _is_of(error, "httpx", "httpcore", "prefect") or "Prefect API" in str(error)


def _is_of(error: BaseException, *packages: str) -> bool:
    return type(error).__module__.split(".")[0] in packages


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), "")
