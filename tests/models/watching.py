"""Trains the model of one program file and writes down what a user could see of it; runs under both libraries.

A program defines `train(folder, steps)`, a generator: it builds its graph, opens a session, and yields once when the variables
have their first values and once after each step, with a dict of what that step gave. It may write checkpoints and
events into `folder`. Must run under the Python 3.7 of TensorFlow 1.15.
"""

import collections
import hashlib
import os
import re
import time

import numpy as np

# So many numbers of an array are kept; of longer ones these, evenly spread, and a hash of all.
SAMPLE = 48


def load(path):
    """The namespace of a program file; its `import tensorflow` is whatever that means here."""
    with open(path) as file:
        names = {"__name__": os.path.basename(path)[: -len(".py")], "__file__": path}
        exec(compile(file.read(), path, "exec"), names)
    return names


def pace(path, folder, steps):
    """Seconds of building and starting, and of each step of a program."""
    seconds, last = [], time.perf_counter()
    for _ in load(path)["train"](folder, steps):
        now = time.perf_counter()
        seconds.append(now - last)
        last = time.perf_counter()
    return seconds


def watch(tf, path, folder, steps):
    """What the program at `path` shows of itself in so many steps."""
    graphs, starts, given, session = [], [], [], None
    for number, values in enumerate(load(path)["train"](folder, steps)):
        session = tf.get_default_session()
        if session.graph not in graphs:
            graphs.append(session.graph)
            # (a program that gives something at once has put trained values there)
            starts.append(weights(tf, session) if values is None else {})
        if values is not None:
            given.append(collections.OrderedDict((k, flat(values[k])) for k in sorted(values)))
        assert number <= steps + 2, "a program must end"
        ends = weights(tf, session)
    return {
        "starts": starts,
        "steps": given,
        "ends": ends,
        "graphs": [described(tf, graph, folder) for graph in graphs],
        "checkpoints": checkpoints(tf, folder),
        "events": events(tf, folder),
    }


def weights(tf, session):
    """{name: value} of every variable that has one."""
    with session.graph.as_default():
        born = tf.global_variables() + tf.local_variables()
    return {v.op.name: sampled(session.run(v)) for v in born}


def sampled(value):
    """An array in short: dtype, shape, a hash of all bytes, and some of the numbers."""
    value = np.ascontiguousarray(value)
    if value.dtype == object:
        value = np.array([str(item) for item in value.ravel()])
    spread = np.linspace(0, value.size - 1, min(SAMPLE, value.size)).astype(int)
    some = np.ascontiguousarray(value.ravel()[spread])
    name = value.dtype.name
    return [
        name,
        list(value.shape),
        hashlib.sha256(value.tobytes()).hexdigest()[:16],
        some.tobytes().hex(),
    ]


def flat(value):
    """What a step gave, as plain lists of numbers and words."""
    if isinstance(value, (list, tuple)):
        return [flat(item) for item in value]
    if isinstance(value, bytes):
        return value.decode("latin-1")
    value = np.asarray(value)
    if value.dtype.kind in "OSU":
        return [v.decode("latin-1") if isinstance(v, bytes) else str(v) for v in value.ravel()]
    return value.tolist()


def attribute(tf, attr, folder):
    """The value of a node's attribute; long tensors as hashes; the same whatever the folder is called."""
    kind = attr.WhichOneof("value")
    value = getattr(attr, kind)
    if kind == "type":
        return tf.as_dtype(value).name
    if kind == "s":
        # (a process numbers its custom gradients, and gives tables names that no other has)
        text = re.sub("^CustomGradient-[0-9]+$", "CustomGradient", value.decode("latin-1"))
        return re.sub("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID", text).replace(
            folder, "FOLDER"
        )
    if kind == "shape":
        return None if value.unknown_rank else [dim.size for dim in value.dim]
    if kind == "func":
        # a process numbers its functions
        return re.sub("_[0-9]+$", "", value.name)
    if kind == "tensor":
        if value.string_val and value.dtype == tf.string.as_datatype_enum:
            names = [text.replace(folder.encode(), b"FOLDER") for text in value.string_val]
            del value.string_val[:]
            value.string_val.extend(names)
        text = value.SerializeToString().hex()
        return text if len(text) < 80 else hashlib.sha256(text.encode()).hexdigest()[:16]
    if kind == "list":
        fields = [field.name for field, _ in value.ListFields()]
        return [str(item).strip() for field in fields for item in getattr(value, field)]
    return round(value, 9) if kind == "f" else value


def described(tf, graph, folder):
    """Every node of a graph with attributes, device and static shapes; ids given out; what the collections hold."""
    found = []
    for op, node in zip(graph.get_operations(), graph.as_graph_def().node):
        attrs = [
            "%s=%r" % (key, attribute(tf, node.attr[key], folder)) for key in sorted(node.attr)
        ]
        shapes = [None if t.shape.ndims is None else t.shape.as_list() for t in op.outputs]
        text = "%s = %s(%s) %s" % (node.name, node.op, ", ".join(node.input), " ".join(attrs))
        found.append("%s -> %s%s" % (text, shapes, " on " + node.device if node.device else ""))
    held = {}
    for key in graph.get_all_collection_keys():
        # (some of TensorFlow's calls only look into a collection and leave an empty one behind)
        if isinstance(key, str) and not key.startswith("_") and graph.get_collection(key):
            held[key] = [
                getattr(item, "name", type(item).__name__) for item in graph.get_collection(key)
            ]
    return {"nodes": found, "ids": graph._last_id, "collections": held}


def checkpoints(tf, folder):
    """{path: [name, shape, dtype] of all that a checkpoint holds} for those in the folder."""
    found = {}
    for root, _, files in os.walk(folder):
        for name in sorted(files):
            if name.endswith(".index"):
                prefix = os.path.join(root, name[: -len(".index")])
                reader = tf.train.NewCheckpointReader(prefix)
                dtypes = reader.get_variable_to_dtype_map()
                listed = [
                    [n, shape, dtypes[n].name] for n, shape in tf.train.list_variables(prefix)
                ]
                found[os.path.relpath(prefix, folder)] = listed
    return found


def events(tf, folder):
    """What the event files in the folder say: [step, tag, number or kind] in order."""
    found = []
    for root, _, files in sorted(os.walk(folder)):
        for name in sorted(files):
            if "tfevents" in name:
                where = os.path.relpath(root, folder)
                for event in tf.train.summary_iterator(os.path.join(root, name)):
                    for value in event.summary.value:
                        kind = value.WhichOneof("value")
                        said = value.simple_value if kind == "simple_value" else kind
                        if kind == "histo":
                            said = [
                                value.histo.num,
                                value.histo.min,
                                value.histo.max,
                                value.histo.sum,
                            ]
                        found.append([where, event.step, value.tag, said])
                    if event.HasField("graph_def"):
                        found.append([where, event.step, "graph_def", ""])
    return found
