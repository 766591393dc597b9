"""YAML text: read to plain values with their places, edited in place, written."""
