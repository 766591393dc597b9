"""Assessments as text for terminals, JSON, CSV and Markdown. Nothing here prints or opens a file."""
