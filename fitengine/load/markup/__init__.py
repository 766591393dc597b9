"""XML read safely: any encoding, elements with their places, no entities, and nothing from outside the file."""
