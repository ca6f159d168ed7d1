"""A release → a schema of a PostgreSQL database, in one transaction.

What a table, a key, a comment looks like there is in `ddl`, how rows get there in `rows`, the way of a load in `load`.
Needs psycopg, the extra `postgresql` of this project.
"""

from flows.load.load import Loaded, load
from flows.load.refusal import NotLoaded

__all__ = ["Loaded", "NotLoaded", "load"]
