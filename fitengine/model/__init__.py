"""What everything else speaks about: processes, facts, rules and decisions. Frozen, and standard library only."""
