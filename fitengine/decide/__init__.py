"""Facts to decisions: cells, boxes, proofs, the decision diagram and what can be asked of it."""
