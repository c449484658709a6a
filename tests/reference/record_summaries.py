"""Records what TensorFlow 1.15 makes of the cases in summary_cases.py, and files it wrote.

Run it with the reference's own Python: python tests/reference/record_summaries.py
It writes tests/reference/summaries/.
"""

import base64
import glob
import json
import os
import runpy
import shutil

import numpy as np
import tensorflow as tf
from tensorflow.python.ops import gen_logging_ops as ops

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "summaries")
CASES = runpy.run_path(os.path.join(HERE, "summary_cases.py"))


def summary_op(kind, values, dtype, more):
    if kind == "merge":
        inputs = [
            tf.Summary(value=[tf.Summary.Value(tag=t, simple_value=1) for t in tags])
            for tags in values
        ]
        return ops.merge_summary([s.SerializeToString() for s in inputs])
    if dtype == "reshape":
        values, dtype = np.zeros((1, 0, 1, 1)), "float32"
    # of unknown shape: what is wrong is then said by the kernel
    x = tf.placeholder_with_default(tf.constant(values, dtype), None)
    if kind == "scalar":
        return ops.scalar_summary(tf.placeholder_with_default(tf.constant(more["tags"]), None), x)
    if kind == "histogram":
        return ops.histogram_summary(more["tag"], x, name="node")
    if kind == "audio":
        rate = more["sample_rate"]
        return ops.audio_summary_v2(
            "t", x, sample_rate=rate, max_outputs=more.get("max_outputs", 3)
        )
    if kind == "image":
        color = more.get("bad_color")
        color = color and tf.make_tensor_proto(color, tf.uint8)
        return ops.image_summary("t", x, max_images=more.get("max_outputs", 3), bad_color=color)
    raw = bytes(bytearray.fromhex(more["raw"])) if "raw" in more else None
    if raw is None:
        raw = tf.SummaryMetadata(**more["metadata"]).SerializeToString()
    return ops.tensor_summary_v2("t", x, serialized_summary_metadata=raw)


def answer(make):
    """The proto that `make` gives, or the error, as JSON has it."""
    try:
        with tf.Graph().as_default():
            return {"proto": base64.b64encode(make()).decode()}
    except Exception as error:
        text = getattr(error, "message", str(error))
        return {"error": type(error).__name__, "message": text.split("\n")[0]}


def run_summary(case):
    with tf.Session() as session:
        return session.run(summary_op(*case))


def make_tensor(case):
    values = case[0]
    if isinstance(values, tuple):
        values = np.array(values[1], values[2])
    return tf.make_tensor_proto(values, *case[1:]).SerializeToString(deterministic=True)


def a_graph():
    """Nodes with every kind of input, attribute and device."""
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [None, 3], name="x")
        any_shape = tf.placeholder(tf.float32, name="any")
        first, second = tf.split(tf.constant([1.0, 2.0], name="c"), 2, name="s")
        with tf.control_dependencies([x, first.op, any_shape]):
            tf.add(second, first, name="sum")
        v = tf.get_variable("v", [3], initializer=tf.zeros_initializer())
        with tf.device("/gpu:0"):
            tf.multiply(x, v, name="product")
        tf.constant(["a", "b"], name="text")
        tf.constant(1.5, tf.bfloat16, name="bf")
        tf.reduce_sum(x, axis=[0], name="reduced")
    return graph


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    os.makedirs(OUT)
    summaries = {k: answer(lambda c=c: run_summary(c)) for k, c in CASES["SUMMARIES"].items()}
    tensors = {k: answer(lambda c=c: make_tensor(c)) for k, c in CASES["TENSORS"].items()}
    for name, content in (("summaries", summaries), ("tensors", tensors)):
        with open(os.path.join(OUT, name + ".json"), "w") as file:
            json.dump(content, file, indent=0, sort_keys=True)
            file.write("\n")
    graph = a_graph()
    for name, shapes in (("graph", False), ("graph_with_shapes", True)):
        with open(os.path.join(OUT, name + ".pbtxt"), "w") as file:
            file.write(str(graph.as_graph_def(add_shapes=shapes)))
    writer = tf.summary.FileWriter(OUT, graph)
    for step in range(3):
        writer.add_summary(
            tf.Summary(value=[tf.Summary.Value(tag="loss", simple_value=step / 2.0)]), step
        )
    writer.add_session_log(tf.SessionLog(status=tf.SessionLog.STOP), 3)
    metadata = tf.RunMetadata()
    metadata.step_stats.dev_stats.add(device="/cpu:0")
    writer.add_run_metadata(metadata, "run", 4)
    writer.close()
    (path,) = glob.glob(os.path.join(OUT, "events.out.*"))
    os.rename(path, os.path.join(OUT, "events"))


if __name__ == "__main__":
    main()
