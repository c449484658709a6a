"""The cases that are measured, each written once for both libraries, and the running of one.

`python -m benchmarks.cases LIBRARY CASE` prints a JSON object of the case's measures. It must run under the
Python 3.7 of TensorFlow 1.15. Times are processor time of the whole process, with all its threads.
"""

import contextlib
import gc
import importlib
import json
import os
import shutil
import sys
import tempfile
import time

from benchmarks.measuring import CASES, case, clock


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
    return {"process start to first result (s)": time.process_time()}


def adds(tf, count):
    """A chain of `count` ops."""
    y = x = tf.placeholder(tf.float32, [])
    for _ in range(count):
        y = tf.add(y, x)
    return y


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
        for i in range(5000):
            tf.get_variable(f"v{i}", [3])

    with tf.Graph().as_default():
        with tf.variable_scope("net"):
            create = clock(get_all, 5000)
        with tf.variable_scope("net", reuse=True):
            reuse = clock(get_all, 5000)
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


def calls(run, count=2000):
    """Microseconds per call, once what is done only the first times is done."""
    for _ in range(300):
        run()

    def repeat():
        for _ in range(count):
            run()

    return clock(repeat, count)


@case
def session(tf):
    with tf.Graph().as_default():
        x, y = tf.placeholder(tf.float32, []), tf.placeholder(tf.float32, [])
        total = tf.add(x, y)
        variable = tf.get_variable("variable", [10])
        counter = tf.get_variable("counter", initializer=0)
        count_up = tf.assign_add(counter, 1)
        many = [x + float(i) for i in range(200)]
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            return {
                "Session.run, scalar add with feeds (us)": calls(
                    lambda: sess.run(total, {x: 1.0, y: 2.0})
                ),
                "Session.run, variable fetch (us)": calls(lambda: sess.run(variable)),
                "Session.run, counter (us)": calls(lambda: sess.run(count_up)),
                "Session.run, 200 fetches (us)": calls(lambda: sess.run(many, {x: 1.0}), 300),
            }


def lstm_step(tf, batch=32, steps=50, features=32, units=64):
    """A training step of two layers under `dynamic_rnn`, and its placeholders."""
    x = tf.placeholder(tf.float32, [batch, steps, features])
    y = tf.placeholder(tf.float32, [batch, units])
    cells = [tf.nn.rnn_cell.BasicLSTMCell(units) for _ in range(2)]
    outputs, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.MultiRNNCell(cells), x, dtype=tf.float32)
    loss = tf.reduce_mean(tf.square(outputs[:, -1] - y))
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    return [loss, train], x, y


@case
def lstm(tf):
    """The first step is the one that compiles, where there is something to compile."""
    import numpy as np

    with tf.Graph().as_default():
        fetches, x, y = lstm_step(tf)
        numbers = np.random.RandomState(0)
        feeds = {t: numbers.randn(*t.shape.as_list()).astype(np.float32) for t in (x, y)}
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            first = clock(lambda: sess.run(fetches, feeds), 1, unit=1)
            for _ in range(5):
                sess.run(fetches, feeds)

            def train():
                for _ in range(40):
                    sess.run(fetches, feeds)

            start = time.perf_counter()
            processor = clock(train, 40, unit=1e3)
            passed = (time.perf_counter() - start) / 40 * 1e3
    return {
        "LSTM 2 x 64, 50 steps, first training step (s)": first,
        "LSTM 2 x 64, 50 steps, training step (ms)": processor,
        "LSTM 2 x 64, 50 steps, training step, wall clock (ms)": passed,
    }


def resident():
    """Bytes of this process that are in memory."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def fastest(work, rounds=4):
    """Seconds by the clock of the fastest of some calls: what a disk cache gives, not what else goes on."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


@case
def checkpoints(tf):
    """200 MB in 100 variables, in memory if the machine has a place for files there."""
    tf.logging.set_verbosity(tf.logging.ERROR)
    shared = "/dev/shm"
    folder = tempfile.mkdtemp(dir=shared if os.access(shared, os.W_OK) else None)
    with tf.Graph().as_default(), tf.Session() as sess:
        for number in range(100):
            tf.get_variable(f"v{number}", [1 << 19], use_resource=number % 2 == 0)
        sess.run(tf.global_variables_initializer())
        saver = tf.train.Saver(max_to_keep=1)
        path = os.path.join(folder, "model")
        saver.save(sess, path, write_meta_graph=False)
        saver.restore(sess, path)
        save = fastest(lambda: saver.save(sess, path, write_meta_graph=False))
        restore = fastest(lambda: saver.restore(sess, path))
    shutil.rmtree(folder)
    return {
        "save 100 x 2 MB (ms, by the clock)": save * 1e3,
        "restore 100 x 2 MB (ms, by the clock)": restore * 1e3,
    }


@case
def memory(tf):
    with tf.Graph().as_default():
        adds(tf, 1000)
        gc.collect()
        before = resident()
        kept = adds(tf, 50000)
        gc.collect()
        bytes_per_node = (resident() - before) / 50000
        del kept
    return {"memory per node (kB)": bytes_per_node / 1000}


def main():
    importlib.import_module("benchmarks.graph_cases")
    library, name = sys.argv[1:]
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    needs_name = name in ("import_library", "first_result")
    measures = CASES[name](library if needs_name else importlib.import_module(library))
    print(json.dumps(measures))


if __name__ == "__main__":
    main()
