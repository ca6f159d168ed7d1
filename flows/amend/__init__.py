"""Corrections by people, applied: facts of documents before their rows are named, rows afterwards.

amend_facts (facts.py)   what a sidecar says of documents replaces what was read of them
amend_rows (rows.py)     named rows of one source are dropped, amended and added

Both refuse an entry whose place or old values are not found as it says, and note every entry that they apply.
"""
