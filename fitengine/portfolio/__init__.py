"""Many processes at once: runs in shards that can be resumed, and what their results say together."""
