"""DMN decision tables to packs of the rule language."""
