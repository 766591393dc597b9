"""A whole process: every step decided, what blocks it, and what the structure says."""
