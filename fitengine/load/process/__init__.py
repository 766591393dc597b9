"""Process files and sidecars: read, described by a schema, started, written."""
