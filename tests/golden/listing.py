"""Every node and variable of a graph as lines of text; runs under TensorFlow 1.15 as under scopeflow."""


def nodes(graph):
    """A line per node: name, type, inputs, ^control inputs, @device."""
    lines = []
    for op in graph.get_operations():
        inputs = [tensor.name for tensor in op.inputs]
        inputs = [name[:-2] if name.endswith(":0") else name for name in inputs]
        controls = sorted("^" + before.name for before in op.control_inputs)
        device = ["@" + op.device] if op.device else []
        lines.append("  ".join([op.name, op.type] + inputs + controls + device))
    return lines


def variables(graph):
    """A line per variable: name, shape, dtype, collections."""
    found, collections = [], {}
    for key in sorted(key for key in graph.get_all_collection_keys() if isinstance(key, str)):
        for item in graph.get_collection(key):
            if hasattr(item, "initializer") and hasattr(item, "op"):
                if id(item) not in collections:
                    found.append(item)
                collections.setdefault(id(item), []).append(key)
    found.sort(key=lambda variable: variable.name)
    return ["  ".join([v.name, str(v.shape), v.dtype.name] + collections[id(v)]) for v in found]


def listing(graph):
    """The whole text: nodes, an empty line, variables."""
    return "\n".join(nodes(graph) + [""] + variables(graph)) + "\n"
