"""Why a release was not loaded, in sentences that say what to do. A password is never in them."""

from __future__ import annotations

import re

import psycopg
from psycopg import errors


class NotLoaded(RuntimeError):
    """Nothing was loaded, and the database is as it was; the message says why."""


UNREACHED = {  # what libpq says → what to do
    "password authentication failed": "Name the user in the URL, and its password in PGPASSWORD or ~/.pgpass.",
    "no password supplied": "Put the password into the variable PGPASSWORD or into the file ~/.pgpass.",
    "Connection refused": "No server listens there: start PostgreSQL, or correct host and port.",
    "No such file or directory": "No server listens there: start PostgreSQL, or name its host in the URL.",
    "could not translate host name": "Correct the name of the host.",
    "failed to resolve host": "Correct the name of the host.",
    "timeout expired": "The server does not answer: correct host and port, or open its firewall for this machine.",
    "no pg_hba.conf entry": "The server lets this user and machine not in: its pg_hba.conf says who may come.",
    "too many clients": "The server is full: try again later.",
    "SSL": "The server and this machine do not agree on encryption: see sslmode in PostgreSQL's documentation.",
}


def unreached(error: psycopg.Error, password: str | None) -> NotLoaded:
    """Why no connection came about. The server's own words may be in any language, so they are kept."""
    said = _without(password, " ".join(str(error).split()))
    advice = [advice for words, advice in UNREACHED.items() if words in said]
    if re.search(r'database "[^"]*" does not exist', said):
        advice = ["Create it first: createdb NAME."]
    return NotLoaded(" ".join(["The database cannot be reached.", said.rstrip(".") + ".", *advice[:1]]))


def refused(error: psycopg.Error, schema: str, user: str, password: str | None) -> NotLoaded:
    """Why the server stopped the load. The transaction took all of it back."""
    said = _without(password, error.diag.message_primary or " ".join(str(error).split()) or type(error).__name__)
    return NotLoaded(f"{_cause(error, said, schema, user)} Nothing was changed.")


def _cause(error: psycopg.Error, said: str, schema: str, user: str) -> str:
    detail = " ".join((error.diag.message_detail or "").split())
    match error:
        case errors.InsufficientPrivilege():
            return (
                f"{user} may not do this: {said}. An administrator says GRANT CREATE, TEMPORARY ON DATABASE … TO "
                f"{user}, or lets {user} own a schema that is there: ALTER SCHEMA {schema} OWNER TO {user}."
            )
        case errors.DiskFull():
            return f"The server has no room left ({said}): make room and load again."
        case errors.LockNotAvailable():
            return "Somebody has used the tables for a minute without a pause, and they must change: try again later."
        case errors.DependentObjectsStillExist():
            return (
                f"The tables or views of this release differ in their columns, and what people made of the old ones is "
                f"in the way: {detail or said}. Drop it, or move it, and make it again after the load."
            )
        case errors.UndefinedObject() if "role" in said:
            return f"{said}: an administrator makes it with CREATE ROLE, and --reader names it."
        case errors.IntegrityError():
            return f"Keys do not hold ({said}; {detail or 'no detail'}): `plans verify` checks the release."
        case errors.AdminShutdown() | errors.CrashShutdown() | psycopg.OperationalError():
            return f"The connection was lost ({said}): load again."
    return f"PostgreSQL refused: {said}. {detail}".strip()


def _without(password: str | None, text: str) -> str:
    return text.replace(password, "…") if password else text
