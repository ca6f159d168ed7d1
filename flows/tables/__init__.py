"""The tables of the dataset, declared once: `<table>.yml` → schemas, keys, descriptions, rows in order."""

from flows.tables.arrow import LIST_SEPARATOR, canonical, schema, to_table
from flows.tables.declaration import Column, DeclarationError, ForeignKey, Table, Words, load, names, table

__all__ = [
    "LIST_SEPARATOR",
    "Column",
    "DeclarationError",
    "ForeignKey",
    "Table",
    "Words",
    "canonical",
    "load",
    "names",
    "schema",
    "table",
    "to_table",
]
