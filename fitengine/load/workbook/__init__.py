"""Excel workbooks to processes (extra `excel`)."""
