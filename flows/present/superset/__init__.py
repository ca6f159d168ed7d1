"""bi/superset.zip: a dashboard that Superset imports, on the views of a release in PostgreSQL."""

from flows.present.superset.superset import write

__all__ = ["write"]
