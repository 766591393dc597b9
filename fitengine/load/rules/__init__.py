"""Fact dictionaries, references and rule packs, from YAML."""
