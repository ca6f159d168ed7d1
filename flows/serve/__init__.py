"""`plans serve`: builds on a schedule and when files change, and tells people what became of it."""
