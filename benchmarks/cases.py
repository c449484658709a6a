"""Starting, names and scopes; and the running of one case, whatever module it is in.

`python -m benchmarks.cases LIBRARY CASE` prints a JSON object of the case's measures. It must run under the
Python 3.7 of TensorFlow 1.15. Times are processor time of the whole process, with all its threads.
"""

import argparse
import contextlib
import importlib
import json
import os
import time

from benchmarks.measuring import CASES, IN_JAX, SETTINGS, adds, case, clock, in_jax

FIRST_RESULT = "process start to first result (s)"


@in_jax
@case
def import_library(library):
    start = time.process_time()
    importlib.import_module(library)
    return {"import (s)": time.process_time() - start}


@case
def first_result(library):
    """From the start of the process, the interpreter's own start included."""
    tf = importlib.import_module(library)
    with tf.Session() as sess:
        sess.run(tf.constant(1.0) + tf.constant(2.0))
    return {FIRST_RESULT: time.process_time()}


@in_jax
def first_result(library):  # noqa: F811 - the same case, by hand
    jax = importlib.import_module(library)
    float(jax.jit(lambda a, b: a + b)(1.0, 2.0))
    return {FIRST_RESULT: time.process_time()}


@case
def build(tf):
    with tf.Graph().as_default():
        adds(tf, 100)
    with tf.Graph().as_default():
        short = clock(lambda: adds(tf, 2000), 2000)
    with tf.Graph().as_default():
        long = clock(lambda: adds(tf, 20000), 20000)
    return {"add, graph of 2k (us)": short, "add, graph of 20k (us)": long}


def siblings(tf, count):
    for _ in range(count):
        with tf.name_scope("outer"), tf.name_scope("inner"):
            pass


def nested(tf, count):
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            stack.enter_context(tf.name_scope("s"))


@case
def scopes(tf):
    with tf.Graph().as_default():
        wide = clock(lambda: siblings(tf, 5000), 5000)
    with tf.Graph().as_default():
        deep = clock(lambda: nested(tf, 5000), 5000)
    return {"5k same-named scopes (us)": wide, "5k same-named nested scopes (us)": deep}


@case
def get_variable(tf):
    def get_all():
        for i in range(2000):
            tf.get_variable(f"v{i}", [3])

    with tf.Graph().as_default():
        with tf.variable_scope("net"):
            create = clock(get_all, 2000)
        with tf.variable_scope("net", reuse=True):
            reuse = clock(get_all, 2000)
    return {"get_variable, create (us)": create, "get_variable, reuse (us)": reuse}


def convolution(tf, x, filters, size, stride, name):
    """A convolution from slices and one matmul, with 'SAME' padding for odd sizes."""
    batch, height, width, channels = x.shape.as_list()
    with tf.variable_scope(name):
        kernel = tf.get_variable("kernel", [size * size * channels, filters])
        edge = size // 2
        if edge:
            rows = tf.zeros([batch, edge, width, channels])
            x = tf.concat([rows, x, rows], 1)
            columns = tf.zeros([batch, height + 2 * edge, edge, channels])
            x = tf.concat([columns, x, columns], 2)
        patches = [
            x[:, i : i + height : stride, j : j + width : stride]
            for i in range(size)
            for j in range(size)
        ]
        flat = tf.reshape(tf.concat(patches, 3), [-1, size * size * channels])
        shape = [batch, -(-height // stride), -(-width // stride), filters]
        return tf.reshape(tf.matmul(flat, kernel), shape)


def normalized(tf, x, name):
    with tf.variable_scope(name):
        channels = x.shape.as_list()[-1]
        scale = tf.get_variable("gamma", [channels], initializer=tf.ones_initializer())
        offset = tf.get_variable("beta", [channels], initializer=tf.zeros_initializer())
        mean = tf.reduce_mean(x, [0, 1, 2], keepdims=True)
        variance = tf.reduce_mean(tf.square(x - mean), [0, 1, 2], keepdims=True)
        return (x - mean) / tf.sqrt(variance + 1e-5) * scale + offset


def bottleneck(tf, x, filters, stride, name):
    with tf.variable_scope(name):
        shortcut = x
        if stride > 1 or x.shape.as_list()[-1] != 4 * filters:
            shortcut = convolution(tf, x, 4 * filters, 1, stride, "shortcut")
            shortcut = normalized(tf, shortcut, "bn_shortcut")
        x = tf.maximum(normalized(tf, convolution(tf, x, filters, 1, 1, "a"), "bn_a"), 0.0)
        x = tf.maximum(normalized(tf, convolution(tf, x, filters, 3, stride, "b"), "bn_b"), 0.0)
        x = normalized(tf, convolution(tf, x, 4 * filters, 1, 1, "c"), "bn_c")
        return tf.maximum(x + shortcut, 0.0)


def resnet_50(tf):
    x = tf.placeholder(tf.float32, [8, 224, 224, 3])
    x = tf.maximum(normalized(tf, convolution(tf, x, 64, 7, 2, "stem"), "bn_stem"), 0.0)
    x = tf.maximum(tf.maximum(x[:, ::2, ::2], x[:, 1::2, ::2]), x[:, ::2, 1::2])
    for stage, (blocks, filters) in enumerate([(3, 64), (4, 128), (6, 256), (3, 512)]):
        for block in range(blocks):
            stride = 2 if stage and not block else 1
            x = bottleneck(tf, x, filters, stride, f"stage{stage}_block{block}")
    weights = tf.get_variable("logits", [x.shape.as_list()[-1], 1000])
    return tf.matmul(tf.reduce_mean(x, [1, 2]), weights)


@case
def resnet(tf):
    with tf.Graph().as_default() as graph:
        seconds = clock(lambda: resnet_50(tf), 1, unit=1)
        nodes = len(graph.get_operations())
    return {"ResNet-50 graph by hand (s)": seconds, "ResNet-50 graph (nodes)": nodes}


def main():
    importlib.import_module("benchmarks.all_cases")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library")
    parser.add_argument("case")
    parser.add_argument("--dtype", default="float32")
    parser.add_argument("--warm", action="store_true", help="only what a warm cache changes")
    parser.add_argument("--quick", action="store_true", help="a handful of repetitions")
    options = parser.parse_args()
    SETTINGS.update(dtype=options.dtype, warm=options.warm, quick=options.quick)
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    run = (IN_JAX if options.library == "jax" else CASES)[options.case]
    needs_name = options.case in ("import_library", "first_result")
    print(
        json.dumps(run(options.library if needs_name else importlib.import_module(options.library)))
    )


if __name__ == "__main__":
    main()
