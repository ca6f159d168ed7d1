"""The tables of the dataset, declared once: `<table>.yml` → schemas, keys, descriptions, rows in order."""

from flows.tables.arrow import LIST_SEPARATOR, canonical, from_columns, schema, to_table
from flows.tables.declaration import Column, DeclarationError, ForeignKey, Table, Words, load, names, table

__all__ = [
    "LIST_SEPARATOR",
    "Column",
    "DeclarationError",
    "ForeignKey",
    "Table",
    "Words",
    "canonical",
    "from_columns",
    "load",
    "names",
    "schema",
    "table",
    "to_table",
]
