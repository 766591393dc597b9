"""From the model to facts: the process graph, and what it and other facts say about each step."""
