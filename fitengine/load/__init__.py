"""Text and files to model: the only place that reads files."""
