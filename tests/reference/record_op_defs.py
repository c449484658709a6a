"""Records the interface of every op that TensorFlow 1.15 registers: inputs, outputs, attributes.

Run with the reference's Python; writes op_defs.jsonl beside this file, one op a line:
{"type", "inputs", "outputs", "attrs", "stateful"}, where an argument is
[name, dtype or "", type attribute, number attribute, list attribute, is a reference] and an attribute
[kind, has a default, allowed types or strings, minimum or null, default].  A default type is its
name, a default shape a list or null, a default tensor or function is left out (null).  "kernels" are the
types that an op with a single type attribute can be computed in on a CPU.
"""

import json
import os
import sys

import tensorflow as tf
from tensorflow.python.framework import kernels, op_def_registry


def argument(arg):
    dtype = tf.as_dtype(arg.type).name if arg.type else ""
    return [arg.name, dtype, arg.type_attr, arg.number_attr, arg.type_list_attr, arg.is_ref]


def plain(field, value):
    """A default as JSON holds it."""
    if field == "type":
        return tf.as_dtype(value).name
    if field == "s":
        return value.decode("latin-1")
    if field == "shape":
        return None if value.unknown_rank else [dim.size for dim in value.dim]
    return value if field in ("i", "f", "b") else None


def default(value):
    field = value.WhichOneof("value")
    if field != "list":
        return plain(field, getattr(value, field)) if field else None
    fields = value.list.ListFields()
    return [plain(fields[0][0].name, item) for item in fields[0][1]] if fields else []


def attribute(attr):
    allowed = attr.allowed_values.list
    names = [tf.as_dtype(t).name for t in allowed.type] + [s.decode() for s in allowed.s]
    minimum = attr.minimum if attr.has_minimum else None
    known = attr.HasField("default_value")
    return [attr.type, known, sorted(names), minimum, default(attr.default_value)]


def computed_types(op, registered):
    """The dtypes that CPU kernels of an op take for its only type attribute; null if it has another number."""
    types = [attr for attr in op.attr if attr.type == "type"]
    if len(types) != 1:
        return None
    found = set()
    for kernel in registered:
        limits = [c for c in kernel.constraint if c.name == types[0].name]
        if not limits:
            allowed = types[0].allowed_values.list.type
            found.update(tf.as_dtype(t).name for t in allowed or range(1, 24))
        for limit in limits:
            found.update(tf.as_dtype(t).name for t in limit.allowed_values.list.type)
    return sorted(found)


def main(folder):
    by_op = {}
    for kernel in kernels.get_all_registered_kernels().kernel:
        if kernel.device_type == "CPU":
            by_op.setdefault(kernel.op, []).append(kernel)
    with open(os.path.join(folder, "op_defs.jsonl"), "w") as file:
        for name, op in sorted(op_def_registry.get_registered_ops().items()):
            record = {
                "type": name,
                "inputs": [argument(arg) for arg in op.input_arg],
                "outputs": [argument(arg) for arg in op.output_arg],
                "attrs": {attr.name: attribute(attr) for attr in op.attr},
                "stateful": op.is_stateful,
                "kernels": computed_types(op, by_op.get(name, [])),
            }
            file.write(json.dumps(record, sort_keys=True) + "\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__)))
