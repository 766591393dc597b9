"""BPMN 2.0 files to the model. `markup` reads XML, `foreign` tells what a file is instead, `index` finds the flow nodes,
`lanes`, `flows` and `nodes` build the parts, `imported` says which facts a task's type gives, `reader` puts it together."""

from fitengine.load.bpmn.reader import read_bpmn

__all__ = ["read_bpmn"]
