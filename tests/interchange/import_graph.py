"""Imports GraphDefs into TensorFlow 1.15 and runs them; the other half of exchange.py.

Run with the reference's Python: import_graph.py FOLDER reads jobs.json and the GraphDefs it names, and
leaves answers.json: per job a list with [static shapes, values] or an error's text per run.
"""

import json
import os
import sys


def plain(value):
    """An array as dtype, shape, and its bytes in hexadecimal, or a list of strings."""
    import numpy as np

    array = np.asarray(value)
    if array.dtype.kind in "OSU":
        return [
            "string",
            list(array.shape),
            [bytes(item).decode("latin-1") for item in array.ravel()],
        ]
    return [np.dtype(array.dtype).name, list(array.shape), array.tobytes().hex()]


def static_shape(tensor):
    shape = tensor.shape
    return None if shape.ndims is None else shape.as_list()


def answer(tf, graph, session, run):
    tensors = [graph.get_tensor_by_name(name) for name in run["fetches"]]
    feeds = {name: value for name, value in run["feeds"].items()}
    ops = [graph.get_operation_by_name(name) for name in run["ops"]]
    try:
        values = session.run([tensors, ops], feeds)[0]
    except tf.errors.OpError as error:
        return type(error).__name__ + ": " + error.message
    return [[static_shape(t) for t in tensors], [plain(value) for value in values]]


def work(tf, folder, job):
    graph_def = tf.compat.v1.GraphDef()
    with open(os.path.join(folder, job["graph"]), "rb") as file:
        graph_def.ParseFromString(file.read())
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(graph_def, name="")
    # each node is to be computed as it stands
    config = tf.compat.v1.ConfigProto()
    config.graph_options.rewrite_options.disable_meta_optimizer = True
    config.graph_options.optimizer_options.opt_level = -1
    with tf.compat.v1.Session(graph=graph, config=config) as session:
        return [answer(tf, graph, session, run) for run in job["runs"]]


def main(folder):
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow as tf

    with open(os.path.join(folder, "jobs.json")) as file:
        jobs = json.load(file)
    answers = [work(tf, folder, job) for job in jobs]
    with open(os.path.join(folder, "answers.json"), "w") as file:
        json.dump(answers, file)


if __name__ == "__main__":
    main(sys.argv[1])
