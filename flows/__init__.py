"""Raw policy texts in, a release of an open dataset out: read, clean, split, parse, extract, link, validate, publish."""
