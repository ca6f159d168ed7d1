"""Where texts and releases are: a folder, or a bucket behind an address (s3://bucket/prefix)."""
