"""Records what TensorFlow 1.15 makes of the programs in variable_cases/.

Run it with the reference's own Python: python tests/reference/record_variables.py
It writes variables.json beside it: {group: {program: {result or error, nodes, last_id}}}. Tests run
the same programs with scopeflow through `ask`, so this file and the programs run under Python 3.7
and later, and name neither library: `tf` and `np` are put into their globals.
"""

from __future__ import annotations

import glob
import json
import os
import re
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))

# (pattern, what stands for it): spellings of other versions of Python and NumPy, homes of classes
_SAME = [
    (r" at 0x[0-9a-f]+", ""),
    (r"\bnp\.\w+\((.*?)\)", r"\1"),
    (r"'(tensorflow|scopeflow)\.[\w.]*\.(\w+)'", r"'\2'"),
    (r"bytes-like object or a number", "bytes-like object or a real number"),
    (r"not 'NoneType'", "not None"),
    (r"\b[\w.<>]+\.(__call__|__init__)\(\)", r"\1()"),
    (r"[\w.<>]*<lambda>\(\)", "<lambda>()"),
]


def plain(text):
    """A text without what differs for reasons that are not the library's."""
    for pattern, instead in _SAME:
        text = re.sub(pattern, instead, text)
    return text


def attr_text(attr):
    """An AttrValue in one line, alike under all versions of protobuf."""
    kind = attr.WhichOneof("value")
    value = getattr(attr, kind)
    if kind == "tensor":
        fields = [
            (f.name, v) for f, v in value.ListFields() if f.name not in ("dtype", "tensor_shape")
        ]
        held = ["%s=%s" % (n, v if isinstance(v, bytes) else list(v)) for n, v in fields]
        return "%d%s %s" % (value.dtype, [d.size for d in value.tensor_shape.dim], " ".join(held))
    if kind == "shape":
        return "unknown" if value.unknown_rank else str([d.size for d in value.dim])
    if kind == "list":
        return str([list(v) for _, v in value.ListFields()])
    return str(value)


def node_text(node):
    """A NodeDef in one line."""
    attrs = ", ".join("%s=%s" % (key, attr_text(node.attr[key])) for key in sorted(node.attr))
    device = " on " + node.device if node.device else ""
    return "%s = %s(%s)%s {%s}" % (node.name, node.op, ", ".join(node.input), device, attrs)


def answer(tf, program):
    """What one program returned or raised, and the nodes it left in a fresh graph."""
    with tf.Graph().as_default() as graph, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = {}
        try:
            found["result"] = plain(str(program()))
        except Exception as error:
            lines = str(error).splitlines() or [""]
            found["error"] = [type(error).__name__, plain(lines[0])]
        found["nodes"] = [node_text(node) for node in graph.as_graph_def().node]
        found["last_id"] = graph._last_id
        return found


def groups():
    """The names of the groups of programs."""
    files = glob.glob(os.path.join(HERE, "variable_cases", "*.py"))
    return sorted(os.path.basename(file)[:-3] for file in files)


def programs(group, tf, np):
    """{name: function} of one group, bound to a library."""
    path = os.path.join(HERE, "variable_cases", group + ".py")
    with open(path) as file:
        code = compile(file.read(), path, "exec")
    names = {"tf": tf, "np": np, "__name__": "variable_cases." + group}
    exec(code, names)
    table = dict(names.get("TABLE", {}))
    table.update((name[5:], made) for name, made in names.items() if name.startswith("case_"))
    return table


def ask(group, tf, np):
    """{program: what it did} of one group."""
    return {name: answer(tf, program) for name, program in programs(group, tf, np).items()}


def main():
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import numpy as np
    import tensorflow as tf

    tf.compat.v1.logging.set_verbosity(tf.compat.v1.logging.FATAL)
    record = {group: ask(group, tf, np) for group in groups()}
    with open(os.path.join(HERE, "variables.json"), "w") as file:
        json.dump(record, file, indent=0, sort_keys=True)
        file.write("\n")


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        main()
