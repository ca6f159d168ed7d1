"""Raw policy texts in, a release of an open dataset out.

The hall: read, clean, split, parse, extract, link, compare, validate, publish, present.
"""
