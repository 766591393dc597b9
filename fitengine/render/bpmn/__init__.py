"""BPMN files with verdicts: the analyst's own file coloured, or a laid-out model of a process that has none."""
