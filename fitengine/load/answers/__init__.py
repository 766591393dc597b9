"""Answers and tried changes: how people state them, and where they are kept."""
